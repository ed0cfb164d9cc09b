"""Names, years and numbers in a text, as far as their shape tells."""

from __future__ import annotations

import re
from enum import Enum

from chapter_and_verse.text.dates import YEAR
from chapter_and_verse.text.peoples import is_place_and_people
from chapter_and_verse.text.pronouns import PRONOUNS
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import STOP_WORDS, words


class EntityKind(Enum):
    """What a mention is."""

    YEAR = "year"
    NUMBER = "number"
    NAME = "name"


_MENTION = re.compile(
    rf"\b(?P<year>{YEAR})\b"
    r"|\b(?P<number>\d[\d,.]*\d|\d)\b"
    r"|\b(?P<name>[A-Z][\w’'.-]*[\w](?:\s+(?:(?:of|the|de|von|van|al)\s+)?[A-Z][\w’'.-]*\w)*)"
)
_POSSESSIVE = re.compile(r"['’‘]s?$")
_NOT_NAMES = STOP_WORDS | frozenset(
    """according although among another anyway aren't besides btw can't couldn't describe didn't
    doesn't don't either every explain find following give hello hey hi however isn't list many
    may might much must name neither now oh ok okay one oops please several shall show since
    summarise summarize tell thanks though us wasn't weren't what's who's within without
    won't""".split()
)
_SAID_ALONE = frozenset(
    "actually alright cool fine good great interesting nice right sorry sure well wow yes".split()
)


def find_entities(text: str) -> list[tuple[Span, EntityKind]]:
    """The names, years and numbers of ``text``, in order.

    A name is a run of capitalised words; a word that merely opens a sentence is left out where
    it is a common one.
    """
    found = []
    for match in _MENTION.finditer(text):
        span, kind = Span(*match.span()), EntityKind(match.lastgroup)
        if kind is EntityKind.NAME:
            first = re.split(r"\s+", span.of(text))[0]
            plain = first.lower().replace("’", "'")
            if plain in _NOT_NAMES or span.of(text).lower() in _SAID_ALONE:
                rest = span.of(text)[len(first) :]
                span = Span(span.end - len(rest.lstrip()), span.end)
            possessive = _POSSESSIVE.search(span.of(text))
            if possessive:
                span = Span(span.start, span.start + possessive.start())
        if span.end - span.start > (1 if kind is EntityKind.NAME else 0):
            found.append((span, kind))
    return found


def missing_share(question: str, text: str) -> float:
    """The share (0 to 1) of the question's mentions that ``text`` lacks; 0 if it has none.

    A name counts as present by the share of its words that stand in ``text``, be it inside a
    longer word ("70" in "1970s"), with a space in it ("Superbowl") or as a place for its people
    (`text.peoples`).
    """
    named = [span.of(question) for span, _ in find_entities(question)]
    if not named:
        return 0.0
    present = words(text)
    known, run_on = set(present), "".join(present)
    lacking = []
    for name in named:
        parts = words(name)
        absent = [
            part
            for part in parts
            if part not in known
            and (len(part) < 2 or part not in run_on)
            and not any(is_place_and_people(part, word) for word in known)
        ]
        lacking.append(len(absent) / max(1, len(parts)))
    return sum(lacking) / len(lacking)


_FIRST_WORD = re.compile(r"[^\W_]+")


def opens_with_pronoun(sentence: str) -> bool:
    """Whether the first word of a sentence stands for somebody or something named before."""
    first = _FIRST_WORD.search(sentence)
    return first is not None and first.group().lower() in PRONOUNS
