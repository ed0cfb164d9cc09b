"""What came of a run: a row for each case, and the totals over all."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.evals.cases.case import Case
from chapter_and_verse.evals.results.checks import Checks
from chapter_and_verse.evals.scoring import metrics
from chapter_and_verse.evals.scoring.figures import (
    Estimate,
    Measure,
    calibration_error,
    estimate,
    mean,
    median,
    split,
    value_of,
)
from chapter_and_verse.evals.scoring.statistics import auroc, balanced_accuracy, percentile


@dataclass(frozen=True)
class Row:
    """One case, where its gold stands, the answer that came, and the checks of it.

    ``latency_ms`` is the time from question to answer, in milliseconds.
    """

    case: Case
    gold: metrics.GoldSpans
    answer: Answer
    checks: Checks
    latency_ms: float

    @property
    def passed(self) -> bool:
        """Whether every quote is verbatim, every statement is borne out by its quotes, and the
        case was answered, or refused, rightly.
        """
        checks = self.checks
        return (
            checks.verbatim
            and not checks.unsupported
            and checks.citation_recall in (None, 1)
            and checks.gold_in_quotes is not False
            and checks.refused_right is not False
        )

    def as_json(self) -> dict[str, Any]:
        """The row with what was expected, what came, and every check."""
        case, answer = self.case, self.answer
        return {
            "id": case.id,
            "question": case.question,
            "history": [turn.as_json() for turn in case.history],
            "standalone_question": answer.standalone_question,
            "tags": list(case.tags),
            "expected": {
                "answerable": case.answerable,
                "gold": [asdict(gold) for gold in case.gold],
                "gold_spans": [
                    {"source": source, "start": span.start, "end": span.end}
                    for source, spans in self.gold
                    for span in spans
                ],
                "short_answer": list(case.short_answer),
            },
            "answer": answer.text,
            "quotes": [asdict(citation) for citation in answer.citations],
            "closest": [asdict(citation) for citation in answer.closest],
            "short_answer": answer.short_answer and asdict(answer.short_answer),
            "confidence": answer.confidence,
            "refused": answer.refused,
            "passed": self.passed,
            "model": answer.model and asdict(answer.model),
            "checks": asdict(self.checks) | {"unsupported": list(self.checks.unsupported)},
            "latency_ms": round(self.latency_ms, 1),
        }


FEWEST_CALIBRATED = 20
"""Of fewer cases than these, a calibration error tells nothing, and is not defined."""


def _calibration_error(values: np.ndarray) -> float:
    return calibration_error(values) if len(values) >= FEWEST_CALIBRATED else math.nan


def _when(applies: bool, *numbers: float) -> Sequence[float] | None:
    return numbers if applies else None


def _mean_of(take: Callable[[Checks], float | None]) -> Measure[Row]:
    def takes(row: Row) -> Sequence[float] | None:
        value = take(row.checks)
        return None if value is None else (value,)

    return Measure(takes, mean)


TOTALS: Mapping[str, Measure[Row]] = {
    "verbatim_rate": _mean_of(lambda checks: checks.verbatim),
    "citation_recall": _mean_of(lambda checks: checks.citation_recall),
    "citation_precision": _mean_of(lambda checks: checks.citation_precision),
    "faithfulness": _mean_of(lambda checks: checks.faithfulness),
    "supported_mentions": _mean_of(lambda checks: not checks.unsupported),
    "answerable_gold_in_quotes": _mean_of(lambda checks: checks.gold_in_quotes),
    "answerable_first_right": Measure(
        lambda row: _when(row.case.answerable, row.checks.first_is_right), mean
    ),
    "answerable_answered": Measure(
        lambda row: _when(row.case.answerable, not row.answer.refused), mean
    ),
    "unanswerable_refused": _mean_of(lambda checks: checks.refused_right),
    "refusal_precision": Measure(
        lambda row: _when(row.answer.refused, not row.case.answerable), mean
    ),
    "refusal_balanced_accuracy": Measure(
        lambda row: (not row.answer.refused, row.case.answerable),
        partial(split, statistic=balanced_accuracy),
    ),
    "refusal_auroc": Measure(
        lambda row: (row.answer.confidence, row.case.answerable), partial(split, statistic=auroc)
    ),
    "answer_f1": _mean_of(lambda checks: checks.answer_f1),
    "answer_exact": _mean_of(lambda checks: checks.answer_exact),
    "expected_calibration_error": Measure(
        lambda row: (row.answer.confidence, row.checks.first_is_right), _calibration_error
    ),
    "quoted_chars_p50": Measure(
        lambda row: _when(not row.answer.refused, row.checks.quoted_chars), median
    ),
    "latency_ms_p50": Measure(lambda row: (row.latency_ms,), median),
    "latency_ms_p95": Measure(lambda row: (row.latency_ms,), partial(percentile, q=95)),
}
"""The figures over all rows, by the names that thresholds refer to.

Shares and means run over the rows to which a check applies. ``supported_mentions`` is the share
of answers that say no name, year or number which their quotes lack. ``answerable_first_right``
looks at the first quote whether it was given as an answer or as the closest passage, so that
what was not found can be told from what was found and refused. Of the refusals,
``unanswerable_refused`` is the recall and ``refusal_precision`` the share that is right;
``refusal_balanced_accuracy`` is the mean of the shares answered and refused as they should be,
``refusal_auroc`` the same for all thresholds of the confidence. The calibration error compares
each answer's confidence, refusals included, with whether its first quote is right, from
`FEWEST_CALIBRATED` cases on.
"""


@dataclass(frozen=True)
class Run:
    """All rows, their totals, and what is needed to run the same again.

    ``at`` is when it began (ISO 8601, UTC). ``models`` hold the name of each model and the
    SHA-256 of its weights (None where they are not on this machine as one file), ``documents``
    the digest of each indexed source's file.
    """

    rows: tuple[Row, ...]
    totals: Mapping[str, Estimate]
    at: str
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    models: Mapping[str, Mapping[str, str | None]]
    documents: Mapping[str, str]
    seed: int

    def as_json(self) -> dict[str, Any]:
        """The run's part of the object that ``rag eval --json`` writes."""
        return {
            "at": self.at,
            "totals": {"n": len(self.rows)} | {k: t.value for k, t in self.totals.items()},
            "intervals": {k: t.interval for k, t in self.totals.items()},
            "counts": {k: t.n for k, t in self.totals.items()},
            "by_tag": by_tag(self.rows),
            "settings": self.settings,
            "versions": self.versions,
            "models": self.models,
            "documents": self.documents,
            "seed": self.seed,
            "rows": [row.as_json() for row in self.rows],
        }


def totals(rows: Sequence[Row], seed: int = 0) -> dict[str, Estimate]:
    """`TOTALS` over all rows, with bootstrap intervals drawn with ``seed``."""
    return {name: estimate(measure, rows, seed) for name, measure in TOTALS.items()}


_BY_TAG = ("answerable_gold_in_quotes", "unanswerable_refused")


def by_tag(rows: Sequence[Row]) -> dict[str, dict[str, float | None]]:
    """For each tag: how many cases, how many passed, shares of them, and the mean confidence."""
    found = {}
    for tag in sorted({tag for row in rows for tag in row.case.tags}):
        own = [row for row in rows if tag in row.case.tags]
        found[tag] = {
            "n": len(own),
            "passed": sum(row.passed for row in own),
            **{name: value_of(TOTALS[name], own) for name in _BY_TAG},
            "confidence": float(np.mean([row.answer.confidence for row in own])),
        }
    return found
