"""One question asked, as a row of the report, and the figures made of all rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.evals.benchmarks.corpus import Corpus, Reply
from chapter_and_verse.evals.scoring.figures import Measure, calibration_error, mean, median, split
from chapter_and_verse.evals.scoring.statistics import auroc, balanced_accuracy
from chapter_and_verse.reading.evidence import Sentence


@dataclass(frozen=True)
class Row:
    """A question as it was asked once, and what came of it.

    ``group`` is what questions share that are not independent (an article, a conversation):
    cross-validation and intervals keep it together. ``asked`` says among which documents.
    ``outcome`` is 1.0 if the question is answerable there and the first quote is right, else 0.0,
    or None where the data do not tell; the confidence is calibrated against it. ``checks`` hold
    the outcome of each check, 0 to 1.
    ``quotes`` are the citations, or the closest passages of a refusal; ``sentences`` the first
    three of the evidence, whether quoted or not. ``verbatim`` counts the quotes (the short
    answer's among them) whose characters the benchmark's own text has in that place, of all.
    """

    id: str
    group: str
    asked: str
    question: str
    standalone_question: str
    answerable: bool
    expected: dict[str, Any]
    outcome: float | None
    confidence: float
    refused: bool
    short_answer: str
    quotes: tuple[dict[str, Any], ...]
    sentences: tuple[dict[str, Any], ...]
    sources: tuple[str, ...]
    signals: dict[str, float]
    checks: dict[str, float]
    verbatim: tuple[int, int]
    latency_ms: float


def row(
    reply: Reply,
    corpus: Corpus,
    *,
    id: str,
    group: str,
    asked: str,
    answerable: bool,
    outcome: float | None = 0.0,
    expected: dict[str, Any] | None = None,
    checks: Mapping[str, float] | None = None,
) -> Row:
    """The row of a question and its reply."""
    answer, evidence = reply.answer, reply.evidence
    quotes = [*answer.citations, *answer.closest]
    shown = [*quotes, answer.short_answer] if answer.short_answer else quotes
    return Row(
        id=id,
        group=group,
        asked=asked,
        question=answer.question,
        standalone_question=answer.standalone_question,
        answerable=answerable,
        expected=expected or {},
        outcome=outcome,
        confidence=answer.confidence,
        refused=answer.refused,
        short_answer=short_answer(reply),
        quotes=tuple(_quote(citation) for citation in quotes),
        sentences=tuple(_sentence(sentence) for sentence in evidence.sentences[:3]),
        sources=reply.sources[:5],
        signals=dict(evidence.signals),
        checks=dict(checks or {}),
        verbatim=(sum(_is_verbatim(citation, corpus) for citation in shown), len(shown)),
        latency_ms=round(reply.latency_ms, 1),
    )


def short_answer(reply: Reply) -> str:
    """The short answer inside the best sentence, refused or not; empty if there is none."""
    best = reply.evidence.sentences[0] if reply.evidence.sentences else None
    return best.passage.quote(best.answer) if best and best.answer else ""


def _quote(citation: Citation) -> dict[str, Any]:
    return {
        "source": citation.source,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "source": sentence.passage.source,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "text": sentence.text,
        "answer": sentence.answer and sentence.passage.quote(sentence.answer),
        "score": sentence.score,
    }


def _is_verbatim(citation: Citation, corpus: Corpus) -> bool:
    text = corpus.texts[citation.source]
    return citation.start < citation.end and text[citation.start : citation.end] == citation.quote


def group_of(row: Row) -> str:
    """What rows share that are not independent; intervals draw whole groups."""
    return row.group


def mean_of(check: str) -> Measure[Row]:
    """The mean outcome of a check over the rows that have it."""
    return Measure(lambda row: (row.checks[check],) if check in row.checks else None, mean)


def answered(answerable: bool) -> Measure[Row]:
    """The share of the answerable (or of the other) questions that were answered."""
    return Measure(lambda row: (not row.refused,) if row.answerable is answerable else None, mean)


REFUSAL: Mapping[str, Measure[Row]] = {
    "refusal_auroc": Measure(
        lambda row: (row.confidence, row.answerable), lambda values: split(values, auroc)
    ),
    "refusal_balanced_accuracy": Measure(
        lambda row: (not row.refused, row.answerable),
        lambda values: split(values, balanced_accuracy),
    ),
}
"""Whether the chain knows what it cannot answer: answerable rows against the others, by the
confidence and by the refusal itself."""

EVERYWHERE: Mapping[str, Measure[Row]] = {
    "expected_calibration_error": Measure(
        lambda row: None if row.outcome is None else (row.confidence, row.outcome),
        calibration_error,
    ),
    "latency_ms_p50": Measure(lambda row: (row.latency_ms,), median),
    "verbatim_rate": Measure(
        lambda row: row.verbatim,
        lambda values: float(values[:, 0].sum() / values[:, 1].sum()) if values.any() else 1.0,
    ),
}
"""What every benchmark reports: calibration of the confidence against the outcome, the median
time from question to answer, and the share of all quotes shown that are verbatim."""

ANSWERED: dict[str, Measure[Row]] = {
    "answered_of_answerable": answered(True),
    "answered_of_unanswerable": answered(False),
}
