"""reStructuredText: the file as it is, with the headings and the code that its marks make.

Paragraphs, lists and fields look as they do in plain text, and are read as there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chapter_and_verse.documents.blocks import Block, BlockKind, tile
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.plain import plain_blocks
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.text.sentences import Span, trim_span

_MARK = r"[!-/:-@\[-`{-~]"
_HEADING = re.compile(
    rf"^(?:(?P<over>(?P<mark>{_MARK})(?P=mark)+)[ \t]*\r?\n[ \t]*)?"
    rf"(?P<title>\S[^\r\n]*?)[ \t]*\r?\n(?P<under>(?P<sign>{_MARK})(?P=sign)+)[ \t]*(?=\r?\n|\Z)",
    re.MULTILINE,
)
_INDENTED = r"(?:[ \t]*\r?\n)*(?:[ \t]+\S[^\n]*(?:\n|\Z)(?:[ \t]*\r?\n(?=[ \t]))*)+"
_BLOCK = re.compile(
    rf"^(?P<mark>\.\.[ \t]+(?:code|code-block|sourcecode|literalinclude|parsed-literal|math)::"
    rf"[^\n]*\n)(?P<code>{_INDENTED})"
    rf"|(?<=::)[ \t]*\r?\n[ \t]*\r?\n(?P<literal>{_INDENTED})"
    r"|^(?P<target>\.\.[ \t]+_[^\n]+:[^\n]*)$"
    rf"|^(?P<comment>\.\.(?:[ \t]+(?![^\n]*::)(?![\[|_])[^\n]*)\n?(?:{_INDENTED})?)",
    re.MULTILINE,
)


def load_rst(data: bytes, source: str, max_bytes: int) -> Extraction:
    """The file decoded, with its blocks.

    Raises:
        DocumentError: the file is not text.
    """
    text, warnings = decode(data, source)
    blocks: list[Block] = []
    end = 0
    for block in sorted([*_headings(text), *_marked(text)], key=lambda block: block.span):
        if block.span.start >= end:
            blocks += plain_blocks(text, Span(end, block.span.start))
            blocks.append(block)
            end = block.span.end
    blocks += plain_blocks(text, Span(end, len(text)))
    title = next((b.says for b in blocks if b.kind is BlockKind.HEADING and b.says), "")
    return Extraction(text, tile(text, blocks), title=title, warnings=warnings)


def _headings(text: str) -> Iterator[Block]:
    """The headings; the marks under and over them have levels in the order of their first use."""
    levels: dict[tuple[str, bool], int] = {}
    for found in _HEADING.finditer(text):
        over, title = found["over"], found["title"]
        is_long = len(found["under"]) >= min(len(title), 4) and any(map(str.isalnum, title))
        if is_long and (over is None or over == found["under"]):
            level = levels.setdefault((found["sign"], over is not None), len(levels) + 1)
            kind = BlockKind.QUESTION if title.endswith("?") else BlockKind.HEADING
            yield Block(kind, Span(*found.span()), level=level, says=" ".join(title.split()))


def _marked(text: str) -> Iterator[Block]:
    """What is code, and what is no text: comments and targets of links."""
    for found in _BLOCK.finditer(text):
        for name in ("mark", "code", "literal", "target", "comment"):
            span = trim_span(text, Span(*found.span(name))) if found[name] else Span(0, 0)
            if span.start < span.end:
                is_code = name in ("code", "literal")
                yield Block(BlockKind.CODE if is_code else BlockKind.MARKUP, span)
