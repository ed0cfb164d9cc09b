"""Numbers, dates and names of a claim, and whether a text has them.

Two spellings of one thing count as the same: "1,200" and "1200", "three" and "3", "Sept." and
"September", "Russian" and "Russia", "UN" and "United Nations". Anything looser would let a
slightly wrong fact pass, so "about 1,200" is not in "1,187".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from chapter_and_verse.text import peoples
from chapter_and_verse.text.dates import MONTHS, WEEKDAYS, YEAR
from chapter_and_verse.text.entities import EntityKind, find_entities
from chapter_and_verse.text.words import STOP_WORDS, stem, words


class FactKind(Enum):
    """What a fact is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True)
class Fact:
    """A number, date or name as the claim writes it; ``words`` must all stand in a quote."""

    text: str
    sort: FactKind
    words: tuple[str, ...]


_MONTHS = frozenset([*MONTHS, *(month[:3] for month in MONTHS), "sept"])
_UNITS = "two three four five six seven eight nine ten eleven twelve".split()
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = frozenset("dozen hundred thousand million billion trillion percent".split())
_ORDINALS = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_NUMERALS = {
    **{word: str(n) for n, word in enumerate([*_UNITS, *_TEENS], 2)},
    **{word: str(10 * n) for n, word in enumerate(_TENS, 2)},
    **{word: f"{n}th" for n, word in enumerate(_ORDINALS, 3)},
    "twice": "2",
}
_TOKEN = re.compile(r"[^\W_]+(?:[.,:]\d+)*")
_YEAR = re.compile(YEAR)
_ENDINGS = (*peoples.ENDINGS, "s", "es")


def find_facts(claim: str) -> list[Fact]:
    """The numbers, dates and names of a claim, in no particular order."""
    return [*_counted(claim), *_named(claim)]


def find_missing_facts(claim: str, text: str) -> list[Fact]:
    """The facts of a claim that ``text`` lacks."""
    counted = {fact.words[0] for fact in _counted(text)}
    known = set(words(_joined(text)))
    initials = _initials(text)
    return [
        fact
        for fact in find_facts(claim)
        if not (
            all(_is_known(word, known) for word in fact.words) or _joined(fact.text) in initials
            if fact.sort is FactKind.NAME
            else fact.words[0] in counted
        )
    ]


def _counted(text: str) -> Iterator[Fact]:
    """Numbers and dates, each with its one normal form."""
    for match in _TOKEN.finditer(text):
        word = match.group()
        lowered = word.lower()
        if word[0].isupper() and lowered in _MONTHS and not (lowered == "may" and _opens(match)):
            yield Fact(word, FactKind.DATE, (lowered[:3],))
        elif word[0].isupper() and lowered.rstrip("s") in WEEKDAYS:
            yield Fact(word, FactKind.DATE, (lowered.rstrip("s"),))
        elif lowered in _NUMERALS or lowered.rstrip("s") in _SCALES:
            yield Fact(word, FactKind.NUMBER, (_NUMERALS.get(lowered, lowered.rstrip("s")),))
        elif any(c.isdigit() for c in word):
            sort = FactKind.DATE if _YEAR.match(word) else FactKind.NUMBER
            yield Fact(word, sort, (_normal(lowered),))
        if text[match.end() :].lstrip()[:1] == "%" and word[0].isdigit():
            yield Fact(f"{word}%", FactKind.NUMBER, ("percent",))


def _opens(match: re.Match[str]) -> bool:
    return not match.string[: match.start()].strip()


def _normal(number: str) -> str:
    number = re.sub(r",(?=\d{3}(?:\D|$))", "", number)
    return re.sub(r"^(\d+)(?:st|nd|rd|th)$", r"\1th", number)


def _named(claim: str) -> Iterator[Fact]:
    for span, kind in find_entities(_joined(claim)):
        if kind is EntityKind.NAME:
            name = span.of(_joined(claim))
            parts = tuple(w for w in words(name) if w not in STOP_WORDS and w not in _MONTHS)
            if parts and not set(parts) & set(WEEKDAYS):
                yield Fact(name, FactKind.NAME, parts)


def _joined(text: str) -> str:
    """``text`` with "U.S." written as "US"."""
    return re.sub(r"\b((?:[A-Z]\.){2,})", lambda m: m.group().replace(".", ""), text)


def _is_known(word: str, known: Collection[str]) -> bool:
    return (
        word in known
        or stem(word) in {stem(k) for k in known if k[:3] == word[:3]}
        or any(
            longer == shorter + ending
            for other in known
            if other[:3] == word[:3] and min(len(other), len(word)) >= 4
            for shorter, longer in [sorted((other, word), key=len)]
            for ending in _ENDINGS
        )
    )


def _initials(text: str) -> set[str]:
    """The initials of the names in ``text``, without and with small words between."""
    found = set()
    for span, kind in find_entities(text):
        if kind is EntityKind.NAME:
            parts = re.findall(r"\w+", span.of(text))
            found |= {"".join(p[0] for p in parts), "".join(p[0] for p in parts if p[0].isupper())}
    return {initials for initials in found if len(initials) > 1}
