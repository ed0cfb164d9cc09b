"""Files read in a process of their own, which is ended where one takes too long or too much.

A parser that hangs, or that a file makes fill the memory, would take the whole program with it.
One process reads many files, one after another, so that small ones cost little; it is ended with
the file that was too much for it, and another reads the next.
"""

from __future__ import annotations

import atexit
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.worker import receive, send
from chapter_and_verse.errors import DocumentError, RagError

FILES_EACH = 1000
"""Files after which a process is replaced, whatever its parsers have left in its memory."""
START_SECONDS = 60
LOOK_SECONDS = 0.1
"""How often the process is looked at while it reads."""
MOST_IDLE = 2
"""Processes that wait for the next file; as many read at once as there are callers."""
_MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What a file may be and take: its size in bytes, the seconds and the memory to read it."""

    max_bytes: int
    seconds: float = 60
    memory_mb: int = 2048


def read_apart(path: Path, source: str, limits: Limits) -> Document:
    """The document that `loading.load` makes of a file, read in another process.

    Raises:
        DocumentError: it cannot be read, or not within ``limits``.
    """
    process = _take()
    try:
        return process.read(path, source, limits)
    finally:
        _give_back(process)


class _ReadingProcess:
    """A running `documents.worker`."""

    def __init__(self) -> None:
        import psutil

        # -P: what lies in the folder where the program was started is no module.
        command = [sys.executable, "-P", "-m", "chapter_and_verse.documents.worker"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._memory = psutil.Process(self._process.pid).memory_info
        self._replies: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.files = 0
        threading.Thread(target=self._listen, daemon=True).start()
        if self._next(time.monotonic() + START_SECONDS) != "ready":
            self.end()
            raise RagError(
                f"The process that reads files does not start ({' '.join(command)}). "
                "Run this command to see why."
            )

    @property
    def is_usable(self) -> bool:
        """Whether it runs, and has not read too many files."""
        return self._process.poll() is None and self.files < FILES_EACH

    def end(self) -> None:
        """End it at once, and wait until it has ended."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]

    def read(self, path: Path, source: str, limits: Limits) -> Document:
        """See `read_apart`. The process is ended wherever it has not replied."""
        self.files += 1
        memory = limits.memory_mb * _MIB
        asked = str(path.absolute()), source, limits.max_bytes, limits.seconds, memory
        try:
            with suppress(OSError):  # it has ended, as the missing reply tells
                send(self._process.stdin, asked)  # type: ignore[arg-type]
            reply = self._next(time.monotonic() + limits.seconds, memory)
        except BaseException:
            self.end()
            raise
        if isinstance(reply, Document):
            return reply
        if isinstance(reply, str):
            raise DocumentError(source, reply)
        self.end()
        raise DocumentError(source, _why(reply, limits, self._process.returncode))

    def _next(self, deadline: float, memory: int | None = None) -> Any:
        """The next reply, or what came in its place: TimeoutError, MemoryError or EOFError."""
        while True:
            try:
                return self._replies.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                if time.monotonic() > deadline:
                    return TimeoutError()
                if memory and self._used() > memory:
                    return MemoryError()

    def _used(self) -> int:
        import psutil

        with suppress(psutil.Error):
            return int(self._memory().rss)
        return 0

    def _listen(self) -> None:
        try:
            while True:
                self._replies.put(receive(self._process.stdout))  # type: ignore[arg-type]
        except (EOFError, OSError, ValueError) as error:
            self._replies.put(EOFError(str(error)))


def _why(reply: object, limits: Limits, status: int) -> str:
    """Why there is no document, and what to do."""
    if isinstance(reply, TimeoutError):
        return (
            f"Reading it took longer than {limits.seconds:g} seconds. Split it or save it as "
            "another kind of file, or raise RAG_FILE_SECONDS."
        )
    if isinstance(reply, MemoryError):
        return (
            f"Reading it took more than {limits.memory_mb:,} MiB of memory. Split it or save it "
            "as another kind of file, or raise RAG_FILE_MEMORY_MB."
        )
    how = f"signal {-status}" if status < 0 else f"status {status}"
    return (
        f"Reading it ended the process that reads files ({how}). The file may be damaged: save it "
        "again with the program that made it."
    )


_idle: list[_ReadingProcess] = []
_lock = threading.Lock()


def _take() -> _ReadingProcess:
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.is_usable:
                return process
            process.end()
    return _ReadingProcess()


def _give_back(process: _ReadingProcess) -> None:
    with _lock:
        if process.is_usable and len(_idle) < MOST_IDLE:
            _idle.append(process)
            return
    process.end()


@atexit.register
def _end_all() -> None:
    with _lock:
        while _idle:
            _idle.pop().end()


if hasattr(os, "register_at_fork"):
    # What was started before a fork belongs to the process that started it.
    os.register_at_fork(after_in_child=_idle.clear)
