"""The text of one page of a PDF, line by line, from the places and sizes of its characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from ctypes import c_double
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import hypot
from typing import Any

from chapter_and_verse.text.typography import lower_text, raise_text

_SAME_LINE = 0.5  # lines closer than this, in sizes of their letters, stand side by side
_LEADING = 1.3  # a gap so many times the usual one between lines ends a paragraph,
_SIZES = 0.9  # and so do letters whose size is less than this part of the others'
_SMALL = 0.85  # raised and lowered characters are at most so large beside the others,
_RAISED = (0.15, 0.9)  # their baseline so far above that of the others, in sizes of these,
_LOWERED = (-0.6, -0.05)  # or below it
_NEXT = 1.5  # what follows a raised character on its line begins so near, in the same measure
_LINE_ENDS = "\r\n"
_SOFT_HYPHEN = 0xAD  # which fonts draw as a hyphen
_TEXT = (range(0x20, 0x7F), range(0xA0, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_WHITE_CONTROLS = (0x09, 0x0A, 0x0D)


@dataclass(frozen=True)
class _Glyph:
    """A character of a page: PDFium's ``index`` of it, and its size and origin in points."""

    index: int
    text: str
    size: float
    x: float
    y: float


def page_text(page: Any) -> tuple[str, list[int]]:
    """The text of a page, and for each character of it PDFium's index of that character.

    Raised and lowered characters are superscripts and subscripts in the text ("$320¹").
    Indices never decrease. A line end has the index of the character before it.
    """
    lines = [line for line in map(_strip, _join_lines(_split_lines(page))) if line]
    text: list[str] = []
    indices: list[int] = []
    for line, end in zip(lines, [*_line_ends(lines), ""], strict=False):
        for glyph in (*_write_scripts(line), replace(line[-1], text=end)):
            text.append(glyph.text)
            indices += [glyph.index] * len(glyph.text)
    return "".join(text), indices


def _split_lines(page: Any) -> list[list[_Glyph]]:
    lines: list[list[_Glyph]] = [[]]
    for index, character in _characters(page):
        if character in _LINE_ENDS:
            lines.append([])
        else:
            lines[-1].append(_glyph(page, index, character))
    return [line for line in lines if line]


def _glyph(page: Any, index: int, character: str) -> _Glyph:
    from pypdfium2 import raw

    matrix, x, y = raw.FS_MATRIX(), c_double(), c_double()
    raw.FPDFText_GetMatrix(page, index, matrix)
    raw.FPDFText_GetCharOrigin(page, index, x, y)
    size = float(raw.FPDFText_GetFontSize(page, index)) * hypot(matrix.c, matrix.d)
    return _Glyph(index, character, size, x.value, y.value)


def _join_lines(lines: Iterable[list[_Glyph]]) -> list[list[_Glyph]]:
    """The lines, with one that PDFium cut at a raised or lowered character whole again."""
    joined: list[list[_Glyph]] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line):
            joined[-1] += line
        else:
            joined.append(list(line))
    return joined


def _goes_on(line: list[_Glyph], following: list[_Glyph]) -> bool:
    size, base = _measure(line)
    last, first = line[-1], following[0]
    if not 0 <= first.x - last.x < _NEXT * size:
        return False
    if _script(first, size, base):
        return True
    return bool(_script(last, size, base)) and abs(_measure(following)[1] - base) < 0.1 * size


def _measure(line: list[_Glyph]) -> tuple[float, float]:
    """The size and the baseline of most characters of a line."""
    black = [g for g in line if not g.text.isspace()] or line
    size = Counter(round(g.size, 1) for g in black).most_common(1)[0][0]
    base = Counter(round(g.y, 1) for g in black if abs(g.size - size) < 0.1)
    return size, base.most_common(1)[0][0]


def _script(glyph: _Glyph, size: float, base: float) -> str:
    """Whether a character is raised ("up") or lowered ("down") beside most of its line."""
    if size <= 0 or glyph.size > _SMALL * size or glyph.text.isspace():
        return ""
    rise = (glyph.y - base) / size
    if _RAISED[0] < rise < _RAISED[1]:
        return "up"
    return "down" if _LOWERED[0] < rise < _LOWERED[1] else ""


def _write_scripts(line: list[_Glyph]) -> Iterator[_Glyph]:
    size, base = _measure(line)
    write = {"up": raise_text, "down": lower_text}
    for script, run in groupby(line, key=lambda glyph: _script(glyph, size, base)):
        glyphs = list(run)
        if not script:
            yield from glyphs
            continue
        written = write[script]("".join(g.text for g in glyphs))
        added = len(written) - sum(len(g.text) for g in glyphs)
        yield from [replace(glyphs[0], text=written[:added])] if added else []
        for glyph in glyphs:
            yield replace(glyph, text=written[added : added + len(glyph.text)])
            added += len(glyph.text)


def _strip(line: list[_Glyph]) -> list[_Glyph]:
    black = [place for place, glyph in enumerate(line) if not glyph.text.isspace()]
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


def _line_ends(lines: list[list[_Glyph]]) -> list[str]:
    """What follows each line but the last: one line end, or two where a paragraph ends."""
    measures = [_measure(line) for line in lines]
    gaps = [
        (above - below) / size if size else 0.0 for (_, above), (size, below) in pairwise(measures)
    ]
    from_line_to_line = sorted(gap for gap in gaps if gap > _SAME_LINE)
    usual = from_line_to_line[len(from_line_to_line) // 4] if from_line_to_line else 0.0
    pairs = pairwise(size for size, _ in measures)
    return [
        "\n\n"
        if gap > max(_LEADING * usual, _SAME_LINE) or min(pair) < _SIZES * max(pair)
        else "\n"
        for gap, pair in zip(gaps, pairs, strict=True)
    ]
