"""Tables of separated values: every row a sentence that can be read without the others."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.tables import write_sheet
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.errors import DocumentError

DELIMITERS = ",;\t|"
_LOOKED_AT = 200  # rows, for the delimiter


def load_csv(data: bytes, source: str, max_bytes: int) -> Extraction:
    """A table of separated values, a sentence for each row: ``Name: Ada; Born: 1815.``

    A first line such as "sep=;" names the delimiter; else it is the one of `DELIMITERS` that
    cuts most rows into the same number of cells.

    Raises:
        DocumentError: the file is not text, or not a table.
    """
    text, warnings = decode(data, source)
    first, _, rest = text.partition("\n")
    stated = first.strip().lower()
    try:
        if stated.startswith("sep=") and len(first.strip("\r")) == len("sep=") + 1:
            delimiter, rows = first[len("sep=")], [[], *_records(rest, first[len("sep=")])]
        else:
            delimiter = max(DELIMITERS, key=lambda one: _evenness(text, one))
            rows = list(_records(text, delimiter))
    except csv.Error as error:
        reason = f"The table cannot be read ({error}). Save it again as CSV in UTF-8."
        raise DocumentError(source, reason) from error
    writer = BlockWriter()
    write_sheet(writer, rows)
    for warning in warnings:
        writer.warn(warning)
    return writer.extraction()


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [" ".join(cell.split()) for cell in record]


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many rows have the width that most have, and that width, which counts from 2."""
    widths = Counter[int]()
    with suppress(csv.Error):  # by the wrong delimiter; the right one raises it again
        for record in islice(_records(text, delimiter), _LOOKED_AT):
            widths[len(record)] += any(record)
    widest = {width: rows for width, rows in widths.items() if width > 1}
    if not widest:
        return 0, 0
    width = max(widest, key=lambda one: (widest[one], one))
    return widest[width], width
