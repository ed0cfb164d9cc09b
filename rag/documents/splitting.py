"""Documents cut into passages, and passages into sentences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from langchain_text_splitters import RecursiveCharacterTextSplitter

from chapter_and_verse.documents.blocks import TITLES, Block, BlockKind, heading_text
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.text.language import language_of
from chapter_and_verse.text.sentences import Span, sentence_spans, trim_span

SPLITTER_VERSION = 7
"""Raised when the same text would be split otherwise, so that indexes are built again."""

LONGEST_SENTENCE = 600
"""Characters; what is longer (a table, a text without full stops) is cut between words."""

_RUNS = frozenset({BlockKind.ITEM, BlockKind.ROW})
"""Blocks of these kinds that follow one another are one list or one table."""
_LEADING = TITLES | {BlockKind.CAPTION}
"""Blocks of these kinds stay with the one that follows."""
_RUNNING_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
"""Blocks of these kinds are cut into sentences; all others are one."""


def split(document: Document, passage_chars: int) -> list[Passage]:
    """Passages that tile the document's text: end to end, they are the text.

    A passage ends where a sentence ends and is at most ``passage_chars`` long. Paragraphs, lists
    and tables are kept whole where they fit, and one that does not is cut into parts of about
    equal length; a heading or a caption stays with what is below it.
    White space and markup after a sentence belong to it, and markup is no sentence. Text that is
    all white space or markup gives no passage.
    """
    text, blocks = document.text, document.blocks
    language = language_of(text)
    pieces = [
        (number, piece)
        for number, block in enumerate(blocks)
        if block.kind is not BlockKind.MARKUP or len(block.span.of(text)) > LONGEST_SENTENCE
        for sentence in _sentences(text, block, language)
        for piece in _cut(text, sentence, passage_chars)
    ]
    starts = [0, *(piece.start for _, piece in pieces[1:]), len(text)]
    tiles = [Span(a, b) for a, b in pairwise(starts)] if pieces else []
    ends = [block.span.end for block in blocks]
    starts_of_blocks = [block.span.start for block in blocks]
    columns = list(_columns_over(document))
    passages = []
    for group in _groups(tiles, list(_runs(blocks, pieces)), passage_chars):
        span = Span(tiles[group.start].start, tiles[group.stop - 1].end)
        inside = pieces[group.start : group.stop]
        said = [(n, piece) for n, piece in inside if blocks[n].kind is not BlockKind.MARKUP]
        if not said:
            continue
        covered = blocks[bisect_right(ends, span.start) : bisect_left(starts_of_blocks, span.end)]
        headings, levels = _headings(document, said[0][0], columns)
        passages.append(
            Passage(
                document.source,
                *span,
                span.of(text),
                tuple(piece for _, piece in said),
                headings,
                tuple(replace(block, span=_common(block.span, span)) for block in covered),
                levels,
                language_of(span.of(text)),
            )
        )
    return passages


def _common(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _headings(
    document: Document, number: int, columns: Sequence[str]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The titles over a block, then the names of its columns if it has any, and their levels."""
    over = document.title_blocks_at(document.blocks[number].span.start)
    titles = tuple(heading_text(title, title.span.of(document.text)) for title in over)
    levels = tuple(title.level for title in over)
    if columns[number]:
        return (*titles, columns[number]), (*levels, 0)
    return titles, levels


def _columns_over(document: Document) -> Iterator[str]:
    """For each block the names of its columns, where it is a row below one that names them."""
    names = ""
    for block in document.blocks:
        yield names if block.kind is BlockKind.ROW else ""
        if block.names_columns:
            cells = (span.of(document.text) for span, _ in block.cells)
            names = " | ".join(" ".join(cell.split()) for cell in cells)
        elif block.kind not in (BlockKind.ROW, BlockKind.MARKUP):
            names = ""


def _sentences(text: str, block: Block, language: str) -> Iterator[Span]:
    inner = trim_span(text, block.span)
    if block.kind in _RUNNING_TEXT:
        found = [span.shifted(inner.start) for span in sentence_spans(inner.of(text), language)]
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
        if number != following and block.kind not in _LEADING and not is_one_run:
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
