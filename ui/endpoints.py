"""What the page offers to programs, over HTTP and, where a setting says so, as MCP tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from chapter_and_verse.question.question import Question
from chapter_and_verse.ui.look.problems import record, sentence

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.ui.documents.library import LibraryReader

MOST_FOUND = 20
MCP_HEADER = "mcp-protocol-version"


def endpoints(assistant: Assistant, reader: LibraryReader, options: dict[str, Any]) -> None:
    """Offer ``ask``, ``search`` and ``sources``."""

    def ask(
        question: str,
        request: gr.Request,
        history: list[dict[str, str]] | None = None,
        only: list[str] | None = None,
    ) -> Any:
        """Answer a question from the indexed documents, with verbatim quotes.

        Args:
            question: What you want to know.
            history: Earlier turns, oldest first, as {"role", "content"}.
            only: Names of the documents to look in; all of them if left out.
        """
        with told():
            asking = {"question": question, "history": history or (), "only": only or None}
            return _given(assistant.chain.invoke(asking).as_json(), request)

    def search(question: str, request: gr.Request, most: int = 5) -> Any:
        """Find the passages of the indexed documents that are nearest to a question.

        Args:
            question: What to look for.
            most: How many passages to return, 1 to 20.
        """
        with told():
            Question.of(question, assistant.settings.max_question_chars)
            found = assistant.search.open().search(question)[: max(1, min(most, MOST_FOUND))]
        passages = [
            {
                "source": hit.passage.source,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "text": hit.passage.text,
                "score": round(hit.score, 4),
            }
            for hit in found
        ]
        return _given(passages, request)

    def sources(request: gr.Request) -> Any:
        """List the documents: passages, what keeps each from use, what was not read of it."""
        with told():
            listed = [
                {
                    "source": entry.name,
                    "passages": entry.passages,
                    "problem": entry.problem,
                    "warnings": list(entry.warnings),
                }
                for entry in reader.entries()
            ]
        return _given(listed, request)

    for function in (ask, search, sources):
        api(function, api_name=function.__name__, **options)


def _given(value: Any, request: gr.Request) -> Any:
    """What a program gets: ``value``, or its JSON for MCP, which knows text alone.

    Gradio would write it out as Python does; its MCP server passes the headers of MCP on.
    """
    return json.dumps(value, ensure_ascii=False) if MCP_HEADER in request.headers else value


@contextmanager
def told() -> Iterator[None]:
    """Tell the program what went wrong, in words without paths."""
    try:
        yield
    except Exception as error:
        record(error)
        raise gr.Error(sentence(error), print_exception=False) from None
