"""The index mirrors the folder, whatever happens in between."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.errors import (
    IndexLockedError,
    NoDocumentsError,
    NoIndexError,
    StaleIndexError,
)
from chapter_and_verse.index.collection import PassageCollection
from chapter_and_verse.index.embeddings import SentenceEmbeddings
from chapter_and_verse.index.passage_index import PassageIndex
from chapter_and_verse.index.sync import BATCH, lock_for_writing

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""Windows ends a process at once by the other one."""
BRIDGE = "The bridge was opened in 1932 by the mayor of the town. " * 30
RIVER = "The river rises in the northern hills and is 80 km long. " * 30


class CountingEmbeddings(SentenceEmbeddings):
    """The real model, which also notes what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return super().embed_documents(texts)


@pytest.fixture
def counted(make_assistant: Callable[..., Assistant]) -> tuple[Assistant, list[str]]:
    assistant = make_assistant({"bridge.txt": BRIDGE, "sub/river.md": RIVER})
    embeddings = CountingEmbeddings()
    assistant.embeddings = embeddings
    assistant.index = PassageIndex(assistant.settings, embeddings)
    return assistant, embeddings.embedded


def indexed(assistant: Assistant) -> dict[str, str]:
    """The text that the collection holds of each file, its passages joined in order."""
    found: dict[str, list[tuple[int, str]]] = {}
    collection = assistant.index.open()
    for _, passage, _ in collection.with_vectors(collection.texts()[0]):
        found.setdefault(passage.source, []).append((passage.start, passage.headed))
    return {source: "".join(text for _, text in sorted(rows)) for source, rows in found.items()}


def test_new_changed_and_deleted_files(
    counted: tuple[Assistant, list[str]], tmp_path: Path
) -> None:
    assistant, embedded = counted
    report = assistant.sync()
    assert (report.added, report.unchanged, report.failed) == (2, 0, ())
    assert indexed(assistant) == {"bridge.txt": BRIDGE, "sub/river.md": RIVER}

    embedded.clear()
    report = assistant.sync()
    assert (report.added, report.replaced, report.unchanged) == (0, 0, 2)
    assert embedded == []

    changed = BRIDGE.replace("1932", "1933")
    (tmp_path / "documents" / "bridge.txt").write_text(changed)
    report = assistant.sync()
    assert (report.replaced, report.unchanged) == (1, 1)
    assert "".join(embedded) == changed
    assert indexed(assistant) == {"bridge.txt": changed, "sub/river.md": RIVER}

    (tmp_path / "documents" / "bridge.txt").unlink()
    report = assistant.sync()
    assert (report.removed, report.unchanged) == (1, 1)
    assert indexed(assistant) == {"sub/river.md": RIVER}
    assert report.passages == len(assistant.index.open().texts()[0])


def test_only_the_named_files_are_brought_up_to_date(
    counted: tuple[Assistant, list[str]],
) -> None:
    assistant, _ = counted
    assert assistant.sync(only=["bridge.txt"]).added == 1
    assert list(indexed(assistant)) == ["bridge.txt"]


def test_a_bad_file_is_named_and_the_others_are_indexed(
    make_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    assistant = make_assistant({"good.txt": BRIDGE, "empty.txt": " \n"})
    (tmp_path / "documents" / "half.txt").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "documents" / "program.txt").write_bytes(b"\x7fELF\x00\x01")
    report = assistant.sync()
    assert report.added == 1
    assert [failure.source for failure in report.failed] == [
        "empty.txt",
        "half.txt",
        "program.txt",
    ]
    assert all(failure.reason for failure in report.failed)
    assert list(indexed(assistant)) == ["good.txt"]


def test_a_file_that_can_no_longer_be_read_leaves_the_index(
    make_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    assistant = make_assistant({"a.txt": BRIDGE, "b.txt": RIVER})
    assistant.sync()
    (tmp_path / "documents" / "a.txt").write_bytes(b"\x00\xff")
    report = assistant.sync()
    assert [failure.source for failure in report.failed] == ["a.txt"]
    assert list(indexed(assistant)) == ["b.txt"]


def test_a_missing_folder_changes_nothing(
    make_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    assistant = make_assistant({"a.txt": BRIDGE})
    assistant.sync()
    gone = Assistant(Settings(documents=tmp_path / "elsewhere", store=assistant.settings.store))
    with pytest.raises(NoDocumentsError, match="elsewhere"):
        gone.sync()
    assert list(indexed(assistant)) == ["a.txt"]


def test_another_splitting_or_model_is_noticed_and_never_mixed(
    make_assistant: Callable[..., Assistant],
) -> None:
    assistant = make_assistant({"a.txt": BRIDGE})
    assistant.sync()
    other = make_assistant({}, passage_chars=400)
    with pytest.raises(StaleIndexError, match="rag index"):
        other.ask("When was the bridge opened?")
    report = other.sync()
    assert report.rebuilt
    assert report.passages == len(split(other.sources.document("a.txt"), 400))
    with pytest.raises(StaleIndexError, match="splitting"):
        assistant.ask("When was the bridge opened?")

    class Reversed(SentenceEmbeddings):
        def embed_query(self, text: str) -> list[float]:
            return super().embed_query(text)[::-1]

    other.index = PassageIndex(other.settings, Reversed())
    with pytest.raises(StaleIndexError, match="embedding model"):
        other.index.check(other.index.open())


def test_without_an_index_the_message_says_what_to_do(
    make_assistant: Callable[..., Assistant],
) -> None:
    with pytest.raises(NoIndexError, match="rag index"):
        make_assistant({"a.txt": BRIDGE}).ask("When?")


class LightEmbeddings(SentenceEmbeddings):
    """The real model in NumPy for documents too: a process of its own starts without torch."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]


