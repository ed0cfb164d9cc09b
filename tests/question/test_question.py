"""A question as a value: what can be asked, after which turns, and of which documents."""

from __future__ import annotations

from typing import Any

import pytest

from chapter_and_verse.errors import QuestionError
from chapter_and_verse.question.question import Question, Turn, parse_turns

USER = {"role": "user", "content": "Who is the mayor?"}
ASSISTANT = {"role": "assistant", "content": "Ada Marsh"}


def test_a_string_a_mapping_and_a_question_are_asked_alike() -> None:
    asked = Question("Who?")
    assert Question.of("Who?", 4) == Question.of({"question": "Who?"}, 4) == asked
    assert Question.of(asked, 4) is asked


def test_a_mapping_says_after_what_and_of_which_documents() -> None:
    asked = {
        "question": "When?",
        "history": [USER, ASSISTANT],
        "only": ["a.txt", "b.txt"],
        "without": ["b.txt"],
    }
    question = Question.of(asked, 100)
    assert [turn.content for turn in question.history] == ["Who is the mayor?", "Ada Marsh"]
    assert question.only == {"a.txt", "b.txt"}
    assert question.without == {"b.txt"}
    assert Question.of({"question": "When?", "only": []}, 100).only == frozenset()
    assert Question.of({"question": "When?", "history": None, "without": None}, 100).only is None


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("", "The question is empty"),
        (" \n\t", "The question is empty"),
        ({}, "The question is empty"),
        ("Who?" * 500, "has 2,000 characters; at most 1,999 are read"),
        ("Who is \ud800?", "lone surrogates"),
        ({"question": "Who?", "only": "a.txt"}, r"write \['a.txt'\]"),
        ({"question": "Who?", "history": "Who?"}, "not a list of messages"),
    ],
)
def test_what_cannot_be_asked_is_told(asked: Any, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        Question.of(asked, 1999)


def test_other_scripts_can_be_asked_in() -> None:
    assert Question.of("中国防长何时访问？", 100).text == "中国防长何时访问？"


def test_turns_come_from_messages_and_go_back_to_them() -> None:
    known = ASSISTANT | {"short_answer": "Ada"}
    turns = parse_turns([USER, ASSISTANT, known, Turn("user", "And when?")])
    assert [turn.short_answer for turn in turns] == [None, None, "Ada", None]
    assert [turn.as_json() for turn in turns[:3]] == [USER, ASSISTANT, known]
    assert parse_turns([turn.as_json() for turn in turns]) == turns


@pytest.mark.parametrize(
    "message",
    [
        "Who?",
        {"role": "system", "content": "x"},
        {"role": "user"},
        {"content": "x"},
        {"role": "user", "content": 7},
        {"role": "assistant", "content": "x", "short_answer": 7},
    ],
)
def test_a_message_of_another_form_is_named_by_its_number(message: Any) -> None:
    with pytest.raises(QuestionError, match=r"Message 2 of the history .*\"role\": \"user\""):
        parse_turns([USER, message])
    with pytest.raises(QuestionError, match="not a list of messages"):
        parse_turns(USER)  # one message that is no list
