"""What was asked and answered so far, as values; nothing here knows of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from chapter_and_verse.ui.look.problems import record, sentence

if TYPE_CHECKING:
    from chapter_and_verse.answer.answer import Answer
    from chapter_and_verse.answer.citation import Citation
    from chapter_and_verse.assistant import Assistant


@dataclass(frozen=True)
class Exchange:
    """A question with what came of it: an answer, a part of one, or a problem in one sentence."""

    question: str
    answer: Answer | None = None
    problem: str | None = None
    state: Literal["open", "done", "stopped"] = "open"
    only: tuple[str, ...] = ()
    """The documents that were asked; none means all of them."""

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """What is shown of the documents: the answer's citations, or what came nearest."""
        return (self.answer.citations or self.answer.closest) if self.answer else ()


Exchanges = tuple[Exchange, ...]


async def asked(
    assistant: Assistant,
    earlier: Exchanges,
    question: str,
    only: frozenset[str] | None = None,
) -> AsyncIterator[Exchanges]:
    """The conversation with ``question`` at its end, again for each part of the answer.

    ``only`` names the documents to look in, None all. The last one is no longer open. Nothing is
    raised: a problem becomes part of the exchange, and its details go to the log.
    """
    exchange = Exchange(question, only=tuple(sorted(only or ())))
    yield (*earlier, exchange)
    try:
        asking = {"question": question, "history": history(earlier), "only": only}
        async for part in assistant.chain.astream(asking):
            answer = part if exchange.answer is None else exchange.answer + part
            exchange = replace(exchange, answer=answer)
            yield (*earlier, exchange)
    except Exception as error:  # the edge of the page: no visitor may see a stack trace
        record(error)
        exchange = replace(exchange, problem=sentence(error))
    yield (*earlier, replace(exchange, state="done"))


def stopped(exchanges: Exchanges) -> Exchanges:
    """The conversation after the visitor stopped the answer that was being given."""
    if not exchanges or exchanges[-1].state != "open":
        return exchanges
    return (*exchanges[:-1], replace(exchanges[-1], state="stopped"))


def history(exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """The turns to pass to the chain: questions that got an answer, and its plain text."""
    return [
        turn
        for exchange in exchanges
        if exchange.answer is not None
        for turn in (
            {"role": "user", "content": exchange.question},
            exchange.answer.as_turn(),
        )
    ]