def light(documents: Path, store: Path) -> Assistant:
    assistant = Assistant(Settings(documents=documents, store=store, passage_chars=200))
    assistant.embeddings = LightEmbeddings()
    assistant.index = PassageIndex(assistant.settings, assistant.embeddings)
    return assistant


def _sync_and_die(documents: Path, store: Path) -> None:
    assistant = light(documents, store)

    def die(source: str, done: int, total: int) -> None:
        if source == "b.txt" and done:
            os.kill(os.getpid(), KILL)

    assistant.sync(on_progress=die)


@pytest.mark.slow
def test_a_killed_run_is_completed_by_the_next(tmp_path: Path) -> None:
    texts = {
        name: "".join(f"Line {number} of {name} is read aloud.\n" for number in range(lines))
        for name, lines in (("a", 9), ("b", 12 * BATCH), ("c", 9))
    }
    (tmp_path / "documents").mkdir()
    for name, text in texts.items():
        (tmp_path / "documents" / f"{name}.txt").write_text(text)
    process = multiprocessing.get_context("spawn").Process(
        target=_sync_and_die, args=(tmp_path / "documents", tmp_path / "store")
    )
    process.start()
    process.join()
    assert abs(process.exitcode or 0) == KILL
    assistant = light(tmp_path / "documents", tmp_path / "store")
    held = {file.source: file.complete for file in assistant.index.files()}
    assert held == {"a.txt": True, "b.txt": False}
    report = assistant.sync()
    assert (report.unchanged, report.added, report.replaced) == (1, 1, 1)
    assert indexed(assistant) == {f"{name}.txt": text for name, text in texts.items()}


def _hold(store: Path, ready: multiprocessing.synchronize.Event) -> None:
    with lock_for_writing(Settings(store=store)):
        ready.set()
        time.sleep(60)


