"""The order in which the lines of a page are read, and its tables.

Most programs draw a page in the order in which it is read, and that order is kept. Where lines
that stand side by side are drawn one after the other, the white gaps that run down between them
say what they are: columns of text are read one after the other, a table row by row. This is one
step of the recursive X-Y cut (Nagy and Seth, 1984), made on the lines that follow one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from chapter_and_verse.documents.formats.pdf.glyphs import Glyph
from chapter_and_verse.documents.formats.pdf.rows import (
    Cell,
    Line,
    Row,
    Table,
    join_rows,
    split_row,
)

_GAP = 0.9  # a gap so wide, in sizes of the letters, may lie between columns
_SAME_LINE = 0.35  # lines whose baselines are so near, in the same measure, stand side by side
_NEAR = 3.2  # and a table has no gap between its rows as high as this
_TIGHT = 1.45  # a line so near to the one above goes on in its cell
_PROSE_CHARS, _PROSE_WORDS = 18, 3  # the middle line of a column of text is at least so long
_MOST_CELL_CHARS = 240
_MARK = re.compile(r"[^\w\s]{1,2}|[^\W_]{1,4}[.)]|\(\w{1,4}\)|\[\w{1,6}\]|\d{1,3}")


def arrange(lines: Iterable[Sequence[Glyph]]) -> list[Line | Table]:
    """The lines and tables of a page in the order in which they are read.

    ``lines`` are in the order in which they are drawn.
    """
    whole = [list(line) for line in lines]
    rows = join_rows([split_row(line) for line in whole])
    arranged: list[Line | Table] = []
    place = 0
    while place < len(rows):
        region = _region(rows, place)
        if region is not None and (made := _read(region)):
            arranged += made
            place += len(region.rows)
        else:
            arranged += rows[place].drawn
            place += 1
    return arranged


@dataclass
class _Region:
    """Rows that follow one another, and the white gaps that run down through all of them."""

    rows: list[Row] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)

    def columns(self, row: Row) -> list[list[Line]]:
        """The parts of a row by the column in which they stand."""
        cells: list[list[Line]] = [[] for _ in range(len(self.gaps) + 1)]
        for part in row.parts:
            middle = (part.left + part.right) / 2
            cells[sum(middle > gap[1] for gap in self.gaps)].append(part)
        return cells


def _region(rows: Sequence[Row], start: int) -> _Region | None:
    """The rows from ``start`` on that the same gaps divide, or None where there are no two."""
    gaps = [(a.right, b.left) for a, b in pairwise(rows[start].parts)]
    if not gaps:
        return None
    region = _Region([rows[start]], gaps)
    top = bottom = rows[start].base
    end = 1
    for row in rows[start + 1 :]:
        size = row.size
        near = (_TIGHT if len(row.parts) == 1 else _NEAR) * size
        if size <= 0 or not bottom - near <= row.base < top or not row.parts[0].glyphs[0].upright:
            break
        kept = _narrowed(region.gaps, row.parts, _GAP * size)
        if len(kept) < max(1, len(gaps) // 2 + len(gaps) % 2) or _crosses(row.parts, kept):
            break
        region.rows.append(row)
        region.gaps = kept
        bottom = min(bottom, row.base)
        if len(row.parts) > 1:
            end = len(region.rows)
        elif _in_first(region, row):
            end = max(end, 1)
        else:
            end = len(region.rows)
    # A line below the last row that stands in the first column only begins what follows,
    # unless the columns are of text: the first may be longer.
    if not _is_prose(region):
        del region.rows[end:]
    return region if sum(len(row.parts) > 1 for row in region.rows) > 1 else None


def _in_first(region: _Region, row: Row) -> bool:
    return bool(region.columns(row)[0])


def _narrowed(
    gaps: Iterable[tuple[float, float]], parts: Sequence[Line], width: float
) -> list[tuple[float, float]]:
    """What is left of the gaps beside the parts of another row, where it is wide enough."""
    left: list[tuple[float, float]] = []
    for start, end in gaps:
        pieces = [(start, end)]
        for part in parts:
            pieces = (
                [
                    piece
                    for a, b in pieces
                    for piece in ((a, min(b, part.left)), (max(a, part.right), b))
                    if piece[1] - piece[0] >= width
                ]
                if part.left < end and part.right > start
                else pieces
            )
        if pieces:
            left.append(max(pieces, key=lambda piece: piece[1] - piece[0]))
    return left


def _crosses(parts: Sequence[Line], gaps: Iterable[tuple[float, float]]) -> bool:
    return any(part.left < gap[0] and part.right > gap[1] for part in parts for gap in gaps)


def _is_prose(region: _Region) -> bool:
    """Whether every column is running text: most of its lines have several words."""
    columns = zip(*(region.columns(row) for row in region.rows), strict=True)
    for column in columns:
        texts = [" ".join(part.text for part in cell) for cell in column if cell]
        if len(texts) < 2 or median(len(text) for text in texts) < _PROSE_CHARS:
            return False
        if median(len(text.split()) for text in texts) < _PROSE_WORDS:
            return False
    return len(region.rows) > 2


def _read(region: _Region) -> list[Line | Table]:
    """The region's columns one after the other, or its table; nothing where it is neither."""
    if _is_prose(region):
        return _read_columns(region)
    region.gaps = _white_gaps(region)
    by_row = sorted(region.rows, key=lambda row: -row.base)
    grouped = _grouped(region, by_row)
    if not _is_table(grouped):
        return []
    return [Table(grouped)]


