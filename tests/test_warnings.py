"""What of a file was not read is named wherever the file is listed or quoted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapter_and_verse import Assistant
from chapter_and_verse.cli.commands import app
from chapter_and_verse.documents.document import ReadWarning
from chapter_and_verse.ui.conversation import answer_html
from chapter_and_verse.ui.conversation.exchanges import Exchange
from chapter_and_verse.ui.conversation.export import write_markdown
from chapter_and_verse.ui.conversation.kept import store_exchange
from chapter_and_verse.ui.conversation.restored import restore_exchanges
from chapter_and_verse.ui.documents import listing
from chapter_and_verse.ui.documents.library import LibraryReader

CAFE = "The café of Zoë Bernard was opened in 1932 beside the old mill.\n"
SAID = "It was read as Windows-1252."
WARNING = ReadWarning("cafe.txt", SAID)
ASKED = "When was the café of Zoë Bernard opened?"


@pytest.fixture
def assistant(make_assistant: Callable[..., Assistant], tmp_path: Path) -> Assistant:
    """Over a document that is read, but, and one that is read."""
    made = make_assistant({"river.txt": "The river Tarn floods in spring.\n"})
    (tmp_path / "documents" / "cafe.txt").write_bytes(CAFE.encode("cp1252"))
    assert made.sync().warnings == (WARNING,)
    return made


def rag(assistant: Assistant, *args: str) -> tuple[int, str]:
    settings = assistant.settings
    place = ["--documents", str(settings.documents), "--store", str(settings.store)]
    result = CliRunner().invoke(app, [*args, *place])
    return result.exit_code, result.stdout


def test_a_later_run_over_unchanged_files_names_it_again(assistant: Assistant) -> None:
    status, out = rag(assistant, "index", "--json")
    report = json.loads(out)
    assert status == 0
    assert (report["unchanged"], report["failed"]) == (2, [])
    assert report["warnings"] == [{"source": "cafe.txt", "reason": SAID}]
    status, out = rag(assistant, "index")
    assert status == 0
    assert f"read, but cafe.txt: {SAID}" in out


def test_the_doctor_names_it_and_finds_nothing_wrong(assistant: Assistant) -> None:
    status, out = rag(assistant, "doctor")
    assert status == 0
    assert f"but     cafe.txt: {SAID}" in out


def test_a_file_that_was_mended_is_named_no_more(assistant: Assistant) -> None:
    (assistant.settings.documents / "cafe.txt").write_bytes(CAFE.encode())
    report = assistant.sync()
    assert (report.replaced, report.warnings) == (1, ())
    assert {file.warnings for file in assistant.index.files()} == {()}


def test_an_answer_names_it_beside_its_quotes(assistant: Assistant) -> None:
    answer = assistant.ask(ASKED)
    assert answer.warnings == (WARNING,)
    assert answer.as_json()["warnings"] == [{"source": "cafe.txt", "reason": SAID}]
    assert f"Read, but cafe.txt: {SAID}" in rag(assistant, "ask", ASKED)[1]
    exchange = Exchange(ASKED, answer, state="done")
    assert f"Read, but cafe.txt: {SAID}" in answer_html.render_conversation([exchange])
    assert assistant.ask("What does the river Tarn do in spring?", []).warnings in ((), (WARNING,))


def test_a_summary_and_a_refusal_name_it(assistant: Assistant) -> None:
    assert assistant.ask("Summarise cafe.txt").warnings == (WARNING,)
    refusal = assistant.ask("Who painted the ceiling of the café of Zoë Bernard?")
    assert WARNING in refusal.warnings or not refusal.refused


def test_an_answer_without_such_a_document_names_nothing(assistant: Assistant) -> None:
    answer = assistant.chain.invoke(
        {"question": "When does the river Tarn flood?", "only": frozenset({"river.txt"})}
    )
    assert answer.citations
    assert (answer.warnings, answer.as_json()["warnings"]) == ((), [])


def test_a_kept_and_an_exported_answer_names_it(assistant: Assistant) -> None:
    stored = store_exchange(Exchange(ASKED, assistant.ask(ASKED), state="done"))
    held = {"title": "Café", "changed": "2026", "exchanges": [stored]}
    (back,) = restore_exchanges(held, assistant.sources.document)
    assert back.answer is not None
    assert back.answer.warnings == (WARNING,)
    assert "Read, but cafe.txt: It was read as Windows" in write_markdown(held)
    del stored["answer"]["warnings"]  # as kept before there were any
    (back,) = restore_exchanges(held, assistant.sources.document)
    assert back.problem is None
    assert write_markdown(held)


def test_the_list_of_documents_shows_it(assistant: Assistant) -> None:
    cafe, river = LibraryReader(assistant).entries()
    assert (cafe.warnings, river.warnings) == ((SAID,), ())
    shown = listing.documents([cafe, river], removable=False)
    assert f"Read, but <div>{SAID}</div>" in shown
    assert "Indexed" in shown
