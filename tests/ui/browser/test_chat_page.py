"""The page as a visitor meets it, in a real Chromium without a network."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from visits import BRIDGE, DOCUMENTS, ask, begin, box, expect, quotes, tab

pytestmark = pytest.mark.browser


def test_before_the_first_question_the_page_says_what_can_be_asked(
    visit: Any, served: SimpleNamespace
) -> None:
    page = visit()
    text = page.locator(".cv-welcome").text_content()
    assert "4 documents, " in text
    assert all(name in text for name in [*DOCUMENTS, "chapel.pdf"])
    assert str(served.assistant.settings.documents) not in page.content()
    assert page.title() == "Chapter & Verse"


@pytest.mark.parametrize("question", [BRIDGE, "What is the colour of the lighthouse?"])
def test_quotes_stand_on_the_page_character_for_character(visit: Any, question: str) -> None:
    page = visit()
    exchange = ask(page, question)
    shown = quotes(exchange)
    assert shown
    for quote in shown:
        source = quote.get_attribute("data-source")
        start, end = (int(quote.get_attribute(f"data-{edge}")) for edge in ("start", "end"))
        assert quote.evaluate("element => element.textContent") == DOCUMENTS[source][start:end]
        place = quote.locator("xpath=..").locator(".cv-place")
        line = DOCUMENTS[source].count("\n", 0, start) + 1
        assert source in place.text_content()
        assert f"line {line}" in place.text_content()
        assert place.locator("span").get_attribute("title") == f"Characters {start}–{end}"
    assert "Confidence: high" in exchange.text_content()
    assert page.locator(".cv-exchange img, .cv-exchange a, .cv-exchange script").count() == 0
    assert page.evaluate("window.hacked") is None


def test_a_hostile_question_is_plain_text(visit: Any) -> None:
    page = visit()
    question = "Who is <img src=x onerror=hacked=7> ${hacked=8} **the** $$x$$ {{keeper}}?"
    exchange = ask(page, question)
    assert exchange.locator(".cv-question").evaluate("e => e.textContent") == question
    assert page.evaluate("window.hacked") is None


def test_the_short_answer_comes_first_and_in_bold(visit: Any) -> None:
    exchange = ask(visit(), BRIDGE)
    assert exchange.locator(".cv-answer > :first-child strong").text_content() == "William Arrol"
    assert exchange.locator("mark").text_content() == "William Arrol"


def test_a_refusal_looks_like_one(visit: Any) -> None:
    exchange = ask(visit(), "What is the capital of Peru?")
    assert "The documents do not answer this question." in exchange.text_content()
    assert exchange.locator(".cv-short").count() == 0
    assert exchange.locator("h3").text_content() == "Closest passages"
    assert exchange.locator(".cv-refusal blockquote").count() > 0


def test_what_a_confidence_means_is_told_of_the_figure_at_hand(visit: Any) -> None:
    page = visit()
    for question, noun in ((BRIDGE, "answers"), ("What is the capital of Peru?", "questions")):
        confidence = ask(page, question).locator(".cv-confidence")
        confidence.locator("summary").click()
        figure = confidence.locator("summary").text_content().split(", ")[1].removesuffix(" %")
        said = figure if " " in figure else f"about {figure}"
        expect(confidence.locator("p")).to_contain_text(f"Of 100 {noun} with this")
        expect(confidence.locator("p")).to_contain_text(f", {said} ")


def test_a_follow_up_is_made_to_stand_alone_and_shown_so(visit: Any) -> None:
    page = visit()
    ask(page, BRIDGE)
    exchange = ask(page, "What else did he build?")
    searched = exchange.locator(".cv-searched").text_content()
    assert searched == "Searched for “What else did William Arrol build?”"


def test_shift_and_enter_makes_a_line_and_enter_sends(visit: Any) -> None:
    page = visit()
    box(page).press_sequentially("Who built the bridge")
    box(page).press("Shift+Enter")
    box(page).press_sequentially("over the Tay?")
    assert box(page).input_value() == "Who built the bridge\nover the Tay?"
    assert page.locator(".cv-exchange").count() == 0
    box(page).press("Enter")
    page.wait_for_selector(".cv-exchange[data-state=done]")
    expect(box(page)).to_have_value("")


def test_stop_keeps_what_has_come_and_the_next_question_is_answered(
    visit: Any, served: SimpleNamespace
) -> None:
    page = visit()
    begin(page, served.chain)
    box(page).fill("typed meanwhile")
    page.click(".stop-button")
    page.wait_for_selector(".cv-exchange[data-state=stopped]")
    assert "William Arrol" in page.locator(".cv-exchange").text_content()
    assert page.locator(".cv-stopped").text_content() == "Stopped."
    expect(box(page)).to_have_value("typed meanwhile")
    served.chain.pause_seconds = 0.0
    assert quotes(ask(page, BRIDGE))


def test_a_problem_is_one_sentence_and_the_question_stays(visit: Any) -> None:
    page = visit()
    exchange = ask(page, "Please fail.")
    assert exchange.locator(".cv-problem").text_content().startswith("The index is older than")
    assert "/srv" not in page.content()
    expect(box(page)).to_have_value("Please fail.")
    assert quotes(ask(page, BRIDGE))


def test_a_question_that_is_too_long_stays_in_the_box(visit: Any) -> None:
    page = visit()
    box(page).fill("long " * 500)
    box(page).press("Enter")
    page.wait_for_selector("text=at most 2,000 are read")
    assert box(page).input_value() == "long " * 500
    assert page.locator(".cv-exchange").count() == 0


def test_visitors_have_conversations_of_their_own(visit: Any) -> None:
    first, second = visit(), visit()
    ask(first, BRIDGE)
    exchange = ask(second, "When was it opened?")
    assert second.locator(".cv-exchange").count() == 1
    assert exchange.locator(".cv-searched").count() == 0
    assert first.locator(".cv-exchange").count() == 1


def test_a_new_conversation_begins_from_nothing(visit: Any) -> None:
    page = visit()
    ask(page, BRIDGE)
    page.click("text=New conversation")
    page.wait_for_selector(".cv-welcome")
    expect(box(page)).to_be_focused()
    assert ask(page, "When was it opened?").locator(".cv-searched").count() == 0


def test_light_and_dark_follow_the_system(visit: Any) -> None:
    background = "getComputedStyle(document.querySelector('#cv-header')).backgroundColor"
    colours = [visit(color_scheme=scheme).evaluate(background) for scheme in ("light", "dark")]
    brightness = [sum(int(part) for part in colour[4:-1].split(",")) for colour in colours]
    assert brightness[0] > 600
    assert brightness[1] < 150


def test_the_page_fits_a_phone(visit: Any) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    for question in (BRIDGE, "What is the colour of the lighthouse?", "w" * 300):
        ask(page, question)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    foot = box(page).bounding_box()
    assert foot["y"] + foot["height"] <= 844
    assert page.locator("#cv-header h1").bounding_box()["y"] >= 0
    tops = {button.bounding_box()["y"] for button in page.locator(".cv-tools > button").all()[-5:]}
    assert len(tops) == 1


def test_the_header_ends_where_the_column_ends(visit: Any) -> None:
    page = visit(viewport={"width": 1280, "height": 800})
    ask(page, BRIDGE)
    new, column = page.locator("#cv-new").bounding_box(), page.locator("#cv-chat").bounding_box()
    assert new["x"] + new["width"] == pytest.approx(column["x"] + column["width"], abs=1)
    for name in ("Conversations", "Settings"):
        tab(page, name)
        last = page.get_by_role("tab", name="Settings").bounding_box()
        assert last["x"] + last["width"] <= new["x"]


def test_the_chooser_of_documents_outlines_no_empty_box(visit: Any) -> None:
    page = visit()
    chooser = page.locator("#cv-chosen input")
    chooser.click()
    expect(page.get_by_role("option", name="chapel.pdf")).to_be_visible()
    expect(chooser).to_have_css("outline-style", "none")
