"""Follow-ups without a language model: what is taken from the conversation, and what is not."""

from __future__ import annotations

import pytest

from chapter_and_verse.question.followups import Standalone, make_standalone
from chapter_and_verse.question.question import Question, Turn


def alone(text: str, *earlier: str, reply: str = "") -> Standalone:
    history = [Turn("user", turn) for turn in earlier]
    if reply:
        history.append(Turn("assistant", reply))
    return make_standalone(Question(text, tuple(history)))


def test_a_question_that_stands_alone_is_left_alone() -> None:
    for text in ("Who is Ben Oak?", "Is there more evidence that Norway got free timber?"):
        assert alone(text) == Standalone(text)
        assert alone(text, "When did Ada Marsh visit Norway?").text == text


@pytest.mark.parametrize(
    ("text", "earlier", "made"),
    [
        ("And Tom Reed?", "What is Ben Oak's profession?", "What is Tom Reed's profession?"),
        ("What about 2019?", "How many ships sank in 2018?", "How many ships sank in 2019?"),
        ("and on rent?", "What did it spend on staff in May?", "What did it spend on rent in May?"),
        ("What about for dogs?", "Is there a fee for cats?", "Is there a fee for dogs?"),
        ("and in the attic?", "Who sleeps on the roof?", "and in the attic?"),
    ],
)
def test_and_x_replaces_the_earlier_name(text: str, earlier: str, made: str) -> None:
    assert alone(text, earlier).text == made


def test_and_x_follows_another_and_x() -> None:
    made = alone("and on Wednesday?", "When does it close on Monday?", "And on Friday?")
    assert made.text == "When does it close on Wednesday?"


def test_he_becomes_the_name_that_was_asked_about() -> None:
    made = alone("Whom did he meet on Tuesday?", "When did Ada Marsh visit Norway?")
    assert made.text == "Whom did Ada Marsh meet on Tuesday?"
    assert made.context == f"When did Ada Marsh visit Norway? {made.text}"
    assert alone("What is his office?", "Who is Ben Oak?").text == "What is Ben Oak's office?"
    assert alone("When was he born?", "Who came to Rome with Ada King?").text == (
        "When was Ada King born?"
    )


def test_he_becomes_the_answer_to_who() -> None:
    reply = "Ada Marsh\n\n“Ada Marsh has served as the harbour's master since 2019.” [1]"
    made = alone("When did he visit Norway?", "Who is the master of the harbour?", reply=reply)
    assert made.text == "When did Ada Marsh visit Norway?"


def test_he_becomes_the_name_that_was_quoted() -> None:
    reply = "“Ben Oak believes that sanctions would have a great impact.” [1]"
    made = alone("What is his profession?", "what would sanctions do?", reply=reply)
    assert made.text == "What is Ben Oak's profession?"


def test_the_turns_before_are_searched_as_well() -> None:
    made = alone("When was it opened?", "Who built the bridge over the Tay?", "How long is it?")
    assert made.text == "When was it opened?"
    assert made.context == "Who built the bridge over the Tay? How long is it? When was it opened?"


def test_no_more_than_two_turns_before_are_searched() -> None:
    earlier = ("Who built the mill?", "Who owns the inn?", "Who runs the ferry?")
    made = alone("Is there a bridge?", *earlier)
    assert made.context == "Who owns the inn? Who runs the ferry? Is there a bridge?"


def test_thanks_and_the_like_are_passed_over() -> None:
    made = alone("And Tom Reed?", "What is Ben Oak's profession?", "Thanks!", "summarise this")
    assert made.text == "What is Tom Reed's profession?"


def test_a_name_from_further_back_is_still_known() -> None:
    made = alone("When was he born?", "Who is Ada Lovelace?", "Where is that written?")
    assert made.text == "When was Ada Lovelace born?"


@pytest.mark.parametrize("remark", ["Too bad.", "Great.", "Sorry, no.", "Wow, really."])
def test_a_remark_before_the_question_is_nobody(remark: str) -> None:
    made = alone(f"{remark} Then how long has he been in office?", "Who is Ada Marsh?")
    assert made.text == "Then how long has Ada Marsh been in office?"


@pytest.mark.parametrize(
    ("text", "earlier", "made"),
    [
        ("why?", "When did Ada Marsh visit Norway?", "Why did Ada Marsh visit Norway?"),
        ("And since when?", "Is Ada Marsh sanctioned?", "Since when is Ada Marsh sanctioned?"),
        ("And where exactly?", "So did he study in Rome?", "Where did he study in Rome?"),
    ],
)
def test_a_bare_why_asks_about_the_question_before(text: str, earlier: str, made: str) -> None:
    assert alone(text, earlier).text == made


def test_a_bare_why_finds_the_person_before() -> None:
    made = alone("why?", "Since when has Ada Marsh been a minister?", "and is he sanctioned?")
    assert made.text == "Why is Ada Marsh sanctioned?"


def test_whom_a_question_names_beside_him_is_another() -> None:
    earlier = ("What does Ben Oak hope for?", "Does he say anything about Marsh being sanctioned?")
    assert alone("Does he see a way out?", *earlier).text == "Does Ben Oak see a way out?"


def test_a_name_in_small_letters_is_known_by_the_reply() -> None:
    reply = "“The Daily Online reported that Karl Voss met with Ada Marsh in Bergen.” [1]"
    made = alone("Who else did he see?", "who received ada marsh in bergen", reply=reply)
    assert made.text == "Who else did Ada Marsh see?"


@pytest.mark.parametrize(
    ("text", "earlier", "reply", "made"),
    [
        ("How long is it?", "Who steers the Petrel?", "Jon\n\n“Jon steers.” [1]", "the Petrel"),
        ("Who owns it?", "Which ship is oldest?", "Sea Lark\n\n“It is.” [1]", "the Sea Lark"),
        ("What is its name?", "When did the Petrel sail?", "", "the Petrel's"),
        ("Was it lost when it sailed?", "Who steers the Petrel?", "", "the Petrel"),
        ("How long does it take?", "Who steers the Petrel?", "", ""),
        ("Was it good?", "When did Ann Lee visit Rome?", "", ""),
        ("Was it good?", "Who lives in the Hague?", "", ""),
    ],
)
def test_it_becomes_what_was_called_by_name(text: str, earlier: str, reply: str, made: str) -> None:
    found = alone(text, earlier, reply=reply).text
    assert found == (text.replace("its", made).replace("it", made, 1) if made else text)
