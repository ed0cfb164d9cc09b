"""The lines inside a paragraph or a row of Markdown, and what stands between its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from chapter_and_verse.documents.blocks import SMALL_HEADING, TITLES, Block, BlockKind, Cell
from chapter_and_verse.text.sentences import QUESTION_ENDS, Span, is_one_question, trim_span

_LINE = re.compile(r"[^\r\n]+")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_BOLD = re.compile(r"(?P<mark>\*\*|__)(?P<says>(?!\s)(?:(?!(?P=mark)).)+)(?P=mark):?")
_FIELD = re.compile(
    r"(?P<mark>\*\*|__|[*_])?(?P<name>[^\W\d_][^\n:|.!?;,*]{0,40})"
    r"(?(mark)(?::(?P=mark)|(?P=mark)[ ]?:)|:)"
    r"[ \t]+(?P<value>\S(?:(?![a-z]{3}[.!?][ \t])[^\n]){0,120})"
)
_ALERT = re.compile(r"\[![A-Za-z]+\][-+]?")
_DEFINED = re.compile(r"[ \t>]*\[(?P<name>[^\]\n]+)\]:[ \t]*(?P<value>\S+)")
_EMPHASIS = re.compile(r"(?P<mark>\*\*\*|\*\*|__|[*_]|`+|~~)(?P<inside>.+)(?P=mark)", re.DOTALL)
_STRUCK = re.compile(r"~~(?=\S).+?(?<=\S)~~", re.DOTALL)
_BAR = re.compile(r"(?<!\\)\|")
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")


def heading_kind(says: str) -> BlockKind:
    """Whether a heading asks what follows it or names it."""
    return BlockKind.QUESTION if says.rstrip().endswith(QUESTION_ENDS) else BlockKind.HEADING


def paragraph_blocks(
    text: str,
    span: Span,
    item_level: int,
    comments: Sequence[str],
    is_struck: bool,
) -> Iterator[Block]:
    """The blocks of a paragraph, or of one that begins an item of a list at ``item_level``.

    A line that is all bold, or a question, is a heading of the lines or blocks below it; lines
    such as "**Phone:** 0555 0147" are rows of one cell. What is struck, and ``comments``, are
    markup. See `settled` for what only the next block tells.
    """
    lines = [trim_span(text, Span(*line.span())) for line in _LINE.finditer(text, *span)]
    lines = [line for line in lines if line.start < line.end]
    place = 0
    while place < len(lines):
        level = item_level if place == 0 else 0
        fields = list(takewhile(lambda line: _field(text, line), lines[place:]))
        title = None if level else _title(text, lines, place)
        if level and len(lines) == 1:
            yield from _without_unseen(
                text,
                Block(BlockKind.ITEM, lines[0], level=level, cells=_field(text, lines[0])),
                comments,
                is_struck,
            )
            return
        if title:
            yield title
            place += 1
        elif len(fields) > 1 or (fields and len(lines) == 1 and _BOLD.match(fields[0].of(text))):
            for line in fields:
                cells = _field(text, line)
                yield Block(BlockKind.ROW, line, level=level, cells=cells)
            place += len(fields)
        else:
            last = place
            while last + 1 < len(lines) and not _begins(text, lines, last + 1):
                last += 1
            kind = BlockKind.ITEM if level else BlockKind.PARAGRAPH
            block = Block(kind, Span(lines[place].start, lines[last].end), level=level)
            yield from _without_unseen(text, block, comments, is_struck)
            place = last + 1


def _begins(text: str, lines: Sequence[Span], place: int) -> bool:
    """Whether a line of a paragraph, which is not the first, begins a block of its own."""
    is_field = all(_field(text, line) for line in lines[place : place + 2])
    return bool(_title(text, lines, place)) or (is_field and place + 1 < len(lines))


def _title(text: str, lines: Sequence[Span], place: int) -> Block | None:
    """A line as a heading, if it is all bold, or one question and no part of a sentence above."""
    line = lines[place].of(text).rstrip("\\").rstrip()
    if _ALERT.fullmatch(line):
        return Block(BlockKind.CAPTION, lines[place])
    if bold := _BOLD.fullmatch(line):
        says = " ".join(bold["says"].split())
        return Block(heading_kind(says), lines[place], level=SMALL_HEADING, says=says)
    ended = place == 0 or lines[place - 1].of(text).endswith((*_SENTENCE_ENDS, "\\", "**"))
    words = line.strip("*_")
    if ended and is_one_question(words):
        return Block(BlockKind.QUESTION, lines[place], says=words)
    return None


def _field(text: str, line: Span) -> tuple[Cell, ...]:
    """The value in a line such as "Phone: 0555 0147"; empty for a line of another form."""
    marker = _ITEM.match(text, *line)
    start = marker.end() if marker else line.start
    found = _FIELD.fullmatch(text, start, line.end)
    if found is None:
        return ()
    value = trim_span(text, Span(found.start("value"), line.end))
    if text[value.end - 1] == "\\":
        value = trim_span(text, Span(value.start, value.end - 1))
    value = _inside_emphasis(text, value)
    if value.start >= value.end or value.of(text).endswith(_SENTENCE_ENDS):
        return ()
    return (Cell(value, found["name"].strip()),)


def row_cells(text: str, row: Span, names: Sequence[str]) -> tuple[Cell, ...]:
    """The cells of a row of a table that are not empty or struck, without marks around them."""
    inner = row.of(text)
    start = row.start + inner.startswith("|")
    end = row.end - (len(inner) > 1 and inner.endswith("|") and inner[-2] != "\\")
    bars = [bar.start() for bar in _BAR.finditer(text, start, end)]
    cells = []
    bounds = zip([start, *(bar + 1 for bar in bars)], [*bars, end], strict=True)
    for (low, high), name in zip(bounds, names, strict=False):
        cell = trim_span(text, Span(low, high))
        if cell.start < cell.end and not _STRUCK.fullmatch(text, *cell):
            cells.append(Cell(_inside_emphasis(text, cell), name))
    return tuple(cells)


def _inside_emphasis(text: str, span: Span) -> Span:
    """The span without the marks around all of it: "on" of "`on`"."""
    found = _EMPHASIS.fullmatch(text, *span)
    if found and found["mark"] not in found["inside"]:
        return trim_span(text, Span(*found.span("inside")))
    return span


def _without_unseen(
    text: str, block: Block, comments: Sequence[str], is_struck: bool
) -> Iterator[Block]:
    """The block, cut where it is struck or holds a comment, which are markup."""
    unseen = []
    start = block.span.start
    for comment in comments:
        place = text.find(comment, start, block.span.end)
        if place >= 0:
            start = place + len(comment)
            unseen.append(Span(place, start))
    if is_struck:
        unseen += [Span(*found.span()) for found in _STRUCK.finditer(text, *block.span)]
    start = block.span.start
    for hidden in sorted(unseen):
        if hidden.start < start:
            continue
        yield from _seen(text, block, Span(start, hidden.start))
        yield Block(BlockKind.MARKUP, hidden)
        start = hidden.end
    yield from _seen(text, block, Span(start, block.span.end)) if unseen else [block]


def _seen(text: str, block: Block, part: Span) -> Iterator[Block]:
    part = trim_span(text, part)
    if any(character.isalnum() for character in _ITEM.sub("", part.of(text), count=1)):
        yield replace(block, span=part, cells=())
    elif part.start < part.end:
        yield Block(BlockKind.MARKUP, part)


def rest_blocks(text: str, span: Span) -> Iterator[Block]:
    """What is between two blocks: marks of lists and quotations, and where links lead.

    "[docs]: https://example.org" is a row of one cell; anything else with a word is a paragraph.
    """
    for found in _LINE.finditer(text, *span):
        line = trim_span(text, Span(*found.span()))
        defined = _DEFINED.match(text, *line)
        if defined and not defined["name"].startswith("^"):
            cell = Cell(Span(*defined.span("value")), defined["name"])
            yield Block(BlockKind.ROW, line, cells=(cell,))
        elif line.start < line.end:
            has_words = any(character.isalpha() for character in line.of(text))
            yield Block(BlockKind.PARAGRAPH if has_words else BlockKind.MARKUP, line)


def settled(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, where those below them show that a line is no heading and a value none.

    A bold line or a question heads what is below it, so that something must be there that is no
    heading with marks; an item gives something a value where the one beside it does so too.
    """
    seen = [n for n, block in enumerate(blocks) if block.kind is not BlockKind.MARKUP]
    made = list(blocks)
    for above, place, below in zip([-1, *seen], seen, [*seen[1:], -1], strict=False):
        block = blocks[place]
        if block.kind in TITLES and not _has_marks(block):
            if below < 0 or _has_marks(blocks[below]):
                made[place] = replace(block, kind=BlockKind.PARAGRAPH, level=0, says="")
        elif block.kind is BlockKind.ITEM and block.cells:
            beside = [blocks[n] for n in (above, below) if n >= 0]
            if not any(other.kind is block.kind and other.cells for other in beside):
                made[place] = replace(block, cells=())
    return made


def _has_marks(block: Block) -> bool:
    """Whether a block is a heading by marks of its own, not for being bold or a question."""
    return block.kind in TITLES and 0 < block.level < SMALL_HEADING