def _white_gaps(region: _Region) -> list[tuple[float, float]]:
    """All gaps that run down through the rows, also those that the first row does not show."""
    parts = sorted((part for row in region.rows for part in row.parts), key=lambda p: p.left)
    width = _GAP * median(part.size for part in parts)
    gaps: list[tuple[float, float]] = []
    right = parts[0].right
    for part in parts:
        if part.left - right >= width:
            gaps.append((right, part.left))
        right = max(right, part.right)
    return gaps if len(gaps) >= len(region.gaps) else region.gaps


def _read_columns(region: _Region) -> list[Line | Table]:
    by_row = [region.columns(row) for row in sorted(region.rows, key=lambda row: -row.base)]
    read: list[Line | Table] = []
    for column in range(len(region.gaps) + 1):
        read += [_joined(row[column]) for row in by_row if row[column]]
    return read


def _joined(parts: Sequence[Line]) -> Line:
    if len(parts) == 1:
        return parts[0]
    glyphs: list[Glyph] = []
    for part in parts:
        glyphs += [*([part.glyphs[0]._replace(text=" ")] if glyphs else []), *part.glyphs]
    left, right = min(p.left for p in parts), max(p.right for p in parts)
    return Line(tuple(glyphs), left, right, parts[0].base, parts[0].size)


def _grouped(region: _Region, rows: Sequence[Row]) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a table: a line that leaves out the first column goes on in the row above,
    where it is nearer to that than rows are to one another."""
    steps = [a.base - b.base for a, b in pairwise(rows)]
    table: list[list[Cell]] = []
    for number, row in enumerate(rows):
        cells = [(_joined(cell),) if cell else () for cell in region.columns(row)]
        step = steps[number - 1] if number else 0.0
        beside = bool(number) and abs(step) < _SAME_LINE * row.size
        few = 2 * sum(map(bool, cells)) <= len(cells)
        goes_on = (
            number and not cells[0] and few and step <= min(_TIGHT * row.size, median(steps) * 1.05)
        )
        if table and (beside or goes_on):
            table[-1] = [a + b for a, b in zip(table[-1], cells, strict=True)]
        else:
            table.append(list(cells))
    return tuple(tuple(row) for row in table)


def _is_table(rows: Sequence[Sequence[Cell]]) -> bool:
    full = [row for row in rows if sum(map(bool, row)) > 1]
    if not full or len(full) < (2 if len(rows[0]) > 2 else 3) or len(full) < 0.5 * len(rows):
        return False
    texts = [" ".join(line.text for line in cell) for row in rows for cell in row if cell]
    first = [" ".join(line.text for line in row[0]) for row in rows if row[0]]
    marks = sum(_MARK.fullmatch(text) is not None for text in first)
    if len(rows[0]) == 2 and marks > 0.6 * len(first):
        return False  # numbers of items or of lines beside their text
    return max(map(len, texts)) <= _MOST_CELL_CHARS
