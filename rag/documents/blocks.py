"""What the text of a document is made of: headings, paragraphs, items of lists, rows, code.

A loader knows what it reads, and says so once, in blocks that tile the text: end to end they are
the whole of it. Nothing after it guesses at a heading or a cell again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import inf
from typing import NamedTuple, TypeVar

from chapter_and_verse.text.sentences import Span

Title = TypeVar("Title")


class BlockKind(StrEnum):
    """What a block is. A question is the heading of what follows it, as in a list of them."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    CODE = "code"
    CAPTION = "caption"
    QUESTION = "question"
    MARKUP = "markup"
    """What is in the file but not for its readers: comments, tags, rules, fences, struck text."""


TITLES = frozenset({BlockKind.HEADING, BlockKind.QUESTION})
"""The kinds that say what follows them is about, and are never quoted as an answer."""

SMALL_HEADING = 7
"""The level of a bold line, a term or a summary: below all headings that have one of their own."""


class Cell(NamedTuple):
    """A value of a row, as a span of the document's text, and the name of its column.

    A line such as "Phone: 0555 0147" is a row of one cell, whose column is "Phone". The name is
    empty where the table gives its columns none.
    """

    span: Span
    column: str


@dataclass(frozen=True)
class Block:
    """One piece of a document: ``span`` is its text with the white space that follows it.

    ``level`` is that of a heading, from 1, or how deep an item of a list stands, from 1.
    ``cells`` are those of a row, without the empty ones; with ``names_columns`` they are the
    names of the columns of the rows below. ``place`` is where the block is found in the file by
    other means than pages and lines: "Prices, row 7" in a workbook, "0:03:10" in subtitles.
    ``ends`` is the level of the headings that end before it, with those below them, as behind a
    list of terms; 0 where none does. ``says`` is what a heading says where its text has marks in
    it: "Oil" for "## [Oil](oil.md)".
    """

    kind: BlockKind
    span: Span
    level: int = 0
    cells: tuple[Cell, ...] = ()
    names_columns: bool = False
    place: str = ""
    says: str = ""
    ends: int = 0

    @property
    def is_title(self) -> bool:
        """Whether it only says what the blocks below it are about."""
        return self.kind in TITLES or self.names_columns


def tile(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, each made to reach as far as the next begins; the first begins the text.

    The blocks are in order and do not overlap, and between them stands only white space. Text
    that is all white space has none.

        tile("# Oil\\n\\nCheck it.", [heading(0, 5), paragraph(7, 16)])  # 0 to 7 and 7 to 16
    """
    found = list(blocks)
    starts = [0, *(block.span.start for block in found[1:]), len(text)]
    return tuple(
        replace(block, span=Span(start, end))
        for block, (start, end) in zip(found, pairwise(starts), strict=False)
    )


def heading_text(block: Block, text: str) -> str:
    """What a heading says whose characters are ``text``: without its marks, and on one line."""
    return block.says or " ".join(text.strip("#=- \t\r\n").split())


def close_titles(path: list[Title], level_of: Callable[[Title], int], block: Block) -> None:
    """Take off a path of titles those that end before ``block``; see `Block.ends`."""
    while block.ends and path and _depth(level_of(path[-1])) >= block.ends:
        path.pop()


def make_room(path: list[Title], level_of: Callable[[Title], int], title: Block) -> None:
    """Take off a path of titles those that are not over the next one, which is ``title``."""
    while path and _depth(level_of(path[-1])) >= _depth(title.level):
        path.pop()


def _depth(level: int) -> float:
    """How deep a title of this level stands: a question without one is below every heading."""
    return level or inf


def heading_paths(blocks: Sequence[Block]) -> Iterator[tuple[int, ...]]:
    """For each block the numbers of the headings under which it stands, the outermost first.

    A heading is not under itself. A question without a level is under the last heading, and ends
    at the next question or heading; one with a level is a heading of that level.
    """
    path: list[int] = []
    for place, block in enumerate(blocks):
        close_titles(path, lambda number: blocks[number].level, block)
        if block.kind in TITLES:
            make_room(path, lambda number: blocks[number].level, block)
        yield tuple(path)
        if block.kind in TITLES:
            path.append(place)
