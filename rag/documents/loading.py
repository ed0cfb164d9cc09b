"""Files as text: the loader for each ending, and what is refused before one is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.formats.csv import csv_text
from chapter_and_verse.documents.formats.docx import docx_text
from chapter_and_verse.documents.formats.html import html_text
from chapter_and_verse.documents.formats.pdf import pdf_text
from chapter_and_verse.documents.formats.text import decoded
from chapter_and_verse.errors import DocumentError

EXTRACTION_VERSION = 4
"""Raised by one whenever the same file may give another text than before."""

PLAIN_SUFFIXES = (".txt", ".text", ".log", ".md", ".markdown", ".rst")
HTML_SUFFIXES = (".html", ".htm")
TABLE_SUFFIXES = (".csv", ".tsv")
SUFFIXES = (*PLAIN_SUFFIXES, *HTML_SUFFIXES, ".pdf", ".docx", *TABLE_SUFFIXES)
"""The endings of the files that can be read, in small letters."""


def is_table(source: str) -> bool:
    """Whether a document of this name is a table, each of its sentences a row."""
    return source.lower().endswith(TABLE_SUFFIXES)


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
