"""The second opinion of a chat model: how its agreement is counted, and when it cannot be had."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from evals.cases import EvalError
from evals.judge import kappa
from evals.runner import Options, evaluate
from rag import Settings

PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1)


def test_kappa_is_the_agreement_beyond_chance() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15

    assert kappa(pairs) == pytest.approx(0.4)


@given(PAIRS)
def test_two_who_never_differ_agree_fully_unless_chance_explains_it(
    pairs: list[tuple[bool, bool]],
) -> None:
    same = [(first, first) for first, _ in pairs]

    assert kappa(same) == (None if len(set(same)) == 1 else pytest.approx(1))


@given(PAIRS)
def test_kappa_is_at_most_one_and_even_handed(pairs: list[tuple[bool, bool]]) -> None:
    found = kappa(pairs)

    assert found is None or -1 <= found <= 1 + 1e-9
    assert found == pytest.approx(kappa([(b, a) for a, b in pairs])) if found else True


def test_without_a_chat_model_nobody_judges() -> None:
    with pytest.raises(EvalError, match="Set RAG_MODEL=provider:name"):
        evaluate(Settings(), Options(judge=True), Console())
