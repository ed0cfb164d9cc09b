"""What threads share: models are loaded once, and nothing is left changed behind them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import onnxruntime
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from chapter_and_verse import Assistant
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.lexical import LexicalIndex
from chapter_and_verse.index.minilm import MiniLM, load_weights
from chapter_and_verse.text import words


def at_once(count: int, work: Callable[[], object]) -> None:
    """Do the same in several threads, which begin together."""
    barrier, problems = Barrier(count), []

    def begin() -> None:
        barrier.wait()
        try:
            work()
        except Exception as error:
            problems.append(error)

    threads = [Thread(target=begin) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_questions_embedded_at_once_leave_blas_its_threads() -> None:
    model = MiniLM(default_model_path())
    with threadpool_limits(2, user_api="blas"):
        at_once(4, lambda: [model.embed(f"Who met whom on day {n}?") for n in range(10)])
        left = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    assert left
    assert set(left) == {2}


def test_each_thread_has_a_stemmer_of_its_own() -> None:
    stemmers: list[Any] = []
    at_once(2, lambda: stemmers.append(words._stemmer()))
    assert stemmers[0] is not stemmers[1]
    assert words._stemmer() is words._stemmer()


def test_two_first_questions_load_everything_once(
    make_assistant: Callable[..., Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_assistant({"ships.txt": "The frigate sailed from Porto in spring."})
    made.sync()
    loaded: list[str] = []

    def count(owner: Any, name: str) -> None:
        load = getattr(owner, name)

        def counting(*args: Any, **options: Any) -> Any:
            loaded.append(name)
            return load(*args, **options)

        monkeypatch.setattr(owner, name, counting)

    count(LexicalIndex, "load")
    count(onnxruntime, "InferenceSession")
    count(MiniLM, "__init__")
    fresh = Assistant(made.settings)
    at_once(3, lambda: fresh.ask("When did the frigate sail?"))
    assert sorted(loaded) == ["InferenceSession", "__init__", "load"]


def test_weights_are_read_once_by_threads_that_come_together() -> None:
    read: list[Any] = []
    at_once(4, lambda: read.append(load_weights(default_model_path())))
    assert all(weights is read[0] for weights in read)


def test_the_default_model_is_loaded_offline_and_leaves_the_hub_reachable() -> None:
    """A hub that counts what it is asked: nothing for the default, something for a named reader."""
    code = """
import os, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
asked = []
class Hub(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path); self.send_error(404)
    do_HEAD = do_GET
    def log_message(self, *_): pass
hub = HTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=hub.serve_forever, daemon=True).start()
os.environ["HF_ENDPOINT"] = f"http://127.0.0.1:{hub.server_port}"
from chapter_and_verse.errors import ModelError
from chapter_and_verse.index.embeddings import SentenceEmbeddings
from chapter_and_verse.reading.open_reader import open_reader
embeddings = SentenceEmbeddings()
embeddings.embed_documents(["A fact."])
print(len(asked), os.environ.get("HF_HUB_OFFLINE"))
try:
    open_reader("someone/some-reader", embeddings)
except ModelError:
    print(any("someone/some-reader" in path for path in asked))
"""
    unset = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=unset
    )
    assert out.stdout.split() == ["0", "None", "True"]
