"""Questions that lean on the conversation, made to stand alone without a language model."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.mentions import Kind, mentions
from rag.question import Question
from rag.requests import request_of
from rag.words import terms

_POINTING_BACK = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|their|theirs|this|these|those|the same|the two|"
    r"the former|the latter|another one|the others?)\b"
    r"|^(and|but|or|also|so|then|what about|how about)\b"
    r"|\b(that|there)\W*$",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"^(?:and|but|what about|how about|and what about)\s+(.+?)\s*\??$", re.I)
_PERSON = re.compile(r"\b(?:(he|she|him)|(his|her))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Standalone:
    """A question without its conversation: ``search`` to find passages, ``read`` to read them."""

    search: str
    read: str


def standalone(question: Question) -> Standalone:
    """The question as it stands alone, with what it takes from earlier turns filled in.

    A question leans on what was said before when it has a pronoun or another word that points
    back, opens like a continuation, or names almost nothing itself. "And Chen Cheng?" becomes
    the earlier question with its name replaced; "he" becomes the name that was asked about; and
    what is still open is searched together with the earlier question.
    """
    text = question.text
    earlier = [
        turn.content
        for turn in question.history
        if turn.role == "user" and request_of(turn.content) is None
    ]
    if not earlier or not (_POINTING_BACK.search(text) or len(terms(text)) < 2):
        return Standalone(text, text)
    swapped = _with_other_name(earlier[-1], text)
    if swapped:
        return Standalone(swapped, swapped)
    names = [name for turn in reversed(earlier) for name in _names(turn)]
    named = _with_name(text, names[0]) if names else text
    return Standalone(f"{earlier[-1]} {named}", named)


def _with_other_name(earlier: str, text: str) -> str | None:
    continues = _CONTINUES.match(text.strip())
    if continues is None or len(terms(continues.group(1))) > 3:
        return None
    wanted = continues.group(1)
    kinds = {kind for _, kind in mentions(wanted)}
    if not kinds:
        return None
    for span, kind in mentions(earlier):
        if kind in kinds:
            return earlier[: span.start] + wanted + earlier[span.end :]
    return None


def _names(text: str) -> list[str]:
    return [span.of(text) for span, kind in mentions(text) if kind is Kind.NAME]


def _with_name(text: str, name: str) -> str:
    """``text`` with the first "he", "she" or "his" replaced by the name, unless it has one."""
    if _names(text) == [name]:
        return text
    return _PERSON.sub(lambda m: name if m.group(1) else f"{name}'s", text, count=1)
