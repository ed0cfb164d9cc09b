"""What the tests in a browser share: the documents, the pace of the answers, how to ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import fpdf
import pytest

from chapter_and_verse import Answer, Assistant
from chapter_and_verse.errors import StaleIndexError

expect = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install playwright"
).expect

NEVER_MS = 120_000
"""How long a state is waited for. A test goes on the moment that it is there, however busy the
machine; the bound only says when it will not come any more."""
expect.set_options(timeout=NEVER_MS)

HOSTILE_NAME = "<img src=x onerror=hacked=1> & [x](javascript:hacked=2).md"
DOCUMENTS = {
    HOSTILE_NAME: (
        "# Notes\n\nThe keeper said: <script>window.hacked = 3</script>"
        '<img src=x onerror="window.hacked = 4"> the colour of the lighthouse is **red**\tand\n'
        "   white &amp; &lt;blue&gt;, as [the site](javascript:window.hacked=5) has it; "
        "![pic](http://evil.example/p.png) costs $5, `${window.hacked=6}` and $$x^2$$ more.\n"
    ),
    "bridge.txt": (
        "The bridge over the Tay was opened in 1887.\r\nIt has\r\n  two decks and was built by "
        "William Arrol.\r\n"
    ),
    "dunes.txt": (
        "Sand moves with every wind, and nobody has counted its grains.\n\n" * 90
        + "The Marram dunes are guarded by eleven wardens.\n\n"
        + "Grass holds what the wind would take.\n\n" * 90
    ),
}
PDF_PAGES = (
    "The Orsini chapel stands in Arden.",
    "The ceiling of the Orsini chapel was painted by Livia Monte.\nIt was restored in 1931.",
)
CASES = """
- id: builder
  question: Who built the bridge over the Tay?
  answerable: true
  gold: [{source: bridge.txt, quote: William Arrol}]
  short_answer: [William Arrol]
- id: capital
  question: What is the capital of Peru?
  answerable: false
"""
BRIDGE = "Who built the bridge over the Tay?"


class Paced:
    """The chain of an assistant, with a pause after each part and failures on request."""

    def __init__(self, assistant: Assistant) -> None:
        self._chain = assistant.chain
        self.pause_seconds = 0.0

    def invoke(self, asked: Any) -> Answer:
        return self._chain.invoke(asked)

    async def astream(self, asked: Any) -> AsyncIterator[Answer]:
        if "fail" in asked["question"]:
            raise StaleIndexError("a.txt is not in /srv/secret any more.")
        async for part in self._chain.astream(asked):
            yield part
            await asyncio.sleep(self.pause_seconds)


def paced(assistant: Assistant, chain: Paced) -> Any:
    """The assistant with ``chain`` in the place of its own."""

    class View:
        def __getattr__(self, name: str) -> Any:
            return chain if name == "chain" else getattr(assistant, name)

    return View()


def write_pdf(path: Path, pages: tuple[str, ...] = PDF_PAGES) -> None:
    pdf = fpdf.FPDF()
    pdf.set_font("Helvetica", size=14)
    for text in pages:
        pdf.add_page()
        for line in text.split("\n"):
            pdf.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))


def box(page: Any) -> Any:
    return page.locator("#cv-question-box textarea")


def ask(page: Any, question: str) -> Any:
    """Ask with the Enter key, and wait until the answer is complete."""
    before = page.locator(".cv-exchange").count()
    box(page).fill(question)
    box(page).press("Enter")
    exchange = page.locator(".cv-exchange").nth(before)
    page.wait_for_selector(f".cv-exchange:nth-child({before + 1})[data-state=done]")
    page.wait_for_selector("#cv-question-box .submit-button")
    return exchange


def begin(page: Any, chain: Any) -> None:
    """Ask `BRIDGE`, and hold the answer after its first part."""
    chain.pause_seconds = 60.0
    box(page).fill(BRIDGE)
    box(page).press("Enter")
    page.wait_for_selector(".cv-short")


def settled(page: Any) -> None:
    """Wait until nothing on the page moves or fades any more."""
    page.wait_for_function(
        "document.getAnimations().every(one => one.playState !== 'running' "
        "|| one.effect.getComputedTiming().iterations === Infinity)"
    )


def quotes(exchange: Any) -> list[Any]:
    return exchange.locator("blockquote").all()


def tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name).click()
