"""The text of OpenDocument texts and presentations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.odf.inline import InlineReader
from chapter_and_verse.documents.formats.odf.lists import ListCounter
from chapter_and_verse.documents.formats.odf.styles import (
    DRAW,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    read_styles,
)
from chapter_and_verse.documents.formats.packages import damaged, open_package, read_xml, title_in
from chapter_and_verse.documents.formats.pieces import Piece, table_pieces, write_pieces
from chapter_and_verse.documents.formats.unread import missing_things

_KIND = "OpenDocument file (.odt or .odp)"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_PARAGRAPHS = (TEXT + "p", TEXT + "h")
_MOST_COLUMNS = 200  # that a cell or an empty one is repeated for
_NOT_READ = frozenset(
    [OFFICE + "forms", TEXT + "tracked-changes", TEXT + "sequence-decls", OFFICE + "annotation"]
    + [TEXT + f"{name}-source" for name in ("table-of-content", "alphabetical-index")]
    + [TEXT + "table-of-content", TEXT + "alphabetical-index", TABLE + "shapes"]
)
_RUNNING = tuple(
    STYLE + name
    for name in ("header", "footer", "header-first", "footer-first", "header-left", "footer-left")
)


def load_odf(data: bytes, source: str, max_bytes: int) -> Extraction:
    """An OpenDocument text or presentation with headings, numbered lists, tables and notes.

    A note follows the paragraph that refers to it; headers, footers and comments stand at the
    end; a slide is a page. Tracked changes count as made. Tables of contents are left out.

    Raises:
        DocumentError: the file is damaged, protected by a password, none of these, or unpacks
            to more than four times ``max_bytes``.
    """
    with open_package(data, source, 4 * max_bytes, _KIND) as package:
        try:
            content = read_xml(package.read("content.xml"))
            named = "styles.xml" in package.namelist()
            styles = read_xml(package.read("styles.xml")) if named else None
            title = title_in(package)
        except Exception as error:  # zipfile lets through what a damaged member leads zlib to
            raise damaged(source, _KIND) from error
    return _written(content, styles, title)


def _written(content: Any, styles: Any, title: str) -> Extraction:
    reader, writer = _OdfReader(content, styles), BlockWriter()
    pages = list(content.iter(DRAW + "page"))
    for number, page in enumerate(pages, 1):
        writer.page()
        if reader.is_hidden_page(page):
            writer.warn(f"Slide {number} is hidden. It was not read.")
        else:
            write_pieces(writer, list(reader.slide(page)))
    bodies = [] if pages else list(content.iter(OFFICE + "text"))
    pieces = [piece for body in bodies for piece in reader.pieces(body)]
    write_pieces(writer, pieces)
    writer.title = title or next(
        (p.text for p in pieces if p.kind is BlockKind.HEADING and p.level == 1), ""
    )
    lines = {piece.text for piece in pieces}
    running = [text for text in reader.running_texts(styles) if text not in lines]
    if running:
        writer.heading("Headers and footers", level=1)
    for text in running:
        writer.paragraph(text)
    if remarks := reader.inline.remarks:
        writer.heading("Comments", level=1)
        writer.warn(f"It has {len(remarks)} comment{'s' * (len(remarks) > 1)}, read at the end.")
    for remark in remarks:
        writer.paragraph(remark)
    if changes := sum(1 for _ in content.iter(TEXT + "changed-region")):
        writer.warn(
            f"It has {changes} tracked change{'s' * (changes > 1)}, read as accepted: what was "
            "inserted is in the text, what was deleted is not."
        )
    for reason in missing_things(reader.inline.missing):
        writer.warn(reason)
    return writer.extraction()


class _OdfReader:
    """Walks through the elements of a document in their order."""

    def __init__(self, content: Any, styles: Any) -> None:
        self._styles = read_styles(content, styles)
        self._lists = ListCounter(content, styles)
        self.inline = InlineReader(self._styles)

    def is_hidden_page(self, page: Any) -> bool:
        look = self._styles.get(page.get(DRAW + "style-name", ""))
        return look is not None and look.hidden

    def slide(self, page: Any) -> Iterator[Piece]:
        """A slide, its title first and its notes last."""
        frames = [frame for frame in page if frame.tag != _PRESENTATION + "notes"]
        for frame in sorted(frames, key=lambda f: f.get(_PRESENTATION + "class") != "title"):
            pieces = list(self.pieces([frame]))
            if frame.get(_PRESENTATION + "class") == "title":
                text = " ".join(" ".join(piece.text for piece in pieces).split())
                pieces = [Piece(BlockKind.HEADING, text)] if text else []
            yield from pieces
        for notes in page.findall(_PRESENTATION + "notes"):
            frames = [f for f in notes if f.get(_PRESENTATION + "class") == "notes"]
            if written := [piece for piece in self.pieces(frames) if piece.text]:
                yield Piece(BlockKind.HEADING, "Notes", level=2)
                yield from written

    def running_texts(self, styles: Any) -> list[str]:
        """What the headers and footers say, apart from the page's number, each once."""
        parts = styles.iter(*_RUNNING) if styles is not None else ()
        texts = [self.inline.running_text(p) for part in parts for p in part.iter(*_PARAGRAPHS)]
        return list(dict.fromkeys(text for text in texts if any(map(str.isalpha, text))))

    def pieces(self, container: Any, depth: int = 0, list_name: str = "") -> Iterator[Piece]:
        """The pieces of a body, a section, a box, a cell or a note."""
        for element in container:
            if not isinstance(element.tag, str) or element.tag in _NOT_READ:
                continue
            if element.tag in _PARAGRAPHS:
                yield from self._paragraph(element)
            elif element.tag == TEXT + "list":
                yield from self._list(element, depth, list_name)
            elif element.tag == TABLE + "table":
                yield from self._table(element)
            elif element.tag in (DRAW + "frame", DRAW + "g", DRAW + "custom-shape"):
                yield from self._drawn(element)
            elif element.get(TEXT + "display") != "none":
                yield from self.pieces(element, depth, list_name)

    def _paragraph(self, element: Any, number: str = "", depth: int = 0) -> Iterator[Piece]:
        look = self._styles.get(element.get(TEXT + "style-name", ""))
        found = self.inline.read(element, look)
        level = element.get(TEXT + "outline-level", "1") if element.tag == TEXT + "h" else ""
        if level.isdecimal():
            number = number or self._lists.heading_number(int(level), element)
        text = f"{number} {found.text}" if number and found.text else found.text
        if not text or (look is not None and look.hidden):
            pass
        elif level.isdecimal():
            yield Piece(BlockKind.HEADING, text, level=int(level) + 1)
        elif look is not None and look.is_title:
            yield Piece(BlockKind.HEADING, text, level=1)
        elif depth:
            yield Piece(BlockKind.ITEM, text, level=depth)
        elif look is not None and look.is_caption:
            yield Piece(BlockKind.CAPTION, text)
        else:
            yield Piece(BlockKind.PARAGRAPH, text, stands_out=found.stands_out)
        for frame in found.frames:
            yield from self._drawn(frame)
        for mark, body in found.notes:
            note = self._flat(body)
            if note:
                yield Piece(BlockKind.PARAGRAPH, f"{mark} {note}".strip())

    def _list(self, element: Any, depth: int, outer: str) -> Iterator[Piece]:
        name = element.get(TEXT + "style-name", "") or outer
        self._lists.begin(element, name, depth)
        for item in element:
            if item.tag not in (TEXT + "list-item", TEXT + "list-header"):
                continue
            number = ""
            if item.tag == TEXT + "list-item" and any(c.tag in _PARAGRAPHS for c in item):
                number = self._lists.next(name, depth, item)
            for child in item:
                if child.tag in _PARAGRAPHS:
                    yield from self._paragraph(child, number, depth + 1)
                    number = ""
                else:
                    yield from self.pieces([child], depth + 1, name)

    def _table(self, table: Any) -> Iterator[Piece]:
        rows: list[list[str]] = []
        spans: dict[int, tuple[int, str]] = {}
        for row in table.iter(TABLE + "table-row"):
            if next(row.iterancestors(TABLE + "table")) is not table:
                continue
            if row.get(TABLE + "visibility", "visible") == "visible":
                rows.append(list(self._row(row, spans)))
        named = table.find(TABLE + "table-header-rows") is not None
        yield from table_pieces(rows, named=named)

    def _row(self, row: Any, spans: dict[int, tuple[int, str]]) -> Iterator[str]:
        """The texts of a row; ``spans`` holds the cells of those above that reach down to it."""
        column = 0
        for cell in row:
            if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                continue
            below, text = spans.get(column, (0, ""))
            if cell.tag == TABLE + "table-cell":
                text = self._flat(cell)
                below = _number(cell, "number-rows-spanned")
            spans[column] = (below - 1, text)
            for _ in range(min(_number(cell, "number-columns-repeated"), _MOST_COLUMNS)):
                yield text if below > 0 else ""
                column += 1

    def _drawn(self, frame: Any) -> Iterator[Piece]:
        described = " ".join(
            text
            for tag in ("title", "desc")
            if (text := (frame.findtext(_SVG + tag) or "").strip())
        )
        if described:
            yield Piece(BlockKind.CAPTION, described)
        formula = self.inline.formula(frame)
        if formula:
            yield Piece(BlockKind.PARAGRAPH, formula)
        kinds = {child.tag for child in frame}
        if (
            TABLE + "table" in kinds
            or DRAW + "text-box" in kinds
            or not kinds & {DRAW + "image", DRAW + "object"}
        ):
            yield from self.pieces([child for child in frame if not child.tag.startswith(_SVG)])
        elif not described and not formula:
            self.inline.missing["object" if DRAW + "object" in kinds else "picture"] += 1

    def _flat(self, container: Any) -> str:
        texts = []
        for piece in self.pieces(container):
            texts += [piece.text, *(" ".join(filter(None, row)) for row in piece.rows)]
        return " ".join(" ".join(texts).split())


def _number(element: Any, name: str) -> int:
    stated = element.get(TABLE + name, "1")
    return int(stated) if stated.isdecimal() else 1
