"""What an answer states, held against its quotes without a language model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter_and_verse.answer.answer import Answer, Statement
from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.evals.scoring.grounding import (
    citation_precision,
    citation_recall,
    faithfulness,
    find_unsupported,
    statements,
    supports,
)

BRIDGE = "The bridge was opened in 1932 by Jack Lang."
RIGHT = "Jack Lang opened the bridge in 1932."
TOLL = "Until 1988 a toll was taken on the bridge."


def answer(*said: Statement, quotes: Sequence[str] = (), refused: bool = False) -> Answer:
    citations = tuple(Citation("bridge.txt", 0, len(quote), quote) for quote in quotes)
    return Answer("?", "?", statements=said, citations=citations, refused=refused)


def test_a_quote_bears_itself_out() -> None:
    said = answer(Statement(BRIDGE, (1,)), Statement(TOLL, (2,)), quotes=[BRIDGE, TOLL])

    assert [statement.citations for statement in statements(said)] == [(1,), (2,)]
    assert citation_recall(said) == citation_precision(said) == faithfulness(said) == 1
    assert find_unsupported(said) == ()


def test_a_number_beside_the_quote_is_not_borne_out() -> None:
    said = answer(Statement("It cost 4,200,000 pounds.", (1,)), quotes=[BRIDGE])

    assert find_unsupported(said) == ("4,200,000",)
    assert citation_recall(said) == faithfulness(said) == 0


@pytest.mark.parametrize(
    "text", ["Jack Lang opened the bridge in 1933.", "Jim Lang opened the bridge in 1932."]
)
def test_a_swapped_year_or_name_is_not_borne_out(text: str) -> None:
    assert faithfulness(answer(Statement(text, (1,)), quotes=[BRIDGE])) == 0
    assert faithfulness(answer(Statement(RIGHT, (1,)), quotes=[BRIDGE])) == 1


def test_a_mark_on_the_wrong_quote_counts_against_recall_alone() -> None:
    said = answer(Statement(RIGHT, (2,)), quotes=[BRIDGE, TOLL])

    assert faithfulness(said) == 1
    assert citation_recall(said) == 0


def test_a_mark_that_is_not_needed_counts_against_precision_alone() -> None:
    said = answer(Statement(RIGHT, (1, 2)), quotes=[BRIDGE, TOLL])

    assert citation_recall(said) == 1
    assert citation_precision(said) == 0.5


def test_what_needs_two_quotes_needs_both_marks() -> None:
    said = answer(
        Statement("The bridge opened in 1932 and took a toll until 1988.", (1, 2)),
        quotes=[BRIDGE, TOLL],
    )

    assert citation_recall(said) == citation_precision(said) == 1


@pytest.mark.parametrize("numbers", [(), (7,)])
def test_a_statement_without_a_quote_is_not_borne_out(numbers: tuple[int, ...]) -> None:
    assert citation_recall(answer(Statement(RIGHT, numbers), quotes=[BRIDGE])) == 0


def test_words_of_a_quote_are_borne_out_in_any_script() -> None:
    assert supports("2023年", ["中国防长于2023年8月访问俄罗斯。"])
    assert not supports("2024年", ["中国防长于2023年8月访问俄罗斯。"])


def test_a_short_answer_is_a_statement_that_cites_the_quote_around_it() -> None:
    said = answer(Statement(BRIDGE, (1,), verbatim=True), quotes=[BRIDGE])
    inside = replace(said, short_answer=Citation("bridge.txt", 25, 29, "1932"))
    elsewhere = replace(said, short_answer=Citation("other.txt", 25, 29, "1932"))

    assert [s.citations for s in statements(inside)] == [(1,), (1,)]
    assert citation_recall(inside) == 1
    assert citation_recall(elsewhere) == 0.5


def test_a_refusal_states_nothing() -> None:
    refused = answer(refused=True)

    assert citation_recall(refused) is citation_precision(refused) is faithfulness(refused) is None
    assert find_unsupported(refused) == ()


@given(st.text(min_size=1, max_size=80))
def test_any_text_is_borne_out_by_itself(text: str) -> None:
    assert supports(text, [text])
