"""Tells what kind of answer a question asks for: yes or no, a reason, a list, a statement."""

from __future__ import annotations

import re
from itertools import pairwise

from chapter_and_verse.text.entities import EntityKind, find_entities
from chapter_and_verse.text.speech import SAYS_OR_SAID, TO_SAY
from chapter_and_verse.text.words import any_of

_EXPLANATION = re.compile(
    r"^\W*(?:why\b|how come\b|explain\b|describe\b|tell (?:me|us) (?:more )?about\b"
    r"|(?:for )?what (?:is the )?reasons?\b|what\b.*\bhappen(?:s|ed)?\b|in what way\b"
    r"|how (?:do|does)\b(?: [\w-]+){1,5} (?:work|function|happen|compare|differ)\b"
    r"|what (?:is|are) the differences?\b|(?:the )?differences? between\b)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"^\W*(?:please )?(?:list|name (?:all|the (?:two|three|four|five))|enumerate)\b"
    r"|\bwho (?:are|were)\b"
    r"|\bwhat (?:are|were) (?:the|some|all|its|their|his|her)\b(?: [\w-]+){0,3} [\w-]*[^s\W]s\b"
    r"|\b(?:what|which)(?: [\w-]+){0,2} (?:[\w-]*[^s\W]s|people|men|women|children|two|three|four)"
    r" (?:are|were|do|did|have|had|can|could|should|will|would|may|might|must)\b",
    re.IGNORECASE,
)
_ASKED_OF = re.compile(r"(?:what|how|where|when|why) (?:do|did|are|were|have) $", re.IGNORECASE)
_STATEMENT = re.compile(
    rf"\b(?:{any_of(*TO_SAY, *SAYS_OR_SAID)}|stated|states that|points? out|pointed out"
    r"|according to|opinions?|views?|stress(?:es|ed)?|comment(?:s|ed)?|hope[sd]?"
    r"|mention(?:s|ed)?|quoted)\b",
    re.IGNORECASE,
)
_POLAR = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|may|might|must|shall"
    r"|should|am)\b",
    re.IGNORECASE,
)


def is_polar(question: str) -> bool:
    """Whether the answer is yes or no: "Did the mill open?". No quote says so in a word."""
    return _POLAR.match(question) is not None and " or " not in question


def wants_explanation(question: str) -> bool:
    """Whether a reason or a process is asked for: "Why did it close?". It takes a sentence."""
    return _EXPLANATION.search(question) is not None


def wants_several(question: str) -> bool:
    """Whether several things are asked for: "Which towns …?", "What do Reed and Marsh say?"."""
    if _SEVERAL.search(question):
        return True
    names = [span for span, kind in find_entities(question) if kind is EntityKind.NAME]
    return any(
        question[one.end : two.start].strip(" ,") == "and"
        and _ASKED_OF.search(question[: one.start]) is not None
        for one, two in pairwise(names)
    )


def wants_statement(question: str) -> bool:
    """Whether it is asked what somebody said or thinks: "What does Reed believe?"."""
    return _STATEMENT.search(question) is not None
