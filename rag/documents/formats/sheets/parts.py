"""What a workbook's file tells beside the values: how large, what is hidden, what is remarked."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from chapter_and_verse.documents.formats.docx.drawings import alternative_text
from chapter_and_verse.documents.formats.packages import read_xml, title_in

_REFERENCE = re.compile(rb"<(?:\w+:)?c [^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

Hidden = tuple[frozenset[int], frozenset[int]]
"""The rows and the columns of a sheet that are hidden, from 0."""


@dataclass
class SheetParts:
    """``most_cells`` is how many the largest sheet spans, empty ones included."""

    title: str = ""
    most_cells: int = 0
    pictures: int = 0
    hidden: dict[str, Hidden] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """What the boxes over a sheet and the descriptions of its pictures say."""
    comments: list[tuple[str, str]] = field(default_factory=list)
    """Each with its place: ("Prices, B7", "Comment by Ann on B7: …")."""


def read_sheet_parts(package: zipfile.ZipFile) -> SheetParts:
    """What an Excel workbook tells of its sheets; nothing for one of another program."""
    names = set(package.namelist())
    parts = SheetParts(title=title_in(package))
    parts.pictures = sum(1 for name in names if name.startswith("Pictures/"))
    if "xl/workbook.xml" not in names:
        return parts
    targets = _relations(package, "xl/workbook.xml")
    for sheet in read_xml(package.read("xl/workbook.xml")).iter(_S + "sheet"):
        name, (_, path) = sheet.get("name", ""), targets.get(sheet.get(_R + "id", ""), ("", ""))
        if path not in names:
            continue
        xml = package.read(path)
        parts.most_cells = max(parts.most_cells, _cells_spanned(xml))
        parts.hidden[name] = _hidden(xml)
        if sheet.get("state", "visible") == "visible":
            for kind, target in _relations(package, path).values():
                if kind == "comments" and target in names:
                    parts.comments += _comments(read_xml(package.read(target)), name)
                elif kind == "drawing" and target in names:
                    texts, pictures = _drawn(read_xml(package.read(target)))
                    parts.texts.setdefault(name, []).extend(texts)
                    parts.pictures += pictures
    return parts


def _relations(package: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """The kind and the path of each part that the part at ``path`` points to, by its id."""
    folder, name = posixpath.split(path)
    try:
        root = read_xml(package.read(f"{folder}/_rels/{name}.rels"))
    except KeyError:
        return {}
    return {
        one.get("Id", ""): (
            one.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in root
    }


def _cells_spanned(xml: bytes) -> int:
    """How many cells the rectangle holds that a sheet's cells lie in."""
    rows, columns = [], set()
    for found in _REFERENCE.finditer(xml):
        columns.add(found[1])
        rows.append(int(found[2]))
    if not rows:
        return 0
    numbers = [_column_number(letters.decode()) for letters in columns]
    return (max(rows) - min(rows) + 1) * (max(numbers) - min(numbers) + 1)


def _column_number(letters: str) -> int:
    """``_column_number("AA")`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _hidden(xml: bytes) -> Hidden:
    if b"hidden=" not in xml:
        return frozenset(), frozenset()
    root = read_xml(xml)
    rows = {int(row.get("r", "0")) - 1 for row in root.iter(_S + "row") if _is_hidden(row)}
    columns = {
        number - 1
        for column in root.iter(_S + "col")
        if _is_hidden(column)
        for number in range(int(column.get("min", "1")), int(column.get("max", "1")) + 1)
    }
    return frozenset(rows), frozenset(columns)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden", "0") in ("1", "true")


def _comments(root: Any, sheet: str) -> list[tuple[str, str]]:
    authors = [author.text or "" for author in root.iter(_S + "author")]
    found = []
    for comment in root.iter(_S + "comment"):
        number, cell = comment.get("authorId", ""), comment.get("ref", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        text = " ".join("".join(t.text or "" for t in comment.iter(_S + "t")).split())
        text = text.removeprefix(f"{author}:").strip()  # Excel writes the name into the text too
        if author.startswith("tc="):  # the copy of a threaded comment for older programs
            author, text = "", text.partition("Comment:")[2].strip() or text
        if text:
            by = f" by {author}" if author.strip() else ""
            found.append((f"{sheet}, {cell}", f"Comment{by} on {cell}: {text}"))
    return found


def _drawn(root: Any) -> tuple[list[str], int]:
    """The texts of a sheet's drawings, and how many pictures say nothing."""
    texts, pictures = [], 0
    for shape in root.iter(_DRAWING + "sp", _DRAWING + "pic"):
        lines = ("".join(t.text or "" for t in p.iter(_A + "t")) for p in shape.iter(_A + "p"))
        text = "\n".join(filter(None, map(str.strip, lines))) or alternative_text(shape)
        pictures += not text and shape.tag == _DRAWING + "pic"
        texts += [text] if text else []
    return texts, pictures


def cells_in_ods(package: zipfile.ZipFile) -> int:
    """How many cells the largest sheet of an OpenDocument workbook spans; 0 for other files."""
    if "content.xml" not in package.namelist():
        return 0
    most = 0
    for table in read_xml(package.read("content.xml")).iter(_TABLE + "table"):
        rows = width = seen = 0
        for row in table.iter(_TABLE + "table-row"):
            seen += int(row.get(_TABLE + "number-rows-repeated", "1"))
            column = filled = 0
            for cell in row:
                column += int(cell.get(_TABLE + "number-columns-repeated", "1"))
                filled = column if len(cell) or len(cell.attrib) > 2 else filled
            if filled:
                rows, width = seen, max(width, filled)
        most = max(most, rows * width)
    return most