def test_a_question_is_answered_at_any_moment_of_a_run(
    make_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    assistant = make_assistant({"bridge.txt": BRIDGE})
    assistant.sync()
    (tmp_path / "documents" / "river.md").write_text(RIVER)

    def first() -> str:
        return assistant.search.open().search("Where does the river rise?")[0].passage.source

    found: list[str] = []
    assistant.sync(on_progress=lambda *_: found.append(first()))
    assert [*found, first()] == ["bridge.txt", "river.md", "river.md"]


def test_questions_are_answered_while_the_index_is_built_again(
    make_assistant: Callable[..., Assistant],
) -> None:
    reader = make_assistant({"bridge.txt": BRIDGE, "river.md": RIVER})
    reader.sync()
    other = make_assistant({}, passage_chars=400)
    asked = 0
    problems: list[Exception] = []
    done = threading.Event()

    def ask_on() -> None:
        nonlocal asked
        while not done.is_set():
            try:
                reader.retriever.invoke("When was the bridge opened?")
                asked += 1
            except Exception as error:
                problems.append(error)

    answered: list[bool] = []
    thread = threading.Thread(target=ask_on)
    thread.start()
    report = other.sync(
        on_progress=lambda *_: answered.append(not reader.ask("Where is the river?").refused)
    )
    done.set()
    thread.join()
    assert report.rebuilt
    assert (report.added, report.passages) == (2, other.index.count())
    assert len(answered) > 1
    assert asked
    # Until the new index is in place there are answers; then its other settings are noticed.
    assert {type(problem) for problem in problems} <= {StaleIndexError, NoIndexError}
    with pytest.raises(StaleIndexError, match="rag index"):
        reader.ask("When was the bridge opened?")
    assert "1932" in other.ask("When was the bridge opened?").text


def test_an_index_that_is_replaced_while_it_is_open_says_so(
    make_assistant: Callable[..., Assistant],
) -> None:
    reader = make_assistant({"bridge.txt": BRIDGE})
    reader.sync()
    index = reader.search.open()
    make_assistant({}, passage_chars=400).sync()
    with pytest.raises(StaleIndexError, match="Ask again"):
        index.search("When was the bridge opened?")


def test_a_rebuild_of_one_named_file_indexes_all(
    make_assistant: Callable[..., Assistant],
) -> None:
    make_assistant({"bridge.txt": BRIDGE, "river.md": RIVER}).sync()
    other = make_assistant({}, passage_chars=400)
    assert other.sync(only=["river.md"]).rebuilt
    assert set(indexed(other)) == {"bridge.txt", "river.md"}


def test_a_rebuild_that_was_ended_before_the_new_index_was_in_place_is_completed(
    make_assistant: Callable[..., Assistant],
) -> None:
    make_assistant({"bridge.txt": BRIDGE}).sync()
    other = make_assistant({}, passage_chars=400)

    class Killed(BaseException):
        """Ends the run where a signal would."""

    def die(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        other.sync(on_progress=die)
    assert other.sync().rebuilt
    assert indexed(other) == {"bridge.txt": BRIDGE}
    assert not other.sync().rebuilt


def test_an_index_is_opened_once_for_a_question(
    make_assistant: Callable[..., Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = make_assistant({"bridge.txt": BRIDGE, "river.md": RIVER})
    assistant.sync()
    opened: list[str] = []
    find = PassageIndex.find

    def counted(index: PassageIndex) -> PassageCollection | None:
        opened.append("once")
        return find(index)

    monkeypatch.setattr(PassageIndex, "find", counted)
    assistant.ask("When was the bridge opened, and where does the river rise?")
    assert opened == ["once"]


@pytest.mark.slow
def test_a_second_writer_is_told_who_holds_the_index(
    make_assistant: Callable[..., Assistant],
) -> None:
    assistant = make_assistant({"a.txt": BRIDGE}, lock_seconds=0.3)
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_hold, args=(assistant.settings.store, ready))
    process.start()
    try:
        assert ready.wait(120)
        with pytest.raises(IndexLockedError, match=f"process {process.pid}"):
            assistant.sync()
    finally:
        process.kill()
        process.join()
    assert assistant.sync().added == 1
