"""Pages that are pictures, their text recognised by RapidOCR, whose models come in its package.

https://github.com/RapidAI/RapidOCR (Apache 2.0). It is installed by the extra ``ocr``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from chapter_and_verse.documents.formats.pdf.glyphs import Glyph

MOST_PAGES = 200
"""Pages of a file that are recognised; a page takes a second or more of a processor."""
INSTALL = 'pip install "chapter-and-verse[ocr]"'
_PIXELS_A_POINT, _MOST_PIXELS = 150 / 72, 2200
_SIZE = 0.8  # of letters beside the height of their line

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top in the page's own coordinates."""


@dataclass(frozen=True)
class Recognised:
    """Lines as they are read from the top, and where each of their characters stands.

    The ``number`` of a glyph is its place in ``places``.
    """

    lines: tuple[tuple[Glyph, ...], ...]
    places: tuple[Rectangle, ...]


def can_recognise() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None


def recognise(page: Any) -> Recognised:
    """The text of a page that is a picture; no lines where none is found."""
    import numpy as np

    longest = max(page.get_width(), page.get_height(), 1.0)
    bitmap = page.render(scale=min(_PIXELS_A_POINT, _MOST_PIXELS / longest))
    to_page = bitmap.get_posconv(page).to_page
    found = _engine()(np.asarray(bitmap.to_pil().convert("RGB"))[:, :, ::-1])
    lines: list[tuple[Glyph, ...]] = []
    places: list[Rectangle] = []
    for corners, text in zip(
        () if found.boxes is None else found.boxes.tolist(), found.txts or (), strict=False
    ):
        text = text.strip()
        (left, right), (top, bottom) = (
            (min(side), max(side)) for side in zip(*corners, strict=True)
        )
        lies = right - left >= bottom - top or len(text) < 3
        step = (right - left) / max(1, len(text))
        sides = [left + step * number for number in range(len(text) + 1)]
        size = (bottom - top) * _SIZE
        glyphs: list[Glyph] = []
        for character, (a, b) in zip(text, pairwise(sides), strict=True):
            glyphs.append(Glyph(len(places), character, size, a, -bottom, a, b))
            if not lies:  # the line runs up or down the page, and is marked as a whole
                a, b = left, right
            (x1, y1), (x2, y2) = to_page(round(a), round(top)), to_page(round(b), round(bottom))
            places.append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
        if glyphs:
            lines.append(tuple(glyphs))
    return Recognised(tuple(lines), tuple(places))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})
