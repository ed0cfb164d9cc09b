"""Tables of sheets, where nothing but their cells says which row names the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress, takewhile, zip_longest

from chapter_and_verse.documents.block_writer import BlockWriter

_NUMBER = re.compile(r"[-+−]?[$€£]?\s?\d[\d.,\s]*%?")
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d")

Row = Sequence[str]


def has_header(rows: Sequence[Row]) -> bool:
    """Whether the first of ``rows`` names the columns, which is assumed unless clearly wrong.

    It is wrong for a single row, for a row that fills less than half of the columns, for one
    with a number in it (a year may be a name), and where the first cell has digits but no
    letter, as a date or a key has.

        has_header([["Region", "2019", "2020"], ["North", "120", "135"]])  # True
    """
    if len(rows) < 2:
        return False
    first = rows[0]
    names_most = 2 * sum(map(bool, first)) >= max(map(len, rows))
    has_value = any(_NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in first)
    has_key = re.search(r"\d", first[0]) and not re.search(r"[^\W\d_]", first[0])
    return names_most and not has_value and not has_key


def write_sheet(writer: BlockWriter, rows: Sequence[Row], sheet: str = "") -> None:
    """Write the rows of a sheet or a file, empty ones included, with their places: "row 7".

    The lines above a table, which fill one cell where its rows fill more, are paragraphs. An
    empty row ends a table where what follows it looks like another: lines of one cell, or a row
    of names above numbers.
    """
    most = max((sum(map(bool, row)) for row in rows), default=0)
    for first, run in _tables(rows):
        table = [
            (row, f"{sheet}, row {n}" if sheet else f"row {n}")
            for n, row in enumerate(run, first + 1)
        ]
        lines = list(takewhile(lambda row: most > 1 >= sum(map(bool, row[0])), table))
        for row, place in lines:
            writer.paragraph("".join(row), place)
        _write_table(writer, [(row, place) for row, place in table[len(lines) :] if any(row)])


def _tables(rows: Sequence[Row]) -> list[tuple[int, list[Row]]]:
    """The runs of rows that stand together, each with the number of its first, from 0."""
    runs: list[tuple[int, list[Row]]] = []
    ended = True
    for number, row in enumerate(rows):
        if not any(row):
            ended = True
            continue
        if not runs or (ended and _begins_table(rows, number)):
            runs.append((number, []))
        start, run = runs[-1]
        run += [()] * (number - start - len(run))
        run.append(row)
        ended = False
    return runs


def _begins_table(rows: Sequence[Row], number: int) -> bool:
    """Whether a row below an empty one is no row of the table above."""
    row, below = rows[number], rows[number + 1 : number + 2]
    filled = sum(map(bool, row))
    if filled == 1 or not below or not any(below[0]):
        return filled == 1
    has_number = any(_NUMBER.fullmatch(cell) for cell in below[0])
    names_all = all(name for name, value in zip_longest(row, below[0], fillvalue="") if value)
    return has_number and names_all and has_header([row, below[0]])


def _write_table(writer: BlockWriter, table: list[tuple[Row, str]]) -> None:
    if table:
        rows = _without_empty_columns([row for row, _ in table])
        writer.table(rows, header=has_header(rows), places=[place for _, place in table])


def _without_empty_columns(rows: Sequence[Row]) -> list[list[str]]:
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    used = [any(column) for column in zip(*full, strict=True)]
    return [list(compress(row, used)) for row in full]
