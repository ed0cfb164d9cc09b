"""What visitors thought of answers, as cases that can be run."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from chapter_and_verse import Answer, Assistant
from chapter_and_verse.evals.cases.case import EvalError, load
from chapter_and_verse.evals.cases.drafting import write_feedback
from chapter_and_verse.evals.run.asking import find_gold_spans
from chapter_and_verse.ui.conversation.exchanges import Exchange
from chapter_and_verse.ui.conversation.feedback import keep_feedback

MILL = "The mill was built in 1904. Anna Berg runs it. She has two sons."


@pytest.fixture
def mill(make_assistant: Callable[..., Assistant]) -> Assistant:
    assistant = make_assistant({"mill.md": MILL})
    assistant.sync()
    return assistant


def rated(assistant: Assistant, question: str, rating: str, comment: str = "") -> Answer:
    answer = assistant.ask(question)
    exchanges = (Exchange(question, answer=answer),)
    keep_feedback(assistant.settings.feedback_file, exchanges, rating, comment)
    return answer


def drafted(assistant: Assistant, out: Path) -> str:
    output = io.StringIO()
    assert write_feedback(assistant.settings, out, Console(file=output, width=200)) == 0
    return output.getvalue()


def test_a_good_answer_is_a_case_whose_quotes_are_gold(mill: Assistant, tmp_path: Path) -> None:
    answer = rated(mill, "When was the mill built?", "good")
    assert not answer.refused
    out = tmp_path / "cases.yaml"

    assert "1 case: 1 found good, 0 found bad." in drafted(mill, out)

    (case,) = load(out)
    assert case.answerable
    assert [gold.quote for gold in case.gold] == [c.quote for c in answer.citations]
    assert case.short_answer == ("in 1904",) or case.short_answer == ("1904",)
    assert find_gold_spans(mill, [case])


def test_a_bad_answer_is_a_case_to_be_looked_up(mill: Assistant, tmp_path: Path) -> None:
    rated(mill, "When was the mill built?", "bad", "It burnt down\nin 1903!")
    out = tmp_path / "cases.yaml"
    drafted(mill, out)

    (case,) = load(out)
    assert not case.answerable
    assert "bad" in case.tags
    assert "found bad, “It burnt down in 1903!”" in out.read_text(encoding="utf-8")


def test_a_good_refusal_stays_one_and_the_last_word_counts(mill: Assistant, tmp_path: Path) -> None:
    assert rated(mill, "Who won the cup in 1966?", "bad").refused
    rated(mill, "Who won the cup in 1966?", "good")
    out = tmp_path / "cases.yaml"
    drafted(mill, out)

    (case,) = load(out)
    assert not case.answerable
    assert "good" in case.tags


def test_a_rating_and_the_comment_sent_after_it_are_one_case(
    mill: Assistant, tmp_path: Path
) -> None:
    rated(mill, "When was the mill built?", "bad")
    rated(mill, "When was the mill built?", "bad", "It burnt down.")
    out = tmp_path / "cases.yaml"
    drafted(mill, out)

    (_,) = load(out)
    assert "found bad, “It burnt down.”" in out.read_text(encoding="utf-8")


def test_without_feedback_or_with_a_broken_line_the_error_says_so(
    mill: Assistant, tmp_path: Path
) -> None:
    with pytest.raises(EvalError, match="There is no feedback in"):
        drafted(mill, tmp_path / "cases.yaml")
    mill.settings.feedback_file.write_text('{"rating": "good"}\n')
    with pytest.raises(EvalError, match=r"line 1 is no feedback. Remove that line"):
        drafted(mill, tmp_path / "cases.yaml")
    (tmp_path / "there.yaml").write_text("")
    with pytest.raises(EvalError, match="already exists"):
        drafted(mill, tmp_path / "there.yaml")
