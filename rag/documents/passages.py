"""Documents cut into passages, and passages into sentences, as spans that carry their offsets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from langchain_text_splitters import RecursiveCharacterTextSplitter

from chapter_and_verse.documents.blocks import TITLES, Block, BlockKind
from chapter_and_verse.documents.document import Document
from chapter_and_verse.text.sentences import Span, sentence_spans, trim_span

SPLITTER_VERSION = 6
"""Raised when the same text would be split otherwise, so that indexes are built again."""

LONGEST_SENTENCE = 600
"""Characters; what is longer (a table, a text without full stops) is cut between words."""

_RUNS = frozenset({BlockKind.ITEM, BlockKind.ROW})
"""Blocks of these kinds that follow one another are one list or one table."""
_RUNNING_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
"""Blocks of these kinds are cut into sentences; all others are one."""


@dataclass(frozen=True)
class Passage:
    """Characters ``start`` to ``end`` of the document ``source``, which read ``text``.

    ``sentences`` and ``blocks`` have spans of the *document's* text, in order, inside the passage.
    ``headings`` are the titles under which the passage begins, the outermost first, and the names
    of the columns where it begins inside a table: what it is about may be said nowhere else. They
    are searched and read with the passage, never quoted.
    """

    source: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    headings: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()

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

    @cached_property
    def _starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]


def split(document: Document, passage_chars: int) -> list[Passage]:
    """Passages that tile the document's text: end to end, they are the text.

    A passage ends where a sentence ends and is at most ``passage_chars`` long. Paragraphs, lists
    and tables are kept whole where they fit, and one that does not is cut into parts of about
    equal length; a heading stays with what is below it.
    White space and markup after a sentence belong to it, and markup is no sentence. Text that is
    all white space or markup gives no passage.
    """
    text, blocks = document.text, document.blocks
    pieces = [
        (number, piece)
        for number, block in enumerate(blocks)
        if block.kind is not BlockKind.MARKUP or len(block.span.of(text)) > LONGEST_SENTENCE
        for sentence in _sentences(text, block)
        for piece in _cut(text, sentence, passage_chars)
    ]
    starts = [0, *(piece.start for _, piece in pieces[1:]), len(text)]
    tiles = [Span(a, b) for a, b in pairwise(starts)] if pieces else []
    ends = [block.span.end for block in blocks]
    starts_of_blocks = [block.span.start for block in blocks]
    passages = []
    for group in _groups(tiles, list(_runs(blocks, pieces)), passage_chars):
        span = Span(tiles[group.start].start, tiles[group.stop - 1].end)
        inside = pieces[group.start : group.stop]
        said = [(n, piece) for n, piece in inside if blocks[n].kind is not BlockKind.MARKUP]
        if not said:
            continue
        covered = blocks[bisect_right(ends, span.start) : bisect_left(starts_of_blocks, span.end)]
        passages.append(
            Passage(
                document.source,
                *span,
                span.of(text),
                tuple(piece for _, piece in said),
                _headings(document, said[0][0]),
                tuple(replace(block, span=_common(block.span, span), ends=0) for block in covered),
            )
        )
    return passages


def _common(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _headings(document: Document, number: int) -> tuple[str, ...]:
    """The titles over a block, and the names of its columns where it is a row below such."""
    block = document.blocks[number]
    titles = document.headings_at(block.span.start)
    above = number - 1
    table = (BlockKind.ROW, BlockKind.MARKUP)
    while block.kind is BlockKind.ROW and above >= 0 and document.blocks[above].kind in table:
        if document.blocks[above].names_columns:
            names = [span.of(document.text) for span, _ in document.blocks[above].cells]
            return (*titles, " | ".join(names))
        above -= 1
    return titles


def _sentences(text: str, block: Block) -> Iterator[Span]:
    inner = trim_span(text, block.span)
    if block.kind in _RUNNING_TEXT:
        found = [span.shifted(inner.start) for span in sentence_spans(inner.of(text))]
        if len(found) > 1 and not any(c.isalpha() for c in found[0].of(text)):
            found[:2] = [Span(found[0].start, found[1].end)]  # the number of an item
        yield from found
    elif inner.start < inner.end:
        yield inner


def _runs(blocks: Sequence[Block], pieces: Sequence[tuple[int, Span]]) -> Iterator[range]:
    """The sentences of each paragraph, list or table with its headings, as runs of ``pieces``."""
    first = 0
    for place, ((number, _), (following, _)) in enumerate(pairwise(pieces), 1):
        block, below = blocks[number], blocks[following]
        is_one_run = block.kind in _RUNS and below.kind is block.kind
        if number != following and block.kind not in TITLES and not is_one_run:
            yield range(first, place)
            first = place
    if pieces:
        yield range(first, len(pieces))


def _cut(text: str, sentence: Span, passage_chars: int) -> Iterator[Span]:
    longest = min(LONGEST_SENTENCE, passage_chars // 2)
    if sentence.end - sentence.start <= longest:
        yield sentence
        return
    splitter = RecursiveCharacterTextSplitter(
        separators=["\n", "; ", ";", ", ", "、", "，", " ", ""],
        keep_separator="end",
        chunk_size=longest,
        chunk_overlap=0,
        strip_whitespace=False,
    )
    start = sentence.start
    for piece in splitter.split_text(sentence.of(text)):
        span = trim_span(text, Span(start, start + len(piece)))
        start += len(piece)
        if span.start < span.end:
            yield span


def _groups(tiles: Sequence[Span], runs: Sequence[range], passage_chars: int) -> Iterator[range]:
    """Runs of tiles that make one passage each."""
    first = 0
    for part in (part for run in runs for part in _parts(tiles, run, passage_chars)):
        if tiles[part.stop - 1].end - tiles[first].start > passage_chars and first < part.start:
            yield range(first, part.start)
            first = part.start
    if tiles:
        yield range(first, len(tiles))


def _parts(tiles: Sequence[Span], run: range, passage_chars: int) -> Iterator[range]:
    """A run whole, or, where it is too long for a passage, as parts of about equal length."""
    length = tiles[run.stop - 1].end - tiles[run.start].start
    target = length / -(-length // passage_chars)
    first = run.start
    for i in run:
        used = tiles[i].end - tiles[first].start
        following = tiles[i + 1].end - tiles[first].start if i + 1 < run.stop else 0
        if used >= target or following > passage_chars or i + 1 == run.stop:
            yield range(first, i + 1)
            first = i + 1


def sentences_text(sentences: Iterable[Span]) -> str:
    """Spans as ``start-end`` pairs with commas, the form in which the index stores them."""
    return ",".join(f"{start}-{end}" for start, end in sentences)


def sentences_from_text(stored: str) -> tuple[Span, ...]:
    """The inverse of `sentences_text`."""
    pairs = (pair.split("-") for pair in stored.split(",") if pair)
    return tuple(Span(int(start), int(end)) for start, end in pairs)
