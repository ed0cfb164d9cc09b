"""The log on standard error, as RAG_LOG_LEVEL sets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from logging import getLogger
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapter_and_verse import Assistant, logs
from chapter_and_verse.cli.commands import app

QUESTION = "When did the frigate sail?"


@pytest.fixture
def ask(
    make_assistant: Callable[..., Assistant], tmp_path: Path
) -> Iterator[Callable[[str, str], str]]:
    """Asks on the command line at a level of the log, and gives what standard error says."""
    assistant = make_assistant({"ships.txt": "The frigate sailed from Porto in spring."})
    assistant.sync()
    place = ["--documents", str(tmp_path / "documents"), "--store", str(tmp_path / "store")]

    def err(question: str, level: str) -> str:
        args = ["index", *place] if question == "index" else ["ask", question, *place]
        result = CliRunner().invoke(app, args, env={"RAG_LOG_LEVEL": level})
        assert result.exit_code == 0
        return result.stderr

    yield err
    getLogger("chapter_and_verse").handlers.clear()


def test_questions_are_logged_by_length_and_kind(ask: Callable[[str, str], str]) -> None:
    log = ask(QUESTION, "info")
    assert "INFO" in log
    assert f"Asked: a question of {len(QUESTION)} characters" in log
    assert "Answered in" in log
    assert "frigate" not in log
    assert "a greeting of 5 characters" in ask("hello", "info")
    assert "Refused in" in ask("Who is the president of Brazil?", "info")


def test_their_words_stand_in_the_log_at_debug_alone(ask: Callable[[str, str], str]) -> None:
    assert QUESTION in ask(QUESTION, "debug")


def test_what_was_indexed_is_logged(ask: Callable[[str, str], str], tmp_path: Path) -> None:
    (tmp_path / "documents" / "harbours.txt").write_text("A fact.")
    log = ask("index", "info")
    assert "1 added, 0 replaced, 0 removed, 1 unchanged" in log


def test_slow_answers_are_a_warning(
    ask: Callable[[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(QUESTION, "error") == ""
    monkeypatch.setattr(logs, "SLOW_MS", 0)
    log = ask(QUESTION, "warning")
    assert "WARNING" in log
    assert "Slow: an answer took" in log
    assert "Asked" not in log
