"""The text of PDF files, and where on the page each character of it stands."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chapter_and_verse.documents.formats.pdf_lines import page_text
from chapter_and_verse.errors import DocumentError

if TYPE_CHECKING:
    from chapter_and_verse.documents.document import Document

PAGE_BREAK = "\n\n"
pdfium_lock = threading.Lock()
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


def pdf_text(data: bytes, source: str) -> tuple[str, tuple[int, ...]]:
    """The text, with `PAGE_BREAK` between pages, and the offset in it where each page begins.

    A line on the page is a line of the text. A blank line follows it where the space below or
    another size of letters suggests that a paragraph ends. A word that is divided between two
    lines is joined.

    Raises:
        DocumentError: the file is damaged, needs a password, or holds only pictures of text.
    """
    with _opened(data, source) as pdf:
        pages = [page_text(page)[0] for page in _text_pages(pdf, range(len(pdf)))]
    text = PAGE_BREAK.join(pages)
    if not text.strip():
        reason = "It has no text layer, as is usual after a scan. Run OCR on it first."
        raise DocumentError(source, reason)
    lengths = (len(page) + len(PAGE_BREAK) for page in pages[:-1])
    return text, tuple(accumulate(lengths, initial=0))


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
    boxes: list[Box] = []
    with _opened(data, document.source) as pdf:
        for number, page in enumerate(_text_pages(pdf, range(first - 1, last)), first):
            _, indices = page_text(page)
            begin = document.page_starts[number - 1]
            covered = indices[max(start - begin, 0) : end - begin]
            if covered:
                boxes += _line_boxes(page, number, range(covered[0], covered[-1] + 1))
    return boxes


@contextmanager
def _opened(data: bytes, source: str) -> Iterator[Any]:
    import pypdfium2 as pdfium

    with pdfium_lock:
        try:
            with pdfium.PdfDocument(data) as pdf:
                yield pdf
        except pdfium.PdfiumError as error:
            if error.err_code == pdfium.raw.FPDF_ERR_PASSWORD:
                reason = "It is protected by a password. Save a copy without one."
            else:
                reason = "It is damaged, or not a PDF. Save it again from the program it is from."
            raise DocumentError(source, reason) from error


def _text_pages(pdf: Any, numbers: range) -> Iterator[Any]:
    for number in numbers:
        page = pdf[number]
        try:
            yield page.get_textpage()
        finally:
            page.close()


def _line_boxes(page: Any, number: int, indices: range) -> list[Box]:
    boxes: list[Box] = []
    for index in indices:
        left, bottom, right, top = page.get_charbox(index, loose=True)
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
    return shared > 0.5 * min(a.top - a.bottom, b.top - b.bottom)


def _union(a: Box, b: Box) -> Box:
    return Box(
        a.page,
        min(a.left, b.left),
        min(a.bottom, b.bottom),
        max(a.right, b.right),
        max(a.top, b.top),
    )
