"""The front matter of Markdown files: what is said of the file before its text begins."""

from __future__ import annotations

import re

from chapter_and_verse.documents.blocks import Block, BlockKind, Cell
from chapter_and_verse.text.sentences import Span, trim_span

_FRONT = re.compile(
    r"\s*(?P<open>---|\+\+\+)[ \t]*\r?\n(?P<fields>(?:.*\n)*?)"
    r"(?P<close>(?P=open)|\.\.\.)[ \t]*(?=\r?\n|\Z)"
)
_KEY = re.compile(r"^(?P<key>[A-Za-z_][\w .-]{0,60}?)[ \t]*[:=](?=\s)[ \t]*", re.MULTILINE)


def front_matter(text: str) -> tuple[str, list[Block]]:
    """The title in the front matter of a text, or "", and the blocks of all front matter.

    Each key is a row of one cell, its value under the key as its column's name; the lines around
    them are markup. A text that only begins with a rule has no front matter, and no blocks.
    """
    found = _FRONT.match(text)
    keys = list(_KEY.finditer(text, *found.span("fields"))) if found else []
    before = text[found.start("fields") : keys[0].start()] if found and keys else ""
    if found is None or not keys or re.sub(r"(?m)^#.*$", "", before).strip():
        return "", []
    title = ""
    blocks = [Block(BlockKind.MARKUP, trim_span(text, Span(found.start("open"), keys[0].start())))]
    ends = [*(key.start() for key in keys[1:]), found.end("fields")]
    for key, end in zip(keys, ends, strict=True):
        row = trim_span(text, Span(key.start(), end))
        value = _unquoted(text, trim_span(text, Span(min(key.end(), row.end), row.end)))
        cells = (Cell(value, key["key"]),) if value.start < value.end else ()
        blocks.append(Block(BlockKind.ROW, row, cells=cells))
        if key["key"].lower() == "title":
            title = " ".join(value.of(text).split())
    return title, [*blocks, Block(BlockKind.MARKUP, Span(*found.span("close")))]


def _unquoted(text: str, value: Span) -> Span:
    words = value.of(text)
    if len(words) > 1 and words[0] == words[-1] and words[0] in "\"'":
        return Span(value.start + 1, value.end - 1)
    return value
