"""The text of PDF files, and where on the page each character of it stands."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_double
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chapter_and_verse.errors import DocumentError

if TYPE_CHECKING:
    from chapter_and_verse.documents.document import Document

PAGE_BREAK = "\n\n"
_SAME_LINE = 0.5  # lines closer than this, in sizes of their letters, stand side by side
_LEADING = 1.3  # a gap so many times the usual one between lines ends a paragraph,
_SIZES = 0.9  # and so do letters whose size is less than this part of the others'
_LINE_ENDS = "\r\n"
_SOFT_HYPHEN = 0xAD  # which fonts draw as a hyphen
_TEXT = (range(0x20, 0x7F), range(0xA0, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_WHITE_CONTROLS = (0x09, 0x0A, 0x0D)

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
        pages = [_page_text(page)[0] for page in _text_pages(pdf, range(len(pdf)))]
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
            _, indices = _page_text(page)
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


def _page_text(page: Any) -> tuple[str, list[int]]:
    """The text of a page, and for each character of it PDFium's index of that character.

    Indices never decrease. A line end has the index of the character before it.
    """
    characters: list[list[tuple[int, str]]] = [[]]
    for index, character in _characters(page):
        if character in _LINE_ENDS:
            characters.append([])
        else:
            characters[-1].append((index, character))
    lines = [line for line in map(_stripped, characters) if line]
    text: list[str] = []
    indices: list[int] = []
    for line, end in zip(lines, [*_line_ends(page, lines), ""], strict=False):
        text += (*(character for _, character in line), end)
        indices += (*(index for index, _ in line), *[line[-1][0]] * len(end))
    return "".join(text), indices


def _stripped(line: list[tuple[int, str]]) -> list[tuple[int, str]]:
    black = [place for place, (_, character) in enumerate(line) if not character.isspace()]
    return line[black[0] : black[-1] + 1] if black else []


def _characters(page: Any) -> Iterator[tuple[int, str]]:
    """PDFium's indices and characters of a page, less those that stand for no character."""
    from pypdfium2 import raw

    codes = [raw.FPDFText_GetUnicode(page, index) for index in range(page.count_chars())]
    for index, code in enumerate(codes):
        after = codes[index + 1] if index + 1 < len(codes) else 0
        if raw.FPDFText_IsHyphen(page, index) == 1:
            divides_word = index and chr(codes[index - 1]).islower() and chr(after).islower()
            if not divides_word:
                yield index, "-"
        elif 0xD800 <= code < 0xDC00 <= after < 0xE000:
            yield index, chr(0x10000 + ((code - 0xD800) << 10) + after - 0xDC00)
        elif code == _SOFT_HYPHEN:
            yield index, "-"
        elif code in _WHITE_CONTROLS or any(code in block for block in _TEXT):
            yield index, chr(code)


def _line_ends(page: Any, lines: list[list[tuple[int, str]]]) -> list[str]:
    """What follows each line but the last: one line end, or two where a paragraph ends."""
    sizes = [_letter_size(page, line[0][0]) for line in lines]
    gaps = [
        (_baseline(page, above[-1][0]) - _baseline(page, below[0][0])) / size if size else 0.0
        for (above, below), size in zip(pairwise(lines), sizes[1:], strict=True)
    ]
    from_line_to_line = sorted(gap for gap in gaps if gap > _SAME_LINE)
    usual = from_line_to_line[len(from_line_to_line) // 4] if from_line_to_line else 0.0
    return [
        "\n\n"
        if gap > max(_LEADING * usual, _SAME_LINE) or min(pair) < _SIZES * max(pair)
        else "\n"
        for gap, pair in zip(gaps, pairwise(sizes), strict=True)
    ]


def _letter_size(page: Any, index: int) -> float:
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, index, matrix)
    return float(raw.FPDFText_GetFontSize(page, index)) * hypot(matrix.c, matrix.d)


def _baseline(page: Any, index: int) -> float:
    from pypdfium2 import raw

    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(page, index, x, y)
    return y.value


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
