"""The eval is itself tested: each broken answerer is caught, by the gate that is there for it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chapter_and_verse import Assistant
from chapter_and_verse.evals.cases.case import load
from chapter_and_verse.evals.results.gates import Gates, load_gates
from chapter_and_verse.evals.results.rows import Run
from chapter_and_verse.evals.run.asking import run, text_of
from chapter_and_verse.evals.run.mutants import MUTANTS, Outcome, outcomes

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
    "always fully confident": "expected_calibration_error",
}


@pytest.fixture(scope="module")
def done(seed_assistant: Assistant) -> Run:
    return run(seed_assistant, [case for case in load() if not case.history][::3])


@pytest.fixture(scope="module")
def gates(done: Run) -> Gates:
    """No worse than the run itself, in every total that the shipped gates bind."""
    shipped, totals = load_gates(), done.totals
    return Gates(
        {name: totals[name].value for name in shipped.at_least},
        {name: totals[name].value for name in shipped.at_most},
    )


@pytest.fixture(scope="module")
def found(done: Run, gates: Gates, seed_assistant: Assistant) -> Mapping[str, Outcome]:
    broken = outcomes(done.rows, gates, text_of(seed_assistant), seed=0)
    return {outcome.name: outcome for outcome in broken}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_is_caught_by_the_gate_for_it(found: Mapping[str, Outcome], name: str) -> None:
    assert CAUGHT_BY[name] in found[name].caught_by


def test_nothing_is_caught_without_gates(done: Run, seed_assistant: Assistant) -> None:
    broken = outcomes(done.rows, Gates(), text_of(seed_assistant), seed=0)

    assert all(not outcome.caught_by for outcome in broken)
