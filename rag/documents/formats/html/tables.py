"""Tables of web pages, and what is a table only in the page's layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.formats.html.hidden import is_hidden
from chapter_and_verse.documents.formats.html.pieces import Piece
from chapter_and_verse.documents.formats.tables import has_header

_MOST_SPANNED = 1000
"""Rows or columns, as in browsers."""
_LAYOUT = frozenset(
    "article aside blockquote div dl fieldset form h1 h2 h3 h4 h5 h6 hr ol pre section table "
    "ul".split()
)


@dataclass
class _Cell:
    text: str
    is_head: bool
    is_first: bool = True
    """Whether it stands in the first of its columns."""


def is_data_table(table: Any) -> bool:
    """Whether the rows and columns of a table mean something.

    Those of a table without heads whose cells hold lists, headings or other tables, or of which
    no row has two cells, only lay out the page.
    """
    if table.get("role") in ("presentation", "none"):
        return False
    rows = list(_rows(table))
    if max((len(list(_cells(row))) for row in rows), default=0) < 2:
        return False
    has_heads = any(cell.tag == "th" for row in rows for cell in _cells(row))
    return has_heads or not any(inside.tag in _LAYOUT for inside in table.iterdescendants())


def table_pieces(table: Any, line: Callable[[Any], str]) -> Iterator[Piece]:
    """The caption and the rows of a table; ``line`` gives the text of an element on one line.

    A cell that spans rows stands in each of them, and one that spans columns in the first. Rows
    of heads at the top name the columns; a head beside a single value names that.
    """
    for caption in table.findall("caption"):
        if not is_hidden(caption):
            yield Piece(BlockKind.CAPTION, line(caption))
    grid = [row for row in _grid(table, line) if any(cell.text for cell in row)]
    heads = list(takewhile(lambda row: len(row) > 1 and all(c.is_head for c in row), grid))
    rows = grid[len(heads) :]
    if not rows:
        heads, rows = [], grid
    columns = max(map(len, rows), default=0)
    names = _names(heads, columns)
    values = [[cell.text if cell.is_first else "" for cell in row] for row in rows]
    has_heads = any(cell.is_head for row in grid for cell in row)
    if columns > 2 and not has_heads and has_header(values):
        names, rows, values = tuple(values[0]), rows[1:], values[1:]
    for row, texts in zip(rows, values, strict=True):
        filled = [text for text in texts if text]
        if len(filled) == 1 and row[0].is_head:
            yield Piece(BlockKind.CAPTION, filled[0])
        elif not any(names) and len(filled) == 2 and texts[0] and (columns == 2 or row[0].is_head):
            yield Piece(BlockKind.ROW, "", names=(filled[0],), values=(filled[1],))
        else:
            yield Piece(BlockKind.ROW, "", names=names, values=tuple(texts))


def _names(heads: Sequence[Sequence[_Cell]], columns: int) -> tuple[str, ...]:
    """The name of each column: what the rows of heads say above it, from top to bottom."""
    said = [
        dict.fromkeys(row[column].text for row in heads if column < len(row))
        for column in range(columns)
    ]
    return tuple(" ".join(text for text in texts if text) for texts in said)


def _grid(table: Any, line: Callable[[Any], str]) -> Iterator[list[_Cell]]:
    """The rows with a cell for each of their columns, spanned ones in all that they span."""
    hanging: dict[int, tuple[int, _Cell]] = {}
    for row in _rows(table):
        placed: dict[int, _Cell] = {}
        below: dict[int, tuple[int, _Cell]] = {}
        for column, (left, cell) in hanging.items():
            placed[column] = cell
            if left > 1:
                below[column] = (left - 1, cell)
        column = 0
        for element in _cells(row):
            text, is_head = line(element), element.tag == "th"
            height, width = _span(element, "rowspan"), _span(element, "colspan")
            while column in placed:
                column += 1
            for number in range(column, min(column + width, _MOST_SPANNED)):
                placed[number] = _Cell(text, is_head, is_first=number == column)
                if height > 1:
                    below[number] = (height - 1, placed[number])
            column += width
        hanging = below
        last = max(placed, default=-1)
        yield [placed.get(number, _Cell("", is_head=False)) for number in range(last + 1)]


def _span(cell: Any, name: str) -> int:
    stated = cell.get(name, "").strip()
    return min(max(1, int(stated)), _MOST_SPANNED) if stated.isdecimal() else 1


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, without those of tables inside it, the head first."""
    parts = sorted(table, key=lambda part: part.tag != "thead")
    for part in parts:
        inside = part if part.tag in ("thead", "tbody", "tfoot") else [part]
        yield from (row for row in inside if row.tag == "tr" and not is_hidden(row))


def _cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell))
