"""A conversation as values: each exchange is a question and what came of it."""

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
    """A question with its answer, the part of it that has arrived, or a problem in one sentence."""

    question: str
    answer: Answer | None = None
    problem: str | None = None
    state: Literal["open", "done", "stopped"] = "open"
    only: tuple[str, ...] = ()
    """The documents that were searched; empty means all of them."""

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """What is shown of the documents: the answer's citations, or what came nearest."""
        return (self.answer.citations or self.answer.closest) if self.answer else ()


Exchanges = tuple[Exchange, ...]


async def ask(
    assistant: Assistant,
    earlier: Exchanges,
    question: str,
    only: frozenset[str] | None = None,
) -> AsyncIterator[Exchanges]:
    """The conversation with ``question`` at its end, once for each part of the answer so far.

    ``only`` names the documents to search, None for all. The last conversation given is "done".
    No error is raised: its sentence becomes part of the exchange, its details go to the log.
    """
    exchange = Exchange(question, only=tuple(sorted(only or ())))
    yield (*earlier, exchange)
    try:
        asking = {"question": question, "history": make_history(earlier), "only": only}
        async for part in assistant.chain.astream(asking):
            answer = part if exchange.answer is None else exchange.answer + part
            exchange = replace(exchange, answer=answer)
            yield (*earlier, exchange)
    except Exception as error:  # the edge of the page: no visitor may see a stack trace
        record(error)
        exchange = replace(exchange, problem=sentence(error))
    yield (*earlier, replace(exchange, state="done"))


def stop_answering(exchanges: Exchanges) -> Exchanges:
    """The conversation after the visitor stopped the answer that was being given."""
    if not exchanges or exchanges[-1].state != "open":
        return exchanges
    return (*exchanges[:-1], replace(exchanges[-1], state="stopped"))


def make_history(exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """The conversation as the chain takes it; questions without an answer are left out."""
    return [
        turn
        for exchange in exchanges
        if exchange.answer is not None
        for turn in (
            {"role": "user", "content": exchange.question},
            exchange.answer.as_turn(),
        )
    ]
