"""Documents are added, listed, chosen and removed, in a real Chromium."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from visits import BRIDGE, HOSTILE_NAME, NEVER_MS, ask, expect, quotes, tab, write_pdf

pytestmark = pytest.mark.browser


def add(page: Any, *files: Path) -> Any:
    tab(page, "Documents")
    page.locator("#cv-upload input[type=file]").set_input_files([str(file) for file in files])
    page.wait_for_selector(".cv-outcomes")
    return page.locator(".cv-outcomes")


def row(page: Any, name: str) -> Any:
    return page.locator(".cv-documents tbody tr", has_text=name)


def test_the_documents_are_listed_as_they_are(visit: Any, served: SimpleNamespace) -> None:
    page = visit()
    tab(page, "Documents")
    expect(page.locator(".cv-documents caption")).to_contain_text("4 documents")
    assert "Indexed" in row(page, "chapel.pdf").text_content()
    assert row(page, HOSTILE_NAME).locator("th").text_content() == HOSTILE_NAME
    assert page.evaluate("window.hacked") is None
    assert str(served.assistant.settings.documents) not in page.content()


def test_nothing_is_drawn_over_the_header_when_the_page_is_scrolled(visit: Any) -> None:
    page = visit(viewport={"width": 1280, "height": 400})
    tab(page, "Documents")
    page.add_style_tag(content="#cv-upload * { pointer-events: auto !important }")
    label = page.locator("#cv-upload label").first
    page.evaluate(f"scrollTo(0, {label.bounding_box()['y'] - 30})")
    place = label.bounding_box()
    assert 0 < place["y"] < 45
    middle = [place["x"] + place["width"] / 2, place["y"] + place["height"] / 2]
    on_top = "([x, y]) => document.elementFromPoint(x, y).closest('#cv-upload') === null"
    assert page.evaluate(on_top, middle)


def test_a_pdf_is_added_answers_and_is_removed(
    visit: Any, served: SimpleNamespace, tmp_path: Path
) -> None:
    page = visit()
    write_pdf(tmp_path / "mill.pdf", ("The old mill was sold to Clara Ness in 1902.",))
    question = "To whom was the old mill sold?"
    assert "Added and indexed." in add(page, tmp_path / "mill.pdf").text_content()
    expect(row(page, "mill.pdf")).to_contain_text("Indexed")
    tab(page, "Ask")
    exchange = ask(page, question)
    assert exchange.locator(".cv-short").text_content() == "Clara Ness"
    tab(page, "Documents")
    button = row(page, "mill.pdf").get_by_role("button")
    button.click()
    expect(button).to_have_text("Really remove?")
    assert (served.assistant.settings.documents / "mill.pdf").exists()
    button.click()
    expect(row(page, "mill.pdf")).to_have_count(0)
    assert not (served.assistant.settings.documents / "mill.pdf").exists()
    assert (served.assistant.settings.store / "removed" / "mill.pdf").exists()
    tab(page, "Ask")
    assert "Clara Ness" not in ask(page, question).text_content()


def test_each_file_has_an_outcome_of_its_own(
    visit: Any, served: SimpleNamespace, tmp_path: Path
) -> None:
    page = visit()
    (tmp_path / "broken.pdf").write_bytes(b"not a PDF")
    (tmp_path / "program.exe").write_bytes(b"MZ")
    (tmp_path / "bridge.txt").write_text("Another bridge stands at Oban, of granite.")
    outcome = add(page, *sorted(tmp_path.iterdir()))
    try:
        lines = {line.split(" ")[0]: line for line in outcome.locator("li").all_text_contents()}
        assert "damaged, or not a PDF" in lines["broken.pdf"]
        assert "are not read" in lines["program.exe"]
        assert "Added and indexed." in lines["bridge-2.txt"]
        names = {path.name for path in served.assistant.settings.documents.iterdir()}
        assert names.isdisjoint({"broken.pdf", "program.exe"})
    finally:
        row(page, "bridge-2.txt").get_by_role("button").dblclick()
        expect(row(page, "bridge-2.txt")).to_have_count(0)


def test_a_changed_file_is_named_and_indexed_again(visit: Any, served: SimpleNamespace) -> None:
    file = served.assistant.settings.documents / "note.txt"
    file.write_text("The note is blue.")
    page = visit()
    tab(page, "Documents")
    expect(row(page, "note.txt")).to_contain_text("Not indexed yet")
    page.locator("#cv-reindex").click()
    expect(page.locator(".cv-outcomes")).to_have_text(" The index is up to date.")
    expect(row(page, "note.txt")).to_contain_text("Indexed")
    file.unlink()
    page.locator("#cv-reindex").click()
    expect(row(page, "note.txt")).to_have_count(0)


def test_questions_are_answered_while_documents_are_indexed(
    visit: Any, served: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    proceed, sync = Event(), served.assistant.sync

    def held(names: Any, on_progress: Any) -> Any:
        return sync(names, lambda *done: (on_progress(*done), proceed.wait(NEVER_MS / 1000)))

    monkeypatch.setattr(served.assistant, "sync", held)
    file = served.assistant.settings.documents / "note.txt"
    file.write_text("The note is blue.")
    page = visit()
    tab(page, "Documents")
    page.locator("#cv-reindex").click()
    expect(page.locator("#cv-outcome")).to_contain_text("Indexing note.txt")
    tab(page, "Ask")
    try:
        assert quotes(ask(page, BRIDGE))
    finally:
        proceed.set()
    tab(page, "Documents")
    expect(row(page, "note.txt")).to_contain_text("Indexed")
    row(page, "note.txt").get_by_role("button").dblclick()
    expect(row(page, "note.txt")).to_have_count(0)


def test_only_the_chosen_documents_are_asked(visit: Any) -> None:
    page = visit()
    page.locator("#cv-chosen input").click()
    page.get_by_role("option", name="chapel.pdf").click()
    exchange = ask(page, BRIDGE)
    assert exchange.locator(".cv-searched").first.text_content() == "Asked of chapel.pdf"
    assert {quote.get_attribute("data-source") for quote in quotes(exchange)} <= {"chapel.pdf"}
    assert exchange.locator(".cv-refusal").count() == 1


def test_examples_are_made_from_the_documents_and_get_an_answer(visit: Any) -> None:
    page = visit()
    page.wait_for_selector(".cv-examples button")
    asked = page.locator(".cv-examples button").all_text_contents()
    assert 3 <= len(asked) <= 4
    page.locator(".cv-examples button").first.click()
    page.wait_for_selector(".cv-exchange[data-state=done]")
    assert page.locator(".cv-question").text_content() == asked[0]
    assert page.locator(".cv-quote").count() > 0
