"""The one writer of blocks, for formats whose text is put together piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from chapter_and_verse.documents.blocks import Block, BlockKind, Cell, tile
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.text.sentences import Span

_BETWEEN_BLOCKS, _BETWEEN_ITEMS = "\n\n", "\n"
_SENTENCE_ENDS = ".!?。！？"


class BlockWriter:
    """Writes the text of a file and remembers what each piece of it is.

        writer = BlockWriter()
        writer.heading("Oil", level=2)
        writer.paragraph("Check it every month.")
        writer.table([["Month", "Litres"], ["May", "4"]], header=True)
        writer.warn("Page 3 is a picture. Its text was not read.")
        extraction = writer.extraction()

    A piece that is empty or all white space is not written. A blank line stands between two
    blocks; the items of a list follow one another line by line.
    """

    def __init__(self) -> None:
        self.title = ""
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._page_starts: list[int] = []
        self._page_labels: list[str] = []
        self._warnings: list[str] = []
        self._ends = 0

    def heading(self, text: str, level: int, place: str = "") -> None:
        """A heading; 1 is the highest level."""
        self._write(BlockKind.HEADING, " ".join(text.split()), level=level, place=place)

    def paragraph(self, text: str, place: str = "") -> None:
        """Running text, which may have several lines."""
        self._write(BlockKind.PARAGRAPH, text, place=place)

    def item(self, text: str, level: int = 1, place: str = "") -> None:
        """An item of a list, with its number or letter where it has one: "4. Ring the bell."."""
        self._write(BlockKind.ITEM, text, level=level, place=place)

    def code(self, text: str, place: str = "") -> None:
        """Code or other text whose lines and spaces count."""
        self._write(BlockKind.CODE, text, place=place)

    def caption(self, text: str, place: str = "") -> None:
        """What stands below a picture or a table, or in the place of one."""
        self._write(BlockKind.CAPTION, text, place=place)

    def question(self, text: str, level: int = 0, place: str = "") -> None:
        """A question that what follows answers; with the level of its heading if it is one."""
        self._write(BlockKind.QUESTION, text, level=level, place=place)

    def table(
        self, rows: Sequence[Sequence[str]], *, header: bool, places: Sequence[str] = ()
    ) -> None:
        """A table, each row as a sentence that reads without the others: "Month: May; Litres: 4."

        With ``header`` the first row names the columns and is not written itself. A cell that
        spans several rows or columns stands in each of its rows, and in the first of its columns.
        ``places``, if given, is one for each of ``rows``.
        """
        names = [" ".join(name.split()).rstrip(": ") for name in rows[0]] if header else []
        for number, row in enumerate(rows):
            if number or not header:
                self.row(names, row, places[number] if places else "")

    def row(self, names: Sequence[str], values: Sequence[str], place: str = "") -> None:
        """One row of a table whose columns are called ``names``."""
        text, cells = "", []
        start = self._length + len(self._separator(BlockKind.ROW))
        for name, value in zip_longest(names, (" ".join(v.split()) for v in values), fillvalue=""):
            if value:
                text += ("; " if text else "") + (f"{name}: " if name else "")
                span = Span(start + len(text), start + len(text) + len(value))
                cells.append(Cell(span, name))
                text += value
        if text and text[-1] not in _SENTENCE_ENDS:
            text += "."
        self._write(BlockKind.ROW, text, cells=tuple(cells), place=place)

    def page(self, label: str = "") -> None:
        """What is written from here on stands on the next page, on which ``label`` is printed."""
        self._page_starts.append(self._length)
        self._page_labels.append(label)

    def end(self, level: int) -> None:
        """What is written from here on is not under the last headings of this level and below."""
        self._ends = min(self._ends or level, level)

    def include(self, part: Extraction, below: int = 0, place: str = "") -> None:
        """All of another extraction, such as a page in a mail: its headings ``below`` levels lower.

        Its warnings come along; its pages do not, as they are pages of another file. ``place`` is
        that of its blocks that have none.
        """
        if part.text.strip():
            separator = self._separator(part.blocks[0].kind)
            moved = self._length + len(separator)
            self._pieces += [separator, part.text]
            self._length = moved + len(part.text)
            blocks = [_moved(block, moved, below, place) for block in part.blocks]
            ends, self._ends = self._ends, 0
            self._blocks += [replace(blocks[0], ends=ends or blocks[0].ends), *blocks[1:]]
        for warning in part.warnings:
            self.warn(warning)

    def warn(self, reason: str) -> None:
        """Say in a sentence what of the file is not in the text; saying it twice adds nothing."""
        if reason not in self._warnings:
            self._warnings.append(reason)

    def extraction(self) -> Extraction:
        """All that was written."""
        text = "".join(self._pieces)
        blocks = tile(text, self._blocks)
        first = blocks[0] if blocks else None
        title = first.span.of(text) if first and first.kind is BlockKind.HEADING else ""
        starts = [self._moved_to_text(start) for start in self._page_starts]
        return Extraction(
            text,
            blocks,
            page_starts=tuple(starts),
            page_labels=tuple(self._page_labels) if any(self._page_labels) else (),
            title=(self.title or title).strip(),
            warnings=tuple(self._warnings),
        )

    def _moved_to_text(self, start: int) -> int:
        """A page begins with its first character, not with the blank line before that."""
        after = [block.span.start for block in self._blocks if block.span.start >= start]
        return 0 if start == 0 else (after[0] if after else self._length)

    def _separator(self, kind: BlockKind) -> str:
        if not self._blocks:
            return ""
        goes_on = kind is BlockKind.ITEM and self._blocks[-1].kind is BlockKind.ITEM
        return _BETWEEN_ITEMS if goes_on else _BETWEEN_BLOCKS

    def _write(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        cells: tuple[Cell, ...] = (),
        place: str = "",
    ) -> None:
        text = text.strip("\n").rstrip() if kind is BlockKind.CODE else text.strip()
        if not text.strip():
            return
        separator = self._separator(kind)
        start = self._length + len(separator)
        self._pieces += [separator, text]
        self._length = start + len(text)
        span = Span(start, self._length)
        ends, self._ends = self._ends, 0
        self._blocks.append(Block(kind, span, level, cells, place=place, ends=ends))


def _moved(block: Block, by: int, below: int, place: str) -> Block:
    """A block of another text, so many characters on, its level lower if it is a heading."""
    return replace(
        block,
        span=block.span.shifted(by),
        level=block.level + below * (block.kind is BlockKind.HEADING),
        ends=block.ends and block.ends + below,
        cells=tuple(Cell(cell.span.shifted(by), cell.column) for cell in block.cells),
        place=block.place or place,
    )
