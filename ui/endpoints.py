"""What the page offers to programs, over HTTP and, where a setting says so, as MCP tools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from rag.index import passage_of
from rag.question import Question
from ui.problems import record, sentence

if TYPE_CHECKING:
    from rag.chain import Assistant
    from ui.library import LibraryReader

MOST_FOUND = 20


def endpoints(assistant: Assistant, reader: LibraryReader, options: dict[str, Any]) -> None:
    """Offer ``ask``, ``search`` and ``sources``."""

    def ask(
        question: str, history: list[dict[str, str]] | None = None, only: list[str] | None = None
    ) -> dict[str, Any]:
        """Answer a question from the indexed documents, with verbatim quotes.

        Args:
            question: What you want to know.
            history: Earlier turns, oldest first, as {"role", "content"}.
            only: Names of the documents to look in; all of them if left out.
        """
        with told():
            asking = {"question": question, "history": history or (), "only": only or None}
            return assistant.chain.invoke(asking).as_json()

    def search(question: str, most: int = 5) -> list[dict[str, Any]]:
        """Find the passages of the indexed documents that are nearest to a question.

        Args:
            question: What to look for.
            most: How many passages to return, 1 to 20.
        """
        with told():
            Question.of(question, assistant.settings.max_question_chars)
            found = assistant.retriever.invoke(question)[: max(1, min(most, MOST_FOUND))]
        return [
            {
                "source": passage.source,
                "start": passage.start,
                "end": passage.end,
                "text": passage.text,
                "score": round(float(document.metadata["score"]), 4),
            }
            for document in found
            for passage in [passage_of(document)]
        ]

    def sources() -> list[dict[str, Any]]:
        """List the documents, each with its number of passages and what keeps it from use."""
        with told():
            return [
                {"source": entry.name, "passages": entry.passages, "problem": entry.problem}
                for entry in reader.entries()
            ]

    for function in (ask, search, sources):
        api(function, api_name=function.__name__, **options)


@contextmanager
def told() -> Iterator[None]:
    """Tell the program what went wrong, in words without paths."""
    try:
        yield
    except Exception as error:
        record(error)
        raise gr.Error(sentence(error), print_exception=False) from None
