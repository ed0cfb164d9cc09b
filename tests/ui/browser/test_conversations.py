"""Conversations are kept in the browser and nowhere else, in a real Chromium."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from visits import BRIDGE, DOCUMENTS, ask, begin, expect, quotes, tab

pytestmark = pytest.mark.browser
SECOND = "What is the colour of the lighthouse?"


def tool(exchange: Any, name: str) -> None:
    exchange.locator(".cv-tools").get_by_role("button", name=name).click()


def test_reloading_keeps_the_conversation_and_its_sources(visit: Any) -> None:
    page = visit()
    ask(page, BRIDGE)
    page.reload()
    page.wait_for_selector(".cv-exchange[data-state=done]")
    exchange = page.locator(".cv-exchange")
    assert exchange.locator(".cv-short").text_content() == "William Arrol"
    exchange.locator(".cv-mark").first.click()
    page.wait_for_selector("#cv-source mark")
    follow_up = ask(page, "What else did he build?")
    assert "William Arrol" in follow_up.locator(".cv-searched").text_content()


def test_a_kept_quote_whose_file_has_changed_is_not_shown(
    visit: Any, served: SimpleNamespace
) -> None:
    page = visit()
    ask(page, BRIDGE)
    file = served.assistant.settings.documents / "bridge.txt"
    file.write_bytes(b"The bridge is gone.")
    try:
        page.reload()
        page.wait_for_selector(".cv-problem")
        assert page.locator("blockquote").count() == 0
        assert "has changed or is gone" in page.locator(".cv-problem").text_content()
    finally:
        file.write_bytes(DOCUMENTS["bridge.txt"].encode())


def test_conversations_are_listed_searched_renamed_opened_and_deleted(visit: Any) -> None:
    page = visit()
    ask(page, BRIDGE)
    page.click("text=New conversation")
    page.wait_for_selector(".cv-welcome")
    ask(page, SECOND)
    tab(page, "Conversations")
    titles = page.locator(".cv-title")
    expect(titles).to_have_text([SECOND, BRIDGE])
    page.locator("#cv-search input, #cv-search textarea").fill("WHO built")
    expect(titles).to_have_text([BRIDGE])
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("New title").fill("<b>Tay</b> bridge")
    page.keyboard.press("Enter")
    expect(titles).to_have_text(["<b>Tay</b> bridge"])
    titles.first.click()
    page.wait_for_selector(".cv-exchange")
    assert page.locator(".cv-question").text_content() == BRIDGE
    tab(page, "Conversations")
    page.get_by_role("button", name="Delete").dblclick()
    expect(page.locator(".cv-empty")).to_be_visible()
    page.reload()
    page.wait_for_selector(".cv-welcome")
    tab(page, "Conversations")
    expect(titles).to_have_text([SECOND])


def test_two_browsers_do_not_see_each_other(visit: Any) -> None:
    first, second = visit(), visit()
    ask(first, BRIDGE)
    second.reload()
    second.wait_for_selector(".cv-welcome")
    tab(second, "Conversations")
    expect(second.locator(".cv-empty")).to_have_text("No conversations yet.")


def test_two_tabs_of_one_browser_keep_each_other_s_conversations(visit: Any) -> None:
    first = visit()
    second = first.context.new_page()
    second.goto(first.url)
    second.wait_for_selector(".cv-welcome")
    ask(first, BRIDGE)
    ask(second, SECOND)
    ask(first, "What else did he build?")
    for page in (first, second):
        tab(page, "Conversations")
        expect(page.locator(".cv-title")).to_have_text([BRIDGE, SECOND])
        page.reload()
        page.wait_for_selector(".cv-exchange")
        tab(page, "Conversations")
        expect(page.locator(".cv-title")).to_have_text([BRIDGE, SECOND])
    second.locator("[data-do=delete]").nth(1).dblclick()
    for page in (second, first):
        expect(page.locator(".cv-title")).to_have_text([BRIDGE])
    tab(first, "Ask")
    expect(first.locator(".cv-exchange")).to_have_count(2)


def opened_again(first: Any, script: str = "") -> Any:
    """Another tab of the same browser, in which the only conversation is open."""
    second = first.context.new_page()
    second.add_init_script(script)
    second.goto(first.url)
    second.wait_for_selector(".cv-welcome")
    tab(second, "Conversations")
    second.locator(".cv-title").click()
    second.wait_for_selector(".cv-exchange")
    return second


def test_a_conversation_that_both_tabs_go_on_with_is_kept_as_each_has_it(visit: Any) -> None:
    first = visit()
    ask(first, BRIDGE)
    second = opened_again(
        first, "addEventListener('storage', event => event.stopImmediatePropagation())"
    )
    ask(first, "What else did he build?")
    ask(second, "When was it opened?")
    tab(first, "Conversations")
    expect(first.locator(".cv-title")).to_have_text([BRIDGE, BRIDGE])


def test_what_another_tab_asked_meanwhile_is_not_lost(visit: Any) -> None:
    first = visit()
    ask(first, BRIDGE)
    second = opened_again(first)
    ask(second, "When was it opened?")
    ask(first, SECOND)
    expect(first.get_by_text("went on in another tab")).to_be_visible()
    ask(first, "Who painted the ceiling of the Orsini chapel?")
    first.reload()
    first.wait_for_selector(".cv-exchange")
    assert first.locator(".cv-question").all_text_contents()[:2] == [BRIDGE, SECOND]
    tab(first, "Conversations")
    expect(first.locator(".cv-title")).to_have_text([BRIDGE, BRIDGE])
    first.locator(".cv-title").last.click()
    expect(first.locator(".cv-question")).to_have_text([BRIDGE, "When was it opened?"])


def test_a_question_is_edited_and_sent_again(visit: Any) -> None:
    page = visit()
    exchange = ask(page, SECOND)
    ask(page, BRIDGE)
    tool(exchange, "Edit")
    edit = page.get_by_label("Edit the question")
    expect(edit).to_have_value(SECOND)
    edit.press("Escape")
    expect(edit).to_have_count(0)
    tool(exchange, "Edit")
    form = exchange.locator(".cv-edit")
    expect(form).to_contain_text("Enter asks, Esc cancels")
    form.get_by_role("button", name="Cancel").click()
    expect(edit).to_have_count(0)
    expect(exchange.locator(".cv-question")).to_be_visible()
    tool(exchange, "Edit")
    edit.fill("When was the bridge over the Tay opened?")
    edit.press("Enter")
    expect(page.locator(".cv-exchange")).to_have_count(1)
    page.wait_for_selector(".cv-exchange[data-state=done]")
    assert "1887" in page.locator(".cv-short").text_content()


def test_an_edited_question_is_sent_with_its_button(visit: Any) -> None:
    page = visit()
    exchange = ask(page, SECOND)
    tool(exchange, "Edit")
    page.get_by_label("Edit the question").fill(BRIDGE)
    exchange.locator(".cv-edit").get_by_role("button", name="Ask").click()
    expect(page.locator(".cv-question")).to_have_text(BRIDGE)
    expect(page.locator(".cv-short")).to_have_text("William Arrol")


def test_what_came_after_a_question_that_is_asked_again_is_not_lost(visit: Any) -> None:
    page = visit()
    exchange = ask(page, BRIDGE)
    ask(page, SECOND)
    tool(exchange, "Ask again")
    expect(page.get_by_text("stays under Conversations")).to_be_visible()
    expect(page.locator(".cv-exchange")).to_have_count(1)
    page.wait_for_selector(".cv-exchange[data-state=done]")
    tool(page.locator(".cv-exchange"), "Ask again")
    page.wait_for_selector("#cv-question-box .stop-button")
    page.wait_for_selector("#cv-question-box .submit-button")
    page.reload()
    page.wait_for_selector(".cv-exchange")
    tab(page, "Conversations")
    expect(page.locator(".cv-title")).to_have_text([BRIDGE, BRIDGE])
    page.locator(".cv-title").last.click()
    expect(page.locator(".cv-question")).to_have_text([BRIDGE, SECOND])


def test_asking_again_after_a_stop_gives_the_whole_answer(
    visit: Any, served: SimpleNamespace
) -> None:
    page = visit()
    begin(page, served.chain)
    page.keyboard.press("Escape")
    page.wait_for_selector(".cv-exchange[data-state=stopped]")
    served.chain.pause_seconds = 0.0
    page.reload()
    page.wait_for_selector(".cv-exchange[data-state=stopped]")
    tool(page.locator(".cv-exchange"), "Ask again")
    page.wait_for_selector(".cv-exchange[data-state=done]")
    assert quotes(page.locator(".cv-exchange"))


def test_an_answer_is_copied_with_its_quotes(visit: Any) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    exchange = ask(page, BRIDGE)
    tool(exchange, "Copy")
    expect(exchange.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("William Arrol")
    assert "two decks" in copied
    assert "bridge.txt" in copied


def test_a_conversation_is_exported_with_its_citations(visit: Any) -> None:
    page = visit()
    answer = ask(page, BRIDGE).locator(".cv-confidence summary").text_content()
    refusal = ask(page, "What is the capital of Peru?").locator(".cv-confidence summary")
    chance = refusal.text_content()
    tab(page, "Conversations")
    files = {}
    for kind in ("Markdown", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"{kind}:").click()
        files[kind] = Path(download.value.path()).read_text(encoding="utf-8")
        assert download.value.suggested_filename.startswith("who-built-the-bridge")
    exchange, refused = json.loads(files["JSON"])["exchanges"]
    assert refused["answer"]["refused"]
    for quoted in exchange["answer"]["citations"]:
        text = DOCUMENTS[quoted["source"]]
        assert text[quoted["start"] : quoted["end"]] == quoted["quote"]
    assert "**William Arrol**" in files["Markdown"]
    assert "\n> " in files["Markdown"]
    assert re.search(r"bridge\.txt, .*line \d+, characters \d+ to \d+", files["Markdown"])
    for shown in (answer, chance):
        what, figure = shown.split(": ")
        assert f"\n\n{what}: {figure.split(', ')[1]}\n" in files["Markdown"]
    assert files["Markdown"].count("Confidence: ") == 1
