"""The numbers that Writer puts before headings and items, which its files do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chapter_and_verse.documents.formats.list_numbers import NUMBER_FORMATS
from chapter_and_verse.documents.formats.odf.styles import STYLE, TEXT


class ListCounter:
    """Counts the items of lists, and the headings that are numbered."""

    def __init__(self, content: Any, styles: Any) -> None:
        roots = [root for root in (styles, content) if root is not None]
        self._lists = {
            style.get(STYLE + "name", ""): _levels(style)
            for root in roots
            for style in root.iter(TEXT + "list-style")
        }
        outlines = [style for root in roots for style in root.iter(TEXT + "outline-style")]
        self._outline = _levels(outlines[-1]) if outlines else {}
        self._headings: dict[int, int] = {}
        self._counts: dict[str, dict[int, int]] = {}

    def begin(self, element: Any, name: str, depth: int) -> None:
        """A list begins: it counts anew unless it says that it goes on with another."""
        goes_on = (
            element.get(TEXT + "continue-numbering") == "true"
            or element.get(TEXT + "continue-list") is not None
        )
        counts = self._counts.setdefault(name, {})
        for level in [level for level in counts if level >= depth and not goes_on]:
            del counts[level]

    def next(self, name: str, depth: int, item: Any) -> str:
        """The number of the next item at ``depth`` (from 0); empty for a bullet."""
        return _next(self._lists.get(name, {}), self._counts.setdefault(name, {}), depth, item)

    def heading_number(self, level: int, heading: Any) -> str:
        """The number of the next heading, where the document numbers those of its level."""
        if heading.get(TEXT + "is-list-header") == "true":
            return ""
        return _next(self._outline, self._headings, level - 1, heading)


def _levels(style: Any) -> dict[int, Any]:
    return dict(_numbered(style))


def _numbered(style: Any) -> Iterator[tuple[int, Any]]:
    for level in style:
        stated = level.get(TEXT + "level", "") if isinstance(level.tag, str) else ""
        if stated.isdecimal():
            yield int(stated) - 1, level


def _next(levels: dict[int, Any], counts: dict[int, int], depth: int, item: Any) -> str:
    level = levels.get(depth)
    stated = item.get(TEXT + "start-value", "")
    first = level.get(TEXT + "start-value", "1") if level is not None else "1"
    if stated.isdecimal():
        counts[depth] = int(stated)
    else:
        counts[depth] = (
            counts[depth] + 1 if depth in counts else int(first) if first.isdecimal() else 1
        )
    for deeper in [other for other in counts if other > depth]:
        del counts[deeper]
    form = level.get(STYLE + "num-format", "") if level is not None else ""
    if level is None or form not in NUMBER_FORMATS:
        return ""
    shown = level.get(TEXT + "display-levels", "1")
    first_shown = max(0, depth + 1 - (int(shown) if shown.isdecimal() else 1))
    parts = [
        NUMBER_FORMATS[own](counts.get(one, 1))
        for one in range(first_shown, depth + 1)
        if one in levels and (own := levels[one].get(STYLE + "num-format", "")) in NUMBER_FORMATS
    ]
    before, after = level.get(STYLE + "num-prefix", ""), level.get(STYLE + "num-suffix", "")
    return f"{before}{'.'.join(parts)}{after}".strip()
