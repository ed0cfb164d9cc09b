"""Cases from what visitors of the page thought of answers.

An answer that somebody found good is a case as it stands: its quotes are the gold, or the refusal
is what is right. Of one that somebody found bad only the question is known; the case says
``answerable: false`` until a person has looked, with the comment above it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapter_and_verse.documents.folder import DocumentsFolder
from chapter_and_verse.errors import RagError
from chapter_and_verse.evals.cases.case import Case, EvalError, Gold, find_occurrences
from chapter_and_verse.evals.cases.drafting.sampling import make_slug
from chapter_and_verse.question.question import Turn, parse_turns


@dataclass(frozen=True)
class Remembered:
    """A case, and what a person should know who reviews it."""

    case: Case
    note: str


def cases_from_feedback(path: Path, sources: DocumentsFolder) -> list[Remembered]:
    """The cases of a file of feedback, oldest first; of several on one question the last.

    Raises:
        EvalError: there is no feedback, or a line is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise EvalError(
            f"There is no feedback in {path}: {error.strerror}. "
            "It is written there when a visitor of the page says what an answer is worth."
        ) from error
    found: dict[tuple[str, tuple[Turn, ...]], Remembered] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            remembered = _remembered(json.loads(line), sources)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EvalError(f"{path}, line {number} is no feedback. Remove that line.") from error
        key = (remembered.case.question, remembered.case.history)
        found.pop(key, None)
        found[key] = remembered
    return list(found.values())


def _remembered(line: dict[str, Any], sources: DocumentsFolder) -> Remembered:
    answer, good = line["answer"] or {}, line["rating"] == "good"
    refused = bool(answer.get("refused"))
    gold = tuple(_golds(answer, sources)) if good else ()
    short = answer.get("short_answer")
    case = Case(
        id=make_slug(line["question"]),
        question=line["question"],
        answerable=bool(gold),
        gold=gold,
        short_answer=(short["text"],) if gold and short else (),
        history=parse_turns(line.get("history") or ()),
        tags=("draft", "feedback", "good" if good else "bad"),
    )
    said = " ".join(str(line.get("comment") or "").split())
    came = "refused" if refused else "answered"
    note = f"{line['time']}: {came}, found {line['rating']}" + (f", “{said}”" if said else "")
    if not gold and not (good and refused):
        note += "\nIf the documents answer it, write `answerable: true` and the `gold` quotes."
    return Remembered(case, note)


def _golds(answer: dict[str, Any], sources: DocumentsFolder) -> Iterator[Gold]:
    """The quotes of an answer that still stand in their documents."""
    for citation in answer.get("citations") or ():
        source, quote = citation["source"], citation["quote"]
        try:
            text = sources.document(source).text
        except RagError:
            continue
        places = [span.start for span in find_occurrences(text, quote)]
        if citation["start"] in places:
            nth = places.index(citation["start"]) + 1
            yield Gold(source, quote, nth if len(places) > 1 else None)
