"""Files as text: the loader for each ending, and what is refused before one is called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from chapter_and_verse.documents.document import Document, Extraction
from chapter_and_verse.documents.formats.code import CODE_SUFFIXES, load_code
from chapter_and_verse.documents.formats.csv import load_csv
from chapter_and_verse.documents.formats.docx.loader import load_docx
from chapter_and_verse.documents.formats.epub import load_epub
from chapter_and_verse.documents.formats.html.loader import load_html
from chapter_and_verse.documents.formats.json_data import load_json, load_json_lines
from chapter_and_verse.documents.formats.mail.loader import load_eml, load_mbox
from chapter_and_verse.documents.formats.markdown.loader import load_markdown
from chapter_and_verse.documents.formats.notebook import load_notebook
from chapter_and_verse.documents.formats.odf.loader import load_odf
from chapter_and_verse.documents.formats.pdf.loader import load_pdf
from chapter_and_verse.documents.formats.pdf.pictures import PICTURE_SUFFIXES
from chapter_and_verse.documents.formats.plain import plain_extraction
from chapter_and_verse.documents.formats.pptx.loader import load_pptx
from chapter_and_verse.documents.formats.rst import load_rst
from chapter_and_verse.documents.formats.rtf.loader import load_rtf
from chapter_and_verse.documents.formats.sheets.loader import load_workbook
from chapter_and_verse.documents.formats.subtitles import load_subtitles
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.errors import DocumentError

EXTRACTION_VERSION = 5
"""Raised by one whenever the same file may give another text than before."""


def _load_text(data: bytes, source: str, max_bytes: int) -> Extraction:
    text, warnings = decode(data, source)
    return replace(plain_extraction(text), warnings=warnings)


def _load_eml(data: bytes, source: str, max_bytes: int) -> Extraction:
    return load_eml(data, source, max_bytes, LOADERS.get)


def _load_mbox(data: bytes, source: str, max_bytes: int) -> Extraction:
    return load_mbox(data, source, max_bytes, LOADERS.get)


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
    ".eml": _load_eml,
    **dict.fromkeys((".mbox", ".mbx"), _load_mbox),
    ".json": load_json,
    **dict.fromkeys((".jsonl", ".ndjson"), load_json_lines),
    **dict.fromkeys((".srt", ".vtt"), load_subtitles),
    ".ipynb": load_notebook,
}
"""The loader for each ending of a file's name, in small letters: here a format is added."""
SUFFIXES = tuple(LOADERS)
ARCHIVES = frozenset(".zip .tar .gz .tgz .bz2 .tbz2 .xz .txz .7z .rar .zst .lz4 .cab".split())
_AS_IN_FILE = (".txt", ".text", ".log", ".tex", ".rst", ".md", ".markdown", *CODE_SUFFIXES)
_AT_ONCE = (".txt", ".text", ".log")
_AT_ONCE_BYTES = 2**18


def is_table(source: str) -> bool:
    """Whether a document of this name is a table, each of its sentences a row."""
    return source.lower().endswith(TABLE_SUFFIXES)


def is_as_in_file(source: str) -> bool:
    """Whether the text of a document of this name is the file itself, so that its lines are."""
    return source.lower().endswith(_AS_IN_FILE)


def is_read_at_once(path: Path) -> bool:
    """Whether a file is plain text and small: reading it takes neither long nor much memory."""
    return path.suffix.lower() in _AT_ONCE and path.stat().st_size <= _AT_ONCE_BYTES


def load(path: Path, source: str, max_bytes: int) -> Document:
    """The text of the file at ``path``, which is called ``source``.

    The same bytes always give the same text, as long as `EXTRACTION_VERSION` is the same.

    Raises:
        DocumentError: the file cannot be read, holds no text, is larger than ``max_bytes``,
            or is of a kind that is not supported. The reason says what to do.
    """
    check_file(path, source, max_bytes)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise cannot_be_opened(source, error) from error
    load_it = LOADERS[path.suffix.lower()]
    extraction = load_it(data, source, max_bytes)
    if not extraction.text.strip():
        what_to_do = "Fill it, or remove it from the folder."
        reason = " ".join(["It holds no text.", *(extraction.warnings or [what_to_do])])
        raise DocumentError(source, reason)
    digest = hashlib.sha256(data).hexdigest()
    return Document(**vars(extraction), source=source, sha256=digest)


def check_file(path: Path, source: str, max_bytes: int) -> None:
    """Refuse, without opening it, a file that `load` would not read.

    Raises:
        DocumentError: it is larger than ``max_bytes``, of a kind that is not supported, or has
            a name that cannot be written down.
    """
    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        reason = "Archives are not read. Unpack it, and put what is in it into the folder."
        raise DocumentError(source, reason)
    if suffix not in LOADERS:
        kind = f"Files that end in {suffix}" if suffix else "Files without an ending"
        reason = f"{kind} are not read. Save it in a format that is, such as PDF, Word or text."
        raise DocumentError(source, reason)
    try:
        source.encode()
    except UnicodeEncodeError as error:
        raise DocumentError(source, "Its name is not valid UTF-8. Rename it.") from error
    try:
        size = path.stat().st_size
    except OSError as error:
        raise cannot_be_opened(source, error) from error
    if size > max_bytes:
        limit = f"{max_bytes / 2**20:.3g} MiB"
        reason = f"It is larger than {limit}. Split it, or raise RAG_MAX_FILE_MB."
        raise DocumentError(source, reason)


def cannot_be_opened(source: str, error: OSError) -> DocumentError:
    """What is said of a file that the system does not let us read."""
    reason = f"It cannot be opened: {error.strerror}. Check that you may read it."
    return DocumentError(source, reason)
