"""Slips of the keyboard are mended where that is safe, and shown to the user."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.console import Console

from chapter_and_verse import Assistant
from chapter_and_verse.cli.display import print_answer
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.minilm import load_vocabulary
from chapter_and_verse.text.spelling import mend_spelling, suggest_names
from chapter_and_verse.ui.conversation.answer_html import render_conversation
from chapter_and_verse.ui.conversation.exchanges import Exchange

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
    english = load_vocabulary(default_model_path())
    assert mend_spelling(question, WORDS, english.__contains__) == made


def test_of_words_equally_near_it_is_the_same_one_in_every_process() -> None:
    orders = (["designs", "design"], ["design", "designs"])
    known = {"bridge"}.__contains__
    made = {mend_spelling("who designe the bridge?", words, known) for words in orders}
    assert made == {"who design the bridge?"}


def test_the_mended_question_is_asked_and_told(make_assistant: Callable[..., Assistant]) -> None:
    assistant = make_assistant({"ships.txt": "The frigate sailed from Porto in spring."})
    assistant.sync()
    answer = assistant.ask("Where did the frigaate sail from?")
    assert answer.question == "Where did the frigaate sail from?"
    assert answer.standalone_question == "Where did the frigate sail from?"
    assert answer.short_answer is not None
    assert answer.short_answer.quote == "Porto"


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("When was the Frigtate built?", "When was the Frigate built?"),
        ("Was the Japanesse Fleet there?", "Was the Japanese Fleet there?"),
        ("When was the Frigate built?", ""),
        ("When was the Botnia built?", ""),
        ("Who is the president of Brazil?", ""),
        ("", ""),
    ],
)
def test_a_name_like_one_of_the_documents_is_suggested(question: str, made: str) -> None:
    english = load_vocabulary(default_model_path())
    assert suggest_names(question, WORDS, english.__contains__) == made


def test_a_refusal_suggests_the_name_that_was_meant(
    make_assistant: Callable[..., Assistant], capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = make_assistant({"ships.txt": "The Petrel was built in 1987 in Vaasa."})
    assistant.sync()
    answer = assistant.ask("What is the salary of the captain of the Petrell?")
    assert answer.refused
    assert answer.suggestion == "What is the salary of the captain of the Petrel?"
    assert answer.as_json()["suggestion"] == answer.suggestion
    shown = f"Did you mean: {answer.suggestion}"
    print_answer(answer, Console(width=80))
    assert shown in capsys.readouterr().out
    assert shown in render_conversation([Exchange("q", answer=answer)])
    again = assistant.ask("When was the Petrel built?")
    assert again.suggestion == ""
    assert "suggestion" not in again.as_json()
