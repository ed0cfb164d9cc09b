"""Sentences as character spans of the text they stand in."""

from __future__ import annotations

from typing import NamedTuple

import sentencex


class Span(NamedTuple):
    """Characters ``text[start:end]`` of some text; offsets count code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """The same characters, counted from ``by`` characters earlier."""
        return Span(self.start + by, self.end + by)


def trim_span(text: str, span: Span) -> Span:
    """``span`` without the white space at its two ends (empty if there is nothing else)."""
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def sentence_spans(text: str) -> list[Span]:
    """The sentences of ``text`` in order, without the white space around them.

    Boundaries come from sentencex (Wikimedia), which knows abbreviations, quotations and the
    full stops of other scripts, Chinese and Japanese among them. Spans never overlap, and
    everything between two of them is white space.
    """
    return [
        inner.shifted(span.start)
        for span in _boundaries(text)
        for inner in _boundaries(span.of(text))
    ]


def _boundaries(text: str) -> list[Span]:
    """What sentencex finds; an item of a list, among others, is one piece to it."""
    boundaries = sentencex.get_sentence_boundaries("en", text)
    spans = (trim_span(text, Span(b["start_index"], b["end_index"])) for b in boundaries)
    return [span for span in spans if span.start < span.end]
