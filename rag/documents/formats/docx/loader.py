"""The text of Word documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.docx.drawings import Drawn, read_drawing
from chapter_and_verse.documents.formats.docx.inline import (
    InlineReader,
    Paragraph,
    without_page_number,
)
from chapter_and_verse.documents.formats.docx.package import WordFile, open_word
from chapter_and_verse.documents.formats.docx.remarks import comments, warn_of_what_is_missing
from chapter_and_verse.documents.formats.docx.styles import Look, paragraph_look
from chapter_and_verse.documents.formats.pieces import Piece, table_pieces, write_pieces

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_COLUMNS = 63  # in one table, for Word

_CONTENTS = ("toc ", "table of figures")
_CODE_STYLES = frozenset({"source code", "html preformatted", "code", "macro text"})
# Elements around paragraphs, rows, cells or runs that add nothing to the text themselves.
_WRAPPERS = frozenset(
    [_W + tag for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")]
    + [
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}" + tag
        for tag in ("AlternateContent", "Choice")
    ]
)


def load_docx(data: bytes, source: str, max_bytes: int) -> Extraction:
    """A Word document with its headings, numbered lists, tables, notes and remarks.

    Headings are those that Word's navigation shows, and below them short bold lines. The numbers
    of lists are worked out as Word does. A note follows the paragraph that refers to it. Headers,
    footers and comments stand once, at the end. Tracked changes count as made. Tables of contents
    are left out: they repeat the headings.

    Raises:
        DocumentError: the file is damaged, protected by a password, not a Word document, or
            unpacks to more than twice ``max_bytes``.
    """
    word = open_word(data, source, 2 * max_bytes)
    reader = _WordReader(word)
    writer = BlockWriter()
    pieces = list(reader.pieces(word.body))
    writer.title = word.title or next((p.text for p in pieces if p.level == 0), "")
    has_title = any(piece.level == 0 for piece in pieces)
    write_pieces(writer, [_below_title(piece) for piece in pieces] if has_title else pieces)
    if running := [text for text in reader.running_texts() if text not in reader.lines]:
        writer.heading("Headers and footers", level=1)
        for text in running:
            writer.paragraph(text)
    if remarks := comments(word):
        writer.heading("Comments", level=1)
        for remark in remarks:
            writer.paragraph(remark)
    warn_of_what_is_missing(writer, word, reader.missing, len(remarks))
    return writer.extraction()


def _below_title(piece: Piece) -> Piece:
    if piece.kind is not BlockKind.HEADING:
        return piece
    return Piece(BlockKind.HEADING, piece.text, piece.level + 1)


class _WordReader:
    """Walks through the parts of a document and counts what it cannot read."""

    def __init__(self, word: WordFile) -> None:
        self.missing: Counter[str] = Counter()
        self.lines: set[str] = set()
        self._word = word
        self._inline = InlineReader(word.styles, word.note_marks)
        self._notes: list[tuple[str, str]] = []
        self._captions: list[Piece] = []

    def pieces(self, container: Any, *, in_cell: bool = False) -> Iterator[Piece]:
        """The pieces of a body, a cell, a note or a box; notes in cells wait for the table."""
        for element in _children(container):
            if element.tag == _W + "p":
                yield from self._paragraph(element, in_cell)
            elif element.tag == _W + "tbl":
                yield from self._table(element)
            elif element.tag in (_W + "altChunk", _W + "subDoc"):
                self.missing["part"] += 1
            if not in_cell:
                yield from self._waiting()

    def running_texts(self) -> list[str]:
        """What headers and footers say, apart from the page's number, each once."""
        found: dict[str, None] = {}
        for part in self._word.running_parts:
            for element in part.iter(_W + "p"):
                text = without_page_number(self._inline.read(element, Look()).text)
                if any(map(str.isalpha, text)):
                    found[text] = None
        return list(found)

    def _waiting(self) -> Iterator[Piece]:
        captions, self._captions = self._captions, []
        yield from captions
        notes, self._notes = self._notes, []
        for key in notes:
            if (note := self._word.notes.get(key)) is None:
                continue
            text = self._text_of(note)
            mark = self._word.raised_mark(key)
            if text:
                yield Piece(BlockKind.PARAGRAPH, f"{mark} {text}" if mark else text)
        if self._notes or self._captions:
            yield from self._waiting()

    def _text_of(self, container: Any) -> str:
        return " ".join(_flat(self.pieces(container, in_cell=True))).strip()

    def _paragraph(self, element: Any, in_cell: bool) -> Iterator[Piece]:
        look = self._look(element)
        found = self._inline.read(element, look)
        text = found.text.strip().replace("\0", "")
        if text and look.name in _CODE_STYLES:
            yield Piece(BlockKind.CODE, found.text.rstrip())
        elif not look.name.startswith(_CONTENTS) and text:
            self.lines.add(text)
            yield self._piece(text, look, found)
        self._notes += found.notes
        self.missing["symbol"] += found.unread_symbols
        for drawing in found.drawings:
            drawn = read_drawing(drawing, self._word.related)
            self._captions += _drawn_pieces(drawn)
            self.missing.update(drawn.missing)
        for box in found.boxes:
            yield from self.pieces(box, in_cell=in_cell)

    def _look(self, element: Any) -> Look:
        style = element.find(f"{_W}pPr/{_W}pStyle")
        style_id = style.get(_W + "val", "") if style is not None else self._word.default_style
        look = self._word.styles.get(style_id, Look())
        depth = self._word.numbering.depths.get((look.list_id, style_id), look.depth)
        look = Look(look.name, look.level, look.list_id, depth, look.hidden, look.bold)
        return paragraph_look(element, look)

    def _piece(self, text: str, look: Look, found: Paragraph) -> Piece:
        number = self._word.numbering.next(look.list_id, look.depth) if look.list_id else ""
        text = f"{number} {text}" if number else text
        if look.is_title:
            return Piece(BlockKind.HEADING, text, level=0)
        if look.level:
            return Piece(BlockKind.HEADING, text, level=look.level)
        if look.name == "caption":
            return Piece(BlockKind.CAPTION, text)
        if look.list_id:
            return Piece(BlockKind.ITEM, text, level=max(look.depth, 0) + 1)
        return Piece(BlockKind.PARAGRAPH, text, stands_out=found.stands_out)

    def _table(self, table: Any) -> Iterator[Piece]:
        elements = [
            row for row in _children(table) if row.tag == _W + "tr" and not _is_deleted(row)
        ]
        cells = [[cell for cell in _children(row) if cell.tag == _W + "tc"] for row in elements]
        if max(map(len, cells), default=0) == 1:
            for (cell,) in filter(None, cells):
                yield from self.pieces(cell)
            return
        rows: list[list[str]] = []
        for row in cells:
            rows.append(self._row(row, rows[-1] if rows else []))
        named = bool(elements) and elements[0].find(f"{_W}trPr/{_W}tblHeader") is not None
        yield from table_pieces(rows, named=named)

    def _row(self, cells: list[Any], above: list[str]) -> list[str]:
        row: list[str] = []
        for cell in cells:
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(_W + "val") != "restart" and len(row) < len(above):
                text = above[len(row)]
            else:
                text = " ".join(self._text_of(cell).split())
            row += [text] + [""] * (_columns(cell) - 1)
        return row


def _flat(pieces: Iterator[Piece]) -> Iterator[str]:
    """The text of pieces, those of a table within a cell row by row."""
    for piece in pieces:
        yield piece.text
        for row in piece.rows:
            yield " ".join(filter(None, row))


def _drawn_pieces(drawn: Drawn) -> Iterator[Piece]:
    for text in drawn.captions:
        yield Piece(BlockKind.CAPTION, text)
    if drawn.rows:
        yield Piece(BlockKind.ROW, rows=tuple(map(tuple, drawn.rows)), header=True)


def _children(container: Any) -> Iterator[Any]:
    for element in container:
        if element.tag in _WRAPPERS:
            if element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is None:
                yield from _children(element)
        else:
            yield element


def _is_deleted(row: Any) -> bool:
    return row.find(f"{_W}trPr/{_W}del") is not None


def _columns(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    stated = "" if span is None else span.get(_W + "val", "")
    return min(int(stated), _MOST_COLUMNS) if stated.isdecimal() else 1
