"""The text of PDF files, and where on the page each character of it stands."""

from __future__ import annotations

import hashlib
import threading
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chapter_and_verse.documents.blocks import BlockKind, tile
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.pdf import extras as pdf_extras
from chapter_and_verse.documents.formats.pdf.headings import plain_words
from chapter_and_verse.documents.formats.pdf.ocr import Rectangle
from chapter_and_verse.documents.formats.pdf.pages import Warnings, read_page
from chapter_and_verse.documents.formats.pdf.pictures import PICTURE_SUFFIXES, picture_as_pdf
from chapter_and_verse.documents.formats.pdf.structure import write_pages
from chapter_and_verse.documents.formats.pdf.writer import NOWHERE, PdfWriter
from chapter_and_verse.errors import DocumentError

if TYPE_CHECKING:
    from chapter_and_verse.documents.document import Document

pdfium_lock = threading.RLock()
"""PDFium is not thread-safe: whoever calls it holds this."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a page; pages count from 1.

    The sides are in PDF points in the page's own coordinates, whose origin is at the bottom
    left, before any ``/Rotate`` of the page is applied.
    """

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class _Read:
    """A file as it was read: for each character of the text PDFium's index of it on its page.

    On the pages that were ``recognised`` it is that of its place in ``places``.
    """

    extraction: Extraction
    glyphs: array[int]
    places: dict[int, tuple[Rectangle, ...]]
    recognised: frozenset[int]


def load_pdf(data: bytes, source: str, max_bytes: int) -> Extraction:
    """A PDF, or a picture as a PDF of one page: its text with blocks, pages and their labels.

    Raises:
        DocumentError: the file is damaged, needs a password, or holds only pictures of text.
    """
    return _read(data, source).extraction


def character_boxes(path: Path, document: Document, start: int, end: int) -> list[Box]:
    """The rectangles, one for each line, that cover ``document.text[start:end]`` in the PDF.

    There are none for an empty span and for formats without pages.

    Raises:
        DocumentError: the file cannot be read, or has changed since the text was taken.
    """
    first, last = document.page_at(start), document.page_at(end - 1)
    if first is None or last is None or end <= start:
        return []
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(document.source, f"It cannot be opened: {error.strerror}.") from error
    if hashlib.sha256(data).hexdigest() != document.sha256:
        reason = "It has changed. Run `rag index` to bring the index up to date."
        raise DocumentError(document.source, reason)
    quoted = frozenset(range(first, last + 1))
    read = _read_again(data, document.source, frozenset())
    if read.recognised & quoted:
        read = _read_again(data, document.source, quoted)
    boxes: list[Box] = []
    with opened_pdf(data, document.source) as pdf:
        for number in sorted(quoted):
            begins, ends = _bounds(document, number)
            at = _bounds(read.extraction, number)[0] - begins
            part = read.glyphs[max(start, begins) + at : min(end, ends) + at]
            indices = [index for index in dict.fromkeys(part) if index != NOWHERE]
            if number in read.recognised:
                places = [read.places[number][index] for index in indices]
                boxes += _line_boxes(number, places)
            elif indices:
                with page_of(pdf, number - 1) as page:
                    text = page.get_textpage()
                    places = [text.get_charbox(index, loose=True) for index in indices]
                    boxes += _line_boxes(number, places)
    return boxes


def _bounds(extraction: Extraction, page: int) -> tuple[int, int]:
    """Where a page begins and ends in the text."""
    starts = [*extraction.page_starts, len(extraction.text)]
    return starts[page - 1], starts[page]


