"""What quotes and short answers leave out: half of a pair of marks, and the marks of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.reading.answer_choice import narrow_to_clause, narrow_to_kind
from chapter_and_verse.text.pronouns import PRONOUNS
from chapter_and_verse.text.sentences import Span, trim_span
from chapter_and_verse.text.tokens import cover_tokens
from chapter_and_verse.text.words import terms

_ITEM = r"(?:[-*+•‣]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)"
_MARKER = re.compile(_ITEM)
_FURTHER_ITEM = re.compile(rf"\n[ \t]*{_ITEM}")
_EMPHASIS = re.compile(
    r"(?<![\w*~`\\])(?=(?P<mark>(?P<sign>[*_~`])(?P=sign){0,2})(?!\s|(?P=sign))"
    r"(?P<inside>(?:(?!\n\s*\n).)+?)(?<!\s)(?<!(?P=sign))(?P=mark)(?![\w*~`]))",
    re.DOTALL,
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|“[^“”]*”|«[^«»]*»|\"[^\"]*\"")
_JOINING = re.compile(r"(?:[\s,;:]+(?:and|as|but|in|of|or|since|that|the|with)?)+$", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:at (?:least|most)|(?:no |not )?(?:more|less|fewer) than|up to)\s+$", re.IGNORECASE
)
_THAN = re.compile(r" than [^,;.:()]*[^\s,;.:()]")
_COMPARED = re.compile(r"\b(?:more|less|fewer|later|earlier|longer|higher|lower)$", re.IGNORECASE)
_OWN = re.compile(r"['’] [\w-]+")
_PERIOD = re.compile(r"\b(?:minutes|hours|days|weeks|months|years)$", re.IGNORECASE)


def marker_length(before: str, text: str) -> int:
    """The length of the mark with which ``text``, one item of a list, begins; 0 if it is none.

    ``before`` is what stands before it in its passage, since an item begins a line.
    """
    marker = _MARKER.match(text)
    begins_line = before.rstrip(" \t")[-1:] in ("", "\n")
    return marker.end() if marker and begins_line and not _FURTHER_ITEM.search(text) else 0


def trim_short_answer(question: str, passage: Passage, sentence: Span, answer: Span) -> Span | None:
    """The part of ``answer`` to show; all three are spans of the document's text.

    A list's marker is left out, and so are marks of emphasis whose other half is not in it and
    those around the whole of it. A mark amid the answer brings the rest of what it emphasises.
    "At least" before it belongs to it, and so does "than ..." behind it. Brackets and quotation
    marks are treated alike, but the answer ends before one that it merely opens; of code it is
    all. Of one cell of a table the value is left, without its column's name, and of a date the
    year where the question asks for no more. Where the sentence says an amount of each of
    several things, it is that of the one that was asked about. Where all of the answer would be
    left out, it is the sentence. None where it is a pronoun, or the name of a column, and says
    nothing.
    """
    text, by = passage.text, passage.start
    within, span = sentence.shifted(-by), answer.shifted(-by)
    first = within.start + marker_length(text[: within.start], within.of(text))
    span = Span(max(span.start, first), span.end)
    if cells := [cell.shifted(-by) for cell, _ in passage.block_of(sentence).cells]:
        cell = _one_cell(question, text, cells, span)
        if cell is None:
            return None
        span = cell
    span = narrow_to_clause(question, text, within, cover_tokens(text, span))
    for opening, closing in _brackets(text, within):
        if span.start < opening.start < span.end <= closing.start:
            kept = _JOINING.sub("", text[span.start : opening.start])
            span = Span(span.start, span.start + len(kept))
        span = _balanced(span, opening, closing, within)
    for opening, closing in _emphasis(text):
        if opening.of(text) == "`" and opening.end <= span.start and span.end <= closing.start:
            span = Span(opening.end, closing.start)
        span = _balanced(span, opening, closing, within)
    span = narrow_to_kind(question, text, _bounded(text, within, trim_span(text, span)))
    if span.start == span.end:
        span = Span(first, within.end)
    return None if span.of(text).lower() in PRONOUNS else span.shifted(by)


def _bounded(text: str, within: Span, span: Span) -> Span:
    """``span`` with the "at least" before it, and the "than ..." or "' notice" behind it."""
    start, end = span
    bound = _BOUND.search(text, within.start, start)
    if bound and bound.end() == start:
        start = bound.start()
    for last_word, more in ((_COMPARED, _THAN), (_PERIOD, _OWN)):
        following = more.match(text, end, within.end)
        if following and last_word.search(text, start, end):
            end = following.end()
    return Span(start, end)


def _one_cell(question: str, text: str, cells: Sequence[Span], span: Span) -> Span | None:
    """Of a row, the part of ``span`` in one of the cells: the first that the question lacks.

    None where it lies outside of all cells, in the name of a column.
    """
    asked = set(terms(question))
    touched = [
        Span(max(cell.start, span.start), min(cell.end, span.end))
        for cell in cells
        if cell.start < span.end and span.start < cell.end
    ]
    new = [cell for cell in touched if not set(terms(cell.of(text))) <= asked]
    return next(iter([*new, *touched]), None)


def _brackets(text: str, within: Span) -> list[tuple[Span, Span]]:
    """The brackets and quotation marks around parts of a sentence, the last ones first."""
    pairs = [
        (Span(start, start + 1), Span(end - 1, end))
        for match in _BRACKETED.finditer(text, *within)
        for start, end in [match.span()]
    ]
    return pairs[::-1]


def _emphasis(text: str) -> Iterator[tuple[Span, Span]]:
    """The marks before and behind what is emphasised."""
    for match in _EMPHASIS.finditer(text):
        end = match.end("inside")
        yield Span(*match.span("mark")), Span(end, end + len(match["mark"]))


def _balanced(span: Span, opening: Span, closing: Span, within: Span) -> Span:
    """``span`` with both of these marks inside it, or with none."""
    start, end = span
    for mark in (opening, closing):
        if mark.start < start < mark.end:
            start = mark.end
        if mark.start < end < mark.end:
            end = mark.start
    opens = start <= opening.start and opening.end <= end
    closes = start <= closing.start and closing.end <= end
    whole = opens and closes and (start, end) == (opening.start, closing.end)
    if opens and (whole or not closes):
        if start == opening.start:
            start = opening.end
        elif closing.end <= within.end:
            end = closing.end
    if closes and (whole or not opens):
        if end == closing.end:
            end = closing.start
        elif within.start <= opening.start:
            start = opening.start
    return Span(start, end)
