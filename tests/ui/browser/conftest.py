"""The page, served over a few small documents, and visitors to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from visits import CASES, DOCUMENTS, NEVER_MS, Paced, paced, write_pdf

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.ui import app

ABORTED = ("AbortError: signal is aborted", "Connection errored out")
"""How Gradio complains of a stream that it has itself closed: at a stop, or as the page is left.
Whether it is still open then depends on the machine, so it says nothing of the page."""
VIEWPORT = {"width": 1280, "height": 720}


def forget(context: Any) -> None:
    """Close all tabs of a browser, and forget what pages have kept in it."""
    for page in context.pages[1:]:
        page.close()
    for page in context.pages:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
        kept = {"origin": origin, "storageTypes": "local_storage,indexeddb,cache_storage"}
        page.goto("about:blank")  # what it still wants to keep is kept now
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", kept)
        page.close()
    context.clear_cookies()
    context.clear_permissions()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The page over a few small documents: its address, its chain, and the assistant."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / name).write_bytes(text.encode())
    write_pdf(folder / "chapel.pdf")
    store = tmp_path_factory.mktemp("store")
    (store / "bridge.yaml").write_text(CASES, encoding="utf-8")
    assistant = Assistant(Settings(documents=folder, store=store, cases=store / "bridge.yaml"))
    assistant.sync()
    chain = Paced(assistant)
    page = app.build(cast(Assistant, paced(assistant, chain)))
    yield SimpleNamespace(
        address=app.launch(page, Settings(port=0)), chain=chain, assistant=assistant
    )
    page.close(verbose=False)


@pytest.fixture(scope="module")
def browsers(chromium: Any) -> Iterator[list[Any]]:
    """The browsers of visitors who have been there, each with a memory of its own.

    They have the page's scripts in their caches, which saves two thirds of what opening it costs.
    """
    known: list[Any] = []
    yield known
    for browser in known:
        browser.close()


@pytest.fixture
def visit(
    chromium: Any, browsers: list[Any], served: SimpleNamespace
) -> Iterator[Callable[..., Any]]:
    """Opens the page as a new visitor; afterwards, nothing may have gone to another host.

    The first visitor of a test comes with the first browser, the second with another; what the
    page keeps in a browser is forgotten after the test.
    """
    visitors, hosts, complaints = count(), set(), []

    def open_page(
        viewport: dict[str, int] = VIEWPORT, color_scheme: str = "light", permissions: Any = ()
    ) -> Any:
        number = next(visitors)
        if number == len(browsers):
            browsers.append(chromium.new_context())
            browsers[number].set_default_timeout(NEVER_MS)
        context = browsers[number]
        context.grant_permissions(list(permissions))
        page = context.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.goto(served.address)
        page.wait_for_selector(".cv-welcome")
        return page

    served.chain.pause_seconds = 0.0
    yield open_page
    for context in browsers[: next(visitors)]:
        forget(context)
    assert hosts == {urlsplit(served.address).netloc}
    assert [words for words in complaints if not any(known in words for known in ABORTED)] == []
