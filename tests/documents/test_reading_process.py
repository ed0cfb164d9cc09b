"""A file that takes too long or too much is given up and named; the others are read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from chapter_and_verse import Assistant
from chapter_and_verse.documents import reading_process
from chapter_and_verse.documents.folder import DocumentsFolder
from chapter_and_verse.documents.loading import load
from chapter_and_verse.documents.reading_process import Limits, read_apart
from chapter_and_verse.errors import DocumentError

PARSERS = """
import os, re, sys
from chapter_and_verse.documents import loading
from chapter_and_verse.documents.block_writer import BlockWriter

def talk(data, source, max_bytes):
    print("a parser that prints", flush=True)
    os.write(1, b"and one in C")
    writer = BlockWriter()
    writer.paragraph(data.decode())
    return writer.extraction()

def hang(data, source, max_bytes):  # in C, with no turn for any other thread
    re.match(r"(a+)+$", "a" * 60 + "b")

def eat(data, source, max_bytes):
    held = []
    while True:
        held.append(bytearray(8 << 20))

def fail(data, source, max_bytes):
    raise ValueError("no such thing")

def die(data, source, max_bytes):
    os.abort()

for function in (talk, hang, eat, fail, die):
    loading.LOADERS[f".{function.__name__}"] = function
"""
"""Put into the process that reads, as `sitecustomize`: what real parsers do with some files."""
MIB = 2**20
LIMITS = Limits(MIB, seconds=30, memory_mb=300)
HASTY = replace(LIMITS, seconds=1)


@pytest.fixture(autouse=True)
def only_these() -> Iterator[None]:
    """No process that was started before, or that has the parsers below, is used by others."""
    reading_process._end_all()
    yield
    reading_process._end_all()


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Reads a file of this name apart, with the parsers above; gives its text or the reason."""
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "sitecustomize.py").write_text(PARSERS)
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(modules), *filter(None, [os.environ.get("PYTHONPATH")])])
    )

    def read(name: str) -> str:
        (tmp_path / name).write_text("The bridge was opened in 1932.")
        try:
            return read_apart(
                tmp_path / name, name, HASTY if name.endswith("hang") else LIMITS
            ).text
        except DocumentError as error:
            return f"{error.source}: {error.reason}"

    return read


def workers(of: int | None = None) -> list[psutil.Process]:
    """The reading processes that this one, or another, has started."""
    found = psutil.Process(of).children()
    return [p for p in found if "chapter_and_verse.documents.worker" in " ".join(p.cmdline())]


def test_one_process_reads_many_files(read: Callable[[str], str]) -> None:
    assert {read(f"{n}.talk") for n in range(20)} == {"The bridge was opened in 1932."}
    (worker,) = workers()
    read("other.talk")
    assert workers() == [worker]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.hang", "Reading it took longer than 1 seconds"),
        ("a.eat", "Reading it took more than 300 MiB of memory"),
        ("a.die", "Reading it ended the process that reads files (signal 6)"),
        ("a.fail", "It cannot be read (ValueError: no such thing)"),
    ],
)
def test_a_file_that_is_too_much_is_named_and_the_next_is_read(
    read: Callable[[str], str], name: str, said: str
) -> None:
    began = time.monotonic()
    assert read(name).startswith(f"{name}: {said}")
    assert time.monotonic() - began < 30
    assert read("good.talk") == "The bridge was opened in 1932."
    assert len(workers()) == 1


def test_a_process_is_replaced_after_so_many_files(
    read: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_process, "FILES_EACH", 2)
    read("a.talk")
    (first,) = workers()
    read("b.talk")
    read("c.talk")
    (second,) = workers()
    assert first != second


def test_a_process_that_was_ended_meanwhile_is_replaced(read: Callable[[str], str]) -> None:
    read("a.talk")
    (worker,) = workers()
    worker.kill()
    worker.wait()
    assert read("b.talk") == "The bridge was opened in 1932."


