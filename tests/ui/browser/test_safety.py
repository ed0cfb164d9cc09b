"""Feedback, many visitors at once, and a login, in a real Chromium or as programs."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from gradio_client import Client
from pydantic import SecretStr
from visits import BRIDGE, NEVER_MS, ask, expect

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.errors import SettingsError
from chapter_and_verse.ui import app

pytestmark = pytest.mark.browser
PATIENT: dict[str, Any] = {"timeout": NEVER_MS / 1000}


def test_feedback_is_kept_as_a_line_of_json(visit: Any, served: SimpleNamespace) -> None:
    page = visit()
    exchange = ask(page, BRIDGE)
    thanks = page.get_by_text("Your feedback stays on this machine")
    exchange.get_by_role("button", name="Bad answer").click()
    expect(thanks).to_have_count(1)
    file = served.assistant.settings.store / "feedback.jsonl"
    (rating,) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    exchange.get_by_role("button", name="Bad answer").click()
    page.get_by_label("Comment").fill("It was <i>Arrol</i>, I know.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Comment")).to_be_hidden()
    expect(thanks).to_have_count(2)
    (_, line) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert [rating["comment"], line["comment"]] == ["", "It was <i>Arrol</i>, I know."]
    for kept in (rating, line):
        assert kept["rating"] == "bad"
        assert kept["answer"]["citations"][0]["source"] == "bridge.txt"


def test_twenty_visitors_at_once_are_all_answered(served: SimpleNamespace) -> None:
    calls = f"{served.address}gradio_api/call/ask"

    def asked(number: int) -> str:
        begun = httpx.post(calls, json={"data": [BRIDGE, None, None]}, **PATIENT)
        told = httpx.get(f"{calls}/{begun.json()['event_id']}", **PATIENT).text
        (answer,) = json.loads(told.partition("event: complete\ndata: ")[2])
        return str(answer["short_answer"]["text"])

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(asked, range(20)))
    assert answers == ["William Arrol"] * 20


def test_a_login_is_asked_for_where_one_is_set(harbour: Assistant) -> None:
    page = app.build(harbour)
    address = app.launch(page, Settings(port=0, login=SecretStr("ada:lovelace")))
    try:
        assert httpx.get(address + "gradio_api/info", **PATIENT).status_code == 401
        assert "googleapis" not in httpx.get(address, **PATIENT).text
        client = Client(
            address,
            auth=("ada", "lovelace"),
            httpx_kwargs=PATIENT,
            verbose=False,
            analytics_enabled=False,
        )
        assert client.predict(api_name="/sources")
    finally:
        page.close(verbose=False)


def test_a_login_without_a_password_is_refused(harbour: Assistant) -> None:
    with pytest.raises(SettingsError, match="RAG_LOGIN"):
        app.launch(app.build(harbour), Settings(port=0, login=SecretStr("ada")))
