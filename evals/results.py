"""What came of a run: a row for each case, and the totals over them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.cases import Case
from evals.statistics import bootstrap_interval, expected_calibration_error
from rag.answer import Answer

THRESHOLDS = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True)
class Row:
    """One case, the answer that came, and what each metric says; None where it does not apply.

    ``gold_in_quotes`` is for answerable cases, ``refused_right`` for the others, ``answer_f1``
    and ``answer_exact`` for cases with short answers; `evals.metrics` says what each one counts.
    ``latency_ms`` is the time from question to answer, in milliseconds.
    """

    case: Case
    answer: Answer
    verbatim: bool
    gold_in_quotes: bool | None
    refused_right: bool | None
    first_is_right: bool
    answer_f1: float | None
    answer_exact: float | None
    quoted_chars: int
    latency_ms: float

    @property
    def passed(self) -> bool:
        """Whether every quote is verbatim and the case was answered, or refused, rightly."""
        return (
            self.verbatim and self.gold_in_quotes is not False and self.refused_right is not False
        )

    def as_json(self) -> dict[str, Any]:
        """The row with what was expected, what came, and every check."""
        case, answer = self.case, self.answer
        return {
            "id": case.id,
            "question": case.question,
            "history": [asdict(turn) for turn in case.history],
            "standalone_question": answer.standalone_question,
            "tags": list(case.tags),
            "expected": {
                "answerable": case.answerable,
                "gold": [asdict(gold) for gold in case.gold],
                "short_answer": list(case.short_answer),
            },
            "quotes": [asdict(citation) for citation in answer.citations],
            "closest": [asdict(citation) for citation in answer.closest],
            "short_answer": answer.short_answer and asdict(answer.short_answer),
            "confidence": answer.confidence,
            "refused": answer.refused,
            "passed": self.passed,
            "checks": {
                "verbatim": self.verbatim,
                "gold_in_quotes": self.gold_in_quotes,
                "refused_right": self.refused_right,
                "first_is_right": self.first_is_right,
                "answer_f1": self.answer_f1,
                "answer_exact": self.answer_exact,
                "quoted_chars": self.quoted_chars,
            },
            "latency_ms": round(self.latency_ms, 1),
        }


@dataclass(frozen=True)
class Total:
    """A figure over ``n`` cases with its 95 % bootstrap interval; all None where n is 0."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Run:
    """All rows, their totals, and what is needed to run the same again.

    ``documents`` maps each indexed source to the SHA-256 digest of its file.
    """

    rows: tuple[Row, ...]
    totals: dict[str, Total]
    settings: dict[str, Any]
    versions: dict[str, str]
    documents: dict[str, str]
    seed: int

    def as_json(self) -> dict[str, Any]:
        """The object that ``rag eval --json`` writes, schema 1."""
        return {
            "schema": 1,
            "totals": {"n": len(self.rows)} | {k: t.value for k, t in self.totals.items()},
            "intervals": {k: [t.low, t.high] for k, t in self.totals.items() if t.n},
            "counts": {k: t.n for k, t in self.totals.items()},
            "settings": self.settings,
            "versions": self.versions,
            "documents": self.documents,
            "seed": self.seed,
            "rows": [row.as_json() for row in self.rows],
        }


def totals(rows: Sequence[Row], seed: int = 0) -> dict[str, Total]:
    """The figures over all rows, by the names that thresholds refer to.

    Shares and means run over the rows to which a check applies. ``answerable_first_right`` looks
    at the first quote whether it was given as an answer or as the closest passage, so that what
    was not found can be told from what was found and refused. The calibration error compares
    each answer's confidence, refusals included, with whether its first quote is right.
    """
    answered = [not row.answer.refused for row in rows if row.case.answerable]
    found = [row.first_is_right for row in rows if row.case.answerable]
    calibration = [(row.answer.confidence, row.first_is_right) for row in rows]
    quoted = [row.quoted_chars for row in rows if not row.answer.refused]
    mean, median = np.mean, np.median
    return {
        "verbatim_rate": _total([row.verbatim for row in rows], mean, seed),
        "answerable_gold_in_quotes": _total([row.gold_in_quotes for row in rows], mean, seed),
        "answerable_first_right": _total(found, mean, seed),
        "answerable_answered": _total(answered, mean, seed),
        "unanswerable_refused": _total([row.refused_right for row in rows], mean, seed),
        "answer_f1": _total([row.answer_f1 for row in rows], mean, seed),
        "answer_exact": _total([row.answer_exact for row in rows], mean, seed),
        "expected_calibration_error": _total(calibration, _calibration_error, seed),
        "quoted_chars_p50": _total(quoted, median, seed),
        "latency_ms_p50": _total([row.latency_ms for row in rows], median, seed),
    }


def _calibration_error(pairs: np.ndarray) -> float:
    return expected_calibration_error(pairs[:, 0], pairs[:, 1])


def _total(values: Sequence[Any], statistic: Callable[[np.ndarray], Any], seed: int) -> Total:
    given = np.asarray([value for value in values if value is not None], dtype=float)
    if not len(given):
        return Total(None, None, None, 0)
    low, high = bootstrap_interval(given, statistic, seed=seed)
    return Total(float(statistic(given)), low, high, len(given))


def thresholds(path: Path = THRESHOLDS) -> dict[str, float]:
    """The least that totals must reach, by name."""
    return {name: float(least) for name, least in tomllib.loads(path.read_text("utf-8")).items()}


def short_of(run: Run, least: Mapping[str, float]) -> list[str]:
    """The totals below their threshold; one that no case bears on is passed over."""
    values = {name: run.totals[name].value for name in least}
    return [name for name, value in values.items() if value is not None and value < least[name]]
