"""The text of Word documents."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from chapter_and_verse.documents.formats.csv import has_header, rows_text
from chapter_and_verse.errors import DocumentError
from chapter_and_verse.text.typography import lower_text, raise_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXT_BOX = _W + "txbxContent"
_MOST_COLUMNS = 63  # in one table, for Word
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")

# Elements around paragraphs, rows, cells or runs that add nothing to the text themselves.
_WRAPPERS = frozenset(_W + tag for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}
_UNSEEN = ("strike", "dstrike", "vanish")
_SCRIPTS = {"superscript": raise_text, "subscript": lower_text}
# Properties, deleted text, the second copy of a drawing for old readers, and text boxes,
# which are paragraphs of their own.
_NOT_INLINE = frozenset(
    [_W + tag for tag in ("pPr", "rPr", "del", "moveFrom", "rt")]
    + [_TEXT_BOX, "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)


def docx_text(data: bytes, source: str, max_unpacked: int) -> str:
    """The paragraphs and tables in their order, with a blank line between two of them.

    A row of a table is one paragraph: with three or more columns, the first row names them as
    in CSV; with two, it reads ``first: second.`` Insertions that are tracked count as made.
    Headers, footers, notes and comments are left out. ``max_unpacked`` is in bytes.

    Raises:
        DocumentError: the file is damaged, protected by a password, not a Word document, or
            unpacks to more than ``max_unpacked`` bytes.
    """
    return "\n\n".join(_blocks(_body(data, source, max_unpacked)))


def _body(data: bytes, source: str, max_unpacked: int) -> Any:
    import docx

    if data.startswith(_OLE):
        reason = "It is protected by a password or older than .docx. Save it as plain .docx."
        raise DocumentError(source, reason)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            # A member never unpacks to more than the size it states: zipfile stops there.
            unpacked = sum(member.file_size for member in package.infolist())
        body = docx.Document(io.BytesIO(data)).element.body if unpacked <= max_unpacked else ()
    except Exception as error:  # python-docx lets through whatever a damaged file leads it to
        reason = "It is damaged, or not a Word document. Open it in Word and save it as .docx."
        raise DocumentError(source, reason) from error
    if unpacked > max_unpacked:
        reason = (
            f"It unpacks to {unpacked / 2**20:.0f} MiB, which is more than is read. "
            "Save the part you need as a file of its own, or raise RAG_MAX_FILE_MB."
        )
        raise DocumentError(source, reason)
    return () if body is None else body


def _blocks(container: Any) -> Iterator[str]:
    for element in _children(container):
        if element.tag == _W + "p":
            if text := "".join(_inline(element)).strip():
                yield text
            for box in _text_boxes(element):
                yield from _blocks(box)
        elif element.tag == _W + "tbl" and (text := _table(element)):
            yield text


def _children(container: Any) -> Iterator[Any]:
    for element in container:
        if element.tag in _WRAPPERS:
            yield from _children(element)
        else:
            yield element


def _inline(element: Any) -> Iterator[str]:
    """The pieces of text in an element; those of hidden and struck runs are left out."""
    for child in element:
        if child.tag == _W + "r" and (properties := child.find(_W + "rPr")) is not None:
            if any(_is_on(properties.find(_W + tag)) for tag in _UNSEEN):
                continue
            align = properties.find(_W + "vertAlign")
            write = _SCRIPTS.get(align.get(_W + "val")) if align is not None else None
            text = "".join(_inline(child))
            yield write(text) if write else text
            continue
        if child.tag in (_W + "t", _MATH + "t"):
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag not in _NOT_INLINE:
            yield from _inline(child)


def _is_on(toggle: Any) -> bool:
    """Whether a toggle of Word's, such as ``<w:strike/>``, is there and not switched off."""
    return toggle is not None and toggle.get(_W + "val", "true") not in ("false", "0", "off")


def _text_boxes(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag not in _NOT_INLINE:
            yield from _text_boxes(child)


def _table(table: Any) -> str:
    rows: list[list[str]] = []
    for row in _children(table):
        if row.tag == _W + "tr":
            rows.append(_row(row, rows[-1] if rows else []))
    rows = [row for row in rows if any(row)]
    columns = max(map(len, rows), default=0)
    if columns == 2:
        pairs = ([row[:1], row[1:]] if len(row) == 2 and all(row) else [row] for row in rows)
        return "\n\n".join(rows_text(pair, header=len(pair) == 2) for pair in pairs)
    return rows_text(rows, header=columns > 2 and has_header(rows))


def _row(row: Any, above: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in _children(row):
        if cell.tag != _W + "tc":
            continue
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(_W + "val") != "restart" and len(cells) < len(above):
            text = above[len(cells)]
        else:
            text = " ".join(" ".join(_blocks(cell)).split())
        cells += [text] + [""] * (_columns(cell) - 1)
    return cells


def _columns(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    stated = "" if span is None else span.get(_W + "val", "")
    return min(int(stated), _MOST_COLUMNS) if stated.isdecimal() else 1
