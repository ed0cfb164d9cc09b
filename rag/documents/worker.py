"""The process in which files are read: `documents.reading_process` starts it and ends it.

Requests come on standard input and replies go to what standard output was when it began; what a
parser prints goes nowhere. A request and a reply are each a length of eight bytes and a pickle.

It must not outlive the process that started it, whatever becomes of either: a thread ends it when
its input closes, and a timer of the C runtime, which needs no turn of the interpreter, a little
after the time that a file may take.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

GRACE_SECONDS = 5
"""How long after the time for a file the process ends itself, if nobody else has ended it."""


def send(stream: BinaryIO, value: object) -> None:
    """Write a value for the other side."""
    data = pickle.dumps(value, protocol=5)
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """The next value from the other side.

    Raises:
        EOFError: there will be none.
    """
    size = stream.read(8)
    data = stream.read(int.from_bytes(size, "big"))
    if len(size) < 8 or len(data) < int.from_bytes(size, "big"):
        raise EOFError
    return pickle.loads(data)


def main() -> None:
    """Read files until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that started this one
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    from chapter_and_verse.documents import loading  # noqa: F401  # before the time is taken

    send(replies, "ready")
    while True:
        send(replies, _reply(*requests.get()))


def _listen(stream: BinaryIO, requests: queue.SimpleQueue[Any]) -> None:
    try:
        while True:
            requests.put(receive(stream))
    finally:
        os._exit(0)


def _reply(path: str, source: str, max_bytes: int, seconds: float, memory_bytes: int) -> object:
    """The document, or the reason why there is none."""
    from chapter_and_verse.documents.loading import load
    from chapter_and_verse.errors import DocumentError

    faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True)
    _limit_memory(memory_bytes)
    try:
        return load(Path(path), source, max_bytes)
    except DocumentError as error:
        return error.reason
    except MemoryError:
        return MemoryError()
    except Exception as error:  # a parser's own: the file is named, and the next one read
        said = f"{type(error).__name__}: {error}"[:200].rstrip()
        return f"It cannot be read ({said}). Save it again with the program that made it."
    finally:
        faulthandler.cancel_dump_traceback_later()


def _limit_memory(memory_bytes: int) -> None:
    """Let the system refuse more memory, where it can; the process above looks as well."""
    try:
        import resource
    except ImportError:  # Windows
        return
    if sys.platform == "linux":  # elsewhere it counts other things than memory taken
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, hard))


if __name__ == "__main__":
    main()
