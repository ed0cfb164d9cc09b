"""The lines of a page, cut where wide white stands in them and put side by side where they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chapter_and_verse.documents.formats.pdf.glyphs import Glyph
from chapter_and_verse.documents.formats.pdf.lines import measure, strip, write_line

_GAP = 0.9  # a gap so wide, in sizes of the letters, may lie between columns
_SAME_LINE = 0.35  # lines whose baselines are so near, in the same measure, stand side by side


@dataclass(frozen=True)
class Line:
    """A line or what stands of one in a cell, with its sides and baseline in points."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    base: float
    size: float

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(glyph.text for glyph in self.glyphs)


Cell = tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """The rows of a table; a cell has its lines from top to bottom, an empty one none."""

    rows: tuple[tuple[Cell, ...], ...]


def make_line(glyphs: Sequence[Glyph]) -> Line:
    """A line of characters that stand in one."""
    size, base = measure(glyphs)
    black = [g for g in glyphs if not g.text.isspace()] or glyphs
    left, right = min(g.left for g in black), max(g.right for g in black)
    return Line(tuple(write_line(glyphs)), left, right, base, size)


@dataclass(frozen=True)
class Row:
    """What stands side by side: ``drawn`` as PDFium has it, ``parts`` cut at the wide gaps."""

    drawn: list[Line]
    parts: list[Line]

    @property
    def base(self) -> float:
        return self.parts[0].base

    @property
    def size(self) -> float:
        return max(part.size for part in self.parts)


def split_row(line: list[Glyph]) -> Row:
    whole = make_line(line)
    if not all(glyph.upright for glyph in line):
        return Row([whole], [whole])
    black = [place for place, glyph in enumerate(line) if not glyph.text.isspace()]
    cuts = [
        b
        for a, b in pairwise(black)
        if max(line[b].left - line[a].right, line[a].left - line[b].right) > _GAP * whole.size
    ]
    if not cuts:
        return Row([whole], [whole])
    parts = [make_line(strip(line[a:b])) for a, b in pairwise([0, *cuts, len(line)])]
    return Row([whole], parts)


def join_rows(rows: Iterable[Row]) -> list[Row]:
    """The rows, with those whole that were drawn in several pieces."""
    joined: list[Row] = []
    for row in rows:
        if joined and _beside(joined[-1], row):
            above = joined.pop()
            parts = sorted(above.parts + row.parts, key=lambda part: part.left)
            joined.append(Row(above.drawn + row.drawn, parts))
        else:
            joined.append(Row(row.drawn, sorted(row.parts, key=lambda part: part.left)))
    return joined


def _beside(above: Row, row: Row) -> bool:
    size = max(above.size, row.size)
    if size <= 0 or abs(above.base - row.base) > _SAME_LINE * size:
        return False
    return all(
        a.right + _GAP * size < b.left or b.right + _GAP * size < a.left
        for a in above.parts
        for b in row.parts
    )
