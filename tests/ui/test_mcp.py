"""The page's endpoints as MCP tools, asked by the client that the protocol's makers publish."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.ui import app

pytestmark = pytest.mark.slow
mcp = pytest.importorskip("mcp", reason="mcp is not installed: pip install 'gradio[mcp]'")


@pytest.fixture(scope="module")
def endpoint(harbour: Assistant) -> Iterator[str]:
    page = app.build(harbour)
    yield app.launch(page, Settings(port=0, mcp=True)) + "gradio_api/mcp/"
    page.close(verbose=False)


def called(endpoint: str, tool: str, **arguments: Any) -> Any:
    """What a tool answers; without a name, the tools."""

    async def call() -> Any:
        from mcp.client.streamable_http import streamable_http_client

        async with (
            streamable_http_client(endpoint) as (read, write, _),
            mcp.ClientSession(read, write) as session,
        ):
            await session.initialize()
            if not tool:
                return (await session.list_tools()).tools
            return await session.call_tool(tool, arguments)

    return asyncio.run(call())


def test_the_three_endpoints_are_tools_and_nothing_else_is(endpoint: str) -> None:
    tools = {tool.name: tool for tool in called(endpoint, "")}
    assert set(tools) == {"ask", "search", "sources"}
    assert "verbatim quotes" in tools["ask"].description
    assert "question" in tools["ask"].inputSchema["properties"]


def test_a_question_is_answered_with_quotes(endpoint: str, harbour: Assistant) -> None:
    reply = called(endpoint, "ask", question="Who leads the opposition?")
    assert not reply.isError
    given = json.loads(reply.content[0].text)
    assert given["short_answer"]["text"] == "Ben Oak"
    text = harbour.sources.document("harbour.txt").text
    for quoted in given["citations"]:
        assert text[quoted["start"] : quoted["end"]] == quoted["quote"]


def test_passages_and_documents_are_json_too(endpoint: str) -> None:
    (passage,) = json.loads(called(endpoint, "search", question="moorings", most=1).content[0].text)
    assert "62 moorings" in passage["text"]
    (document,) = json.loads(called(endpoint, "sources").content[0].text)
    assert document["problem"] == ""


def test_a_program_is_told_what_is_wrong(endpoint: str) -> None:
    reply = called(endpoint, "ask", question=" ")
    assert reply.isError
    assert "The question is empty" in reply.content[0].text
