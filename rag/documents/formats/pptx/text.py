"""Paragraphs of slides: their text, and whether they are items of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.formats.docx.math import equation
from chapter_and_verse.documents.formats.list_numbers import letters, roman
from chapter_and_verse.documents.formats.pieces import Piece
from chapter_and_verse.text.typography import lower_text, raise_text

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_BULLETS = (_A + "buChar", _A + "buBlip", _A + "buAutoNum")


def paragraph_pieces(body: Any, *, in_list: bool) -> Iterator[Piece]:
    """The paragraphs of a box; with ``in_list`` they are items where they do not say otherwise."""
    counts: dict[int, tuple[str, int]] = {}
    for paragraph in body.iter(_A + "p"):
        text = paragraph_text(paragraph)
        properties = paragraph.find(_A + "pPr")
        stated = properties.get("lvl", "0") if properties is not None else "0"
        level = int(stated) if stated.isdecimal() else 0
        bullet = None if properties is None else next(properties.iter(*_BULLETS), None)
        is_plain = properties is not None and properties.find(_A + "buNone") is not None
        if not text:
            continue
        number = _number(bullet, level, counts)
        if bullet is not None or (in_list and not is_plain):
            yield Piece(BlockKind.ITEM, f"{number} {text}" if number else text, level=level + 1)
        else:
            yield Piece(BlockKind.PARAGRAPH, text)


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph, without what is struck and the number of the slide."""
    return "".join(_inline(paragraph)).strip()


def _inline(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _MATH:
            yield equation(child)
        elif child.tag in (_A + "r", _A + "fld"):
            properties = child.find(_A + "rPr")
            look = {} if properties is None else properties.attrib
            is_struck = look.get("strike", "noStrike") != "noStrike"
            if not is_struck and child.get("type", "") != "slidenum":
                yield _at_height(child.findtext(_A + "t") or "", look.get("baseline", "0"))
        elif child.tag == _A + "br":
            yield "\n"
        elif isinstance(child.tag, str) and not child.tag.endswith(
            ("}pPr", "}endParaRPr", "}Fallback")
        ):
            yield from _inline(child)


def _at_height(text: str, baseline: str) -> str:
    if baseline.strip("%") == "0":
        return text
    return lower_text(text) if baseline.startswith("-") else raise_text(text)


def _number(bullet: Any, level: int, counts: dict[int, tuple[str, int]]) -> str:
    """The number of the next item; counting starts anew below one of a higher level."""
    for deeper in [depth for depth in counts if depth > level]:
        del counts[deeper]
    if bullet is None or bullet.tag != _A + "buAutoNum":
        counts.pop(level, None)
        return ""
    form, start = bullet.get("type", "arabicPeriod"), bullet.get("startAt", "1")
    before = counts.get(level)
    count = (
        before[1] + 1 if before and before[0] == form else int(start) if start.isdecimal() else 1
    )
    counts[level] = (form, count)
    written = str(count)
    if form.startswith("alpha"):
        written = letters(count)
    elif form.startswith("roman"):
        written = roman(count)
    written = written.upper() if "Uc" in form else written
    if form.endswith("ParenBoth"):
        return f"({written})"
    return written + (")" if form.endswith("ParenR") else "." if form.endswith("Period") else "")
