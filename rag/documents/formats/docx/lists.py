"""The numbers that Word writes before paragraphs, which its files do not hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chapter_and_verse.documents.formats.list_numbers import NUMBER_FORMATS

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTERS_AND_ROMANS: dict[str, Callable[[int], str]] = {
    "lowerLetter": NUMBER_FORMATS["a"],
    "upperLetter": NUMBER_FORMATS["A"],
    "lowerRoman": NUMBER_FORMATS["i"],
    "upperRoman": NUMBER_FORMATS["I"],
}
"""What Word calls these ways to write a number, of an item or a note."""
_FORMATS: dict[str, Callable[[int], str]] = {
    **LETTERS_AND_ROMANS,
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": lambda number: f"{number}.",  # what follows the digits depends on the language
}
_DEEPEST = 8


@dataclass(frozen=True)
class Level:
    """How the items of one depth are numbered: "%1.%2" in ``pattern`` stands for "2.1"."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    restarts_after: int | None = None
    all_decimal: bool = False


@dataclass(frozen=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = field(default_factory=dict)
    """For each list its pattern's name, its levels, and the levels at which it starts anew."""
    depths: dict[tuple[str, str], int] = field(default_factory=dict)
    """The depth that a list gives to paragraphs of a style, by the list and the style."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, list_id: str, depth: int) -> str:
        """The number of the next item at ``depth`` (from 0); empty for a bullet."""
        if list_id not in self.levels:
            return ""
        pattern_id, levels, starts = self.levels[list_id]
        depth = min(max(depth, 0), _DEEPEST)
        counts = self._counts.setdefault(pattern_id, {})
        level = levels.get(depth, Level())
        if depth in starts and (list_id, depth) not in self._begun:
            counts[depth] = starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self._begun.add((list_id, depth))
        for deeper in [d for d in counts if d > depth]:
            after = levels.get(deeper, Level()).restarts_after
            if after is None or (after and depth < after):
                del counts[deeper]
        if level.form in ("bullet", "none"):
            return ""
        return re.sub(
            r"%([1-9])", lambda m: _at(int(m[1]) - 1, counts, levels, level), level.pattern
        )


def _at(depth: int, counts: dict[int, int], levels: dict[int, Level], of: Level) -> str:
    """The part of a number that counts the items at ``depth``."""
    level = levels.get(depth, Level())
    count = counts.get(depth, level.start)
    form = "decimal" if of.all_decimal else level.form
    return _FORMATS.get(form, str)(count) if form not in ("bullet", "none") else ""


def read_numbering(root: Any) -> Numbering:
    """The lists that ``word/numbering.xml`` defines; none where there is no such file."""
    if root is None:
        return Numbering()
    patterns: dict[str, dict[int, Level]] = {}
    named: dict[str, str] = {}
    links: dict[str, str] = {}
    depths: dict[str, dict[str, int]] = {}
    for pattern in root.findall(_W + "abstractNum"):
        name = str(pattern.get(_W + "abstractNumId", ""))
        patterns[name] = {
            _int(lvl.get(_W + "ilvl")): _level(lvl) for lvl in pattern.findall(_W + "lvl")
        }
        depths[name] = {
            style: _int(lvl.get(_W + "ilvl"))
            for lvl in pattern.findall(_W + "lvl")
            if (style := _value(lvl, "pStyle"))
        }
        if style := _value(pattern, "styleLink"):
            named[style] = name
        if style := _value(pattern, "numStyleLink"):
            links[name] = style
    lists = {}
    for number in root.findall(_W + "num"):
        pattern_id = _value(number, "abstractNumId")
        pattern_id = named.get(links.get(pattern_id, ""), pattern_id)
        levels, starts = dict(patterns.get(pattern_id, {})), {}
        for override in number.findall(_W + "lvlOverride"):
            depth = _int(override.get(_W + "ilvl"))
            if (lvl := override.find(_W + "lvl")) is not None:
                levels[depth] = _level(lvl)
            if start := _value(override, "startOverride"):
                starts[depth] = _int(start)
        lists[number.get(_W + "numId", "")] = (pattern_id, levels, starts)
    by_list = {
        (list_id, style): depth
        for list_id, (pattern_id, *_) in lists.items()
        for style, depth in depths.get(pattern_id, {}).items()
    }
    return Numbering(lists, by_list)


def _level(lvl: Any) -> Level:
    restart = _value(lvl, "lvlRestart")
    return Level(
        start=_int(_value(lvl, "start") or "1"),
        form=_value(lvl, "numFmt") or "decimal",
        pattern=_value(lvl, "lvlText"),
        restarts_after=_int(restart) if restart else None,
        all_decimal=lvl.find(_W + "isLgl") is not None,
    )


def _value(element: Any, tag: str) -> str:
    found = element.find(_W + tag)
    return "" if found is None else str(found.get(_W + "val", ""))


def _int(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else 0
