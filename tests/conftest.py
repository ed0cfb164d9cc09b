"""One real index of the seed document, built once, and small folders to break things in."""

from __future__ import annotations

import os

# Before torch is loaded: its threads wait for each other whenever a processor is busy, which costs
# half of the time of all tests. A user's machine is not told so.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from places import CHROMIUM, SEED, SEEDS

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.index.embeddings import SentenceEmbeddings
from chapter_and_verse.reading.open_reader import open_reader
from chapter_and_verse.reading.reader import Reader

# How long an example takes says more of what else the machine does than of the code.
hypothesis_settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules that drive a browser first: they take longest, and two processes share them."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader that ships with the package, loaded once for all assistants of the tests."""
    return open_reader("default", SentenceEmbeddings())


@pytest.fixture(scope="session")
def seed_assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over the seed document, its index in a temporary folder."""
    assistant = Assistant(Settings(documents=SEEDS, store=tmp_path_factory.mktemp("store")))
    assistant.sync()
    return assistant


@pytest.fixture(scope="session")
def seed_text() -> str:
    return (SEEDS / SEED).read_bytes().decode("utf-8")


@pytest.fixture
def make_assistant(tmp_path: Path, reader: Reader) -> Callable[..., Assistant]:
    """Makes an assistant over ``documents={"name": "text"}`` in a temporary folder."""

    def make(documents: dict[str, str], **settings: object) -> Assistant:
        folder = tmp_path / "documents"
        folder.mkdir(exist_ok=True)
        for name, text in documents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        made = Assistant(Settings(documents=folder, store=tmp_path / "store", **settings))
        made.reader = reader
        return made

    return make


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real Chromium; what needs it is skipped, with the reason, where there is none."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright"
    )
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()
