"""Questions for several things: taken apart, looked up one by one, answered together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from chat_server import ChatServer, Reply, Request, chat_server, said
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.answer.answer import PARTLY, REFUSAL
from chapter_and_verse.cli.display import print_answer
from chapter_and_verse.evals.scoring.grounding import faithfulness
from chapter_and_verse.question.decomposition import MOST_PARTS, fill_in_answers, split_question
from chapter_and_verse.question.followups import make_standalone
from chapter_and_verse.question.question import Question

BRIDGE = """The Lune bridge was built by the firm Hale and Sons in 1904.

Hale and Sons was led by Edith Harrow for thirty years. She was born in Kendal.

The ferry of Arnside was run by Tom Pike until the bridge opened.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    (folder / "documents").mkdir()
    (folder / "documents" / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    Assistant(settings(folder)).sync()
    return folder


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Assistant:
    return Assistant(settings(folder))


def settings(folder: Path, **more: object) -> Settings:
    return Settings(documents=folder / "documents", store=folder / "store", **more)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When was it built?", ["When was it built?"]),
        ("When and where was she born?", ["When and where was she born?"]),
        ("Who built it and what else?", ["Who built it and what else?"]),
        ("When was it built, and who paid?", ["When was it built?", "Who paid?"]),
        ("When was it built? And who paid?", ["When was it built?", "And who paid?"]),
        (
            "Whom did he meet in Rome on Sunday, and whom on Tuesday?",
            ["Whom did he meet in Rome on Sunday?", "Whom did he meet in Rome on Tuesday?"],
        ),
        (
            "What do Ann Lee and Bo Ek say about it?",
            ["What does Ann Lee say about it?", "What does Bo Ek say about it?"],
        ),
        (
            "What is the difference between Rome and Athens?",
            ["What is the difference between Rome and Athens?"],
        ),
        ("I am lost. Where is it?", ["I am lost. Where is it?"]),
        ("When was it built? Which is old.", ["When was it built? Which is old."]),
        ("Who are Ann Lee and Bo Ek?", ["Who are Ann Lee and Bo Ek?"]),
        ("Tell me of the mill and who built it?", ["Tell me of the mill and who built it?"]),
    ],
)
def test_a_question_is_taken_apart(question: str, parts: list[str]) -> None:
    assert list(split_question(question)) == parts


@given(
    st.text(alphabet="aB ?,.", max_size=60)
    | st.lists(
        st.sampled_from(["When", "did", "Ann", "and", "Bo", "who", "in", "Rome", "?", ",", "what"]),
        max_size=14,
    ).map(" ".join)
)
def test_there_is_always_something_asked(question: str) -> None:
    parts = split_question(question)
    assert 1 <= len(parts) <= MOST_PARTS
    assert len(parts) > 1 or parts == (question,)


def test_each_part_stands_alone() -> None:
    first, second = make_standalone(Question("When was Ann Lee born, and who taught her?")).parts()
    assert first.text == "When was Ann Lee born?"
    assert second.text == "Who taught Ann Lee?"
    _, why = make_standalone(Question("When was the bridge built, and why?")).parts()
    assert why.text == "Why was the bridge built?"


def test_each_part_is_answered(assistant: Assistant) -> None:
    answer = assistant.ask("Who built the Lune bridge, and who ran the ferry of Arnside?")
    assert not answer.refused
    assert [citation.quote.split(" was ")[0] for citation in answer.citations] == [
        "The Lune bridge",
        "The ferry of Arnside",
    ]
    assert [part.answered for part in answer.parts] == [True, True]
    assert answer.short_answer is None
    assert answer.as_json()["parts"][1]["question"] == "Who ran the ferry of Arnside?"
    streamed = None
    for piece in assistant.chain.stream(answer.question):
        streamed = piece if streamed is None else streamed + piece
    assert streamed is not None
    assert (streamed.text, streamed.citations) == (answer.text, answer.citations)


def test_two_answers_in_one_sentence_are_one_quote(assistant: Assistant) -> None:
    answer = assistant.ask("Which firm built the Lune bridge, and when was it built?")
    assert len(answer.citations) == 1
    assert len(answer.parts) == 2
    assert answer.short_answer is None


def test_what_is_not_answered_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("Who built the Lune bridge, and what is the capital of Peru?")
    assert not answer.refused
    assert answer.unanswered == ("What is the capital of Peru?",)
    assert answer.text.endswith(PARTLY)
    assert faithfulness(answer) == 1.0
    console = Console(record=True, width=200, file=StringIO())
    print_answer(answer, console)
    assert "The documents do not answer: What is the capital of Peru?" in console.export_text()


def test_a_question_none_of_whose_parts_is_answered_is_refused(assistant: Assistant) -> None:
    answer = assistant.ask("What is the capital of Peru, and who wrote Hamlet?")
    assert answer.refused
    assert not answer.citations
    assert answer.unanswered == ()
    assert answer.text.startswith(REFUSAL)
    assert len(set(answer.closest)) == len(answer.closest)


@pytest.mark.parametrize("question", ["Who built bridge #1?", "Who built it, and who ran #7?"])
def test_a_number_sign_in_a_question_is_just_that(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.standalone_question == question
    assert all("#" in part.question for part in answer.parts[1:])


def test_a_part_takes_the_answer_of_an_earlier_one() -> None:
    assert fill_in_answers("Who leads #1 in #2?", ["Hale and Sons", "Kendal"]) == (
        "Who leads Hale and Sons in Kendal?"
    )
    assert fill_in_answers("Who leads #1?", [None]) is None
    assert fill_in_answers("Who leads it?", [None]) == "Who leads it?"


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with chat_server() as server:
        yield server


@pytest.fixture(scope="module")
def ask_in_steps(folder: Path, server: ChatServer) -> Callable[[str, str], list[str]]:
    """Asks where the model takes the question apart so; gives the parts that were looked up."""
    model = {"model": "openai:scripted", "model_url": server.url, "model_retries": 0}
    assistant = Assistant(settings(folder, **model))

    def asked(question: str, steps: str) -> list[str]:
        def reply(request: Request) -> Reply:
            is_steps = "Question to take apart:" in request["messages"][1]["content"]
            return said(steps if is_steps else "NONE")

        server.reply = reply
        return [part.question for part in assistant.ask(question).parts]

    return asked


TWO_STEPS = "Who led the firm that built the Lune bridge?"


def test_a_model_takes_a_question_apart_into_steps(
    ask_in_steps: Callable[[str, str], list[str]], server: ChatServer
) -> None:
    parts = ask_in_steps(TWO_STEPS, "1. Which firm built the Lune bridge?\n2. Who led #1?")
    assert parts[0] == "Which firm built the Lune bridge?"
    assert parts[1].startswith("Who led ")
    assert "Hale" in parts[1]
    assert "Edith Harrow" in server.prompt()


@pytest.mark.parametrize(
    "steps",
    [
        "",
        "Who led the firm that built the Lune bridge?",
        "Which firm built the Lune bridge?\nWho led #2?",
        "Which firm built the Lune bridge?\nWho is the king of England?",
        "Which firm built the Lune bridge in 1850?\nWho led #1?",
        "Which firm built it?\nWho led #1?",
        "\n".join(["Which firm built the Lune bridge?"] * 9),
        "Hale and Sons built the Lune bridge.\nEdith Harrow led it.",
    ],
)
def test_steps_that_are_no_part_of_the_question_are_not_taken(
    ask_in_steps: Callable[[str, str], list[str]], steps: str
) -> None:
    assert ask_in_steps(TWO_STEPS, steps) == []
