"""Rows of tables, and lines such as "Phone: 0555 0147": what they say of what, by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from chapter_and_verse.documents.formats.csv import label_spans
from chapter_and_verse.documents.layout import cells, is_column_names, is_field, is_table_row
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.text.sentences import Span, trim_span
from chapter_and_verse.text.words import STOP_WORDS, words

_ALIKE = 5
"""How many letters two words share at their beginning, as "supplier" and "supplies" do."""
_SENTENCE_ENDS = (".", "!", "?")
"""How a line such as "Anna: I saw it." ends, which is somebody's speech and no value."""
_ASKS_AMOUNT = re.compile(r"\bhow (?:many|much|long|old|big|far|often)\b", re.IGNORECASE)
_ASKS_WHEN = re.compile(r"\b(?:when|(?:what|which) (?:year|date|day))\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SMALL = re.compile(r"\d{1,3}")
_ASKS_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """A value, as a span of its sentence, with what it is called."""

    name: str
    value: Span


def find_asked_field(question: str, passage: Passage, number: int) -> Span | None:
    """The value in a sentence of a passage, counted from 0, that the question asks for by name.

    In "Kitchen: 31" it is that of a name which stands in the question. In a row of a table,
    another cell must stand in the question, and the name of the value's column with it. None
    where there is no such value, where there are several, or where it is of another kind than
    the question wants. The span is one of the document's text.
    """
    span = passage.sentences[number]
    sentence = passage.quote(span)
    fields = list(_fields(passage, number))
    asked = _terms(question)
    known = [f for f in fields if _named(f.value.of(sentence), asked)]
    others = [f for f in fields if f not in known]
    if len(fields) == 1:
        found = [f for f in others if _named(f.name, asked)]
    else:
        shares = [_share(f.name, asked) for f in others] if known else []
        found = [f for f, s in zip(others, shares, strict=False) if s == max(shares) > 0]
    if len(found) != 1 or not _fits(question, found[0].value.of(sentence)):
        return None
    return found[0].value.shifted(span.start)


def _fields(passage: Passage, number: int) -> Iterator[Field]:
    sentence = passage.quote(passage.sentences[number])
    row = cells(sentence)
    if len(row) > 2:
        above = find_column_names(passage, number)
        names = passage.quote(above) if above else ""
        for column, cell in zip(cells(names), row, strict=False):
            if cell.start < cell.end:
                yield Field(column.of(names), cell)
    elif len(labels := label_spans(sentence)) > 1 and not row:
        ends = [*(label.start for label in labels[1:]), len(sentence)]
        for label, end in zip(labels, ends, strict=True):
            length = len(sentence[label.end : end].rstrip("; ."))
            yield Field(label.of(sentence), Span(label.end, label.end + length))
    elif (row or is_field(sentence)) and _is_one_of_several(passage, number):
        name = row[0] if row else Span(0, sentence.index(":"))
        value = row[-1] if row else trim_span(sentence, Span(name.end + 1, len(sentence)))
        if not sentence.endswith(_SENTENCE_ENDS):
            yield Field(name.of(sentence), value)


def _is_one_of_several(passage: Passage, number: int) -> bool:
    """Whether a name with its value stands beside another; alone it may be a title."""
    beside = [*passage.sentences[max(0, number - 1) : number], *passage.sentences[number + 1 :][:1]]
    return any(is_field(text) or cells(text) for text in map(passage.quote, beside))


def find_column_names(passage: Passage, number: int) -> Span | None:
    """The row with the names of the columns above a row, as a span of the document's text.

    In Markdown that row has a rule below it. In a table with tabs it is the first one, below
    something else than a row, and has no digits. None where the passage has no such row.
    """
    first = None
    for span in passage.sentences[number - 1 :: -1] if number else ():
        text = passage.quote(span)
        if is_column_names(text):
            return Span(span.start, span.start + len(text.partition("\n")[0].rstrip()))
        if not is_table_row(text):
            names = passage.quote(first) if first else ""
            return None if _DIGIT.search(names) or names.startswith("|") else first
        first = span
    return None


def _terms(text: str) -> list[str]:
    """The words of a name, without sizes and the like ("M8", "25 mm") unless it has no others."""
    kept = [word for word in words(text) if word not in STOP_WORDS and not _DIGIT.search(word)]
    return [word for word in kept if len(word) > 2] or [word for word in kept if len(word) > 1]


def _named(text: str, asked: Sequence[str]) -> bool:
    """Whether the words of a name stand among those of a question, in the same order."""
    terms, rest = _terms(text), iter(asked)
    return bool(terms) and all(any(_alike(term, other) for other in rest) for term in terms)


def _share(name: str, asked: Sequence[str]) -> float:
    """The share of a name's words that stand in a question, 0 to 1."""
    terms = _terms(name)
    return sum(any(_alike(t, a) for a in asked) for t in terms) / max(1, len(terms))


def _alike(one: str, other: str) -> bool:
    """Whether two words are the same but for an ending: "lantern" and "lanterns"."""
    pairs = zip(one, other, strict=False)
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    shorter, longer = sorted((len(one), len(other)))
    is_plural = same == shorter > 2 and longer - shorter <= 2
    return one == other or is_plural or (same >= _ALIKE and shorter - same <= 2)


def _fits(question: str, value: str) -> bool:
    has_digit = any(character.isdigit() for character in value)
    if _ASKS_AMOUNT.search(question):
        return has_digit
    if _ASKS_WHEN.search(question):
        return not _SMALL.fullmatch(value)
    return not (_ASKS_WHO.search(question) and has_digit)
