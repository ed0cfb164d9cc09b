"""Pages of a PDF as pictures, with the places on them that a quote covers."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chapter_and_verse.documents.formats.pdf.loader import Box, character_boxes, opened_pdf

if TYPE_CHECKING:
    from chapter_and_verse.documents.document import Document

WIDTH = 1100
"""Width of a picture in pixels."""
MOST_PAGES = 3
"""Pages shown of a quote that runs over many."""


@dataclass(frozen=True)
class Mark:
    """A rectangle on a picture, its sides as shares (0 to 1) of the picture's."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """A page, counted from 1, as a PNG of so many pixels, and the marks on it."""

    page: int
    png: bytes
    width: int
    height: int
    marks: tuple[Mark, ...]


def pictures(path: Path, document: Document, start: int, end: int) -> list[Picture]:
    """The pages that hold ``document.text[start:end]``, that span marked; none without pages.

    Raises:
        DocumentError: the file cannot be read, or has changed since the text was taken.
    """
    boxes = character_boxes(path, document, start, end)
    numbers = sorted({box.page for box in boxes})[:MOST_PAGES]
    if not numbers:
        return []
    with opened_pdf(path.read_bytes(), document.source) as pdf:
        return [_picture(pdf, number, boxes) for number in numbers]


def _picture(pdf: Any, number: int, boxes: list[Box]) -> Picture:
    page = pdf[number - 1]
    try:
        bitmap = page.render(scale=WIDTH / page.get_width())
        places = bitmap.get_posconv(page)
        marks = [_mark(places, box, bitmap) for box in boxes if box.page == number]
        png = BytesIO()
        bitmap.to_pil().save(png, "PNG")
        return Picture(number, png.getvalue(), bitmap.width, bitmap.height, tuple(marks))
    finally:
        page.close()


def _mark(places: Any, box: Box, bitmap: Any) -> Mark:
    """The box in the picture's coordinates, which also follow a rotation of the page."""
    corners = places.to_bitmap(box.left, box.bottom), places.to_bitmap(box.right, box.top)
    (left, right), (top, bottom) = (sorted(side) for side in zip(*corners, strict=True))
    return Mark(
        left / bitmap.width,
        top / bitmap.height,
        (right - left) / bitmap.width,
        (bottom - top) / bitmap.height,
    )