@contextmanager
def opened_pdf(data: bytes, source: str) -> Iterator[Any]:
    """The PDF, or the picture as one; nobody else may call PDFium meanwhile.

    Raises:
        DocumentError: it is damaged, or needs a password.
    """
    import pypdfium2 as pdfium

    if source.lower().endswith(PICTURE_SUFFIXES):
        data = picture_as_pdf(data, source)
    with pdfium_lock:
        try:
            with pdfium.PdfDocument(data) as pdf:
                if pdf.get_formtype():
                    pdf.init_forms()
                yield pdf
        except pdfium.PdfiumError as error:
            if error.err_code == pdfium.raw.FPDF_ERR_PASSWORD:
                reason = "It is protected by a password. Save a copy without one."
            else:
                reason = "It is damaged, or not a PDF. Save it again from the program it is from."
            raise DocumentError(source, reason) from error


@contextmanager
def page_of(pdf: Any, number: int) -> Iterator[Any]:
    """A page, counted from 0."""
    page = pdf[number]
    try:
        yield page
    finally:
        page.close()


@lru_cache(maxsize=4)
def _read_again(data: bytes, source: str, wanted: frozenset[int]) -> _Read:
    """The file as it was read, kept for the next quote from it.

    Of the pages that have to be recognised it has the text of those that are ``wanted``.
    """
    return _read(data, source, wanted)


def _read(data: bytes, source: str, wanted: frozenset[int] | None = None) -> _Read:
    writer, warnings = PdfWriter(), Warnings()
    with opened_pdf(data, source) as pdf:
        pages = []
        for number in range(len(pdf)):
            with page_of(pdf, number) as page:
                pages.append(read_page(pdf, page, number + 1, warnings, wanted))
        labels = pdf_extras.page_labels(pdf)
        named = pdf_extras.document_title(pdf)
        marks = pdf_extras.bookmarks(pdf)
        for name in pdf_extras.attachments(pdf):
            warnings.say(f"The file {name} is attached to it. It was not read.")
    has_headings, printed = write_pages(writer, [page.content for page in pages], marks)
    text, blocks = writer.finished(demote=has_headings)
    if not text.strip() and wanted is None:
        is_picture = source.lower().endswith(PICTURE_SUFFIXES)
        raise DocumentError(source, warnings.nothing_read(is_picture))
    tiled = tile(text, blocks)
    top = next((b for b in tiled if b.kind is BlockKind.HEADING), None)
    title = top.span.of(text).strip() if top and top.span.start < 600 else ""
    if named and _stands_in(named, text[:4000]):
        title = named
    if not any(labels):
        labels = ["" if label == str(n) else label for n, label in enumerate(printed, 1)]
    extraction = Extraction(
        text,
        tiled,
        page_starts=tuple(writer.page_starts),
        page_labels=tuple(labels) if any(labels) else (),
        title=" ".join(title.split()),
        warnings=warnings.said(),
    )
    places = {n: page.places for n, page in enumerate(pages, 1)}
    return _Read(extraction, writer.glyphs, places, frozenset(warnings.recognised))


def _stands_in(title: str, text: str) -> bool:
    """Whether most words of a title stand in the text."""
    words, found = plain_words(title).split(), set(plain_words(text).split())
    return bool(words) and sum(word in found for word in words) > 0.6 * len(words)


def _line_boxes(number: int, places: Iterable[Rectangle]) -> list[Box]:
    """A box for each line of the places of characters."""
    boxes: list[Box] = []
    for left, bottom, right, top in places:
        if left >= right or bottom >= top:
            continue
        box = Box(number, left, bottom, right, top)
        if boxes and _on_one_line(boxes[-1], box):
            boxes[-1] = _union(boxes[-1], box)
        else:
            boxes.append(box)
    return boxes


def _on_one_line(a: Box, b: Box) -> bool:
    shared = min(a.top, b.top) - max(a.bottom, b.bottom)
    height = min(a.top - a.bottom, b.top - b.bottom)
    apart = max(a.left, b.left) - min(a.right, b.right)
    return shared > 0.5 * height and apart < 3 * height


def _union(a: Box, b: Box) -> Box:
    return Box(
        a.page,
        min(a.left, b.left),
        min(a.bottom, b.bottom),
        max(a.right, b.right),
        max(a.top, b.top),
    )
