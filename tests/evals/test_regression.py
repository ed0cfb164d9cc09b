"""A run beside an earlier one: what is better, what is worse, and whether that is chance."""

from __future__ import annotations

from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter_and_verse.evals.results.gates import Gates
from chapter_and_verse.evals.results.regression import compare_runs, mcnemar


def record(**passed: bool) -> dict[str, Any]:
    rows = [
        {
            "id": case,
            "passed": right,
            "checks": {
                "verbatim": True,
                "gold_in_quotes": right,
                "refused_right": None,
                "answer_f1": None,
                "answer_exact": None,
                "citation_recall": None,
                "citation_precision": None,
                "faithfulness": None,
                "unsupported": [],
            },
        }
        for case, right in passed.items()
    ]
    share = sum(passed.values()) / len(passed)
    totals = {"n": len(rows), "answerable_gold_in_quotes": share, "latency_ms_p50": 10.0}
    return {"schema": 2, "at": "2026-01-01T00:00:00Z", "totals": totals, "rows": rows}


def test_cases_are_matched_by_their_ids() -> None:
    change = compare_runs(
        "old.json", record(a=True, b=False, c=True), record(b=True, c=False, d=True)
    )

    assert (change.better, change.worse) == (("b",), ("c",))
    assert (change.added, change.removed) == (("d",), ("a",))


def test_a_share_changes_by_the_cases_that_both_runs_hold() -> None:
    change = compare_runs(
        "old.json", record(a=True, b=True, c=True), record(a=True, b=False, d=False)
    )
    by_name = {total.name: total for total in change.totals}

    gold = by_name["answerable_gold_in_quotes"]
    assert gold.difference == -0.5
    assert gold.low == -1.0
    assert gold.high == 0.0
    assert by_name["latency_ms_p50"].difference == 0
    assert by_name["latency_ms_p50"].low is None


def test_only_gated_totals_regress_and_only_beyond_the_tolerance() -> None:
    change = compare_runs("old.json", record(a=True, b=True), record(a=True, b=False))
    gates = Gates(at_least={"answerable_gold_in_quotes": 0.0})

    (line,) = gates.regressions(change, 0.4)
    assert "answerable_gold_in_quotes went from 1.000 to 0.500" in line
    assert "old.json" in line
    assert gates.regressions(change, 0.5) == []
    assert Gates().regressions(change, 0.0) == []


def test_a_total_that_should_be_low_regresses_upwards() -> None:
    before, after = record(a=True), record(a=True)
    after["totals"]["latency_ms_p50"] = 50.0
    gates = Gates(at_most={"latency_ms_p50": 100})

    assert len(gates.regressions(compare_runs("old", before, after), 30)) == 1
    assert gates.regressions(compare_runs("old", after, before), 30) == []


@pytest.mark.parametrize(
    ("better", "worse", "p"), [(0, 0, 1.0), (1, 0, 1.0), (0, 5, 0.0625), (1, 9, 22 / 1024)]
)
def test_mcnemar_is_the_exact_binomial_test(better: int, worse: int, p: float) -> None:
    assert mcnemar(better, worse) == pytest.approx(p)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_a_probability_and_even_handed(better: int, worse: int) -> None:
    assert 0 < mcnemar(better, worse) <= 1
    assert mcnemar(better, worse) == mcnemar(worse, better)
    assert mcnemar(better, worse) >= comb(better + worse, better) / 2 ** (better + worse)
