"""Files as text, with the places of that text in the file."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from rag.errors import DocumentError, NoDocumentsError
from rag.formats.docx import docx_text
from rag.formats.html import html_text
from rag.formats.pdf import pdf_text
from rag.formats.table import csv_text
from rag.formats.text import decoded

EXTRACTION_VERSION = 3
"""Raised by one whenever the same file may give another text than before."""

PLAIN_SUFFIXES = (".txt", ".text", ".log", ".md", ".markdown", ".rst")
HTML_SUFFIXES = (".html", ".htm")
TABLE_SUFFIXES = (".csv", ".tsv")
SUFFIXES = (*PLAIN_SUFFIXES, *HTML_SUFFIXES, ".pdf", ".docx", *TABLE_SUFFIXES)
"""The endings of the files that can be read, in small letters."""


def is_table(source: str) -> bool:
    """Whether a document of this name is a table, each of its sentences a row."""
    return source.lower().endswith(TABLE_SUFFIXES)


@dataclass(frozen=True)
class Document:
    """The text extracted from one file.

    ``source`` is the path relative to the documents folder, with forward slashes; ``sha256``
    is the digest of the file's bytes; ``page_starts`` holds, for formats with pages, the
    character offset in ``text`` at which each page begins, and is empty for the others.
    """

    source: str
    text: str
    sha256: str
    page_starts: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, that holds the character at ``offset``; None without pages."""
        return bisect_right(self.page_starts, offset) or None


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


def load(path: Path, source: str, max_bytes: int) -> Document:
    """The text of the file at ``path``, which is called ``source``.

    The same bytes always give the same text, as long as `EXTRACTION_VERSION` is the same.

    Raises:
        DocumentError: the file cannot be read, holds no text, is larger than ``max_bytes``,
            or is of a kind that is not supported. The reason says what to do.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        kind = f"Files that end in {suffix}" if suffix else "Files without an ending"
        reason = f"{kind} are not read. Save it as plain text, Markdown, HTML, PDF, DOCX or CSV."
        raise DocumentError(source, reason)
    try:
        source.encode()
    except UnicodeEncodeError as error:
        raise DocumentError(source, "Its name is not valid UTF-8. Rename it.") from error
    data = _bytes(path, source, max_bytes)
    page_starts: tuple[int, ...] = ()
    if suffix in PLAIN_SUFFIXES:
        text = decoded(data, source)
    elif suffix in HTML_SUFFIXES:
        text = html_text(data, source)
    elif suffix in TABLE_SUFFIXES:
        text = csv_text(data, source)
    elif suffix == ".docx":
        text = docx_text(data, source, max_unpacked=2 * max_bytes)
    else:
        text, page_starts = pdf_text(data, source)
    if not text.strip():
        raise DocumentError(source, "It holds no text. Fill it, or remove it from the folder.")
    return Document(source, text, hashlib.sha256(data).hexdigest(), page_starts)


def _bytes(path: Path, source: str, max_bytes: int) -> bytes:
    try:
        too_large = path.stat().st_size > max_bytes
        data = b"" if too_large else path.read_bytes()
    except OSError as error:
        reason = f"It cannot be opened: {error.strerror}. Check that you may read it."
        raise DocumentError(source, reason) from error
    if too_large:
        limit = f"{max_bytes / 2**20:.3g} MiB"
        reason = f"It is larger than {limit}. Split it, or raise RAG_MAX_FILE_MB."
        raise DocumentError(source, reason)
    return data
