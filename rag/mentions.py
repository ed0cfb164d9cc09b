"""Names, years and numbers in a text, as far as their shape tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from rag.sentences import Span
from rag.words import STOP_WORDS, stem, words


class Kind(Enum):
    """What a mention is."""

    YEAR = "year"
    NUMBER = "number"
    NAME = "name"


_MENTION = re.compile(
    r"\b(?P<year>1[0-9]{3}|20[0-9]{2})\b"
    r"|\b(?P<number>\d[\d,.]*\d|\d)\b"
    r"|\b(?P<name>[A-Z][\w’'.-]*[\w](?:\s+(?:(?:of|the|de|von|van|al)\s+)?[A-Z][\w’'.-]*\w)*)"
)
_POSSESSIVE = re.compile(r"['’‘]s?$")
_NOT_NAMES = STOP_WORDS | frozenset(
    """according although among another anyway aren't besides btw can't couldn't describe didn't
    doesn't don't either every explain find following give hello hey hi however isn't list many
    may might much must name neither now oh ok okay one oops please several shall show since
    summarise summarize tell thanks though us wasn't weren't what's who's within without won't""".split()
)
_SAID_ALONE = frozenset(
    "actually alright cool fine good great interesting nice right sorry sure well wow yes".split()
)


def mentions(text: str) -> list[tuple[Span, Kind]]:
    """The names, years and numbers of ``text``, in order.

    A name is a run of capitalised words; a word that merely opens a sentence is left out where
    it is a common one.
    """
    found = []
    for match in _MENTION.finditer(text):
        span, kind = Span(*match.span()), Kind(match.lastgroup)
        if kind is Kind.NAME:
            first = re.split(r"\s+", span.of(text))[0]
            plain = first.lower().replace("’", "'")
            if plain in _NOT_NAMES or span.of(text).lower() in _SAID_ALONE:
                rest = span.of(text)[len(first) :]
                span = Span(span.end - len(rest.lstrip()), span.end)
            possessive = _POSSESSIVE.search(span.of(text))
            if possessive:
                span = Span(span.start, span.start + possessive.start())
        if span.end - span.start > (1 if kind is Kind.NAME else 0):
            found.append((span, kind))
    return found


def missing_share(question: str, text: str) -> float:
    """The share (0 to 1) of the question's mentions that ``text`` lacks; 0 if it has none.

    A name counts as present by the share of its words that stand in ``text``, be it inside a
    longer word ("70" in "1970s") or with a space in it ("Superbowl").
    """
    named = [span.of(question) for span, _ in mentions(question)]
    if not named:
        return 0.0
    present = words(text)
    known, run_on = set(present), "".join(present)
    lacking = []
    for name in named:
        parts = words(name)
        absent = [p for p in parts if p not in known and (len(p) < 2 or p not in run_on)]
        lacking.append(len(absent) / max(1, len(parts)))
    return sum(lacking) / len(lacking)


_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_JOINING = frozenset("in to of the at with from on into by for a an near against about".split())
_PRONOUNS = frozenset("he she it they him her them his hers its their theirs".split())
BESIDE = 3
"""Words within which a name belongs to another word."""


def contradicted(question: str, sentence: str, near: str = "") -> bool:
    """Whether the sentence says of another name or number what the question asks of its own.

    So it does where it lacks a mention of the question, has a word that stands beside it there
    ("Russian *officers*", "*visit* Japan"), and beside that a mention of the same kind ("20
    Chinese officers", "visited Russia"). A name that stands ``near`` the sentence is not lacking
    where a "she" or "it" may mean it.
    """
    told = _WORD.findall(sentence)
    stems = [stem(word) for word in told]
    points_back = not _PRONOUNS.isdisjoint(word.lower() for word in told)
    for span, kind in mentions(question):
        name = span.of(question)
        known = near if near and points_back and kind is Kind.NAME else sentence
        if missing_share(name, known) == 1:
            others = {i for i, word in enumerate(told) if _is_other(i, word, name, kind)}
            for word, before in _beside(question, span):
                places = [i for i, found in enumerate(stems) if found == stem(word)]
                if places and all(others & _side(place, before) for place in places):
                    return True
    return False


def opens_with_pronoun(sentence: str) -> bool:
    """Whether the first word of a sentence stands for somebody or something named before."""
    first = _WORD.search(sentence)
    return first is not None and first.group().lower() in _PRONOUNS


def _beside(question: str, span: Span) -> Iterator[tuple[str, bool]]:
    """The plain words beside a mention, each with whether the mention stands before it."""
    following = _WORD.match(question, span.end + 1) if question[span.end :][:1] == " " else None
    preceding = _WORD.findall(question[: span.start])
    while preceding and preceding[-1].lower() in _JOINING:
        preceding.pop()
    for word, before in (
        (following and following.group(), True),
        (preceding[-1] if preceding else None, False),
    ):
        if word and word[0].islower() and word not in STOP_WORDS:
            yield word, before


def _side(place: int, before: bool) -> set[int]:
    return set(range(place - BESIDE, place) if before else range(place + 1, place + 1 + BESIDE))


def _is_other(place: int, word: str, name: str, kind: Kind) -> bool:
    """Whether a word is of the same kind as a mention and not akin to it ("West", "Western")."""
    if kind is not Kind.NAME:
        return word[0].isdigit()
    akin = {part[:4].lower() for part in _WORD.findall(name)}
    return place > 0 and word[0].isupper() and word[:4].lower() not in akin
