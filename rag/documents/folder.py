"""The documents folder as it is now: each file's text, read once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import (
    cannot_be_opened,
    check_file,
    is_read_at_once,
    load,
)
from chapter_and_verse.documents.reading_process import Limits, read_apart
from chapter_and_verse.errors import NoDocumentsError, StaleIndexError
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.spelling import nearest_name


class DocumentsFolder:
    """Reads documents by name and keeps their text until the file changes."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self._limits = limits
        self._read: dict[str, tuple[tuple[int, int], Document]] = {}
        self._digests: dict[str, tuple[tuple[int, int], str]] = {}

    def names(self) -> list[str]:
        """The names of all files below the folder, sorted.

        Raises:
            NoDocumentsError: there is no such folder.
        """
        return [source_name(self.folder, path) for path in source_files(self.folder)]

    def named(self, name: str) -> Document:
        """The document that somebody calls so, indexed or not.

        Raises:
            DocumentError: the file cannot be read.
            NoDocumentsError: there is none; the message says which name is near, if one is.
        """
        try:
            return self.document(name)
        except StaleIndexError:
            near = nearest_name(name, self.names())
        hint = f" Did you mean {near}?" if near else ""
        raise NoDocumentsError(
            f"There is no document {name} in {self.folder}.{hint} "
            '`rag ask "Which documents do you have?"` lists those that are indexed.'
        )

    def document(self, source: str) -> Document:
        """The document of this name.

        Raises:
            DocumentError: the file cannot be read.
            NoDocumentsError: there is no such folder.
            StaleIndexError: there is no file of this name below the folder.
        """
        path = self._path(source)
        version = _version(path)
        held = self._read.get(source)
        if held is None or held[0] != version:
            held = (version, _document(path, source, self._limits))
            self._read[source] = held
        return held[1]

    def sha256(self, source: str) -> str:
        """The digest of the file of this name, which is not read as a document for that.

        Raises:
            DocumentError: the file cannot be opened, is too large or of a kind that is not read.
            NoDocumentsError, StaleIndexError: as for `document`.
        """
        path = self._path(source)
        version = _version(path)
        held = self._read.get(source)
        if held and held[0] == version:
            return held[1].sha256
        check_file(path, source, self._limits.max_bytes)
        known = self._digests.get(source)
        if known is None or known[0] != version:
            known = (version, _digest(path, source))
            self._digests[source] = known
        return known[1]

    def _path(self, source: str) -> Path:
        check_folder(self.folder)
        path = self.folder / source
        if not path.resolve().is_relative_to(self.folder.resolve()) or not path.is_file():
            raise StaleIndexError(
                f"{source} is not in {self.folder} any more. "
                "Run `rag index` to bring the index up to date."
            )
        return path


def open_folder(settings: Settings) -> DocumentsFolder:
    """The documents folder, with the limits, that the settings name."""
    limits = Limits(settings.max_file_bytes, settings.file_seconds, settings.file_memory_mb)
    return DocumentsFolder(settings.documents, limits)


def _document(path: Path, source: str, limits: Limits) -> Document:
    """The document, read here where that can do no harm, else in a process of its own."""
    check_file(path, source, limits.max_bytes)
    if is_read_at_once(path):
        return load(path, source, limits.max_bytes)
    return read_apart(path, source, limits)


def _version(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _digest(path: Path, source: str) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise cannot_be_opened(source, error) from error


def source_files(folder: Path) -> list[Path]:
    """All files below ``folder``, sorted by name, whether `load` can read them or not.

    Hidden files and folders are passed over, as are the lock files of Word (``~$...``), folders
    that are links, and links to what is not a file below ``folder``.

    Raises:
        NoDocumentsError: ``folder``, or a folder in it, is missing or cannot be opened.
    """
    check_folder(folder)
    root = folder.resolve()
    files = []
    for parent, folders, names in os.walk(folder, onerror=_cannot_open):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(parent, name) for name in names if not name.startswith((".", "~$")))
        files += [p for p in paths if p.is_file() and p.resolve().is_relative_to(root)]
    return sorted(files, key=lambda path: source_name(folder, path))


def check_folder(folder: Path) -> None:
    """Raise `NoDocumentsError` where there is no such folder."""
    if not folder.is_dir():
        problem = "is not a folder" if folder.exists() else "does not exist"
        raise NoDocumentsError(
            f"The documents folder {folder} {problem}. Name one with --documents or RAG_DOCUMENTS."
        )


def _cannot_open(error: OSError) -> None:
    raise NoDocumentsError(
        f"The folder {error.filename} cannot be opened: {error.strerror}. "
        "Allow reading it, or move it out of the documents."
    ) from error


def source_name(folder: Path, path: Path) -> str:
    """``path`` relative to ``folder``, with forward slashes: the name in citations."""
    return path.relative_to(folder).as_posix()
