"""Markdown: the file as it is, with the blocks that its marks make.

What is a heading, an item, a cell or code is read from the tokens of markdown-it-py, which follows
CommonMark, and with it GitHub's tables and struck text, footnotes and lists of terms. The text
stays the file, character by character; what in it says nothing to a reader (fences, rules,
comments, struck text, tags) is in blocks of `MARKUP`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from chapter_and_verse.documents.blocks import SMALL_HEADING, Block, BlockKind, Cell, tile
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.markdown.front_matter import front_matter
from chapter_and_verse.documents.formats.markdown.lines import (
    heading_kind,
    paragraph_blocks,
    rest_blocks,
    row_cells,
    settled,
)
from chapter_and_verse.documents.formats.markdown.tags import tag_blocks
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.text.sentences import Span, sentence_spans, trim_span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n?|\n")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")


@dataclass
class _Node:
    """A block of Markdown with those inside it; ``says`` is what is read in it, on one line."""

    kind: str
    token: Token
    children: list[_Node] = field(default_factory=list)

    @property
    def says(self) -> str:
        inline = [child.token for child in self.children if child.kind == "inline"]
        return " ".join("".join(_plain(token) for token in inline).split())


def load_markdown(data: bytes, source: str, max_bytes: int) -> Extraction:
    """The file decoded, with its blocks; the title is that of its front matter, if it has one.

    Raises:
        DocumentError: the file is not text.
    """
    text, warnings = decode(data, source)
    title, blocks = markdown_blocks(text)
    first = next((b for b in blocks if b.kind is not BlockKind.MARKUP and not b.cells), None)
    if not title and first and first.kind is BlockKind.HEADING:
        title = first.says
    return Extraction(text, tile(text, blocks), title=title, warnings=warnings)


def markdown_blocks(text: str) -> tuple[str, list[Block]]:
    """The title in the front matter of a text, or "", and all its blocks in order."""
    title, blocks = front_matter(text)
    head = blocks[-1].span.end if blocks else 0
    # The front matter becomes white space, so that offsets stay the same.
    body = re.sub(r"[^\r\n]", " ", text[:head]) + text[head:]
    for block in _Walk(text, body).blocks():
        blocks += rest_blocks(text, Span(blocks[-1].span.end if blocks else 0, block.span.start))
        blocks.append(block)
    blocks += rest_blocks(text, Span(blocks[-1].span.end if blocks else 0, len(text)))
    return title, settled(text, blocks)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Footnotes stay where they stand in the file.
    return parser.use(deflist_plugin).use(footnote_plugin).disable("footnote_tail")


def _tree(tokens: Sequence[Token]) -> list[_Node]:
    open_nodes: list[list[_Node]] = [[]]
    for token in tokens:
        if token.nesting == -1:
            open_nodes.pop()
            continue
        node = _Node(token.type.removesuffix("_open"), token)
        open_nodes[-1].append(node)
        if token.nesting == 1:
            open_nodes.append(node.children)
    return open_nodes[0]


def _plain(token: Token) -> str:
    """What the marks of a line of text leave to read."""
    if token.type == "image":
        return ""
    if token.children:
        return "".join(map(_plain, token.children))
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return token.content if token.type in ("text", "code_inline", "text_special") else ""


class _Walk:
    """One walk over the blocks of a file, whose front matter is white space in ``body``."""

    def __init__(self, text: str, body: str) -> None:
        self.text = text
        self.starts = [0, *(end.end() for end in _LINE_END.finditer(body)), len(text)]
        self.ends = 0
        self.nodes = _tree(_parser().parse(body))

    def blocks(self) -> Iterator[Block]:
        """The blocks of all nodes in order, without the white space around them."""
        end = 0
        for block in self._all(self.nodes, 0):
            span = trim_span(self.text, Span(max(end, block.span.start), block.span.end))
            if span.start < span.end:
                end = span.end
                yield replace(block, span=span, ends=block.ends or self.ends)
                self.ends = 0

    def _all(self, nodes: Sequence[_Node], depth: int) -> Iterator[Block]:
        for node in nodes:
            if node.kind == "heading":
                yield from self._heading(node, int(node.token.tag[1]))
            elif node.kind == "paragraph":
                yield from self._paragraph(node, 0)
            elif node.kind == "list_item":
                yield from self._item(node, depth)
            elif node.kind in ("bullet_list", "ordered_list"):
                yield from self._all(node.children, depth + 1)
            elif node.kind == "table":
                yield from self._table(node)
            elif node.kind == "dl":
                yield from self._terms(node, depth)
            elif node.kind in ("fence", "code_block"):
                yield from self._code(node)
            elif node.kind == "html_block":
                yield from tag_blocks(self.text, self._unquoted(node))
            elif node.kind == "hr":
                yield Block(BlockKind.MARKUP, self._lines(node))
            else:
                yield from self._all(node.children, depth)

    def _lines(self, node: _Node) -> Span:
        """The lines of a node, as characters, without the white space around them."""
        first, last = node.token.map or (0, 0)
        last = max(last, first + 1)  # that of a term ends where it begins
        return trim_span(self.text, Span(self.starts[first], self.starts[last]))

    def _unquoted(self, node: _Node) -> Span:
        """The same without the marks of a block quotation before it."""
        span = self._lines(node)
        quoted = _QUOTED.match(self.text, *span)
        return Span(quoted.end(), span.end) if quoted else span

    def _heading(self, node: _Node, level: int) -> Iterator[Block]:
        says = node.says
        yield Block(heading_kind(says), self._unquoted(node), level=level, says=says)

    def _paragraph(self, node: _Node, item_level: int) -> Iterator[Block]:
        children = [token for child in node.children for token in child.token.children or ()]
        pictures = {"image", "link_open", "link_close", "softbreak", "hardbreak"}
        kinds = {token.type for token in children if token.content.strip() or token.type != "text"}
        if "image" in kinds and kinds <= pictures:
            yield Block(BlockKind.CAPTION, self._unquoted(node))
            return
        comments = [t.content for t in children if t.type == "html_inline" and t.content[1] == "!"]
        is_struck = "s_open" in kinds
        yield from paragraph_blocks(
            self.text, self._unquoted(node), item_level, comments, is_struck
        )

    def _item(self, node: _Node, depth: int) -> Iterator[Block]:
        """An item, which its first paragraph is; a question is one if its answer is there too."""
        first, *others = node.children or [node]
        if first.kind != "paragraph":
            yield from self._all(node.children, depth)
            return
        blocks = list(self._paragraph(first, depth))
        is_question = heading_kind(first.says) is BlockKind.QUESTION
        if others and is_question and len(sentence_spans(first.says)) == 1:
            yield Block(BlockKind.QUESTION, self._unquoted(first), says=first.says)
            yield from self._all(others, depth)
            self.ends = SMALL_HEADING + 1
        else:
            yield from blocks
            yield from self._all(others, depth)

    def _table(self, node: _Node) -> Iterator[Block]:
        rows = [row for part in node.children for row in part.children]
        names = [cell.says for cell in rows[0].children]
        for number, row in enumerate(rows):
            span = self._unquoted(row)
            cells = row_cells(self.text, span, names if number else [""] * len(names))
            yield Block(BlockKind.ROW, span, cells=cells, names_columns=number == 0)
            if number == 0:
                _, rule = row.token.map or (0, 0)
                yield Block(BlockKind.MARKUP, Span(self.starts[rule], self.starts[rule + 1]))

    def _terms(self, node: _Node, depth: int) -> Iterator[Block]:
        """Terms are the headings of what is said of them, or, if that is short, name values."""
        terms = [child for child in node.children if child.kind == "dt"]
        said = [child for child in node.children if child.kind == "dd"]
        if len(terms) == len(said) and all(map(_is_value, said)):
            for term, value in zip(terms, said, strict=True):
                span = Span(self._unquoted(term).start, self._lines(value.children[0]).end)
                mark = self.text.index(":", self.starts[(value.token.map or (0, 0))[0]])
                cell = Cell(trim_span(self.text, Span(mark + 1, span.end)), term.says)
                yield Block(BlockKind.ROW, span, cells=(cell,))
            return
        for child in node.children:
            if child.kind == "dt":
                yield from self._heading(child, SMALL_HEADING)
            else:
                yield from self._all(child.children, depth)
        self.ends = SMALL_HEADING

    def _code(self, node: _Node) -> Iterator[Block]:
        """What stands between two fences, which are markup; without fences it is all code."""
        span = self._lines(node)
        if node.kind == "code_block":
            yield Block(BlockKind.CODE, span)
            return
        first, last = node.token.map or (0, 0)
        closing = self.text[self.starts[last - 1] : self.starts[last]].strip(" \t\r\n>")
        is_closed = last - 1 > first and closing.startswith(node.token.markup)
        inner = Span(self.starts[first + 1], self.starts[last - 1] if is_closed else span.end)
        yield Block(BlockKind.MARKUP, Span(span.start, inner.start))
        yield Block(BlockKind.CODE, inner)
        yield Block(BlockKind.MARKUP, Span(inner.end, span.end))


def _is_value(said: _Node) -> bool:
    """Whether all that is said of a term is one short sentence."""
    is_paragraph = [child.kind for child in said.children] == ["paragraph"]
    return is_paragraph and len(sentence_spans(said.children[0].says)) == 1
