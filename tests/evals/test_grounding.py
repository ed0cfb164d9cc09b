"""What an answer states, held against its quotes without a language model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.evals.scoring.grounding import (
    citation_precision,
    citation_recall,
    faithfulness,
    statements,
    supports,
    unsupported,
)

BRIDGE = "The bridge was opened in 1932 by Jack Lang."
TOLL = "Until 1988 a toll was taken on the bridge."


def answer(text: str, *quotes: str, refused: bool = False) -> Answer:
    citations = tuple(Citation("bridge.txt", 0, len(quote), quote) for quote in quotes)
    return Answer("?", "?", text=text, citations=citations, refused=refused)


def test_a_quote_bears_itself_out() -> None:
    said = answer(f"“{BRIDGE}” [1]\n\n“{TOLL}” [2]", BRIDGE, TOLL)

    assert [statement.numbers for statement in statements(said)] == [(1,), (2,)]
    assert citation_recall(said) == citation_precision(said) == faithfulness(said) == 1
    assert unsupported(said) == ()


def test_a_number_beside_the_quote_is_not_borne_out() -> None:
    said = answer(f"It cost 4,200,000 pounds. “{BRIDGE}” [1]", BRIDGE)

    assert unsupported(said) == ("4,200,000",)
    assert citation_recall(said) == faithfulness(said) == 0


@pytest.mark.parametrize(
    "text", ["Jack Lang opened the bridge in 1933 [1].", "Jim Lang opened the bridge in 1932 [1]."]
)
def test_a_swapped_year_or_name_is_not_borne_out(text: str) -> None:
    assert faithfulness(answer(text, BRIDGE)) == 0
    assert faithfulness(answer("Jack Lang opened the bridge in 1932 [1].", BRIDGE)) == 1


def test_a_mark_on_the_wrong_quote_counts_against_recall_alone() -> None:
    said = answer("Jack Lang opened the bridge in 1932 [2].", BRIDGE, TOLL)

    assert faithfulness(said) == 1
    assert citation_recall(said) == 0


def test_a_mark_that_is_not_needed_counts_against_precision_alone() -> None:
    said = answer("Jack Lang opened the bridge in 1932 [1][2].", BRIDGE, TOLL)

    assert citation_recall(said) == 1
    assert citation_precision(said) == 0.5


def test_what_needs_two_quotes_needs_both_marks() -> None:
    said = answer("The bridge opened in 1932 and took a toll until 1988 [1][2].", BRIDGE, TOLL)

    assert citation_recall(said) == citation_precision(said) == 1


@pytest.mark.parametrize("text", ["Jack Lang opened the bridge in 1932.", "The bridge [7]."])
def test_a_statement_without_a_quote_is_not_borne_out(text: str) -> None:
    assert citation_recall(answer(text, BRIDGE)) == 0


def test_a_refusal_states_nothing() -> None:
    refused = answer("The documents do not answer this question.", refused=True)

    assert citation_recall(refused) is citation_precision(refused) is faithfulness(refused) is None
    assert unsupported(refused) == ()


@given(st.text(min_size=1, max_size=80))
def test_any_text_is_borne_out_by_itself(text: str) -> None:
    assert supports(text, [text])
