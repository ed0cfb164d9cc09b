"""A run beside an earlier one: what became better, what worse, and whether chance explains it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chapter_and_verse.evals.cases.case import EvalError
from chapter_and_verse.evals.results.record import Record
from chapter_and_verse.evals.scoring.statistics import bootstrap_interval

SCHEMA = 2
"""Of a run's record; raised when a field changes its meaning."""

_PER_CASE: Mapping[str, Callable[[Record], float | bool | None]] = {
    "verbatim_rate": lambda row: row["checks"]["verbatim"],
    "answerable_gold_in_quotes": lambda row: row["checks"]["gold_in_quotes"],
    "unanswerable_refused": lambda row: row["checks"]["refused_right"],
    "answer_f1": lambda row: row["checks"]["answer_f1"],
    "answer_exact": lambda row: row["checks"]["answer_exact"],
    "citation_recall": lambda row: row["checks"]["citation_recall"],
    "citation_precision": lambda row: row["checks"]["citation_precision"],
    "faithfulness": lambda row: row["checks"]["faithfulness"],
    "supported_mentions": lambda row: not row["checks"]["unsupported"],
}
"""The totals that are means over cases, and each case's part in them."""


@dataclass(frozen=True)
class Change:
    """A total before and after, and their difference over the cases that both runs hold.

    ``low`` and ``high`` bound the difference with 95 %, by a paired bootstrap over cases; both
    None for totals that are no mean over cases, whose difference is that of the two runs.
    """

    name: str
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Comparison:
    """What changed since the baseline ``name``, run at ``at``.

    ``better`` and ``worse`` are the cases that pass now and did not, and the other way round;
    ``mcnemar_p`` is the chance of so uneven a split of the two if nothing had changed.
    """

    name: str
    at: str
    totals: tuple[Change, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    mcnemar_p: float

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain values."""
        return asdict(self)


def load_record(path: Path) -> Record:
    """An earlier run's record.

    Raises:
        EvalError: the file cannot be read or is no record of this schema.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvalError(f"{path} cannot be read: {error.strerror}. Check its name.") from error
    except ValueError as error:
        raise EvalError(f"{path} is not JSON: {error}. Name a file that --json wrote.") from error
    if not isinstance(record, dict) or record.get("schema") != SCHEMA or "rows" not in record:
        raise EvalError(
            f"{path} is no run of schema {SCHEMA}. "
            f"Make the baseline again: `rag eval --json {path}`."
        )
    return record


def compare_runs(name: str, before: Record, after: Record, seed: int = 0) -> Comparison:
    """The run ``after`` beside the baseline ``before``, whose cases are matched by their ids.

    Without a case in common, no total is compared.
    """
    old = {row["id"]: row for row in before["rows"]}
    new = {row["id"]: row for row in after["rows"]}
    both = [case for case in new if case in old]
    better = tuple(c for c in both if new[c]["passed"] and not old[c]["passed"])
    worse = tuple(c for c in both if old[c]["passed"] and not new[c]["passed"])
    changes = []
    for total, value in after["totals"].items():
        earlier = before["totals"].get(total)
        if both and total != "n" and value is not None and earlier is not None:
            pairs = [(old[case], new[case]) for case in both]
            changes.append(_change(total, earlier, value, pairs, seed))
    return Comparison(
        name,
        before.get("at", ""),
        tuple(changes),
        better,
        worse,
        tuple(case for case in new if case not in old),
        tuple(case for case in old if case not in new),
        mcnemar(len(better), len(worse)),
    )


def _change(
    name: str, before: float, after: float, pairs: list[tuple[Record, Record]], seed: int
) -> Change:
    part = _PER_CASE.get(name)
    outcomes = [(part(old), part(new)) for old, new in pairs] if part else []
    differences = [
        float(now) - float(was) for was, now in outcomes if was is not None and now is not None
    ]
    if not differences:
        return Change(name, before, after, after - before, None, None)
    low, high = bootstrap_interval(differences, seed=seed)
    return Change(name, before, after, float(np.mean(differences)), low, high)


def mcnemar(better: int, worse: int) -> float:
    """The two-sided exact p-value of McNemar's test (McNemar 1947), 0 to 1.

    Of the ``better + worse`` cases that changed, each would be better with a chance of one half
    if nothing but chance were at work: twice the binomial tail, at most 1.
    """
    changed, fewer = better + worse, min(better, worse)
    tail = sum(math.comb(changed, k) for k in range(fewer + 1))
    ways: int = 2**changed
    return min(1.0, 2 * tail / ways)
