"""Slips of the keyboard are mended where that is safe, and shown to the user."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag import Assistant
from rag.embeddings import default_model_path
from rag.minilm import vocabulary
from rag.spelling import mended

WORDS = {"microchips", "appliances", "horses", "japanese", "military", "frigate", "sailed"}


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("what can the micrchips be used in?", "what can the microchips be used in?"),
        ("which aplliences have them?", "which appliances have them?"),
        ("Who pays for the miltary?", "Who pays for the military?"),
        ("how many houses are there?", "how many houses are there?"),
        ("When did the Friggate leave?", "When did the Friggate leave?"),
        ("is it a cat?", "is it a cat?"),
        ("¿qué pasó? 中国", "¿qué pasó? 中国"),
    ],
)
def test_only_what_is_surely_a_slip_is_mended(question: str, made: str) -> None:
    english = vocabulary(default_model_path())
    assert mended(question, WORDS, english.__contains__) == made


def test_the_mended_question_is_asked_and_told(make_assistant: Callable[..., Assistant]) -> None:
    assistant = make_assistant({"ships.txt": "The frigate sailed from Porto in spring."})
    assistant.sync()
    answer = assistant.ask("Where did the frigaate sail from?")
    assert answer.question == "Where did the frigaate sail from?"
    assert answer.standalone_question == "Where did the frigate sail from?"
    assert answer.short_answer is not None
    assert answer.short_answer.quote == "Porto"
