"""Names, years and numbers in a text, as far as their shape tells."""

from __future__ import annotations

import re
from enum import Enum

from rag.sentences import Span
from rag.words import words


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
_NOT_NAMES = frozenset(
    """a about according after against all also although among an and another any anyway are aren't
    as at because been before being besides between both btw but by can can't could couldn't
    describe did didn't do does doesn't don't during each either every explain few find
    following for from give had has have he hello her here hey hi his how however i if in into
    is isn't it its list many may me might more most much must my name neither no not now of
    oh ok okay on one only oops or other our out over please several shall she should show
    since so some such summarise summarize tell than thanks that the their them then there
    these they this those though through to under until up us was wasn't we were weren't what
    what's when where which while who who's whom whose why will with within without won't
    would you your""".split()
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
            if first.lower().replace("’", "'") in _NOT_NAMES:
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
