"""Documents cut into passages, and passages into sentences, as spans that carry their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from langchain_text_splitters import RecursiveCharacterTextSplitter

from chapter_and_verse.documents import layout
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.layout import (
    ENTRY,
    MARKED_HEADING,
    NUMBERED,
    is_caption,
    is_column_names,
    is_heading,
)
from chapter_and_verse.text.sentences import Span, trim_span

SPLITTER_VERSION = 5
"""Raised when the same text would be split otherwise, so that indexes are built again."""

LONGEST_SENTENCE = 600
"""Characters; what is longer (a table, a text without full stops) is cut between words."""

_HEADING = re.compile(r"\s*(?:#+ *)?(?:[\d.]+ )?[^\W\d_]")
"""How a heading begins, unlike an entry of a list."""


@dataclass(frozen=True)
class Passage:
    """Characters ``start`` to ``end`` of the document ``source``, which read ``text``.

    ``sentences`` are spans of the *document's* text, in order, inside the passage. ``heading``
    holds the headings that stand over the passage but not in it, each on a line: what it is about
    may be said nowhere else. It is searched with the passage, never quoted.
    """

    source: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    heading: str = ""

    @property
    def headed(self) -> str:
        """The text under its headings."""
        return self.heading + self.text

    def quote(self, span: Span) -> str:
        """The characters of a span of the document that lies inside the passage."""
        return span.shifted(-self.start).of(self.text)


def split(document: Document, passage_chars: int) -> list[Passage]:
    """Passages that tile the document's text: end to end, they are the text.

    A passage ends where a sentence ends and is at most ``passage_chars`` long. Paragraphs are
    kept whole where they fit, and one that does not is cut into parts of about equal length; a
    heading stays with the paragraph below it.
    White space after a sentence belongs to it. Text that is all white space gives no passage.
    """
    text = document.text
    sentences = [
        piece for part in layout.sentences(text) for piece in _cut(text, part, passage_chars)
    ]
    starts = [0, *(sentence.start for sentence in sentences[1:]), len(text)]
    tiles = [Span(a, b) for a, b in pairwise(starts)] if sentences else []
    headings = {i: s.of(text) for i, s in enumerate(sentences) if _is_heading_line(text, tiles[i])}
    passages = []
    for group in _groups(text, tiles, passage_chars):
        span = Span(tiles[group.start].start, tiles[group.stop - 1].end)
        inside = tuple(sentences[group.start : group.stop])
        over = _over(headings, group.start)
        passages.append(Passage(document.source, *span, span.of(text), inside, over))
    return passages


def _over(headings: Mapping[int, str], first: int) -> str:
    """The document's title and the last heading before sentence ``first``, if that is none."""
    above = [number for number in headings if number < first]
    chosen = {0} & headings.keys() | ({above[-1]} if above and first not in headings else set())
    return "".join(f"{headings[n].lstrip('# ')}\n" for n in sorted(chosen) if n < first)


def _is_heading_line(text: str, tile: Span) -> bool:
    """Whether a sentence is a heading: a line of its own below an empty one, and mostly words."""
    line = tile.of(text)
    before = text[max(0, tile.start - 4) : tile.start].replace("\r\n", "\n")
    return (
        is_heading(line)
        and not is_caption(line)
        and "\n" in line
        and (tile.start == 0 or before.endswith("\n\n"))
        and _HEADING.match(line) is not None
        and sum(c.isdigit() for c in line) < sum(c.isalpha() for c in line) / 2
    )


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


def _groups(text: str, tiles: list[Span], passage_chars: int) -> Iterator[range]:
    """Runs of tiles that make one passage each."""
    first = 0
    for paragraph in _parts(text, tiles, passage_chars):
        if tiles[paragraph.stop - 1].end - tiles[first].start > passage_chars and (
            first < paragraph.start
        ):
            yield range(first, paragraph.start)
            first = paragraph.start
    if tiles:
        yield range(first, len(tiles))


def _parts(text: str, tiles: list[Span], passage_chars: int) -> Iterator[range]:
    """Paragraphs as runs of tiles; a long one as several of about equal length."""
    for paragraph in _paragraphs(text, tiles):
        length = tiles[paragraph.stop - 1].end - tiles[paragraph.start].start
        target = length / -(-length // passage_chars)
        first = paragraph.start
        for i in paragraph:
            used = tiles[i].end - tiles[first].start
            following = tiles[i + 1].end - tiles[first].start if i + 1 < paragraph.stop else 0
            if used >= target or following > passage_chars or i + 1 == paragraph.stop:
                yield range(first, i + 1)
                first = i + 1


def _paragraphs(text: str, tiles: list[Span]) -> Iterator[range]:
    first = 0
    for i, tile in enumerate(tiles):
        piece = tile.of(text)
        blank_line = piece[len(piece.rstrip()) :].replace("\r\n", "\n").count("\n") > 1
        heading = i == first and is_heading(piece)
        if (blank_line and not heading) or i + 1 == len(tiles):
            yield range(first, i + 1)
            first = i + 1


def is_title(passage: Passage, number: int) -> bool:
    """Whether a sentence of a passage, counted from 0, only says what is below it.

    The names of a table's columns are one. A short line without a mark at its end is none where
    it is an entry of a list ("- Cars: 24"), or where another such line or entry, or nothing,
    follows it.
    """
    text = passage.quote(passage.sentences[number])
    if MARKED_HEADING.match(text + "\n") or is_column_names(text):
        return True
    following = [passage.quote(span) for span in passage.sentences[number + 1 : number + 2]]
    is_section = NUMBERED.match(text) and not any(ENTRY.search(other) for other in following)
    return (
        is_heading(text)
        and (is_section or ENTRY.search(text) is None)
        and any(not is_heading(other) for other in following)
    )


def title(passage: Passage) -> str:
    """The heading with which the first passage of a document opens; empty if it has none."""
    first = passage.sentences[0]
    tile = Span(passage.start, passage.sentences[1].start if passage.sentences[1:] else passage.end)
    is_title = passage.start == 0 and _is_heading_line(passage.text, tile)
    return passage.quote(first).lstrip("# ") if is_title else ""


def sentences_text(sentences: Iterable[Span]) -> str:
    """Spans as ``start-end`` pairs with commas, the form in which the index stores them."""
    return ",".join(f"{start}-{end}" for start, end in sentences)


def sentences_from_text(stored: str) -> tuple[Span, ...]:
    """The inverse of `sentences_text`."""
    pairs = (pair.split("-") for pair in stored.split(",") if pair)
    return tuple(Span(int(start), int(end)) for start, end in pairs)
