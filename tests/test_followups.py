"""Follow-ups without a language model: what is taken from the conversation, and what is not."""

from __future__ import annotations

import pytest

from rag.followups import standalone
from rag.question import Question, Turn


def alone(text: str, *earlier: str) -> tuple[str, str]:
    history = [Turn("user", turn) for turn in earlier]
    made = standalone(Question(text, tuple(history)))
    return made.search, made.read


def test_a_question_that_stands_alone_is_left_alone() -> None:
    for text in ("Who is Xia Ming?", "Is there more evidence that Russia got military aid?"):
        assert alone(text, "When did Li Shangfu visit Russia?") == (text, text)


@pytest.mark.parametrize(
    ("text", "earlier", "made"),
    [
        ("And Chen Cheng?", "What is Xia Ming's profession?", "What is Chen Cheng's profession?"),
        ("What about 2019?", "How many ships sank in 2018?", "How many ships sank in 2019?"),
    ],
)
def test_and_x_replaces_the_earlier_name(text: str, earlier: str, made: str) -> None:
    assert alone(text, earlier) == (made, made)


def test_he_becomes_the_name_that_was_asked_about() -> None:
    search, read = alone("Whom did he meet on Tuesday?", "When did Li Shangfu visit Russia?")
    assert read == "Whom did Li Shangfu meet on Tuesday?"
    assert search == f"When did Li Shangfu visit Russia? {read}"
    assert alone("What is his office?", "Who is Xia Ming?")[1] == "What is Xia Ming's office?"


def test_it_is_searched_with_the_earlier_question_but_read_alone() -> None:
    search, read = alone("When was it opened?", "Who built the bridge over the Tay?")
    assert search == "Who built the bridge over the Tay? When was it opened?"
    assert read == "When was it opened?"


def test_thanks_and_the_like_are_passed_over() -> None:
    made = alone("And Chen Cheng?", "What is Xia Ming's profession?", "Thanks!", "summarise this")
    assert made[1] == "What is Chen Cheng's profession?"


def test_a_name_from_further_back_is_still_known() -> None:
    _, read = alone("When was he born?", "Who is Ada Lovelace?", "Where is that written?")
    assert read == "When was Ada Lovelace born?"
