"""Rows of tables, and lines such as "Phone: 0555 0147": the value that a question asks for.

What is a cell, and what its column is called, the blocks of a document say. A question names
the row by what stands in its other cells, and the value by its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from chapter_and_verse.documents.blocks import BlockKind, Cell
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.text.sentences import Span, trim_span
from chapter_and_verse.text.words import STOP_WORDS, words

_ALIKE = 5
"""How many letters two words share at their beginning, as "supplier" and "supplies" do."""
_ASKS_AMOUNT = re.compile(r"\bhow (?:many|much|long|old|big|far|often)\b", re.IGNORECASE)
_ASKS_WHEN = re.compile(r"\b(?:when|(?:what|which) (?:year|date|day))\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,;?!()\"“”]*[^\s,;?!()\"“”.:]")
_DIGIT = re.compile(r"\d")
_SIZE = re.compile(r"\d[\d.,]*\s?[^\W\d]{1,2}\b")
_LETTER = re.compile(r"\b[A-HJ-Z]\b")
"""A capital that stands alone, as in "Kiln A"; "I" is a word."""
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_SMALL = re.compile(r"\d{1,3}")
_ASKS_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """The value asked for, a span of the document, in the row that is the sentence ``row``.

    ``known`` is how well the other cells of the row stand in the question: 2 for each that stands
    there whole, 1 for one whose words do.
    """

    row: Span
    value: Span
    known: int


def find_asked_fields(question: str, passages: Iterable[Passage]) -> dict[tuple[str, Span], Span]:
    """The values that a question asks for by name, by their document and sentence.

    Of the rows of one document those count in which most cells stand in the question, whole ones
    before others: "Borealis in 1995" is the row with both. See `find_asked_field`.
    """
    found: dict[str, list[Field]] = {}
    for passage in passages:
        fields = (find_asked_field(question, passage, span) for span in passage.sentences)
        found.setdefault(passage.source, []).extend(field for field in fields if field)
    most = {source: max((f.known for f in fields), default=0) for source, fields in found.items()}
    return {
        (source, field.row): field.value
        for source, fields in found.items()
        for field in fields
        if field.known == most[source]
    }


def find_asked_field(question: str, passage: Passage, sentence: Span) -> Field | None:
    """The value in a row that the question asks for by name, if the sentence is a row.

    In "Kitchen: 31" it is that of a name which stands in the question. In a row of a table,
    another cell must stand in the question, and the name of the value's column with it. None
    where there is no such value, where there are several, or where it is of another kind than
    the question wants.
    """
    block = passage.block_of(sentence)
    if block.names_columns:
        return None
    within = range(sentence.start, sentence.end)
    cells = [cell for cell in block.cells if cell.span.start in within]
    asked = question.casefold()
    if len(cells) == 1:
        known, others = [], [c for c in cells if _stands_in(c.column, asked)]
    elif len(cells) == 2 and block.kind is BlockKind.ROW and not any(c.column for c in cells):
        known, others = cells[:1], cells[1:]
        others = others if _stands_in(passage.quote(known[0].span), asked) else []
    else:
        known = [c for c in cells if _stands_in(passage.quote(c.span), asked)]
        others = _of_named_column([c for c in cells if c not in known], asked) if known else []
    if len(others) != 1 or not _fits(question, passage.quote(others[0].span)):
        return None
    whole = sum(_stands_whole(passage.quote(cell.span).casefold(), asked) for cell in known)
    return Field(sentence, others[0].span, len(known) + whole)


def names_another_row(question: str, passage: Passage, sentence: Span) -> bool:
    """Whether a question has a number, code or letter that a row, its columns and headings lack.

    "What does GX-481-A cost?" is no question for the row of GX-49-A, nor "in 1995" for the row of
    1990: a table has an exact value for each of its rows, or none.
    """
    block = passage.block_of(sentence)
    if block.kind is not BlockKind.ROW or block.names_columns:
        return False
    columns = [cell.column for cell in block.cells]
    told = "\n".join([passage.quote(sentence), *columns, *passage.headings]).casefold()
    _, *tokens = _TOKEN.findall(question) or [""]
    codes = [token for token in tokens if _DIGIT.search(token) or _LETTER.fullmatch(token)]
    return any(not _stands_whole(code.casefold(), told) for code in codes)


def find_column_names(passage: Passage, sentence: Span) -> Span | None:
    """The row with the names of the columns above a row, as a span of the document's text.

    None where the passage has no such row.
    """
    above = [block for block in passage.blocks if block.span.end <= sentence.start]
    table = (BlockKind.ROW, BlockKind.MARKUP)
    rows = list(takewhile(lambda block: block.kind in table, reversed(above)))
    named = [block.span for block in rows if block.names_columns]
    by = passage.start
    return trim_span(passage.text, named[0].shifted(-by)).shifted(by) if named else None


def _of_named_column(cells: Sequence[Cell], asked: str) -> list[Cell]:
    """The cells whose column the question names, those with the largest share of their name."""
    shares = [_share(cell.column, asked) for cell in cells]
    return [c for c, s in zip(cells, shares, strict=True) if s == max(shares) > 0.5]


def _stands_in(name: str, asked: str) -> bool:
    """Whether a name stands in a question, both in small letters: whole, or all of its words.

    A name of one piece with a digit in it, such as "GX-49-A" or "2022", must stand there whole.
    Of others, sizes ("M8", "25 mm") and what is in brackets may be missing.
    """
    short = _BRACKETS.sub("", name)
    if _is_code(name) or any(_stands_whole(one.casefold(), asked) for one in (name, short)):
        return any(_stands_whole(one.casefold(), asked) for one in (name, short))
    terms, rest = _terms(short), iter(words(asked))
    return bool(terms) and all(any(_alike(term, other) for other in rest) for term in terms)


def _stands_whole(name: str, text: str) -> bool:
    return bool(name) and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _is_code(name: str) -> bool:
    return _DIGIT.search(name) is not None and not any(c.isspace() for c in name.strip())


def _share(name: str, asked: str) -> float:
    """The share of a name's words that stand in a question, 0 to 1."""
    if _stands_in(name, asked):
        return 1.0
    terms = [] if _is_code(name) else _terms(name)
    others = words(asked)
    return sum(any(_alike(t, a) for a in others) for t in terms) / max(1, len(terms))


def _terms(name: str) -> list[str]:
    """The words of a name, without sizes ("25 mm"); the letter of "Kiln A" is one of them."""
    kept = [word for word in words(_SIZE.sub(" ", name)) if not _DIGIT.search(word)]
    letters = {letter.casefold() for letter in _LETTER.findall(name)}
    return [word for word in kept if word in letters or (word not in STOP_WORDS and len(word) > 1)]


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
