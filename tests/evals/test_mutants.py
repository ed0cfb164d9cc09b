"""The eval is itself tested: each broken answerer is caught, by the gate that is there for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from chapter_and_verse import Assistant
from chapter_and_verse.evals.cases.case import Case, Gold, load
from chapter_and_verse.evals.results.gates import Gates, load_gates
from chapter_and_verse.evals.results.rows import Run
from chapter_and_verse.evals.run.asking import run, text_of
from chapter_and_verse.evals.run.mutants import MUTANTS, Outcome, run_mutants
from chapter_and_verse.evals.run.outputs import judge

pytestmark = pytest.mark.slow

TWO_QUOTES = Case(
    "two-quotes",
    "How many keepers lived on Skarholm, and when did Sigrid Aune leave the island?",
    answerable=True,
    gold=(
        Gold("keepers.docx", "Five keepers lived on Skarholm"),
        Gold("keepers.docx", "she left the island in 1987"),
    ),
)
"""Marks can only trade places where there are two."""

CAUGHT_BY = {
    "quotes one character off": "verbatim_rate",
    "quotes from the wrong file": "verbatim_rate",
    "paraphrased quotes": "verbatim_rate",
    "an invented number beside the quote": "supported_mentions",
    "always refuses": "answerable_gold_in_quotes",
    "never refuses": "unanswerable_refused",
    "shuffled citations": "citation_recall",
    "the question's own words": "faithfulness",
    "verbatim but beside the point": "answerable_gold_in_quotes",
    "always fully confident": "refusal_auroc",
}


@pytest.fixture(scope="module")
def done(lighthouse: Assistant) -> Run:
    cases = load(Path(__file__).parent / "lighthouse" / "cases.yaml")
    return run(lighthouse, [*cases, TWO_QUOTES])


@pytest.fixture(scope="module")
def gates() -> Gates:
    """The gates as they ship: what they let through here, `make eval` lets through as well."""
    return load_gates()


@pytest.fixture(scope="module")
def found(done: Run, gates: Gates, lighthouse: Assistant) -> Mapping[str, Outcome]:
    broken = run_mutants(done.rows, gates, text_of(lighthouse), seed=0)
    return {outcome.name: outcome for outcome in broken}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_is_caught_by_the_gate_for_it(found: Mapping[str, Outcome], name: str) -> None:
    assert CAUGHT_BY[name] in found[name].caught_by


def test_what_is_not_broken_passes(done: Run, gates: Gates) -> None:
    assert not judge(done, gates).shortfalls


def test_nothing_is_caught_without_gates(done: Run, lighthouse: Assistant) -> None:
    broken = run_mutants(done.rows, Gates(), text_of(lighthouse), seed=0)

    assert all(not outcome.caught_by for outcome in broken)
