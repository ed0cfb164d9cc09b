"""A language model's claims that the browser has kept are held to their quotes before they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chapter_and_verse import Assistant
from chapter_and_verse.answer.answer import Dropped, ModelRecord, Statement
from chapter_and_verse.ui.conversation.answer_html import render_conversation
from chapter_and_verse.ui.conversation.exchanges import Exchange
from chapter_and_verse.ui.conversation.kept import store_exchange
from chapter_and_verse.ui.conversation.restored import CHANGED, OLD_FORM, restore_exchanges

TEXT = "The mill was built in 1904. Anna Berg runs it."
RECORD = ModelRecord(
    "openai:some", 1, (Dropped("It burnt.", "nothing says so"),), "", {"input": 9, "output": 4}
)

CLAIM = Statement("The mill was built in 1904.", (1,))


@pytest.fixture
def exchange(make_assistant: Callable[..., Assistant]) -> tuple[Exchange, Assistant]:
    assistant = make_assistant({"mill.md": TEXT})
    assistant.sync()
    answer = assistant.ask("When was the mill built?")
    said = replace(answer, statements=(CLAIM,), model=RECORD)
    return Exchange("When was the mill built?", answer=said), assistant


def test_a_claim_comes_back_with_what_was_left_out(exchange: tuple[Exchange, Assistant]) -> None:
    kept, assistant = exchange

    (back,) = restore_exchanges({"exchanges": [store_exchange(kept)]}, assistant.sources.document)

    assert back.answer is not None
    assert back.answer.text == kept.answer.text == "The mill was built in 1904. [1]"
    assert back.answer.model == RECORD


@pytest.mark.parametrize(
    "claim",
    [
        Statement("The mill was built in 1905.", (1,)),
        Statement("The mill burnt.", ()),
        Statement("So.", (9,)),
        Statement("The mill was built in 1904.", (1, 99)),
    ],
)
def test_a_claim_that_its_quotes_do_not_bear_out_does_not(
    exchange: tuple[Exchange, Assistant], claim: Statement
) -> None:
    kept, assistant = exchange
    forged = replace(kept, answer=replace(kept.answer, statements=(claim,)))

    (back,) = restore_exchanges({"exchanges": [store_exchange(forged)]}, assistant.sources.document)

    assert back.answer is None
    assert back.problem == CHANGED


def test_claims_kept_before_answers_had_statements_are_not_shown_and_the_page_says_so(
    exchange: tuple[Exchange, Assistant],
) -> None:
    kept, assistant = exchange
    stored = store_exchange(kept)
    del stored["answer"]["statements"]

    (back,) = restore_exchanges({"exchanges": [stored]}, assistant.sources.document)

    assert back.answer is not None
    assert [s.text for s in back.answer.statements] == [c.quote for c in back.answer.citations]
    assert OLD_FORM in render_conversation([back])


def test_quotes_kept_before_answers_had_statements_come_back_without_a_word(
    exchange: tuple[Exchange, Assistant],
) -> None:
    kept, assistant = exchange
    stored = store_exchange(kept)
    del stored["answer"]["statements"], stored["answer"]["model"]

    (back,) = restore_exchanges({"exchanges": [stored]}, assistant.sources.document)

    assert back.answer is not None
    assert [s.text for s in back.answer.statements] == [c.quote for c in back.answer.citations]
    assert OLD_FORM not in render_conversation([back])
