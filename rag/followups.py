"""Questions that lean on the conversation, made to stand alone without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.asking import asking
from rag.mentions import Kind, mentions
from rag.question import Question
from rag.requests import request_of
from rag.words import terms

TURNS_SEARCHED = 2
"""How many earlier questions the search looks at beside the present one."""
LONGEST_NAME = 60
"""Characters of a short answer that may be somebody's name."""

_CONTINUES = re.compile(r"^(?:and|but|what about|how about|and what about)\s+(.+?)\s*\??$", re.I)
_PERSON = re.compile(r"\b(?:(he|she|him)|(his|her))\b", re.IGNORECASE)
_ASKS_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:in|to|from|at|into|near|on)\s+(?:the\s+)?$", re.IGNORECASE)

_DEMONYM = re.compile(r"\w+(?:[iec]an|ese|ish|ern)\s+[a-z]")
"""A word such as "Russian" before a noun, which is nobody's name."""


@dataclass(frozen=True)
class Standalone:
    """A question without its conversation.

    ``text`` is the question as it stands alone, for the search and the reader; ``context`` is the
    same after the turns before it, to search by as well, and empty where there are none.
    """

    text: str
    context: str = ""


def standalone(question: Question) -> Standalone:
    """The question as it stands alone, with what it takes from earlier turns filled in.

    "And Chen Cheng?" becomes the earlier question with its name replaced. Where a question
    points back, "he" becomes the person that was asked about or that the last answer named. Of
    a long message, only what it asks is left; see `rag.asking`.
    """
    earlier = [
        turn.content
        for turn in question.history
        if turn.role == "user" and request_of(turn.content) is None
    ]
    asked = asking(question.text)
    if asked.said:
        earlier.append(asked.said)
    if not earlier:
        return Standalone(asked.question)
    text = _with_other_name(earlier[-1], asked.question)
    if text is None:
        text = _with_person(asked.question, earlier, _last_reply(question))
    return Standalone(text, " ".join([*earlier[-TURNS_SEARCHED:], text]))


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


def _last_reply(question: Question) -> str:
    replies = [turn.content for turn in question.history if turn.role == "assistant"]
    return replies[-1] if replies else ""


def _with_person(text: str, earlier: Sequence[str], reply: str) -> str:
    """``text`` with its first "he", "she" or "his" replaced by the person it stands for."""
    pronoun = _PERSON.search(text)
    if pronoun is None or _names(text[: pronoun.start()], _PLACED):
        return text
    name = _person(earlier, reply)
    if name is None or name in text:
        return text
    return _PERSON.sub(lambda m: name if m.group(1) else f"{name}'s", text, count=1)


def _person(earlier: Sequence[str], reply: str) -> str | None:
    """Who was spoken of last: the answer to "who", else who was asked about, else who was quoted.

    A name after "in", "to" and the like is a place as a rule.
    """
    short_answer, _, _ = reply.partition("\n\n")
    if _ASKS_WHO.search(earlier[-1]) and len(short_answer) < LONGEST_NAME:
        answered = _names(short_answer)
        if answered:
            return answered[0]
    asked = [name for turn in reversed(earlier) for name in _names(turn, _PLACED)]
    return next(iter([*asked, *_names(reply, _PLACED)]), None)


def _names(text: str, passed_over: re.Pattern[str] | None = None) -> list[str]:
    return [
        span.of(text)
        for span, kind in mentions(text)
        if kind is Kind.NAME
        and not _DEMONYM.match(text[span.start :])
        and not (passed_over and passed_over.search(text[: span.start]))
    ]