def test_it_gives_the_same_document_as_reading_here(tmp_path: Path) -> None:
    for name, text in (
        ("a.html", "<title>T</title><p>Café"),
        ("a.csv", "Name,Year\nBorealis,1995\n"),
    ):
        (tmp_path / name).write_bytes(text.encode("cp1252"))
        assert read_apart(tmp_path / name, name, LIMITS) == load(tmp_path / name, name, MIB)


def test_a_folder_reads_small_plain_text_without_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge was opened in 1932.")
    folder = DocumentsFolder(tmp_path, LIMITS)
    folder.document("a.txt")
    assert workers() == []
    (tmp_path / "a.csv").write_text("Name,Year\nBorealis,1995\n")
    folder.document("a.csv")
    assert len(workers()) == 1


def test_an_index_run_goes_on_after_a_file_that_takes_too_long(
    make_assistant: Callable[..., Assistant],
) -> None:
    slow = "Name,Year\n" + "Borealis,1995\n" * 300_000
    assistant = make_assistant(
        {"a.csv": "Name,Year\nAurora,1997\n", "slow.csv": slow}, file_seconds=0.3
    )
    report = assistant.sync()
    (failure,) = report.failed
    assert failure.source == "slow.csv"
    assert failure.reason.startswith("Reading it took longer than 0.3 seconds.")
    assert "RAG_FILE_SECONDS" in failure.reason
    assert report.added == 1


SCRIPT = """
import sys
from chapter_and_verse.documents.folder import DocumentsFolder
from chapter_and_verse.documents.reading_process import Limits
from pathlib import Path

folder = DocumentsFolder(Path.cwd(), Limits(2**20, seconds=2))
print("began", flush=True)
print(folder.document(sys.argv[1]).text, flush=True)
if sys.argv[2:]:
    sys.stdin.read()
"""


@pytest.fixture
def started(tmp_path: Path, read: object) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Runs the script above, which has no guard against being imported again."""
    (tmp_path / "script.py").write_text(SCRIPT)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.html").write_text("<p>The bridge was opened in 1932.")
    (folder / "a.hang").write_text("x")
    (folder / "pickle.py").write_text("raise SystemExit('a file of the folder was run')")
    running = []

    def start(*args: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, tmp_path / "script.py", *args],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        assert process.stdout
        assert process.stdout.readline() == "began\n", process.communicate()[1]
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def hanging(process: subprocess.Popen[str]) -> psutil.Process:
    """The reading process of the script, when it has been asked to read the file that hangs."""
    end = time.monotonic() + 30
    while not (found := workers(process.pid)) or found[0].cpu_times().user < 0.5:
        assert time.monotonic() < end
        time.sleep(0.05)
    return found[0]


@pytest.mark.slow
def test_a_script_needs_no_guard_and_its_folder_is_not_run(
    started: Callable[..., subprocess.Popen[str]],
) -> None:
    process = started("a.html")
    out, err = process.communicate(timeout=60)
    assert (out, err, process.returncode) == ("The bridge was opened in 1932.\n", "", 0)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_an_idle_process_ends_with_the_one_that_started_it(
    started: Callable[..., subprocess.Popen[str]], how: signal.Signals
) -> None:
    process = started("a.html", "wait")
    assert process.stdout
    process.stdout.readline()
    (worker,) = workers(process.pid)
    process.send_signal(how)
    worker.wait(10)


@pytest.mark.slow
def test_ctrl_c_ends_both_at_once(started: Callable[..., subprocess.Popen[str]]) -> None:
    process = started("a.hang")
    worker = hanging(process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert "KeyboardInterrupt" in err
    worker.wait(1)


@pytest.mark.slow
def test_a_parser_that_hangs_ends_itself_when_nobody_is_left_to_end_it(
    started: Callable[..., subprocess.Popen[str]],
) -> None:
    process = started("a.hang")
    worker = hanging(process)
    process.kill()
    worker.wait(20)
