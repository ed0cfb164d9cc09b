"""Quotes where they stand in their documents, with what is gold among the characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from chapter_and_verse.answer.citation import describe_place
from chapter_and_verse.errors import RagError
from chapter_and_verse.evals.results.record import Record

AROUND = 200
"""Characters of its document that are shown before and after a quote."""

TextOf = Callable[[str], str]
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Piece:
    """Some characters of a document, and whether they are gold."""

    text: str
    gold: bool = False


@dataclass(frozen=True)
class Passage:
    """A quote in its document: what stands before it, the quote, and what stands after.

    ``place`` tells the headings, the page and the characters; ``note`` what is wrong with it, if
    anything.
    ``cut_before`` and ``cut_after`` tell whether the document goes on beyond.
    """

    source: str
    place: str
    before: tuple[Piece, ...]
    quoted: tuple[Piece, ...]
    after: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False
    note: str = ""


def passage(text: str, start: int, end: int, gold: Spans, around: int = AROUND) -> tuple[Any, ...]:
    """``text`` about its characters ``start`` to ``end``: pieces before, within and after them.

    About ``around`` characters are given on both sides, cut between words; pieces begin and end
    where ``gold`` spans do.
    """
    low = _word_start(text, max(0, start - around), start)
    high = _word_end(text, end, min(len(text), end + around))
    return tuple(_pieces(text, a, b, gold) for a, b in pairwise((low, start, end, high)))


def _word_start(text: str, low: int, start: int) -> int:
    if low > 0:
        space = next((i for i in range(low, start) if text[i].isspace()), low)
        low = space if space < start else low
    while low < start and text[low].isspace():
        low += 1
    return low


def _word_end(text: str, end: int, high: int) -> int:
    if high < len(text):
        high = next((i for i in range(high, end, -1) if text[i].isspace()), high)
    while high > end and text[high - 1].isspace():
        high -= 1
    return high


def _pieces(text: str, start: int, end: int, gold: Spans) -> tuple[Piece, ...]:
    inner = {edge for span in gold for edge in span if start < edge < end}
    return tuple(
        Piece(text[a:b], any(low <= a and b <= high for low, high in gold))
        for a, b in pairwise(sorted({start, end} | inner))
    )


def text_or_none(text_of: TextOf) -> Callable[[str], str | None]:
    """``text_of``, asked once for each source, with None where it raises RagError."""

    @cache
    def text(source: str) -> str | None:
        try:
            return text_of(source)
        except RagError:
            return None

    return text


def gold_spans(row: Record) -> dict[str, list[tuple[int, int]]]:
    """The gold spans of a row by their source."""
    found: dict[str, list[tuple[int, int]]] = {}
    for span in (row.get("expected") or {}).get("gold_spans") or ():
        if span.get("start") is not None and span.get("end") is not None:
            found.setdefault(str(span.get("source")), []).append((span["start"], span["end"]))
    return found


def expected(
    row: Record, gold: Mapping[str, Spans], text_of: Callable[[str], str | None]
) -> Iterator[Passage]:
    """The gold quotes of a row, each where it stands first."""
    for quote in (row.get("expected") or {}).get("gold") or ():
        source, words = str(quote.get("source")), quote.get("quote") or ""
        text = text_of(source) or ""
        spans = [span for span in gold.get(source, ()) if text[slice(*span)] == words]
        note = f"Any of {len(spans)} places will do." if len(spans) > 1 else ""
        start, end = spans[0] if spans else (None, None)
        found = {"source": source, "quote": words, "start": start, "end": end}
        yield in_context(found, gold, text_of, AROUND // 2, note)


def in_context(
    quote: Record,
    gold: Mapping[str, Spans],
    text_of: Callable[[str], str | None],
    around: int,
    note: str = "",
) -> Passage:
    """A quote with ``around`` characters on both sides; alone where its text is not to be had.

    A quote that differs from what its source holds is noted as not verbatim.
    """
    source, words = str(quote.get("source")), quote.get("quote") or ""
    start, end, where = quote.get("start"), quote.get("end"), describe_place(quote)
    place = ", ".join([where] * bool(where) + [f"characters {start}–{end}"] * (start is not None))
    text = text_of(source)
    if text is None or start is None or end is None:
        return Passage(source, place, (), (Piece(words),), (), note=note)
    if not 0 <= start < end or text[start:end] != words:
        there = "nothing"
        if 0 <= start < end <= len(text):
            there = f"“{text[start : min(end, start + AROUND)]}{'…' * (end - start > AROUND)}”"
        note = f"Not verbatim: the document has {there} there."
        return Passage(source, place, (), (Piece(words),), (), note=note)
    before, quoted, after = passage(text, start, end, gold.get(source, ()), around)
    low, high = start - _length(before), end + _length(after)
    rest = bool(text[:low].strip()), bool(text[high:].strip())
    return Passage(source, place, before, quoted, after, *rest, note)


def _length(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)
