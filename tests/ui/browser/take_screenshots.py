"""Take a screenshot of each state of the page, on the seed document and a small PDF.

python tests/ui/browser/take_screenshots.py FOLDER [STATE ...]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from visits import ask, write_pdf

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.ui import app

SEEDS = Path(__file__).parents[3] / "seeds"
WIDTHS = {"": 1200, "-phone": 390}


def answer(page: Page) -> None:
    ask(page, "When did Li Shangfu visit Russia?")


def refusal(page: Page) -> None:
    ask(page, "Who is the president of Brazil?")


def source(page: Page) -> None:
    ask(page, "When did Li Shangfu visit Russia?").locator(".cv-mark").first.click()
    page.wait_for_selector(".cv-source")


def pdf_page(page: Page) -> None:
    ask(page, "Who painted the ceiling of the Orsini chapel?").locator(".cv-mark").first.click()
    page.wait_for_selector(".cv-picture")


def documents(page: Page) -> None:
    page.get_by_role("tab", name="Documents").click()
    files = [
        {"name": "mill.md", "mimeType": "text/markdown", "buffer": b"The mill was sold in 1902."},
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"no PDF"},
    ]
    page.locator("#cv-upload input[type=file]").set_input_files(files)
    page.wait_for_selector(".cv-outcomes")


def evals(page: Page) -> None:
    page.get_by_role("tab", name="Evals").click()
    if not page.locator(".cv-figures").count():
        page.get_by_role("button", name="Run the evals").click()
    page.wait_for_selector(".cv-figures", timeout=300_000)


def report(page: Page) -> None:
    evals(page)
    page.get_by_role("button", name="Read the report").click()
    page.locator("#cv-report iframe").scroll_into_view_if_needed()


def settings(page: Page) -> None:
    page.get_by_role("tab", name="Settings").click()


def conversations(page: Page) -> None:
    ask(page, "When did Li Shangfu visit Russia?")
    page.click("text=New conversation")
    page.wait_for_selector(".cv-welcome")
    ask(page, "Who is the president of Brazil?")
    page.get_by_role("tab", name="Conversations").click()


STATES: dict[str, Callable[[Any], None]] = {
    "welcome": lambda page: None,
    "answer": answer,
    "refusal": refusal,
    "source": source,
    "pdf": pdf_page,
    "conversations": conversations,
    "documents": documents,
    "evals": evals,
    "report": report,
    "settings": settings,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("states", nargs="*", default=list(STATES))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        documents = Path(shutil.copytree(SEEDS, Path(scratch, "documents")))
        write_pdf(documents / "chapel.pdf")
        assistant = Assistant(Settings(documents=documents, store=Path(scratch, "store")))
        assistant.sync()
        blocks = app.build(assistant)
        url = app.launch(blocks, Settings(port=0))
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for suffix, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                for state in given.states:
                    page = browser.new_page(
                        viewport={"width": width, "height": 760}, color_scheme=scheme
                    )
                    page.goto(url)
                    page.wait_for_selector(".cv-examples")
                    STATES[state](page)
                    page.wait_for_timeout(700)
                    page.screenshot(path=given.folder / f"{state}{suffix}-{scheme}.png")
                    page.close()
        browser.close()
        blocks.close()


if __name__ == "__main__":
    main()
