"""The evals are run and read on the page, in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from visits import BRIDGE, NEVER_MS, ask, expect, tab

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.evals.run import asking, runner
from chapter_and_verse.ui import app

pytestmark = pytest.mark.browser


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Holds a run at its first case until it is set."""
    proceed = Event()
    run_judged = runner.run_judged

    def held_back(settings: Any, options: Any, console: Any, steps: asking.Steps) -> Any:
        with steps("Asking") as on_progress:
            on_progress(1, 2)
            assert proceed.wait(NEVER_MS / 1000)
        return run_judged(settings, options, console, steps)

    monkeypatch.setattr(runner, "run_judged", held_back)
    yield proceed
    proceed.set()


def test_a_run_shows_its_progress_its_figures_and_its_report(
    visit: Any, served: SimpleNamespace, held: Event
) -> None:
    page = visit()
    tab(page, "Evals")
    expect(page.locator("#cv-figures")).to_have_text("No evals have been run here yet.")
    expect(page.get_by_role("button", name="Read the report")).to_be_hidden()
    page.get_by_role("button", name="Run the evals").click()
    expect(page.locator("#cv-running")).to_contain_text("Asking")
    expect(page.locator("#cv-running")).to_contain_text("1/2")
    tab(page, "Ask")
    assert "William Arrol" in ask(page, BRIDGE).text_content(), "questions do not wait for a run"
    tab(page, "Evals")
    held.set()
    expect(page.locator(".cv-figures caption")).to_contain_text("2 of 2 cases passed")
    assert "Verbatim rate1.000" in page.locator(".cv-figures").text_content()
    store = served.assistant.settings.store
    assert json.loads((store / "eval.json").read_text(encoding="utf-8"))["passed"]
    page.get_by_role("button", name="Read the report").click()
    frame = page.frame_locator("#cv-report iframe")
    expect(frame.locator("h1")).to_contain_text("2 of 2 cases passed")
    frame.locator("a[href='#case-builder']").first.click()
    expect(frame.locator("#case-builder")).to_have_attribute("open", "")
    frame.get_by_text("Failed 0").click()
    expect(frame.locator("#shown")).to_have_text("0 of 2 shown")
    for folder in (store, served.assistant.settings.documents):
        assert str(folder) not in page.content()
        assert str(folder) not in (store / "eval.html").read_text(encoding="utf-8")
    page.reload()
    page.wait_for_selector(".cv-exchange")
    tab(page, "Evals")
    expect(page.locator(".cv-figures caption")).to_contain_text("2 of 2 cases passed")
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for _ in range(2):
            page.evaluate("scrollTo(0, 0)")
            page.get_by_role("button", name="Read the report").click()
            expect(page.locator("#cv-report iframe")).to_be_in_viewport(ratio=0.95)


@pytest.fixture
def other_page(chromium: Any, served: SimpleNamespace, request: Any) -> Iterator[Any]:
    """A page over the same documents with other settings."""
    settings = served.assistant.settings.model_copy(update=request.param)
    blocks = app.build(Assistant(settings))
    page = chromium.new_page()
    page.set_default_timeout(NEVER_MS)
    page.goto(app.launch(blocks, Settings(port=0)))
    tab(page, "Evals")
    yield page
    page.close()
    blocks.close(verbose=False)


@pytest.mark.parametrize("other_page", [{"cases": None}], indirect=True)
def test_the_golden_set_is_not_run_on_other_documents(other_page: Any) -> None:
    other_page.get_by_role("button", name="Run the evals").click()
    expect(other_page.locator("#cv-running")).to_contain_text("name the file with RAG_CASES")


@pytest.mark.parametrize("other_page", [{"change_documents": False}], indirect=True)
def test_visitors_who_may_change_nothing_may_not_run_them(other_page: Any) -> None:
    expect(other_page.locator("#cv-figures")).not_to_be_empty()
    expect(other_page.get_by_role("button", name="Run the evals")).to_be_hidden()
