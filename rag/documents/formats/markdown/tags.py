"""Tags inside a text that stays as it is: the HTML in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from chapter_and_verse.documents.blocks import SMALL_HEADING, Block, BlockKind, Cell
from chapter_and_verse.documents.formats.markdown.lines import heading_kind
from chapter_and_verse.text.sentences import Span, trim_span

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|del|s|strike|svg)\b[^>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][\w-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
    r"|<[!?][^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code dfn em font i ins kbd mark q samp small span strong sub sup "
    "tt u var wbr br".split()
)
_ALT = re.compile(r"\salt\s*=\s*(?P<mark>[\"'])(?P<alt>.*?)(?P=mark)", re.DOTALL | re.IGNORECASE)
_CELLS = frozenset({"td", "th"})
_ROW_ENDS = frozenset({"tr", "table", "tbody", "thead", "tfoot"})
_EMPTY = frozenset("br hr img input link meta source col area base embed track".split())
_KINDS = {
    "li": BlockKind.ITEM,
    "pre": BlockKind.CODE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}
_LEVELS = {**{f"h{level}": level for level in range(1, 7)}, "summary": SMALL_HEADING}


def tag_blocks(text: str, part: Span) -> Iterator[Block]:
    """The blocks of a part of a text that is HTML; the tags are markup.

    A row of a table is one block from its first cell to its last, with all that stands between
    them; what an image shows is a caption.
    """
    end = part.start
    for block in sorted(_pieces(text, part), key=lambda block: block.span):
        if block.span.start >= end:
            yield block
            end = block.span.end


def _pieces(text: str, part: Span) -> Iterator[Block]:
    """Tags and what stands between them; a row comes when it has ended, behind what is in it."""
    opened: list[str] = []
    columns: list[str] = []
    cells: list[Span] = []
    heads = 0
    start = part.start
    for tag in _TAG.finditer(text, *part):
        name, closes = (tag["name"] or "").lower(), bool(tag["close"])
        if name in _INLINE:
            continue
        words = trim_span(text, Span(start, tag.start()))
        start = tag.end()
        if opened and opened[-1] in _CELLS:
            cells += [words] if words.start < words.end else []
            heads += opened[-1] == "th"
        else:
            yield from _words(text, words, opened)
        if name in _ROW_ENDS:
            if cells:
                names_columns = heads == len(cells) and not columns
                yield _row(cells, columns, names_columns)
                columns = [_says(cell.of(text)) for cell in cells] if names_columns else columns
            cells, heads = [], 0
        if name == "table":
            columns = []
        yield from _tag(text, tag)
        if closes and name in opened:
            del opened[len(opened) - 1 - opened[::-1].index(name) :]
        elif not closes and name and name not in _EMPTY:
            opened.append(name)
    yield from _words(text, trim_span(text, Span(start, part.end)), opened)


def _row(cells: Sequence[Span], columns: Sequence[str], names_columns: bool) -> Block:
    names = columns if len(columns) == len(cells) else [""] * len(cells)
    made = tuple(Cell(cell, name) for cell, name in zip(cells, names, strict=True))
    span = Span(cells[0].start, cells[-1].end)
    return Block(BlockKind.ROW, span, cells=made, names_columns=names_columns)


def _tag(text: str, tag: re.Match[str]) -> Iterator[Block]:
    """A tag is markup, but what an image shows."""
    alt = _ALT.search(tag[0]) if (tag["name"] or "").lower() == "img" else None
    if alt and any(character.isalnum() for character in alt["alt"]):
        low, high = (tag.start() + place for place in alt.span("alt"))
        yield Block(BlockKind.MARKUP, Span(tag.start(), low))
        yield Block(BlockKind.CAPTION, Span(low, high))
        yield Block(BlockKind.MARKUP, Span(high, tag.end()))
    else:
        ends = SMALL_HEADING if tag["close"] and tag["name"].lower() == "details" else 0
        yield Block(BlockKind.MARKUP, Span(*tag.span()), ends=ends)


def _words(text: str, words: Span, opened: list[str]) -> Iterator[Block]:
    """What stands between two tags, by the innermost element that says what it is."""
    if words.start == words.end:
        return
    name = next((name for name in reversed(opened) if name in _KINDS or name in _LEVELS), "")
    if name in _LEVELS:
        says = _says(words.of(text))
        yield Block(heading_kind(says), words, level=_LEVELS[name], says=says)
    else:
        level = sum(name in ("ul", "ol") for name in opened) or 1
        kind = _KINDS.get(name, BlockKind.PARAGRAPH)
        yield Block(kind, words, level=level if kind is BlockKind.ITEM else 0)


def _says(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
