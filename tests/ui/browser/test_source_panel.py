"""From a mark to the quote in its file, in a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from visits import BRIDGE, DOCUMENTS, HOSTILE_NAME, PDF_PAGES, ask, expect

pytestmark = pytest.mark.browser

LOADED = "image => image.complete && image.naturalWidth > 0"


def open_source(page: Any, exchange: Any, number: int = 0) -> Any:
    exchange.locator(".cv-mark").nth(number).click()
    page.wait_for_selector("#cv-source .cv-source")
    return page.locator("#cv-source")


def marked(panel: Any) -> str:
    return panel.locator(".cv-text mark").evaluate("e => e.textContent")


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
@pytest.mark.parametrize(
    ("question", "source"),
    [(BRIDGE, "bridge.txt"), ("What is the colour of the lighthouse?", HOSTILE_NAME)],
)
def test_a_mark_opens_the_file_with_the_quote_in_view(
    visit: Any, question: str, source: str, size: dict[str, int]
) -> None:
    page = visit(viewport=size)
    exchange = ask(page, question)
    panel = open_source(page, exchange)
    quote = exchange.locator("blockquote").first
    start, end = (int(quote.get_attribute(f"data-{edge}")) for edge in ("start", "end"))
    assert marked(panel) == DOCUMENTS[source][start:end]
    assert panel.locator(".cv-plain").evaluate("e => e.textContent") == DOCUMENTS[source]
    expect(panel.locator(".cv-text mark")).to_be_in_viewport(ratio=0.99)
    assert source in panel.locator("h2").text_content()
    assert panel.locator("img, a, script").count() == 0
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_the_quote_is_brought_into_view_in_a_long_file(visit: Any) -> None:
    page = visit()
    panel = open_source(page, ask(page, "How many wardens guard the Marram dunes?"))
    assert "eleven wardens" in marked(panel)
    expect(panel.locator(".cv-text mark")).to_be_in_viewport(ratio=0.99)
    assert panel.locator(".cv-views").evaluate("e => e.scrollTop") > 1000


def test_a_pdf_opens_as_the_page_with_the_quote_marked_on_it(visit: Any) -> None:
    page = visit()
    panel = open_source(page, ask(page, "Who painted the ceiling of the Orsini chapel?"))
    assert panel.locator("figcaption").text_content() == "Page 2"
    picture = panel.locator(".cv-picture img").element_handle()
    page.wait_for_function(LOADED, arg=picture)
    assert picture.evaluate("image => image.naturalWidth") == 1100
    box = panel.locator(".cv-box").first
    expect(box).to_be_in_viewport(ratio=0.99)
    dark = box.evaluate(
        """async box => {
        const image = box.parentElement.querySelector("img");
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const share = name => parseFloat(box.style[name]) / 100;
        const pixels = context.getImageData(
            share("left") * canvas.width, share("top") * canvas.height,
            share("width") * canvas.width, share("height") * canvas.height,
        ).data;
        return pixels.filter((value, place) => place % 4 === 0 && value < 100).length;
    }"""
    )
    assert dark > 100, "the mark lies on letters"
    panel.locator("text=Plain text").click()
    expect(panel.locator(".cv-pages")).to_be_hidden()
    assert marked(panel) == PDF_PAGES[1].split("\n")[0]


def test_arrow_keys_go_through_the_quotes_and_escape_closes(visit: Any) -> None:
    page = visit()
    exchange = ask(page, "What is the capital of Peru?")
    marks = exchange.locator(".cv-mark")
    assert marks.count() > 1
    marks.first.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#cv-source")
    expect(panel.locator(".cv-number")).to_have_text("1")
    page.keyboard.press("ArrowRight")
    expect(panel.locator(".cv-number")).to_have_text("2")
    expect(marks.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(panel.locator(".cv-number")).to_have_text("1")
    page.keyboard.press("Escape")
    expect(panel.locator(".cv-source")).to_have_count(0)
    expect(marks.first).to_be_focused()


def test_a_file_that_has_changed_is_not_shown_as_if_it_had_not(visit: Any, served: Any) -> None:
    page = visit()
    exchange = ask(page, BRIDGE)
    file = served.assistant.settings.documents / "bridge.txt"
    file.write_bytes(b"The bridge is gone.")
    try:
        panel = open_source(page, exchange)
        assert "has changed since it was indexed" in panel.text_content()
        assert panel.locator("mark").count() == 0
    finally:
        file.write_bytes(DOCUMENTS["bridge.txt"].encode())
