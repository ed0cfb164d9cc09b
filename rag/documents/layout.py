"""What the lines of a text are: headings, captions, entries of lists, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from chapter_and_verse.text.sentences import Span, sentence_spans, trim_span

SHORTER_THAN_BELOW = 0.5
"""How long a line may be, beside the one below it, to be a heading without mark or number."""

MARKED_HEADING = re.compile(r"(?:#{1,6} [^\n]+|\*\*[^*\n]+\*\*:?)[ \t]*\r?\n\s*")
"""A heading in Markdown, or a line of bold text that serves as one."""
ENTRY = re.compile(r"^\s*(?:[-*+•–]|\d+[.)])\s|:\s*\S")
"""An entry of a list, or a name with its value."""

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")
NUMBERED = re.compile(rf"{_NUMBER.pattern}[ \t]+(?=\S)")
"""How a numbered heading begins, and many an entry of a list."""

_CAPTION = re.compile(
    r"(?:image|photo|picture|figure|fig\.|table|source)s?(?: ?(?:caption|credit|source)\w*)?"
    r"\s*(?:[:,(]|by\b|\d)|(?:caption|credit)\b",
    re.IGNORECASE,
)
_LINE_AND_BELOW = re.compile(
    rf"(?P<line>(?P<number>{NUMBERED.pattern})?(?P<words>[^\n.!?:;,|]{{2,60}}?))[ \t]*\r?\n"
    r"(?P<below>[“\"'‘(]?(?P<word>[^\W_][^\s]*)[^\n]*)"
)
_EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n$")
_RULE = r"[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$"
_ROW = re.compile(rf"^[ \t]*\|[^\n]*\|[ \t\r]*$(?:\n{_RULE})?", re.MULTILINE)
_BAR = re.compile(r"(?<!\\)\|")
_TABBED = re.compile(r"[^\s][^\n\t]*(?:\t[^\n\t]*)+")
_FIELD = (
    r"[ \t]*(?:[-*+•–][ \t]+)?[^\W\d_][^\n:|.!?;,]{0,40}:"
    r"[ \t]+\S(?:(?![a-z]{3}[.!?][ \t])[^\n]){0,120}"
)
_FIELDS = re.compile(rf"(?:^{_FIELD}$\n?){{2,}}", re.MULTILINE)
_ONE_FIELD = re.compile(_FIELD)
_UNDER_RULE = re.compile(rf"\n{_RULE}", re.MULTILINE)


def is_heading(sentence: str) -> bool:
    """Whether a sentence looks like a title: short, and without a mark at its end."""
    words = sentence.strip()
    return (
        len(words) <= 80
        and not words.endswith(tuple(".!?:;,。！？：”\"'’)"))
        and not is_table_row(words)
    )


def is_caption(sentence: str) -> bool:
    """Whether a sentence stands below a picture or a table."""
    return _CAPTION.match(sentence) is not None


def is_table_row(sentence: str) -> bool:
    """Whether a sentence is a row of a table: ``| Ada | 1815 |`` in Markdown, or with tabs."""
    is_markdown = sentence.startswith("|") and sentence.endswith("|")
    return is_markdown or (_TABBED.fullmatch(sentence) is not None)


def is_column_names(sentence: str) -> bool:
    """Whether a sentence is the first row of a table in Markdown, with the rule below it."""
    return sentence.startswith("|") and _UNDER_RULE.search(sentence) is not None


def is_field(sentence: str) -> bool:
    """Whether a sentence is a line that gives something a value: "- Phone: 0555 0147"."""
    return _ONE_FIELD.fullmatch(sentence) is not None


def cells(row: str) -> list[Span]:
    """Where the cells of a row of `is_table_row` stand in it; empty for any other text."""
    if not is_table_row(row):
        return []
    if row.startswith("|"):
        bounds = [match.start() for match in _BAR.finditer(row)]
    else:
        bounds = [-1, *(match.start() for match in re.finditer("\t", row)), len(row)]
    return [trim_span(row, Span(one + 1, two)) for one, two in pairwise(bounds)]


def sentences(text: str) -> Iterator[Span]:
    """The sentences of ``text`` in order.

    Headings, rows of tables, and lines of a list of names with their values stand alone.
    """
    start = 0
    for line in sorted([*_rows(text), *_lines_with_values(text)]):
        yield from _sentences_between(text, Span(start, line.start))
        yield line
        start = line.end
    yield from _sentences_between(text, Span(start, len(text)))


def _rows(text: str) -> Iterator[Span]:
    return (trim_span(text, Span(*row.span())) for row in _ROW.finditer(text))


def _lines_with_values(text: str) -> Iterator[Span]:
    for run in _FIELDS.finditer(text):
        for line in _ONE_FIELD.finditer(text, *run.span()):
            yield trim_span(text, Span(*line.span()))


def _sentences_between(text: str, part: Span) -> Iterator[Span]:
    found = (span.shifted(part.start) for span in sentence_spans(part.of(text)))
    for sentence in _with_numbers(text, found):
        start = sentence.start
        while heading := MARKED_HEADING.match(text, start, sentence.end):
            yield trim_span(text, Span(*heading.span()))
            start = heading.end()
        if heading := _plain_heading(text, Span(start, sentence.end)):
            yield Span(*heading.span("line"))
            start = heading.start("below")
        yield Span(start, sentence.end)


def _with_numbers(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """The sentences, with a number that stands alone before one on its line made part of it."""
    number: Span | None = None
    for sentence in found:
        if number and "\n" not in text[number.end : sentence.start]:
            sentence, number = Span(number.start, sentence.end), None
        if number:
            yield number
        begins_line = _before(text, sentence)[-1:] in ("", "\n")
        number = sentence if begins_line and _NUMBER.fullmatch(sentence.of(text)) else None
        if number is None:
            yield sentence
    if number:
        yield number


def _before(text: str, sentence: Span) -> str:
    """The characters right before a sentence, as far as its line and the two above may tell."""
    return text[max(0, sentence.start - 100) : sentence.start].rstrip(" \t")


def _plain_heading(text: str, sentence: Span) -> re.Match[str] | None:
    """A heading without any mark right above its text, if the sentence opens with one.

    It begins a paragraph, ends where the next word would have had room, is numbered or much
    shorter than the line below it, and both begin with a capital.
    """
    found = _LINE_AND_BELOW.match(text, sentence.start, sentence.end)
    before = _before(text, sentence)
    if found is None or (before.strip() and not _EMPTY_LINE.search(before)):
        return None
    line, below = found["line"], found["below"]
    has_capitals = found["words"][:1].isupper() and found["word"][:1].isupper()
    has_room = len(line) + 1 + len(found["word"]) <= len(below)
    is_short = found["number"] or len(line) <= SHORTER_THAN_BELOW * len(below)
    return found if has_capitals and has_room and is_short else None
