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
    for text in ("Who is Xia Ming?", "Is there more evidence that Russia got military aid?"):
        assert alone(text) == Standalone(text)
        assert alone(text, "When did Li Shangfu visit Russia?").text == text


@pytest.mark.parametrize(
    ("text", "earlier", "made"),
    [
        ("And Chen Cheng?", "What is Xia Ming's profession?", "What is Chen Cheng's profession?"),
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
    made = alone("Whom did he meet on Tuesday?", "When did Li Shangfu visit Russia?")
    assert made.text == "Whom did Li Shangfu meet on Tuesday?"
    assert made.context == f"When did Li Shangfu visit Russia? {made.text}"
    assert alone("What is his office?", "Who is Xia Ming?").text == "What is Xia Ming's office?"
    assert alone("When was he born?", "Who came to Rome with Ada King?").text == (
        "When was Ada King born?"
    )


def test_he_becomes_the_answer_to_who() -> None:
    reply = "Li Shangfu\n\n“Li Shangfu has served as China's defense minister since 2023.” [1]"
    made = alone("When did he visit Russia?", "Who is the defense minister of China?", reply=reply)
    assert made.text == "When did Li Shangfu visit Russia?"


def test_he_becomes_the_name_that_was_quoted() -> None:
    reply = "“Xia Ming believes that sanctions would have a great impact.” [1]"
    made = alone("What is his profession?", "what would sanctions do?", reply=reply)
    assert made.text == "What is Xia Ming's profession?"


def test_the_turns_before_are_searched_as_well() -> None:
    made = alone("When was it opened?", "Who built the bridge over the Tay?", "How long is it?")
    assert made.text == "When was it opened?"
    assert made.context == "Who built the bridge over the Tay? How long is it? When was it opened?"


def test_thanks_and_the_like_are_passed_over() -> None:
    made = alone("And Chen Cheng?", "What is Xia Ming's profession?", "Thanks!", "summarise this")
    assert made.text == "What is Chen Cheng's profession?"


def test_a_name_from_further_back_is_still_known() -> None:
    made = alone("When was he born?", "Who is Ada Lovelace?", "Where is that written?")
    assert made.text == "When was Ada Lovelace born?"


@pytest.mark.parametrize("remark", ["Too bad.", "Great.", "Sorry, no.", "Wow, really."])
def test_a_remark_before_the_question_is_nobody(remark: str) -> None:
    made = alone(f"{remark} Then how long has he been in office?", "Who is Li Shangfu?")
    assert made.text == "Then how long has Li Shangfu been in office?"


@pytest.mark.parametrize(
    ("text", "earlier", "made"),
    [
        ("why?", "When did Li Shangfu visit Russia?", "Why did Li Shangfu visit Russia?"),
        ("And since when?", "Is Li Shangfu sanctioned?", "Since when is Li Shangfu sanctioned?"),
        ("And where exactly?", "So did he study in Rome?", "Where did he study in Rome?"),
    ],
)
def test_a_bare_why_asks_about_the_question_before(text: str, earlier: str, made: str) -> None:
    assert alone(text, earlier).text == made


def test_a_bare_why_finds_the_person_before() -> None:
    made = alone("why?", "Since when has Li Shangfu been a minister?", "and is he sanctioned?")
    assert made.text == "Why is Li Shangfu sanctioned?"


def test_whom_a_question_names_beside_him_is_another() -> None:
    earlier = ("What does Xia Ming hope for?", "Does he say anything about Li being sanctioned?")
    assert alone("Does he see a way out?", *earlier).text == "Does Xia Ming see a way out?"


def test_a_name_in_small_letters_is_known_by_the_reply() -> None:
    reply = "“The Daily Online reported that Vladimir Putin met with Li Shangfu in Moscow.” [1]"
    made = alone("Who else did he see?", "who received li shangfu in moscow", reply=reply)
    assert made.text == "Who else did Li Shangfu see?"


@pytest.mark.parametrize(
    ("text", "earlier", "reply", "made"),
    [
        ("How long is it?", "Who steers the Petrel?", "Jon\n\n“Jon steers.” [1]", "the Petrel"),
        ("Who owns it?", "Which ship is oldest?", "Sea Lark\n\n“It is.” [1]", "the Sea Lark"),
        ("What is its name?", "When did the Petrel sail?", "", "the Petrel's"),
        ("How long does it take?", "Who steers the Petrel?", "", ""),
        ("Was it good?", "When did Ann Lee visit Rome?", "", ""),
        ("Was it good?", "Who lives in the Hague?", "", ""),
    ],
)
def test_it_becomes_what_was_called_by_name(text: str, earlier: str, reply: str, made: str) -> None:
    found = alone(text, earlier, reply=reply).text
    assert found == (text.replace("its", made).replace("it", made, 1) if made else text)
