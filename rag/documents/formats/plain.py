"""Text without marks: what its lines look like is all that tells what they are.

Markdown, HTML, Word and workbooks say what is a heading, an item or a cell. Plain text shows it:
a heading is a short line above its text, an item begins with a dash or a number, a value stands
behind its name and a colon. This is the one place that looks for such lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from chapter_and_verse.documents.blocks import Block, BlockKind, Cell, tile
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.text.sentences import Span, is_one_question, trim_span

HEADING_CHARS = 80
"""A heading is at most so long."""
SHORTER_THAN_BELOW = 0.5
"""How long a line may be, beside the one below it, to be a heading without a blank line between."""

_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])[ \t]+(?=\S)")
_NUMBER = re.compile(r"\d{1,3}(?P<parts>(?:\.\d{1,3})*)[.)]?[ \t]+(?=\S)")
_FIELD = re.compile(
    r"(?:[-*+•–][ \t]+)?(?P<name>[^\W\d_][^\n:|.!?;,]{0,40}):"
    r"[ \t]+(?P<value>\S(?:(?![a-z]{3}[.!?][ \t])[^\n]){0,120})"
)
_CAPTION = re.compile(
    r"(?:image|photo|picture|figure|fig\.|table|source)s?(?: ?(?:caption|credit|source)\w*)?"
    r"\s*(?:[:,(]|by\b|\d)|(?:caption|credit)\b",
    re.IGNORECASE,
)
_NO_HEADING_ENDS = tuple(".!?:;,。！？：”\"'’)")
_SENTENCE_ENDS = (".", "!", "?")


def plain_extraction(text: str) -> Extraction:
    """A text with the blocks that its lines look like."""
    blocks = tile(text, plain_blocks(text, Span(0, len(text))))
    first = blocks[0] if blocks else None
    is_title = first is not None and first.kind is BlockKind.HEADING
    return Extraction(text, blocks, title=first.span.of(text).strip() if first and is_title else "")


def plain_blocks(text: str, part: Span) -> list[Block]:
    """The blocks of a part of a text, each without the white space around it, in order."""
    paragraphs = list(_paragraphs(text, part))
    blocks: list[Block] = []
    for number, lines in enumerate(paragraphs):
        below = paragraphs[number + 1] if number + 1 < len(paragraphs) else []
        if len(lines) == 1 and _is_heading(text, lines[0], below):
            line = lines[0].of(text)
            blocks.append(Block(BlockKind.HEADING, lines[0], level=_level(line, not blocks)))
        elif len(lines) == 1 and _CAPTION.match(lines[0].of(text)):
            blocks.append(Block(BlockKind.CAPTION, lines[0]))
        else:
            blocks += _blocks_of_lines(text, lines, bool(below))
    return blocks


def _paragraphs(text: str, part: Span) -> Iterator[list[Span]]:
    """The lines of each paragraph, without the white space around them."""
    lines: list[Span] = []
    for match in _LINE.finditer(text, part.start, part.end):
        line = trim_span(text, Span(*match.span()))
        if lines and text.count("\n", lines[-1].end, line.start) > 1:
            yield lines
            lines = []
        if line.start < line.end:
            lines.append(line)
    if lines:
        yield lines


def _blocks_of_lines(text: str, lines: Sequence[Span], goes_on: bool) -> Iterator[Block]:
    """The blocks of one paragraph; ``goes_on`` is whether another follows it."""
    if len(lines) > 1 and _is_heading_above(lines[0].of(text), lines[1].of(text)):
        yield Block(BlockKind.HEADING, lines[0], level=_level(lines[0].of(text), first=False))
        lines = lines[1:]
    place = 0
    while place < len(lines):
        rows = _run_of_rows(text, lines, place, len(lines))
        fields = _run_of_fields(text, lines, place, len(lines))
        last = place
        if len(rows) > 1:
            yield from _rows(text, rows)
            last += len(rows) - 1
        elif len(fields) > 1:
            yield from (Block(BlockKind.ROW, line, cells=_field(text, line)) for line in fields)
            last += len(fields) - 1
        elif _is_question(text, lines, place) and (place + 1 < len(lines) or goes_on):
            yield Block(BlockKind.QUESTION, lines[place])
        else:
            while last + 1 < len(lines) and not _begins(text, lines, last + 1):
                last += 1
            span = Span(lines[place].start, lines[last].end)
            is_item = _ITEM.match(span.of(text)) is not None
            kind = BlockKind.ITEM if is_item else BlockKind.PARAGRAPH
            yield Block(kind, span, level=int(is_item))
        place = last + 1


def _run_of_rows(text: str, lines: Sequence[Span], start: int, stop: int) -> list[Span]:
    """The lines from ``start`` as far as they have as many columns as it, which has two or more."""
    columns = _columns(text, lines[start])
    run = takewhile(lambda n: _columns(text, lines[n]) == columns > 1, range(start, stop))
    return [lines[number] for number in run]


def _run_of_fields(text: str, lines: Sequence[Span], start: int, stop: int) -> list[Span]:
    """The lines from ``start`` as far as they give something a value."""
    run = takewhile(lambda n: _field(text, lines[n]), range(start, stop))
    return [lines[number] for number in run]


def _begins(text: str, lines: Sequence[Span], place: int) -> bool:
    """Whether a line of a paragraph, which is not the first, begins a block of its own."""
    two = min(place + 2, len(lines))
    return (
        _ITEM.match(lines[place].of(text)) is not None
        or len(_run_of_rows(text, lines, place, two)) > 1
        or len(_run_of_fields(text, lines, place, two)) > 1
        or _is_question(text, lines, place)
    )


def _is_heading(text: str, line: Span, below: Sequence[Span]) -> bool:
    """Whether a line between blank ones is a heading of what is ``below``.

    It is short, mostly words and without a mark at its end. One of several such lines in a row
    is an entry of a list, unless it is numbered as sections are.
    """
    words = line.of(text)
    return (
        bool(below)
        and _looks_like_heading(words)
        and not _CAPTION.match(words)
        and (
            not _looks_like_heading(below[0].of(text))
            or len(below) > 1
            or _NUMBER.match(words) is not None
        )
    )


def _looks_like_heading(line: str) -> bool:
    return (
        len(line) <= HEADING_CHARS
        and not line.endswith(_NO_HEADING_ENDS)
        and "\t" not in line
        and re.match(r"(?:\d[\d.]*[.)]? )?[^\W\d_]", line) is not None
        and sum(c.isdigit() for c in line) < sum(c.isalpha() for c in line) / 2
    )


def _is_heading_above(line: str, below: str) -> bool:
    """Whether the first line of a paragraph is a heading without a blank line under it.

    It ends where the next word would have had room, is numbered or much shorter than the line
    below it, and both begin with a capital.
    """
    number = _NUMBER.match(line)
    words = line[number.end() :] if number else line
    opening = re.match(r"[“\"‘'(]?([^\W_]\S*)", below)
    if opening is None or not re.fullmatch(r"[^.!?:;,|\t]{2,60}", words):
        return False
    has_capitals = words[0].isupper() and opening[1][0].isupper()
    has_room = len(line) + 1 + len(opening[1]) <= len(below)
    return (
        has_capitals
        and has_room
        and (number is not None or len(line) <= SHORTER_THAN_BELOW * len(below))
    )


def _level(line: str, first: bool) -> int:
    """1 for a title, 2 for a section, and one more for each "." in its number."""
    number = _NUMBER.match(line)
    return 1 if first else 2 + (number["parts"].count(".") if number else 0)


def _is_question(text: str, lines: Sequence[Span], place: int) -> bool:
    """Whether a line is one question, and no part of a sentence that began above it."""
    line = lines[place].of(text)
    ended = place == 0 or lines[place - 1].of(text).endswith((*_SENTENCE_ENDS, "。", "？"))
    return ended and is_one_question(line)


def named_value(line: str) -> tuple[str, str] | None:
    """The name and the value in a line such as "Phone: 0555 0147"; None for one of another form."""
    found = _FIELD.fullmatch(line)
    if found is None or found["value"].endswith(_SENTENCE_ENDS):
        return None
    return found["name"], found["value"]


def _field(text: str, line: Span) -> tuple[Cell, ...]:
    """The value in a line such as "Phone: 0555 0147"; empty for a line of another form."""
    found = _FIELD.fullmatch(line.of(text))
    if found is None or found["value"].endswith(_SENTENCE_ENDS):
        return ()
    return (Cell(Span(*found.span("value")).shifted(line.start), found["name"]),)


def _columns(text: str, line: Span) -> int:
    """How many columns a line with tabs has."""
    return line.of(text).count("\t") + 1


def _rows(text: str, lines: Sequence[Span]) -> Iterator[Block]:
    """Rows whose cells are divided by tabs; the first names the columns where it has no digit."""
    first = lines[0].of(text)
    has_names = _columns(text, lines[0]) > 2 and not any(c.isdigit() for c in first)
    names = first.split("\t") if has_names else []
    for number, line in enumerate(lines):
        bounds = [
            line.start - 1,
            *(line.start + m.start() for m in re.finditer("\t", line.of(text))),
        ]
        spans = [trim_span(text, Span(a + 1, b)) for a, b in pairwise([*bounds, line.end])]
        columns = names if number and names else [""] * len(spans)
        cells = tuple(
            Cell(span, name.strip())
            for span, name in zip(spans, columns, strict=True)
            if span.start < span.end
        )
        yield Block(BlockKind.ROW, line, cells=cells, names_columns=has_names and not number)
