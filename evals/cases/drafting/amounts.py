"""Questions for a number: how many, how long, how much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chapter_and_verse.evals.cases.drafting.clauses import (
    GOES_ON,
    Asked,
    Clause,
    asked,
    first_part,
    leans,
)
from chapter_and_verse.evals.cases.drafting.verbs import is_past

_COUNT = (
    r"(?:(?:more than|less than|fewer than|at least|at most|up to|about|around|over|nearly|roughly"
    r"|almost|approximately|some|only) )?"
    r"(?:\d[\d.,]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: (?:hundred|thousand|million|billion))?"
)
_SMALL = r"(?!(?:of|in|to|and|or|for|on|at|by|per|from|the|with)\b)"
_COUNTED = (
    rf"(?P<count>{_COUNT}) (?P<noun>(?:{_SMALL}[\w-]+ ){{0,3}}?"
    r"(?:[a-z’'-]{2,}(?<![sui])s|people|men|women|children))"
)
_HAS_COUNTED = re.compile(rf"(?P<to>(?:of|to|with|for) )?{_COUNTED}\b(?P<rest>.*)$")
_COUNTED_ARE = re.compile(rf"^(?:There (?P<are>are|were) )?{_COUNTED} (?P<rest>.+)$", re.IGNORECASE)
_MEASURED = re.compile(rf"(?P<count>{_COUNT} [a-z]+) (?P<how>long|high|tall|wide|deep|old)\b")
_AMOUNT = rf"(?:[$€£]?{_COUNT}(?: ?%| (?:percent|per cent|[a-z]+))?)"
_IS_AMOUNT = re.compile(rf"(?P<count>{_AMOUNT})(?P<rest>| (?:in|on|at|for|per) .*)$")
_OF_AMOUNT = re.compile(
    r"an? (?P<what>(?:[a-z]+ )?(?:population|area|length|height|width|depth|capacity|size|budget"
    rf"|weight|speed|mass|volume|diameter|circulation|staff)) of (?P<count>{_AMOUNT})(?P<rest>.*)$"
)
_OF_MANY = ("are", "were", "have")


def how_many_are(text: str) -> Iterator[Asked]:
    """There are 300 roses in the garden. How many roses are there in the garden?"""
    found = _COUNTED_ARE.match(text)
    if found:
        rest = first_part(found["rest"])
        verb = rest.split()[0] if rest else ""
        opening = f"How many {found['noun']}"
        if found["are"] and GOES_ON.match(rest) and not leans(rest):
            yield asked(found["count"], "number", opening, found["are"], "there", rest)
        elif not (found["are"] or leans(rest) or re.search(r" and \d", rest)) and (
            verb in _OF_MANY or is_past(verb)
        ):
            yield asked(found["count"], "number", opening, rest)


def how_many(clause: Clause) -> Iterator[Asked]:
    """The garden has 300 roses. How many roses does the garden have?"""
    counted = _HAS_COUNTED.match(clause.rest)
    if counted and clause.base not in ("", "become"):
        rest = counted["rest"].strip()
        if GOES_ON.match(rest):
            rest = f"{counted['to'] or ''}{rest} {clause.front}"
            question = clause.asks(f"How many {counted['noun']}", rest)
            yield asked(counted["count"], "number", question)


def how_much(clause: Clause) -> Iterator[Asked]:
    """The garden has an area of 3 hectares. What is the area of the garden?"""
    measured = _MEASURED.match(clause.rest)
    amount = _IS_AMOUNT.match(clause.rest)
    has_amount = _OF_AMOUNT.match(clause.rest)
    is_form = clause.verb in ("is", "was")
    if measured and is_form:
        rest = clause.rest[measured.end() :]
        yield asked(measured["count"], "number", clause.asks(f"How {measured['how']}", rest))
    elif amount and is_form and clause.subject.startswith("the "):
        rest = f"{amount['rest']} {clause.front}"
        yield asked(amount["count"], "number", "What", clause.verb, clause.subject, rest)
    elif has_amount and clause.base == "have":
        verb = "was" if clause.verb == "had" else "is"
        parts = (verb, "the", has_amount["what"], "of", clause.subject, has_amount["rest"])
        yield asked(has_amount["count"], "number", "What", *parts, clause.front)
