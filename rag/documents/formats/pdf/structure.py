"""A PDF's pages put together: headings, paragraphs over page ends, tables, notes, page edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.formats.pdf.glyphs import Glyph
from chapter_and_verse.documents.formats.pdf.headings import Headings, find_headings, look_of
from chapter_and_verse.documents.formats.pdf.repeats import (
    note_lines,
    printed_number,
    repeated_lines,
)
from chapter_and_verse.documents.formats.pdf.rows import Line, Table
from chapter_and_verse.documents.formats.pdf.words import keeps_hyphen, words_of
from chapter_and_verse.documents.formats.pdf.writer import PdfWriter, cell_glyphs

_SAME_LINE = 0.5  # lines closer than this, in sizes of their letters, stand side by side
_LEADING = 1.3  # a gap so many times the usual one between lines ends a paragraph,
_SIZES = 0.9  # and so do letters whose size is less than this part of the others'
_SENTENCE_ENDS = tuple('.!?:。！？”"»)')


@dataclass(frozen=True)
class PageContent:
    """What stands on a page: lines and tables in order, and what is said of it beside that.

    ``rows`` are names and values of fields, ``remarks`` what was written on the page later.
    A page whose text was ``recognised`` has nothing to do with the look of the others.
    """

    pieces: tuple[Line | Table, ...]
    rows: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    recognised: bool = False


@dataclass(frozen=True)
class _Style:
    headings: Headings
    words: frozenset[str]


def write_pages(
    writer: PdfWriter, pages: Sequence[PageContent], bookmarks: Iterable[str]
) -> tuple[bool, list[str]]:
    """Write all pages. Whether there are headings by their look, and the pages' printed numbers."""
    read = [page for page in pages if not page.recognised]
    lines = [piece for page in read for piece in page.pieces if isinstance(piece, Line)]
    whole = [line.text.rpartition(" ")[0] if _divides(line) else line.text for line in lines]
    style = _Style(find_headings(lines, bookmarks), words_of(whole))
    repeated = repeated_lines([() if page.recognised else page.pieces for page in pages])
    edges = [
        [page.pieces[n].text for n in sorted(places) if isinstance(page.pieces[n], Line)]  # type: ignore[union-attr]
        for page, places in zip(pages, repeated, strict=True)
    ]
    said: set[str] = set()
    for page, places in zip(pages, repeated, strict=True):
        writer.page()
        if page.recognised:
            writer.close()
        _write_page(writer, page, places, style, said)
        if page.recognised:
            writer.close()
    numbers = [printed_number(texts, n, edges) for n, texts in enumerate(edges)]
    found_headings = any(style.headings.level(line) for line in lines)
    return found_headings, numbers


def _write_page(
    writer: PdfWriter, page: PageContent, repeated: set[int], style: _Style, said: set[str]
) -> None:
    notes = set() if page.recognised else note_lines(page.pieces, repeated, style.headings.body)
    pieces = [p for n, p in enumerate(page.pieces) if n not in repeated and n not in notes]
    aside: list[tuple[BlockKind, Sequence[Glyph]]] = []
    for number in sorted(repeated):
        line = page.pieces[number]
        key = "".join(c for c in _text(line) if not c.isdigit())
        if any(c.isalpha() for c in key) and key not in said:
            said.add(key)
            aside.append((BlockKind.CAPTION, line.glyphs if isinstance(line, Line) else ()))
    aside += [(BlockKind.PARAGRAPH, glyphs) for glyphs in _notes(page.pieces, sorted(notes))]
    runs = _runs(pieces, style, page.recognised)
    for number, run in enumerate(runs):
        goes_on = number == 0 and _goes_on(writer, run)
        is_last = number == len(runs) - 1
        if is_last and not goes_on and _may_go_on(run):
            _write_aside(writer, aside)
        _write_run(writer, run, style, goes_on)
    _write_aside(writer, aside)
    for name, value in page.rows:
        writer.row([name], [[Glyph(-1, c, 0, 0, 0, 0, 0) for c in " ".join(value.split())]])
    for remark in page.remarks:
        writer.said(BlockKind.PARAGRAPH, remark)


def _write_aside(writer: PdfWriter, aside: list[tuple[BlockKind, Sequence[Glyph]]]) -> None:
    for kind, glyphs in aside:
        writer.block(kind, glyphs)
    aside.clear()


def _notes(pieces: Sequence[Line | Table], numbers: Sequence[int]) -> list[list[Glyph]]:
    """The notes at the foot of a page, each on one line."""
    notes: list[list[Line]] = []
    for number in numbers:
        line = pieces[number]
        if isinstance(line, Line):
            begins = line.text[:1].isdigit() or not line.text[:1].isalpha()
            if begins or not notes:
                notes.append([])
            notes[-1].append(line)
    return [cell_glyphs(note) for note in notes]


@dataclass(frozen=True)
class _Run:
    """Lines of one kind that follow one another; with a ``level`` they are one heading."""

    pieces: tuple[Line | Table, ...]
    separators: tuple[str, ...] = ()
    level: int = 0


