"""Makes follow-up questions stand alone, without a language model: "And in May?", "Why did he?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from chapter_and_verse.question.decomposition import ADPOSITION, split_question
from chapter_and_verse.question.intents import find_request
from chapter_and_verse.question.message import find_question, leans_on_context
from chapter_and_verse.question.question import Question, Turn
from chapter_and_verse.text.entities import EntityKind, find_entities
from chapter_and_verse.text.peoples import DEMONYM
from chapter_and_verse.text.words import terms

TURNS_SEARCHED = 2
"""How many earlier questions the search takes along, and "it" may refer to."""
LONGEST_NAME = 60
"""A short answer of fewer characters may be somebody's name."""

_CONTINUES = re.compile(r"^(?:and|but|what about|how about|and what about)\s+(.+?)\s*\??$", re.I)
_WHEREFORE = (
    r"(?:(?:what|which|how (?:many|much|long|often|far|old)|since when|how come|who|whom|whose|when"
    r"|where|why|how)\b)"
)
_PHRASE = re.compile(rf"({ADPOSITION})\s+\S", re.IGNORECASE)
_PHRASE_OPENS = re.compile(rf"\b{ADPOSITION}\s+(?:the\s+)?$", re.IGNORECASE)
_BARE = re.compile(
    rf"^\W*(?:and|but|so|then|ok|okay)?\W*({_WHEREFORE})(?: (?:exactly|so|then))?\W*$", re.I
)
_OPENING = re.compile(rf"^\W*(?:(?:and|but|so)\b\W*)?(?P<asks>{_WHEREFORE})?\s*", re.I)
_PERSON = re.compile(
    r"\b(?:(he|she|him|her(?=\W*$|\s+(?:about|after|as|at|before|by|for|from|in|on|to|with)\b))"
    r"|(his|her))\b",
    re.IGNORECASE,
)
_THING = re.compile(r"\b(?:(it)(?!\s+(?:takes?|true|possible)\b)|(its))\b", re.IGNORECASE)
_ASKS_WHICH = re.compile(r"^\W*(?:which|what)\b", re.IGNORECASE)
_DEFINITE = re.compile(r"(?:\b(?P<word>[\w’'-]+)\s+)?\bthe\s+$", re.IGNORECASE)
_WHERE = frozenset(
    "across along around at between by from in into near on onto over through to under".split()
)
_ASKS_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:in|to|from|at|into|near|on)\s+(?:the\s+)?$", re.IGNORECASE)

_OF_A_PEOPLE = re.compile(rf"{DEMONYM.pattern}\s+[a-z]")
"""A word such as "Russian" before a noun, which is nobody's name."""


@dataclass(frozen=True)
class Standalone:
    """A question that can be understood without its conversation.

    ``text`` is what the search and the reader get. ``context`` is the same text with the earlier
    questions before it, which the search uses as well; empty where there are none.
    """

    text: str
    context: str = ""

    def parts(self) -> tuple[Standalone, ...]:
        """The questions that it is made of (see `question.decomposition`), each standing alone.

        A part that names nothing of its own gets the first part as context.
        """
        first, *others = split_question(self.text)
        if not others:
            return (self,)
        found = [replace(self, text=first)]
        for other in others:
            alone = make_standalone(Question(other, (Turn("user", first),)))
            is_named = find_entities(alone.text) and not leans_on_context(alone.text)
            found.append(Standalone(alone.text, self.context if is_named else alone.context))
        return tuple(found)


def make_standalone(question: Question) -> Standalone:
    """The question with what it takes from earlier turns filled in.

    - "And Chen Cheng?" becomes the question before it, with the name replaced.
    - "he" becomes the person who was asked about, or whom the last answer named.
    - "it" becomes a thing that was called by its name, as in "the Petrel".
    - A bare "Why?" is put in the place of the earlier question's "When", or before it.

    Of a long message, only what it asks is kept; see `question.message`.
    """
    earlier = [
        turn.content
        for turn in question.history
        if turn.role == "user" and find_request(turn.content) is None
    ]
    asked = find_question(question.text)
    if asked.said:
        earlier.append(asked.said)
    if not earlier:
        return Standalone(asked.question)
    earlier = list(accumulate(earlier, lambda one, two: _with_other_name(one, two) or two))
    text = _with_other_name(earlier[-1], asked.question)
    if text is None:
        text = _after_bare(earlier[-1], asked.question)
        text = _with_person(text, earlier, _last_reply(question))
        text = _with_thing(text, earlier, _last_reply(question))
    return Standalone(text, " ".join([*earlier[-TURNS_SEARCHED:], text]))


