"""Pieces of documents that are found, read and quoted, as spans that carry their offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from chapter_and_verse.documents.blocks import (
    TITLES,
    Block,
    BlockKind,
    close_titles,
    heading_text,
    make_room,
)
from chapter_and_verse.text.sentences import Span


@dataclass(frozen=True)
class Passage:
    """Characters ``start`` to ``end`` of the document ``source``, which read ``text``.

    ``sentences`` and ``blocks`` have spans of the *document's* text, in order, inside the passage.
    ``headings`` are the titles under which the passage begins, the outermost first, and the names
    of the columns where it begins inside a table: what it is about may be said nowhere else. They
    are searched and read with the passage, never quoted. ``heading_levels`` are their levels, 0
    for a question and for column names. ``language`` is that of the text (ISO 639-1).
    """

    source: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    headings: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    heading_levels: tuple[int, ...] = ()
    language: str = "en"

    @property
    def heading(self) -> str:
        """The headings, each on a line."""
        return "".join(f"{heading}\n" for heading in self.headings)

    @property
    def headed(self) -> str:
        """The text under its headings."""
        return self.heading + self.text

    @cached_property
    def seen(self) -> str:
        """The text as its readers see it: with spaces, as many, in the place of markup."""
        text = self.text
        for block in self.blocks:
            if block.kind is BlockKind.MARKUP:
                start, end = block.span.shifted(-self.start)
                text = text[:start] + " " * (end - start) + text[end:]
        return text

    def quote(self, span: Span) -> str:
        """The characters of a span of the document that lies inside the passage."""
        return span.shifted(-self.start).of(self.text)

    def block_of(self, span: Span) -> Block:
        """The block in which a sentence of the passage stands."""
        return self.blocks[max(0, bisect_right(self._starts, span.start) - 1)]

    def is_title(self, span: Span) -> bool:
        """Whether a sentence only says what is below it: a heading, a question, column names."""
        return self.block_of(span).is_title

    def titles_over(self, span: Span) -> tuple[str, ...]:
        """The titles under which a sentence stands, the outermost first, inside the passage too."""
        path = list(zip(self.headings, self.heading_levels, strict=True))
        for block in self.blocks:
            close_titles(path, itemgetter(1), block)
            if block.span.end > span.start:
                break
            if block.kind in TITLES:
                make_room(path, itemgetter(1), block)
                path.append((heading_text(block, self.quote(block.span)), block.level))
        return tuple(title for title, _ in path)

    def question_over(self, span: Span) -> str:
        """The question in the document that a sentence answers; empty where it answers none."""
        above = [block for block in self.blocks if block.span.end <= span.start]
        title = next((block for block in reversed(above) if block.kind in TITLES), None)
        is_question = title is not None and title.kind is BlockKind.QUESTION
        return heading_text(title, self.quote(title.span)) if title and is_question else ""

    @cached_property
    def _starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]


def sentences_text(sentences: Iterable[Span]) -> str:
    """Spans as ``start-end`` pairs with commas, the form in which the index stores them."""
    return ",".join(f"{start}-{end}" for start, end in sentences)


def sentences_from_text(stored: str) -> tuple[Span, ...]:
    """The inverse of `sentences_text`."""
    pairs = (pair.split("-") for pair in stored.split(",") if pair)
    return tuple(Span(int(start), int(end)) for start, end in pairs)
