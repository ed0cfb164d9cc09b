"""Take the README's screenshots of the page, on the seed document.

python tests/browser/take_screenshots.py FOLDER
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from rag import Assistant, Settings
from ui import app

SEEDS = Path(__file__).parent.parent.parent / "seeds"
QUESTIONS = {
    "answer": "When did Li Shangfu visit Russia?",
    "refusal": "Who is the president of Brazil?",
}
WIDTHS = {"": 900, "-phone": 390}


def ask(page: Page, url: str, question: str) -> None:
    page.goto(url)
    page.get_by_role("textbox").first.fill(question)
    page.keyboard.press("Enter")
    page.wait_for_selector("blockquote")
    page.wait_for_timeout(1500)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as store, sync_playwright() as playwright:
        assistant = Assistant(Settings(documents=SEEDS, store=Path(store)))
        assistant.sync()
        blocks = app.build(assistant)
        url = app.launch(blocks, "127.0.0.1", 0)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for suffix, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": 720}, color_scheme=scheme
                )
                for name, question in QUESTIONS.items():
                    ask(page, url, question)
                    page.screenshot(path=folder / f"{name}{suffix}-{scheme}.png")
        browser.close()
        blocks.close()


if __name__ == "__main__":
    main()
