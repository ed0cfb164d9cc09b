"""Files as text: the loader for each ending, and what is refused before one is called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from chapter_and_verse.documents.document import Document, Extraction
from chapter_and_verse.documents.formats.code import CODE_SUFFIXES, load_code
from chapter_and_verse.documents.formats.csv import load_csv
from chapter_and_verse.documents.formats.docx import load_docx
from chapter_and_verse.documents.formats.epub import load_epub
from chapter_and_verse.documents.formats.html import load_html
from chapter_and_verse.documents.formats.markdown import load_markdown
from chapter_and_verse.documents.formats.odf import load_odf
from chapter_and_verse.documents.formats.pdf import load_pdf
from chapter_and_verse.documents.formats.pictures import PICTURE_SUFFIXES
from chapter_and_verse.documents.formats.plain import plain_extraction
from chapter_and_verse.documents.formats.pptx import load_pptx
from chapter_and_verse.documents.formats.rst import load_rst
from chapter_and_verse.documents.formats.rtf import load_rtf
from chapter_and_verse.documents.formats.sheets import load_workbook
from chapter_and_verse.documents.formats.text import decoded
from chapter_and_verse.errors import DocumentError

EXTRACTION_VERSION = 4
"""Raised by one whenever the same file may give another text than before."""


def _load_text(data: bytes, source: str, max_bytes: int) -> Extraction:
    return plain_extraction(decoded(data, source))


Loader = Callable[[bytes, str, int], Extraction]
"""Makes an extraction of the bytes of a file, its name, and the most bytes that may be read.

What is packed in the file may be two to four times as large. Raises `DocumentError`.
"""

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
TABLE_SUFFIXES = (".csv", ".tsv", *WORKBOOK_SUFFIXES)
LOADERS: dict[str, Loader] = {
    **dict.fromkeys((".txt", ".text", ".log", ".tex"), _load_text),
    **dict.fromkeys((".md", ".markdown"), load_markdown),
    ".rst": load_rst,
    **dict.fromkeys(CODE_SUFFIXES, load_code),
    **dict.fromkeys((".html", ".htm", ".xhtml"), load_html),
    ".epub": load_epub,
    **dict.fromkeys((".csv", ".tsv"), load_csv),
    **dict.fromkeys(WORKBOOK_SUFFIXES, load_workbook),
    **dict.fromkeys((".pdf", *PICTURE_SUFFIXES), load_pdf),
    ".docx": load_docx,
    ".rtf": load_rtf,
    ".pptx": load_pptx,
    **dict.fromkeys((".odt", ".odp"), load_odf),
}
"""The loader for each ending of a file's name, in small letters: here a format is added."""
SUFFIXES = tuple(LOADERS)


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
    if suffix not in LOADERS:
        kind = f"Files that end in {suffix}" if suffix else "Files without an ending"
        reason = f"{kind} are not read. Save it as plain text, Markdown, HTML, PDF, DOCX or CSV."
        raise DocumentError(source, reason)
    try:
        source.encode()
    except UnicodeEncodeError as error:
        raise DocumentError(source, "Its name is not valid UTF-8. Rename it.") from error
    data = _bytes(path, source, max_bytes)
    extraction = LOADERS[suffix](data, source, max_bytes)
    if not extraction.text.strip():
        raise DocumentError(source, "It holds no text. Fill it, or remove it from the folder.")
    digest = hashlib.sha256(data).hexdigest()
    return Document(**vars(extraction), source=source, sha256=digest)


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
