"""JSON and JSON lines: objects of a list as rows, keys as the names of columns and headings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.errors import DocumentError

PATH = " › "
"""Between the keys of nested objects in the name of a column: "address › city"."""
LONG = 240
"""Characters from which a string is a paragraph of its own, not a cell."""
_DEEPEST_HEADING = 6


class _Object(NamedTuple):
    """An object of JSON with all its keys, those that stand in it twice too."""

    pairs: list[tuple[str, Any]]


def load_json(data: bytes, source: str, max_bytes: int) -> Extraction:
    """What is in a file of JSON, each value under its keys.

    The objects of a list are rows; the values of an object are rows of one cell, or stand under
    headings where they are objects and lists themselves. Numbers stay as they are written.

    Raises:
        DocumentError: the file is no JSON, or nested too deep.
    """
    text, warnings = decode(data, source)
    writer = BlockWriter()
    try:
        _write(writer, _parse(text), level=1)
    except json.JSONDecodeError as error:
        reason = f"It is not valid JSON (line {error.lineno}: {error.msg}). Mend it there."
        raise DocumentError(source, reason) from error
    except RecursionError as error:
        reason = "Its values are nested too deep. Save what matters of it as a table or as text."
        raise DocumentError(source, reason) from error
    return _finished(writer, warnings)


def load_json_lines(data: bytes, source: str, max_bytes: int) -> Extraction:
    """What is in a file with a value of JSON on each line; a line that is none is named.

    Raises:
        DocumentError: no line is JSON.
    """
    text, warnings = decode(data, source)
    writer = BlockWriter()
    read, unread = 0, []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            value = _parse(line) if line.strip() else None
        except (json.JSONDecodeError, RecursionError):
            unread.append(number)
            continue
        read += bool(line.strip())
        if isinstance(value, _Object):
            _write_row(writer, value, f"line {number}")
        elif value is not None:
            _write_list(writer, [value])
    if unread and not read:
        raise DocumentError(source, f"Line {unread[0]} is not valid JSON. Mend it there.")
    for number in unread[:20]:
        writer.warn(f"Line {number} is not valid JSON. It was not read.")
    if unread[20:]:
        writer.warn(f"{len(unread) - 20:,} more lines are not valid JSON. They were not read.")
    return _finished(writer, warnings)


def _finished(writer: BlockWriter, warnings: Sequence[str]) -> Extraction:
    for warning in warnings:
        writer.warn(warning)
    return writer.extraction()


def _parse(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=_Object, parse_int=str, parse_float=str, parse_constant=str
    )


def _said(value: Any) -> str:
    """A value that is no object and no list, as text; nothing for null."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _write(writer: BlockWriter, value: Any, level: int) -> None:
    if isinstance(value, _Object):
        _write_object(writer, value, level)
    elif isinstance(value, list):
        _write_list(writer, value)
    else:
        writer.paragraph(_said(value))


def _write_object(writer: BlockWriter, given: _Object, level: int) -> None:
    """The plain values first, so that none stands under the heading of another key."""
    for key, value in given.pairs:
        if not isinstance(value, (_Object, list)) and not _is_long(value):
            writer.row([key], [_said(value)])
    for key, value in given.pairs:
        if isinstance(value, (_Object, list)) or _is_long(value):
            writer.heading(key, min(level, _DEEPEST_HEADING))
            _write(writer, value, level + 1)


def _write_list(writer: BlockWriter, values: Sequence[Any], above: str = "") -> None:
    for number, value in enumerate(values, 1):
        place = f"{above}record {number}"
        if isinstance(value, _Object):
            _write_row(writer, value, place)
        elif isinstance(value, list):
            _write_list(writer, value, f"{place}, ")
        elif _is_long(value):
            writer.paragraph(_said(value), place=place)
        else:
            writer.item(_said(value), place=place)


def _write_row(writer: BlockWriter, given: _Object, place: str) -> None:
    """An object as a row; its long texts below it, and the lists of objects in it as more rows.

    Each of these begins with the object's own first value, which tells them from those of others.
    """
    cells, long, lists = [], [], []
    for path, value in _flat(given):
        if isinstance(value, list):
            lists.append((path, value))
        elif _is_long(value):
            long.append((path, _said(value)))
        elif said := _said(value):
            cells.append((path, said))
    writer.row([name for name, _ in cells], [value for _, value in cells], place)
    for path, text in long:
        writer.caption(f"{path}:", place=place)
        writer.paragraph(text, place=place)
    for path, values in lists:
        for inner in values:
            pairs = inner.pairs if isinstance(inner, _Object) else [("", inner)]
            named = [(f"{path}{PATH}{key}" if key else path, value) for key, value in pairs]
            _write_row(writer, _Object([*cells[:1], *named]), place)


def _flat(given: _Object, above: str = "") -> Iterator[tuple[str, Any]]:
    """The values of an object by their paths; a list of plain values is one value."""
    for key, value in given.pairs:
        path = f"{above}{PATH}{key}" if above else key
        if isinstance(value, _Object):
            yield from _flat(value, path)
        elif isinstance(value, list) and not any(isinstance(v, (_Object, list)) for v in value):
            yield path, ", ".join(filter(None, map(_said, value)))
        else:
            yield path, value


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and (len(value) > LONG or "\n" in value.strip())
