"""A language model's claims on the page: marks that open their quotes, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from chat_server import Request, chat_server, said
from visits import BRIDGE, ask, tab

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.ui import app

pytest.importorskip(
    "langchain_openai", reason="langchain-openai is not installed: pip install -e '.[dev]'"
)
pytestmark = pytest.mark.browser

TEXT = (
    "The bridge over the Tay was opened in 1887. It has two decks and was built by William Arrol."
)
CLAIM = "The bridge over the Tay was built by William Arrol [1][2]."
FORGED = "The bridge over the Tay was built by <b>Anna Bell</b> in 1901 [1][2]."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The page over one document, where a scripted model makes a right and a wrong claim."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "bridge.txt").write_text(TEXT)
    with chat_server() as server:

        def reply(request: Request) -> Any:
            return said(f"{CLAIM}\n{FORGED}")

        server.reply = reply
        settings = Settings(
            documents=folder,
            store=tmp_path_factory.mktemp("store"),
            model="openai:scripted",
            model_url=server.url,
        )
        assistant = Assistant(settings)
        assistant.sync()
        page = app.build(assistant)
        chain = SimpleNamespace(pause_seconds=0.0)
        yield SimpleNamespace(address=app.launch(page, Settings(port=0)), chain=chain)
        page.close(verbose=False)


def check(page: Any, exchange: Any) -> None:
    claims = exchange.locator(".cv-claims")
    assert "built by William Arrol" in claims.text_content()
    assert "Anna Bell" not in claims.text_content()
    left_out = exchange.locator(".cv-left-out")
    assert "1 claim left out" in left_out.locator("summary").text_content()
    assert "Anna Bell" in left_out.locator("li").text_content()
    assert not left_out.locator("li").is_visible()
    claims.locator(".cv-point").last.click()
    page.wait_for_selector("#cv-source mark")
    mark = page.locator("#cv-source .cv-text mark")
    assert "William Arrol" in mark.evaluate("e => e.textContent")


def test_a_claim_stands_above_its_quotes_and_its_mark_opens_one(visit: Any) -> None:
    page = visit()
    exchange = ask(page, BRIDGE)

    check(page, exchange)

    page.reload()
    page.wait_for_selector(".cv-exchange[data-state=done]")
    check(page, page.locator(".cv-exchange"))


def test_an_exported_answer_names_the_model_that_wrote_it(visit: Any) -> None:
    page = visit()
    ask(page, BRIDGE)
    tab(page, "Conversations")
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown:").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    written = "Written by openai:scripted, checked against the quotes below:\n\n"
    assert written in text
    assert text.split(written)[1].startswith("The bridge over the Tay was built by William Arrol")
