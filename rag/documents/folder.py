"""The documents folder as it is now: each file's text, read once."""

from __future__ import annotations

import os
from pathlib import Path

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import load
from chapter_and_verse.errors import NoDocumentsError, StaleIndexError
from chapter_and_verse.text.spelling import nearest_name


class DocumentsFolder:
    """Reads documents by name and keeps their text until the file changes."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self.folder = folder
        self._max_bytes = max_bytes
        self._read: dict[str, tuple[tuple[int, int], Document]] = {}

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
        check_folder(self.folder)
        path = self.folder / source
        if not path.resolve().is_relative_to(self.folder.resolve()) or not path.is_file():
            raise StaleIndexError(
                f"{source} is not in {self.folder} any more. "
                "Run `rag index` to bring the index up to date."
            )
        stat = path.stat()
        version = (stat.st_mtime_ns, stat.st_size)
        held = self._read.get(source)
        if held is None or held[0] != version:
            held = (version, load(path, source, self._max_bytes))
            self._read[source] = held
        return held[1]


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
