"""Questions in a language that the reader does not know."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chapter_and_verse import Assistant
from chapter_and_verse.answer.answer import UNKNOWN_LANGUAGE

MILL = (
    "Die Mühle am Birkenbach wurde 1788 von der Müllerin Klara Stein erbaut. "
    "Sie mahlt heute nur noch an Sonntagen. Der Eintritt kostet vier Euro."
)
LIGHTHOUSE = "红岩灯塔高四十二米，由建筑师陈玉兰设计。灯塔每晚七点点亮。门票为二十元。"


@pytest.fixture
def assistant(make_assistant: Callable[..., Assistant]) -> Assistant:
    made = make_assistant({"mill.txt": MILL, "lighthouse.txt": LIGHTHOUSE})
    made.sync()
    return made


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Wann wurde die Mühle am Birkenbach erbaut?", "1788"),
        ("Was kostet der Eintritt?", "vier Euro"),
        ("谁设计了红岩灯塔？", "陈玉兰"),
    ],
)
def test_the_likeliest_sentences_are_quoted_and_no_more_is_claimed(
    assistant: Assistant, question: str, quoted: str
) -> None:
    answer = assistant.ask(question)
    assert answer.kind == "likely"
    assert answer.short_answer is None
    assert quoted in answer.citations[0].quote
    assert answer.caveat == UNKNOWN_LANGUAGE
    assert UNKNOWN_LANGUAGE in answer.warning_lines
    assert answer.as_json()["caveat"] == UNKNOWN_LANGUAGE


@pytest.mark.parametrize("question", ["Wie heißt der Kapitän der Fähre?", "红岩灯塔的市长是谁？"])
def test_what_is_not_there_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).refused


def test_english_is_read_as_ever(assistant: Assistant) -> None:
    assert assistant.ask("Who wrote the anthem?").caveat == ""


def test_names_alone_are_no_other_language(make_assistant: Callable[..., Assistant]) -> None:
    text = "Karla Voss built the mill of Tarn in 1788. It stands by the river and still works."
    assistant = make_assistant({"mill.txt": text})
    assistant.sync()
    assert assistant.ask("karla voss tarn").caveat == ""