def _with_other_name(earlier: str, text: str) -> str | None:
    continues = _CONTINUES.match(text.strip())
    if continues is None or len(terms(continues.group(1))) > 3:
        return None
    wanted = continues.group(1)
    kinds = {kind for _, kind in find_entities(wanted)}
    if not kinds:
        return _with_other_phrase(earlier, wanted)
    for span, kind in find_entities(earlier):
        if kind in kinds:
            before = earlier[: span.start]
            if _PHRASE.match(wanted):
                before = _PHRASE_OPENS.sub("", before)
            return before + wanted + earlier[span.end :]
    return None


def _with_other_phrase(earlier: str, wanted: str) -> str | None:
    """The earlier question with "on staff" replaced, where ``wanted`` is "on premises"."""
    by = _PHRASE.match(wanted)
    if by is None:
        return None
    same = re.compile(rf"\b{by.group(1)}\s.+?(?=\s+{ADPOSITION}\s|\W*$)", re.IGNORECASE)
    *_, last = [None, *same.finditer(earlier)]
    return last and earlier[: last.start()] + wanted + earlier[last.end() :]


def _after_bare(earlier: str, text: str) -> str:
    """A bare "Why?" with what the earlier question asked about; any other text as it is."""
    bare, opening = _BARE.match(text), _OPENING.match(earlier)
    if bare is None or opening is None:
        return text
    rest = earlier[opening.end() :]
    if not opening["asks"]:
        rest = rest[:1].lower() + rest[1:]
    return f"{bare.group(1).capitalize()} {rest}"


def _last_reply(question: Question) -> Turn:
    replies = [turn for turn in question.history if turn.role == "assistant"]
    return replies[-1] if replies else Turn("assistant", "")


def _with_person(text: str, earlier: Sequence[str], reply: Turn) -> str:
    """``text`` with its first "he", "she" or "his" replaced by the person it stands for."""
    pronoun = _PERSON.search(text)
    if pronoun is None or _names(text[: pronoun.start()], _PLACED):
        return text
    name = _person(earlier, reply)
    if name is None or name in text:
        return text
    return _PERSON.sub(lambda m: name if m.group(1) else f"{name}'s", text, count=1)


def _person(earlier: Sequence[str], reply: Turn) -> str | None:
    """Whom "he" or "she" means: the answer to "who", else whom a question named, else a quote.

    A name after "in", "to" and the like is taken for a place. Questions that contain a "he"
    themselves are looked at last, since whom they name is somebody else. A question typed without
    capitals is searched for the names in the reply.
    """
    answered = _answered(reply)
    if answered and _ASKS_WHO.search(earlier[-1]):
        return answered[0]
    quoted = _names(reply.content, _PLACED)
    latest_first = reversed(earlier)
    turns = sorted(latest_first, key=lambda turn: _PERSON.search(turn) is not None)
    asked = [
        name
        for turn in turns
        for name in _names(turn, _PLACED) or [n for n in quoted if n.lower() in turn.lower()]
    ]
    return next(iter([*asked, *quoted]), None)


def _with_thing(text: str, earlier: Sequence[str], reply: Turn) -> str:
    """``text`` with its first "it" or "its" replaced by the named thing that it stands for.

    That is the answer to "Which ship …?", else what an earlier question calls "the Petrel".
    """
    pronoun = _THING.search(text)
    if pronoun is None or _names(text):
        return text
    answered = _answered(reply)
    if answered and _ASKS_WHICH.search(earlier[-1]):
        thing = f"the {answered[0]}"
    else:
        called = [
            f"the {span.of(turn)}"
            for turn in reversed(earlier[-TURNS_SEARCHED:])
            for span, kind in find_entities(turn)
            if kind is EntityKind.NAME
            and (the := _DEFINITE.search(turn[: span.start]))
            and (the["word"] or "").lower() not in _WHERE
            and not _OF_A_PEOPLE.match(turn[span.start :])
        ]
        if not called:
            return text
        thing = called[0]
    return _THING.sub(lambda m: thing if m.group(1) else f"{thing}'s", text, count=1)


def _answered(reply: Turn) -> list[str]:
    """The names in a reply's short answer, or in its first paragraph where that is as short."""
    short_answer = reply.short_answer
    if short_answer is None:
        short_answer, _, _ = reply.content.partition("\n\n")
    return _names(short_answer) if len(short_answer) < LONGEST_NAME else []


def _names(text: str, passed_over: re.Pattern[str] | None = None) -> list[str]:
    return [
        span.of(text)
        for span, kind in find_entities(text)
        if kind is EntityKind.NAME
        and not _OF_A_PEOPLE.match(text[span.start :])
        and not (passed_over and passed_over.search(text[: span.start]))
    ]
