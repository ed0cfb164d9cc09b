"""Jupyter notebooks: text as Markdown, code as code, and what the code has printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.markdown.loader import load_markdown
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.errors import DocumentError

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def load_notebook(data: bytes, source: str, max_bytes: int) -> Extraction:
    """The cells in order, each with its number as its place.

    Pictures and interactive output are named in a warning.

    Raises:
        DocumentError: it is no notebook.
    """
    text, warnings = decode(data, source)
    try:
        notebook = json.loads(text)
        sheets = notebook.get("worksheets") or [notebook]  # the form before 2015 has sheets
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(source, "It is no notebook. Save it again from Jupyter.") from error
    writer = BlockWriter()
    unread = 0
    for number, cell in enumerate(cells, 1):
        unread += _write(writer, cell, f"cell {number}", source)
    if unread:
        what = (
            "1 picture or other output" if unread == 1 else f"{unread:,} pictures or other outputs"
        )
        writer.warn(f"It holds {what} without text, which cannot be read.")
    for warning in warnings:
        writer.warn(warning)
    return writer.extraction()


def _write(writer: BlockWriter, cell: Mapping[str, Any], place: str, source: str) -> int:
    """Write a cell, and count what of its outputs cannot be read."""
    said = _text(cell.get("source", cell.get("input", "")))
    kind = cell.get("cell_type")
    if kind == "markdown":
        read = load_markdown(said.encode("utf-8", "replace"), source, len(said))
        writer.title = writer.title or read.title
        writer.include(read, place=place)
        return len(cell.get("attachments") or {})
    if kind == "heading":
        writer.heading(said, level=int(cell.get("level", 1)), place=place)
    elif kind == "raw":
        writer.paragraph(said, place=place)
    else:
        writer.code(said, place=place)
    printed = list(_outputs(cell.get("outputs") or []))
    for output in printed:
        if output is not None:
            writer.code(_COLOURS.sub("", output), place=f"{place}, output")
    return printed.count(None)


def _outputs(outputs: list[Mapping[str, Any]]) -> Iterator[str | None]:
    """The text of each output; None for one that has none."""
    for output in outputs:
        data = output.get("data") or output
        if output.get("output_type") in ("error", "pyerr"):
            yield f"{output.get('ename', '')}: {output.get('evalue', '')}"
        elif "text" in data or "text/plain" in data:
            said = _text(data.get("text/plain", data.get("text", "")))
            # A picture's text is what Python calls the object: <Figure size 640x480 with 1 Axes>.
            is_picture = any(str(kind).startswith("image") or kind == "png" for kind in data)
            yield None if is_picture else said
        else:
            yield None


def _text(lines: Any) -> str:
    return "".join(map(str, lines)) if isinstance(lines, list) else str(lines)
