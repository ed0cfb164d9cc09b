"""The characters of a page of a PDF with their places, asked of PDFium as cheaply as can be.

A page has thousands of them. What is the same for all characters of one text object (size, font,
angle) is asked once for each of these.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from ctypes import CFUNCTYPE, c_char, c_double, c_int, c_void_p, cast
from functools import cache
from math import hypot
from typing import Any, NamedTuple

LINE_ENDS = "\r\n"
_SOFT_HYPHEN = 0xAD  # which fonts draw as a hyphen
_HYPHENS = frozenset({0x02, 0x2D, _SOFT_HYPHEN, 0xFFFE})
_TEXT = (range(0x20, 0x7F), range(0xA0, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_WHITE_CONTROLS = (0x09, 0x0A, 0x0D)
_FORCE_BOLD = 1 << 18  # of a font's flags: PDF 32000-1, table 123
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"demi")
_BULLETS = {0xF0A7: "▪", 0xF0B7: "•", 0xF0D8: "►"}  # of the fonts Symbol and Wingdings
_LAM, _ALEFS = "\u0644", "\u0622\u0623\u0625\u0627"
_FORMS = (
    range(0xFB00, 0xFB07),
    range(0xFB13, 0xFB18),
    range(0xFB50, 0xFE00),
    range(0xFE70, 0xFEFF),
)


class Glyph(NamedTuple):
    """A character of a page: PDFium's ``number`` of it, its size, and its place in points.

    ``x`` and ``y`` are its origin, ``left`` and ``right`` its sides, as the page is read: a page
    that is turned is turned back. ``divides`` is whether it is a hyphen at the end of a line, and
    ``upright`` whether it is not drawn up or down the page.
    """

    number: int
    text: str
    size: float
    x: float
    y: float
    left: float
    right: float
    bold: bool = False
    divides: bool = False
    upright: bool = True


class _Style(NamedTuple):
    size: float
    bold: bool
    upright: bool


def page_glyphs(page: Any, rotation: int = 0) -> list[Glyph]:
    """The characters of a page in PDFium's order, less those that stand for no character.

    ``page`` is PDFium's text of the page and ``rotation`` its ``/Rotate`` in degrees.
    """
    return list(_in_reading_order(_glyphs(page, rotation)))


def _glyphs(page: Any, rotation: int) -> Iterator[Glyph]:
    from pypdfium2 import raw

    handle, object_of = cast(page.raw, c_void_p), _object_of()
    rect, x, y = raw.FS_RECTF(), c_double(), c_double()
    styles: dict[int | None, _Style] = {}
    place = (0.0, 0.0, 0.0, 0.0)
    style = _Style(0.0, False, True)
    for index, character, divides in _characters(page):
        of = object_of(handle, index)
        if of is not None or not styles:
            if of not in styles:
                styles[of] = _style(page, index, rotation)
            style = styles[of]
            raw.FPDFText_GetCharOrigin(page, index, x, y)
            raw.FPDFText_GetLooseCharBox(page, index, rect)
            place = _turned(rotation, x.value, y.value, rect)
        else:  # a space or a line end that PDFium puts in has the place of what is before it
            place = (place[3], place[1], place[3], place[3])
        yield Glyph(index, character, style.size, *place, style.bold, divides, style.upright)


@cache
def _object_of() -> Any:
    """PDFium's text object of a character, as a number that can be looked up."""
    from pypdfium2 import raw

    return cast(raw.FPDFText_GetTextObject, CFUNCTYPE(c_void_p, c_void_p, c_int))


def _style(page: Any, index: int, rotation: int) -> _Style:
    from pypdfium2 import raw

    matrix, flags, name = raw.FS_MATRIX(), c_int(), (c_char * 128)()
    raw.FPDFText_GetMatrix(page, index, matrix)
    raw.FPDFText_GetFontInfo(page, index, name, 128, flags)
    size = float(raw.FPDFText_GetFontSize(page, index)) * hypot(matrix.c, matrix.d)
    bold = bool(flags.value & _FORCE_BOLD) or any(b in name.value.lower() for b in _BOLD_NAMES)
    across = abs(matrix.a) >= abs(matrix.b)
    return _Style(size, bold, across == (rotation % 180 == 0))


def _turned(rotation: int, x: float, y: float, rect: Any) -> tuple[float, float, float, float]:
    """Origin and sides of a character as its page is read."""
    if rotation == 90:
        return y, -x, rect.bottom, rect.top
    if rotation == 180:
        return -x, -y, -rect.right, -rect.left
    if rotation == 270:
        return -y, x, -rect.top, -rect.bottom
    return x, y, rect.left, rect.right


def _characters(page: Any) -> Iterator[tuple[int, str, bool]]:
    """PDFium's indices and characters, and whether each is a hyphen that divides a word."""
    from pypdfium2 import raw

    codes = [raw.FPDFText_GetUnicode(page, index) for index in range(page.count_chars())]
    for index, code in enumerate(codes):
        after = codes[index + 1] if index + 1 < len(codes) else 0
        if code in _HYPHENS and (code == 0x2D or raw.FPDFText_IsHyphen(page, index) == 1):
            before = chr(codes[index - 1]) if index else ""
            ends_line = after in _WHITE_CONTROLS and before.isalpha()
            yield index, "-", ends_line or raw.FPDFText_IsHyphen(page, index) == 1
        elif 0xD800 <= code < 0xDC00 <= after < 0xE000:
            yield index, chr(0x10000 + ((code - 0xD800) << 10) + after - 0xDC00), False
        elif code == _SOFT_HYPHEN:
            yield index, "-", False
        elif code in _WHITE_CONTROLS or any(code in block for block in _TEXT):
            yield index, _letters(code), False


def _letters(code: int) -> str:
    """The character; for a ligature or an Arabic letter's form the letters that it stands for."""
    is_form = code >= 0xFB00 and any(code in block for block in _FORMS)
    if is_form:
        return unicodedata.normalize("NFKC", chr(code))
    return _BULLETS.get(code, chr(code))


def _in_reading_order(glyphs: Iterator[Glyph]) -> Iterator[Glyph]:
    """Arabic as it is written, where PDFium turns round what it should not.

    The two letters of the glyph lam-alef come in the order alef, lam; a mark that is drawn above
    a letter comes before it, behind a space.
    """
    held: list[Glyph] = []
    for glyph in glyphs:
        held.append(glyph)
        if len(held) < 3:
            continue
        first, second, third = held
        if first.text in _ALEFS and second.text == _LAM and first.x == second.x:
            held = [first._replace(text=_LAM), second._replace(text=first.text), third]
        elif first.text == " " and _is_arabic_mark(second.text) and third.text.isalpha():
            held = [third, second]
            continue
        yield held.pop(0)
    if len(held) > 1 and held[0].text in _ALEFS and held[1].text == _LAM and held[0].x == held[1].x:
        held[:2] = held[0]._replace(text=_LAM), held[1]._replace(text=held[0].text)
    yield from held


def _is_arabic_mark(text: str) -> bool:
    return "\u064b" <= text <= "\u065f"


def unmapped_share(page: Any, most: int = 400) -> float:
    """Which part of a page's first ``most`` characters its fonts give no meaning."""
    from pypdfium2 import raw

    count = min(page.count_chars(), most)
    failed = sum(raw.FPDFText_HasUnicodeMapError(page, index) == 1 for index in range(count))
    return failed / count if count else 0.0
