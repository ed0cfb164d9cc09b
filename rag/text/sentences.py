"""Sentences as character spans of the text they stand in."""

from __future__ import annotations

import re
from typing import NamedTuple

import sentencex

QUESTION_ENDS = ("?", "？")
_CODE = re.compile(r"\w[./@_:\\]+\w[^\s]*\.$")
"""How a word ends whose parts are joined by full stops or slashes, as in "org.mill.Sieve"."""
_INITIALS = re.compile(r"\b[^\W\d_]\.(?:-[^\W\d_]\.)+$")
"""Initials joined by hyphens, of which sentencex knows nothing."""


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


def sentence_spans(text: str, language: str = "en") -> list[Span]:
    """The sentences of ``text`` in order, without the white space around them.

    Boundaries come from sentencex (Wikimedia), which knows the abbreviations of many languages
    (``language`` is an ISO 639-1 code), quotations, and the full stops of other scripts, Chinese
    and Japanese among them. One that it finds inside a word, as in "app.Main", or behind the
    initials of a name, as in "J.-P. Smith", is none. Spans never overlap, and everything between
    two of them is white space.
    """
    return [
        inner.shifted(span.start)
        for span in _boundaries(text, language)
        for inner in _boundaries(span.of(text), language)
    ]


def is_one_question(line: str) -> bool:
    """Whether a line is one question and nothing else."""
    return line.endswith(QUESTION_ENDS) and len(sentence_spans(line)) == 1


def _boundaries(text: str, language: str) -> list[Span]:
    """What sentencex finds; an item of a list, among others, is one piece to it."""
    boundaries = sentencex.get_sentence_boundaries(language, text)
    found: list[Span] = []
    for boundary in boundaries:
        span = trim_span(text, Span(boundary["start_index"], boundary["end_index"]))
        if span.start == span.end:
            continue
        if found and _goes_on(text, found[-1].end, span.start):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether what ends and what starts there are parts of one sentence."""
    if end == start and text[end - 1] == "." and text[start].isascii():
        return _CODE.search(text, max(0, end - 80), end) is not None
    return _INITIALS.search(text, max(0, end - 12), end) is not None
