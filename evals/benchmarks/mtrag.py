"""MTRAG-UN (IBM, reference tasks): turns of conversations, many of which lean on the ones before.

The turns marked ANSWERABLE or UNANSWERABLE are asked over all contexts of the file (those of the
other turns too), with the conversation before them as the history.

* ``passage_recall@5``: the share of a turn's gold contexts among the first five distinct documents,
  in the order of `evals.benchmarks.corpus.Reply`; the mean over answerable turns with contexts,
  as in Katsis et al. 2025. Among the details, ``passage_hit@5`` asks for at least one of them.
* ``refusal_*``: answerable against unanswerable turns.

The benchmark marks no sentences; the outcome which the confidence is calibrated against is that
the first quote stands in a gold context of an answerable turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from chapter_and_verse.evals.benchmarks.corpus import Corpus
from chapter_and_verse.evals.benchmarks.data import (
    Format,
    Loaded,
    Text,
    Unusable,
    distinct,
    find,
    read_json_lines,
)
from chapter_and_verse.evals.benchmarks.rows import EVERYWHERE, REFUSAL, Row, mean_of, row

FILE = "mtrag_un.jsonl"

TOTALS = {
    "passage_recall@5": mean_of("passage_recall@5"),
    "refusal_auroc": REFUSAL["refusal_auroc"],
    **EVERYWHERE,
}
DETAILS = {
    "passage_hit@5": mean_of("passage_hit@5"),
    "refusal_balanced_accuracy": REFUSAL["refusal_balanced_accuracy"],
}


class _Context(Format):
    text: Text


class _Message(Format):
    speaker: Literal["user", "agent"]
    text: Text


class _Line(Format):
    task_id: Text
    conversation_id: Text
    contexts: list[_Context]
    input: list[_Message]
    answerability: list[str] = Field(min_length=1)


@dataclass(frozen=True)
class Case:
    """The last turn of a user, with the messages before it and the gold contexts."""

    id: str
    conversation: str
    question: str
    history: tuple[dict[str, str], ...]
    contexts: tuple[str, ...]
    answerable: bool


def load(data: Path) -> Loaded[Case]:
    """The turns marked ANSWERABLE or UNANSWERABLE, and the contexts of all turns.

    Raises:
        BenchmarkError: the file is missing or malformed.
    """
    (path,) = find(data, FILE)
    lines = read_json_lines(path, _Line)
    cases: list[Case] = []
    unusable: list[Unusable] = []
    for line in lines:
        mark = line.answerability[0]
        if mark in ("ANSWERABLE", "UNANSWERABLE"):
            case = _case(line, mark == "ANSWERABLE")
            if case:
                cases.append(case)
            else:
                unusable.append(Unusable(line.task_id, "No user asks anything."))
    texts = distinct(context.text for line in lines for context in line.contexts)
    return Loaded((path,), tuple(cases), texts, tuple(unusable))


def _case(line: _Line, answerable: bool) -> Case | None:
    asked = [n for n, m in enumerate(line.input) if m.speaker == "user" and m.text.strip()]
    if not asked:
        return None
    roles = {"user": "user", "agent": "assistant"}
    return Case(
        line.task_id,
        line.conversation_id,
        line.input[asked[-1]].text,
        tuple({"role": roles[m.speaker], "content": m.text} for m in line.input[: asked[-1]]),
        distinct(context.text for context in line.contexts),
        answerable,
    )


def ask(case: Case, corpus: Corpus) -> Iterator[Row]:
    """Ask the turn over all contexts, after its conversation."""
    gold = [corpus.names[text] for text in case.contexts]
    reply = corpus.ask(case.question, case.history)
    found = [name for name in gold if name in reply.sources[:5]]
    checks = {}
    if case.answerable and gold:
        checks = {"passage_recall@5": len(found) / len(gold), "passage_hit@5": float(bool(found))}
    first = [source for source, _ in reply.places[:1]]
    yield row(
        reply,
        corpus,
        id=case.id,
        group=case.conversation,
        asked="over all contexts",
        answerable=case.answerable,
        outcome=float(case.answerable and any(source in gold for source in first)),
        expected={"sources": gold},
        checks=checks,
    )
