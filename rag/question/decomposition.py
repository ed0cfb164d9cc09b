"""Splits a question into the questions that it is made of: "When was it built, and who paid?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chapter_and_verse.text.entities import EntityKind, find_entities
from chapter_and_verse.text.sentences import sentence_spans

MOST_PARTS = 4
"""A question with more parts is not split."""

NUMBER_OF_PART = re.compile(r"#(\d+)")
"""Stands for the answer to an earlier part: "#1" is that to the first."""

_WH = r"(?:who|whom|whose|what|when|where|which|why|how)\b"
ADPOSITION = r"(?:in|on|at|to|from|since|for|with|by|of|during|after|before)"
_AND = re.compile(
    rf",?\s+and\s+(?:also\s+)?(?=(?:{ADPOSITION}\s+)?{_WH}(?!\s+else\b))", re.IGNORECASE
)
_GAPPED = re.compile(
    rf"^(?P<asks>(?:{ADPOSITION}\s+)?{_WH})\s+(?P<last>(?P<by>{ADPOSITION})\s+[^?]+?)\W*$",
    re.IGNORECASE,
)
_OPENING = re.compile(rf"^\W*(?:and\s+)?(?:{ADPOSITION}\s+)?{_WH}", re.IGNORECASE)
_OF_EACH = re.compile(r"\b(?P<verb>do|are|were|have)\s+$", re.IGNORECASE)
_OF_ONE = {"do": "does", "are": "is", "were": "was", "have": "has"}


def split_question(question: str) -> tuple[str, ...]:
    """The questions that ``question`` is made of, in order; the question itself if it is one.

    "When was it built, and who paid?" has two parts; so has "What do Ann Lee and Bo Ek say?". A
    part without a verb gets that of the first: from "Whom did he meet in May, and whom in June?"
    comes "Whom did he meet in June?".
    """
    parts = [part for clause in _clauses(question) for part in _of_each(clause)]
    return tuple(parts) if 1 < len(parts) <= MOST_PARTS else (question,)


def _clauses(question: str) -> Iterator[str]:
    sentences = [span.of(question) for span in sentence_spans(question)]
    if not all(_OPENING.match(sentence) and sentence.endswith("?") for sentence in sentences):
        sentences = [question]
    for sentence in sentences:
        first, *others = _AND.split(sentence)
        if not others or not _OPENING.match(first) or len(first.split()) < 3:
            yield sentence
            continue
        yield f"{first}?"
        for other in others:
            asked = other.rstrip(" ?.!")
            yield _without_gap(first, f"{asked[:1].upper()}{asked[1:]}?")


def _without_gap(first: str, clause: str) -> str:
    """The clause with the verb of the first, if it has none: "whom in June?" has none."""
    gapped = _GAPPED.match(clause)
    if gapped is None or len(clause.split()) > 5:
        return clause
    head, found, _ = first.rpartition(f" {gapped['by'].lower()} ")
    rest = _OPENING.sub("", head if found else first, count=1)
    return f"{gapped['asks']}{rest} {gapped['last']}?"


def _of_each(clause: str) -> list[str]:
    """One question for each of two names: "What do Ann Lee and Bo Ek say?" asks about both."""
    names = [span for span, kind in find_entities(clause) if kind is EntityKind.NAME]
    for one, two in pairwise(names):
        verb = _OF_EACH.search(clause[: one.start])
        if verb and clause[one.end : two.start] == " and " and clause[two.end :].strip(" ?."):
            single = _OF_ONE[verb["verb"].lower()]
            head, tail = f"{clause[: verb.start()]}{single} ", clause[two.end :]
            return [f"{head}{name.of(clause)}{tail}" for name in (one, two)]
    return [clause]


def fill_in_answers(part: str, found: Sequence[str | None]) -> str | None:
    """A part with the answers to earlier parts in the place of their numbers.

    None if one of these was not found. With "Reed Bridges" found for part 1, "Who leads #1?" is
    "Who leads Reed Bridges?".
    """
    needed = [found[int(number) - 1] for number in NUMBER_OF_PART.findall(part)]
    if None in needed:
        return None
    return NUMBER_OF_PART.sub(lambda match: found[int(match[1]) - 1] or "", part)
