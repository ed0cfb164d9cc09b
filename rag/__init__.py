"""Chapter & Verse: answers from your own documents, each proved by a verbatim quote."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answer.answer import Answer
    from rag.answer.citation import Citation
    from rag.assistant import Assistant
    from rag.errors import RagError
    from rag.question.question import Question, Turn
    from rag.settings import Settings

__version__ = "0.1.0"
__all__ = ["Answer", "Assistant", "Citation", "Question", "RagError", "Settings", "Turn"]

_HOMES = {
    "Answer": "rag.answer.answer",
    "Assistant": "rag.assistant",
    "Citation": "rag.answer.citation",
    "Question": "rag.question.question",
    "RagError": "rag.errors",
    "Settings": "rag.settings",
    "Turn": "rag.question.question",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``rag --help`` stays quick."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
