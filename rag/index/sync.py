"""Bring the index up to date with the documents folder."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from filelock import FileLock, Timeout

from chapter_and_verse.documents.document import Document, ReadWarning
from chapter_and_verse.documents.folder import DocumentsFolder
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.errors import DocumentError, IndexLockedError, StaleIndexError
from chapter_and_verse.index.collection import PassageCollection
from chapter_and_verse.index.entries import IndexedFile, NewPassage
from chapter_and_verse.index.lexical import LexicalIndex, lexical_folder
from chapter_and_verse.index.passage_index import PassageIndex
from chapter_and_verse.settings import Settings

log = logging.getLogger(__name__)

BATCH = 64
"""Passages embedded and written at a time."""


@dataclass(frozen=True)
class Failure:
    """A file that was skipped, and why."""

    source: str
    reason: str


@dataclass(frozen=True)
class SyncReport:
    """What a sync did: numbers of files, the files it skipped, and all passages now indexed.

    ``warnings`` say what of the files it looked at was not read, or not as a reader sees it; those
    of unchanged files are among them.
    """

    added: int
    replaced: int
    removed: int
    unchanged: int
    failed: tuple[Failure, ...]
    passages: int
    rebuilt: bool = False
    """Whether the whole index was built again because the model or the splitter changed."""
    warnings: tuple[ReadWarning, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object that ``rag index --json`` prints."""
        return {"schema": 1, **asdict(self)}


Progress = Callable[[str, int, int], None]
"""Called with a file's name, how many passages are stored so far, and how many there will be."""


def sync(
    settings: Settings,
    index: PassageIndex,
    sources: DocumentsFolder,
    only: Iterable[str] | None = None,
    on_progress: Progress = lambda source, done, total: None,
) -> SyncReport:
    """Make the collection hold exactly the passages of the files as they are now.

    New passages are written before old ones are deleted, and every write can be repeated, so a
    run that was killed is completed by the next one. ``only`` limits the work to these files.

    Questions are answered meanwhile. Where the index has to be built again, because the model or
    the splitter is another, a new one is built beside it, of all files, and put in its place.

    Raises:
        NoDocumentsError: the documents folder is missing; the index is left as it was.
        IndexLockedError: another process is still writing after ``settings.lock_seconds``.
    """
    names = sources.names()
    began = time.perf_counter()
    with lock_for_writing(settings):
        collection, rebuilding = index.prepare()
        held: dict[str, list[IndexedFile]] = {}
        for file in collection.files():
            held.setdefault(file.source, []).append(file)
        considered = {*names, *held} if only is None or rebuilding else set(only)
        counts = dict.fromkeys(("added", "replaced", "removed", "unchanged"), 0)
        failed: list[Failure] = []
        warnings: list[ReadWarning] = []
        fresh: list[Document] = []
        stale: list[str] = []
        for name in sorted(considered):
            versions = held.get(name, [])
            read = _read(sources, name, versions, failed) if name in names else None
            current = [v for v in versions if read and v.sha256 == read.sha256]
            stale += [key for v in versions if v not in current for key in v.ids]
            if isinstance(read, IndexedFile):
                counts["unchanged"] += 1
            elif read:
                fresh.append(read)
                counts["replaced" if versions else "added"] += 1
            elif versions:
                counts["removed"] += 1
            warnings += [ReadWarning(name, reason) for reason in read.warnings] if read else []
        if fresh or stale:
            collection.touch()
            _add(collection, fresh, settings.passage_chars, on_progress)
            collection.remove(stale)
            collection.touch()
        if rebuilding:
            index.replace(collection)
        lexical = LexicalIndex.load(lexical_folder(settings), collection.revision)
        if lexical is None:
            lexical = LexicalIndex.build(collection)
            lexical.save(lexical_folder(settings))
        report = SyncReport(
            **counts,
            failed=tuple(failed),
            passages=len(lexical.ids),
            rebuilt=rebuilding,
            warnings=tuple(warnings),
        )
    _record(report, time.perf_counter() - began)
    return report


def _record(report: SyncReport, seconds: float) -> None:
    """Say in the log what was indexed."""
    log.info(
        "Indexed in %.1f s: %d added, %d replaced, %d removed, %d unchanged, %d failed; "
        "%d passages%s",
        seconds,
        report.added,
        report.replaced,
        report.removed,
        report.unchanged,
        len(report.failed),
        report.passages,
        ", all built again" if report.rebuilt else "",
    )
    for failure in report.failed:
        log.info("Skipped %s: %s", failure.source, failure.reason)
    for warning in report.warnings:
        log.info("Read, but %s: %s", warning.source, warning.reason)


def _read(
    sources: DocumentsFolder, name: str, versions: Sequence[IndexedFile], failed: list[Failure]
) -> Document | IndexedFile | None:
    """The file as it is indexed, where it is so and whole; else as a document, if it can be read.

    The digest of its bytes is enough to tell, so that a file that has not changed is not parsed,
    and one that is not indexed is not read for it.
    """
    try:
        digest = sources.sha256(name) if versions else ""
        held = next((v for v in versions if v.sha256 == digest and v.complete), None)
        return held or sources.document(name)
    except DocumentError as error:
        failed.append(Failure(name, error.reason))
    except StaleIndexError:
        failed.append(Failure(name, "vanished while the folder was being read."))
    return None


def _add(
    collection: PassageCollection,
    documents: Iterable[Document],
    passage_chars: int,
    on_progress: Progress,
) -> None:
    """Store the passages of all documents; a batch may hold the passages of several."""
    entries = [
        NewPassage(
            passage, document.sha256, number, len(passages), document.title, document.warnings
        )
        for document in documents
        for passages in [split(document, passage_chars)]
        for number, passage in enumerate(passages)
    ]
    for low in range(0, len(entries), BATCH):
        batch = entries[low : low + BATCH]
        on_progress(batch[0].passage.source, low, len(entries))
        collection.add(batch)
    if entries:
        on_progress(entries[-1].passage.source, len(entries), len(entries))


@contextmanager
def lock_for_writing(settings: Settings) -> Iterator[None]:
    """Hold the index for writing; others wait.

    Raises:
        IndexLockedError: the wait for another process took longer than ``lock_seconds``.
    """
    settings.store.mkdir(parents=True, exist_ok=True)
    holder = settings.store / "writer.txt"
    lock = FileLock(settings.store / "writer.lock")
    try:
        lock.acquire(timeout=settings.lock_seconds)
    except Timeout as error:
        who = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
        raise IndexLockedError(
            f"The index in {settings.store} is being written by {who}. "
            "Wait until it is done, or end that process, and try again."
        ) from error
    try:
        holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()