def _runs(pieces: Sequence[Line | Table], style: _Style, recognised: bool) -> list[_Run]:
    """The pieces of a page as headings, tables and running text with its line ends."""
    ends = _line_ends(pieces)
    runs: list[_Run] = []
    for number, piece in enumerate(pieces):
        is_line = isinstance(piece, Line)
        level = style.headings.level(piece) if isinstance(piece, Line) and not recognised else 0
        last = runs[-1] if runs else None
        end = ends[number - 1] if number else ""
        joins = last is not None and is_line and isinstance(last.pieces[-1], Line)
        if joins and last is not None and last.level == level and isinstance(piece, Line):
            above = last.pieces[-1]
            one_heading = isinstance(above, Line) and look_of(above) == look_of(piece)
            if not level or (one_heading and _near(above, piece) and len(last.pieces) < 4):
                runs[-1] = _Run((*last.pieces, piece), (*last.separators, end), level)
                continue
        runs.append(_Run((piece,), ("\n\n",), level))
    return runs


def _near(above: Line | Table, line: Line) -> bool:
    return isinstance(above, Line) and 0 < above.base - line.base < 1.6 * line.size


def _may_go_on(run: _Run) -> bool:
    """Whether the next page may go on with the last lines of this one."""
    return not run.level and not _text(run.pieces[-1]).endswith(_SENTENCE_ENDS)


def _goes_on(writer: PdfWriter, run: _Run) -> bool:
    """Whether the first lines of a page go on the last paragraph of the page before."""
    if run.level or not writer.last_is_open or not isinstance(run.pieces[0], Line):
        return False
    before = writer.ending
    return not before.endswith(_SENTENCE_ENDS) and (
        before.endswith("-") or _text(run.pieces[0])[:1].islower()
    )


def _write_run(writer: PdfWriter, run: _Run, style: _Style, goes_on: bool) -> None:
    first = run.pieces[0]
    if isinstance(first, Table):
        writer.table(first, _has_header(first))
        return
    lines = [piece for piece in run.pieces if isinstance(piece, Line)]
    if run.level:
        writer.block(BlockKind.HEADING, cell_glyphs(lines), run.level)
        return
    written: list[tuple[Sequence[Glyph], str]] = []
    above = writer.last_line if goes_on else None
    for line, separator in zip(lines, run.separators, strict=True):
        if above is not None and above.glyphs[-1].divides:
            before = "".join(glyph.text for glyph in above.glyphs[:-1])
            if not keeps_hyphen(before, line.text, style.words):
                if written:
                    written[-1] = (written[-1][0][:-1], written[-1][1])
                else:
                    writer.drop_last()
            separator = ""
        elif goes_on and not written:
            separator = "\n"
        written.append((line.glyphs, separator))
        above = line
    writer.lines(written, goes_on=goes_on)
    writer.last_line = above


def _has_header(table: Table) -> bool:
    """Whether the first row names the columns: words alone, in more columns than one."""
    first, below = table.rows[0], table.rows[1:]
    texts = [" ".join(line.text for line in cell) for cell in first]
    if not below or sum(map(bool, texts)) < 2 or max(map(len, texts)) > 60:
        return False
    if any(text.endswith((".", ":")) for text in texts):
        return False
    bold = all(glyph.bold for cell in first for glyph in cell_glyphs(cell) if glyph.text != " ")
    plain = not all(g.bold for row in below for c in row for g in cell_glyphs(c) if g.text != " ")
    if bold and plain:
        return True
    full = 2 * sum(map(bool, texts)) >= len(texts)
    digits = any(c.isdigit() for text in texts for c in text)
    numbers = any(any(c.isdigit() for line in cell for c in line.text) for r in below for cell in r)
    return full and not digits and (numbers or len(texts) > 2)


def _text(piece: Line | Table) -> str:
    return piece.text if isinstance(piece, Line) else ""


def _divides(line: Line) -> bool:
    return bool(line.glyphs) and line.glyphs[-1].divides


def _line_ends(pieces: Sequence[Line | Table]) -> list[str]:
    """What follows each piece but the last: one line end, or two where a paragraph ends."""
    pairs = list(pairwise(pieces))
    gaps = [
        (a.base - b.base) / b.size
        if isinstance(a, Line) and isinstance(b, Line) and b.size
        else 0.0
        for a, b in pairs
    ]
    steps = sorted(gap for gap in gaps if gap > _SAME_LINE)
    usual = steps[len(steps) // 4] if steps else 0.0
    return [
        "\n\n" if gap > max(_LEADING * usual, _SAME_LINE) or _another_size(a, b) else "\n"
        for gap, (a, b) in zip(gaps, pairs, strict=True)
    ]


def _another_size(a: Line | Table, b: Line | Table) -> bool:
    if not (isinstance(a, Line) and isinstance(b, Line)):
        return True
    return min(a.size, b.size) < _SIZES * max(a.size, b.size)
