"""Writes the text of a PDF, its blocks, and for each character the glyph that it is."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.blocks import Block, BlockKind, Cell
from chapter_and_verse.documents.formats.pdf.glyphs import Glyph
from chapter_and_verse.documents.formats.pdf.rows import Line, Table
from chapter_and_verse.documents.formats.plain import plain_blocks
from chapter_and_verse.text.sentences import Span

NOWHERE = -1
"""The glyph of a character that is drawn nowhere, such as that of a column's repeated name."""


@dataclass
class PdfWriter:
    """What has been written: ``glyphs`` holds PDFium's index for each character of the text.

    Running text is written line by line; what it is made of is seen when all of it is there,
    as a paragraph may go on over the end of a page.
    """

    last_line: Line | None = None
    glyphs: array[int] = field(default_factory=lambda: array("i"))
    page_starts: list[int] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _blocks: list[Block | Span] = field(default_factory=list)
    _open: bool = False

    def page(self) -> None:
        """What is written from here on stands on the next page."""
        self.page_starts.append(self._length)

    def lines(self, lines: Iterable[tuple[Sequence[Glyph], str]], *, goes_on: bool = False) -> None:
        """Running text, each line with what stands between it and the one above.

        With ``goes_on`` it goes on the running text above it.
        """
        for number, (glyphs, separator) in enumerate(lines):
            if number or (goes_on and self._open):
                self._add(separator)
            else:
                self._separate()
                self._blocks.append(Span(self._length, self._length))
                self._open = True
            self._add_glyphs(glyphs)
            opened = self._blocks[-1]
            assert isinstance(opened, Span)
            self._blocks[-1] = Span(opened.start, self._length)

    def block(self, kind: BlockKind, glyphs: Sequence[Glyph], level: int = 0) -> None:
        """One block of text that is drawn."""
        self._separate()
        start = self._length
        self._add_glyphs(glyphs)
        self._blocks.append(Block(kind, Span(start, self._length), level=level))
        self._open = False

    def said(self, kind: BlockKind, text: str) -> None:
        """One block of text that is not drawn as such: a remark, or a line about one."""
        if text := " ".join(text.split()):
            self.block(kind, [Glyph(NOWHERE, c, 0, 0, 0, 0, 0) for c in text])

    def row(self, names: Sequence[str], cells: Sequence[Sequence[Glyph]]) -> None:
        """One row of a table whose columns are called ``names``."""
        writer = BlockWriter()
        values = ["".join(glyph.text for glyph in cell) for cell in cells]
        writer.row(names, values)
        row = writer.extraction()
        if not row.blocks:
            return
        self._separate()
        start = self._length
        self._add(row.text)
        placed: list[Cell] = []
        drawn = (cell for cell, value in zip(cells, values, strict=True) if value)
        for cell, glyphs in zip(row.blocks[0].cells, drawn, strict=True):
            span = cell.span.shifted(start)
            placed.append(Cell(span, cell.column))
            indices = array("i", [g.number for g in glyphs for _ in g.text])
            self.glyphs[span.start : span.end] = indices
        self._blocks.append(Block(BlockKind.ROW, Span(start, self._length), cells=tuple(placed)))
        self._open = False

    def table(self, table: Table, is_header: bool) -> None:
        """A table, each row a sentence; with ``is_header`` the first names the columns."""
        rows = [[cell_glyphs(cell) for cell in row] for row in table.rows]
        names = ["".join(g.text for g in cell).rstrip(": ") for cell in rows[0]]
        for cells in rows[1:] if is_header else rows:
            self.row(names if is_header else [], cells)

    def finished(self, demote: bool) -> tuple[str, list[Block]]:
        """The text and its blocks; with ``demote`` running text holds no headings."""
        text = "".join(self._pieces)
        blocks: list[Block] = []
        for block in self._blocks:
            for made in plain_blocks(text, block) if isinstance(block, Span) else [block]:
                is_text = demote and isinstance(block, Span) and made.kind is BlockKind.HEADING
                blocks.append(replace(made, kind=BlockKind.PARAGRAPH, level=0) if is_text else made)
        return text, blocks

    @property
    def last_is_open(self) -> bool:
        """Whether running text was written last, which may go on."""
        return self._open

    @property
    def ending(self) -> str:
        """The last characters that were written."""
        return self._pieces[-1] if self._pieces else ""

    def close(self) -> None:
        """Nothing goes on what was written last."""
        self._open = False

    def drop_last(self) -> None:
        """Take back the last character, a hyphen that only divides a word."""
        self._pieces[-1] = self._pieces[-1][:-1]
        self._length -= 1
        self.glyphs.pop()
        self.page_starts = [min(start, self._length) for start in self.page_starts]
        last = self._blocks[-1]
        if isinstance(last, Span):
            self._blocks[-1] = Span(last.start, self._length)

    def _separate(self) -> None:
        if self._length:
            self._add("\n\n")
        starts = self.page_starts
        for number in range(len(starts) - 1, -1, -1):
            if starts[number] < self._length - 2 or self._length == 0:
                break
            starts[number] = self._length

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        self.glyphs.extend([NOWHERE] * len(text))

    def _add_glyphs(self, glyphs: Sequence[Glyph]) -> None:
        text = "".join(glyph.text for glyph in glyphs)
        self._pieces.append(text)
        self._length += len(text)
        self.glyphs.extend(glyph.number for glyph in glyphs for _ in glyph.text)


def cell_glyphs(cell: Sequence[object]) -> list[Glyph]:
    """The characters of a cell on one line, with single spaces."""
    found: list[Glyph] = []
    for line in cell:
        for glyph in (*getattr(line, "glyphs", ()), Glyph(NOWHERE, " ", 0, 0, 0, 0, 0)):
            if not glyph.text.isspace():
                found.append(glyph)
            elif found and found[-1].text != " ":
                found.append(glyph._replace(text=" "))
    while found and found[-1].text == " ":
        found.pop()
    return found
