"""Workbooks: each sheet a table, each row a sentence."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.packages import damaged, open_package, title_of
from chapter_and_verse.documents.formats.sheets.parts import (
    SheetParts,
    cells_in_ods,
    read_sheet_parts,
)
from chapter_and_verse.documents.formats.tables import write_sheet
from chapter_and_verse.errors import DocumentError

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_KIND = "workbook (.xlsx, .xlsm, .xls or .ods)"
_MOST_CELLS = 5_000_000
_DIGITS = 15  # that a workbook keeps of a number


def load_workbook(data: bytes, source: str, max_bytes: int) -> Extraction:
    """A workbook, each sheet below a heading, where there are several, and read as CSV is.

    Formulas count as the values that were last computed. Numbers are written as they are kept,
    without the currency or percent sign that a format may add, and dates as 2024-05-31. Hidden
    sheets, rows and columns are left out. Comments stand at the end.

    Raises:
        DocumentError: the file is damaged, protected by a password, no workbook, or too large.
    """
    from python_calamine import CalamineWorkbook

    parts = SheetParts()
    if not data.startswith(_OLE):
        with open_package(data, source, 4 * max_bytes, _KIND) as package:
            try:
                parts = read_sheet_parts(package)
                cells = parts.most_cells or cells_in_ods(package)
            except (OSError, KeyError, ValueError, SyntaxError) as error:
                raise damaged(source, _KIND) from error
        if cells > _MOST_CELLS:
            reason = f"A sheet spans {cells:,} cells, more than are read. Remove the empty ones."
            raise DocumentError(source, reason)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        writer = BlockWriter()
        _write(writer, workbook, parts)
    except Exception as error:  # the library has an error of its own for each kind of file
        if "assword" in str(error) or ("format" in str(error) and data.startswith(_OLE)):
            reason = "It is protected by a password, or no workbook. Save it without one."
            raise DocumentError(source, reason) from error
        raise damaged(source, _KIND) from error
    return replace(writer.extraction(), title=title_of(parts.title))


def _write(writer: BlockWriter, workbook: Any, parts: SheetParts) -> None:
    visible = []
    for sheet in workbook.sheets_metadata:
        if str(sheet.visible).rpartition(".")[2] != "Visible":
            writer.warn(f"The sheet “{sheet.name}” is hidden. It was not read.")
        elif str(sheet.typ).rpartition(".")[2] != "WorkSheet":
            writer.warn(f"The sheet “{sheet.name}” is a chart or a macro. It was not read.")
        else:
            visible.append(sheet.name)
    for name in visible:
        rows = _rows(workbook.get_sheet_by_name(name))
        hidden_rows, hidden_columns = parts.hidden.get(name, (frozenset(), frozenset()))
        hidden = sum(1 for n, row in enumerate(rows) if n in hidden_rows and any(row))
        columns = {c for row in rows for c in hidden_columns if c < len(row) and row[c]}
        if hidden or columns:
            what = " and ".join(
                filter(None, [_count(hidden, "row"), _count(len(columns), "column")])
            )
            writer.warn(f"The sheet “{name}” hides {what}, not read.")
        shown = [
            [] if n in hidden_rows else ["" if c in columns else v for c, v in enumerate(row)]
            for n, row in enumerate(rows)
        ]
        texts = parts.texts.get(name, [])
        if len(visible) > 1 and (texts or any(map(any, shown))):
            writer.heading(name, level=1)
        write_sheet(writer, shown, name)
        for text in texts:
            writer.paragraph(text, name)
    if parts.comments:
        writer.heading("Comments", level=1)
    for place, comment in parts.comments:
        writer.paragraph(comment, place)
    if parts.pictures:
        writer.warn(f"It has {_count(parts.pictures, 'picture')} without a description, not read.")


def _rows(sheet: Any) -> list[list[str]]:
    """The rows of a sheet from its first, a merged cell in each of its rows."""
    values = sheet.to_python(skip_empty_area=True)
    above, before = sheet.start or (0, 0)
    rows = [[""] * before + [cell_text(value) for value in row] for row in values]
    rows = [[] for _ in range(above)] + rows
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = row[left] or rows[top][left]
    return rows


def cell_text(value: Any) -> str:
    """The value of a cell as a sheet shows it: "12" for 12.0, "2024-05-31" for a day."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.{_DIGITS}g}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return " ".join(str(value).split())


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}" if number else ""
