"""Chapter & Verse: answers from your own documents, each proved by a verbatim quote."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chapter_and_verse.answer.answer import Answer
    from chapter_and_verse.answer.citation import Citation
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.errors import RagError
    from chapter_and_verse.question.question import Question, Turn
    from chapter_and_verse.settings import Settings

__all__ = ["Answer", "Assistant", "Citation", "Question", "RagError", "Settings", "Turn"]

_HOMES = {
    "Answer": "chapter_and_verse.answer.answer",
    "Assistant": "chapter_and_verse.assistant",
    "Citation": "chapter_and_verse.answer.citation",
    "Question": "chapter_and_verse.question.question",
    "RagError": "chapter_and_verse.errors",
    "Settings": "chapter_and_verse.settings",
    "Turn": "chapter_and_verse.question.question",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``rag --help`` stays quick."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__version__":
        return import_module("importlib.metadata").version("chapter-and-verse")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
