"""Tables as sentences: every row a paragraph that can be read without the others."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.errors import DocumentError

DELIMITERS = ",;\t|"
_NUMBER = re.compile(r"[-+−]?[$€£]?\d[\d.,]*%?")
_YEAR = re.compile(r"\d{4}")


def load_csv(data: bytes, source: str, max_bytes: int) -> Extraction:
    """A table of separated values, a sentence for each row: ``Name: Ada; Born: 1815.``

    The delimiter is the one of `DELIMITERS` that cuts the first row into most cells.

    Raises:
        DocumentError: the file is not text, or not a table.
    """
    text, warnings = decode(data, source)
    try:
        delimiter = max(DELIMITERS, key=lambda d: len(next(_records(text, d), [])))
        rows = list(_records(text, delimiter))
    except csv.Error as error:
        reason = f"The table cannot be read ({error}). Save it again as CSV in UTF-8."
        raise DocumentError(source, reason) from error
    writer = BlockWriter()
    writer.table(rows, header=has_header(rows))
    for warning in warnings:
        writer.warn(warning)
    return writer.extraction()


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        cells = [" ".join(cell.split()) for cell in record]
        if any(cells):
            yield cells


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of ``rows`` names the columns, which is assumed unless clearly wrong.

    It is wrong for a single row, for a row that fills less than half of the columns, for one
    with a number in it (a year may be a name), and where the first cell has digits but no
    letter, as a date or a key has.
    """
    if len(rows) < 2:
        return False
    first = rows[0]
    names_most = 2 * sum(map(bool, first)) >= max(map(len, rows))
    has_value = any(_NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in first)
    has_key = re.search(r"\d", first[0]) and not re.search(r"[^\W\d_]", first[0])
    return names_most and not has_value and not has_key


def rows_text(rows: Sequence[Sequence[str]], *, header: bool) -> str:
    """One paragraph a row, of its cells that hold something, each after its column's name.

    Cells are single lines. With ``header`` the first row holds the names and is not repeated.
    """
    names = [name.rstrip(":").rstrip() for name in rows[0]] if header else []
    return "\n\n".join(filter(None, (_row_text(names, row) for row in rows[header:])))


def _row_text(names: Sequence[str], row: Sequence[str]) -> str:
    named = zip_longest(names, row, fillvalue="")
    text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
    return text if not text or text[-1] in ".!?。！？" else text + "."
