"""Which lines of a PDF are headings, and of what level: by size, weight and bookmarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chapter_and_verse.documents.formats.pdf.rows import Line

_LARGER = 1.12  # letters so many times those of the text make a heading,
_LONGEST = 160  # which has at most so many characters
_MOST = 0.3  # and no more than this part of a file is in its headings
_DEEPEST = 6

Look = tuple[float, bool]
"""The size of a line's letters, to half a point, and whether all are bold."""


@dataclass(frozen=True)
class Headings:
    """The looks of a document's headings, the highest level first, and its bookmarks."""

    body: float
    looks: tuple[Look, ...]
    bookmarks: frozenset[str]

    def level(self, line: Line) -> int:
        """The level of a line as a heading, from 1; 0 if it is none."""
        if not _may_be_heading(line):
            return 0
        look = look_of(line)
        if look in self.looks:
            return min(self.looks.index(look) + 1, _DEEPEST)
        if plain_words(line.text) in self.bookmarks:
            return min(len(self.looks) + 1, _DEEPEST)
        return 0


def find_headings(lines: Sequence[Line], bookmarks: Iterable[str]) -> Headings:
    """What tells the headings among the lines of a document from its text."""
    sizes: Counter[Look] = Counter()
    for line in lines:
        sizes[look_of(line)] += len(line.text)
    by_size: Counter[float] = Counter()
    for (size, _), count in sizes.items():
        by_size[size] += count
    body = by_size.most_common(1)[0][0] if by_size else 0.0
    bold_text = sizes[body, True] > 0.3 * by_size[body]
    looks = {
        look_of(line)
        for line in lines
        if _may_be_heading(line)
        and (look_of(line)[0] >= _LARGER * body or (not bold_text and _is_bold(line, body)))
    }
    share = sum(len(line.text) for line in lines if look_of(line) in looks)
    if share > _MOST * max(1, sum(sizes.values())):
        looks = {look for look in looks if look[0] >= 1.4 * body}
    ordered = sorted(looks, reverse=True)
    return Headings(body, tuple(ordered), frozenset(map(plain_words, bookmarks)) - {""})


def look_of(line: Line) -> Look:
    """How a line looks."""
    black = [glyph for glyph in line.glyphs if not glyph.text.isspace()]
    return round(line.size * 2) / 2, all(glyph.bold for glyph in black)


def plain_words(text: str) -> str:
    """What a heading says, so that it can be compared: small letters and digits."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _is_bold(line: Line, body: float) -> bool:
    size, bold = look_of(line)
    return bold and size >= 0.95 * body


def _may_be_heading(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _LONGEST
        and any(c.isalpha() for c in text)
        and not text.endswith((".", ",", ";", ":"))
        and bool(line.glyphs)
        and line.glyphs[0].upright
    )
