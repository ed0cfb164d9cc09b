"""Which sentences an answer quotes, and how they are joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from chapter_and_verse.answer.citation import Citation, cite
from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.question.answer_type import wants_several, wants_statement
from chapter_and_verse.reading.evidence import Sentence
from chapter_and_verse.reading.short_answer import marker_length
from chapter_and_verse.reading.table_lookup import find_column_names
from chapter_and_verse.text.entities import EntityKind, find_entities, missing_share
from chapter_and_verse.text.sentences import Span

Read = Callable[[str], Document]
"""Gives the document of a name as it is now."""

SENTENCES_BACK = 4
"""How far before a sentence is looked for who or what it speaks of."""

_OPENING = r"^[“\"‘'«(\[]*"
_PERSON = re.compile(rf"{_OPENING}(?:he|she|his|her)\b", re.IGNORECASE)
_THING = re.compile(
    rf"{_OPENING}(?:it|its|they|their|this|these|those|that|such|both|the (?:former|latter))\b",
    re.IGNORECASE,
)
_FOREMOST = 40
"""Characters at the head of a sentence in which its subject stands, as a rule."""


def chosen(
    question: str, sentences: Sequence[Sentence], most: int, within: float
) -> list[Sentence]:
    """The best sentence and those that score ``within`` of it, ``most`` at the most.

    A question for several things gets twice as many, from twice as far.
    """
    if wants_several(question):
        most, within = 2 * most, 2 * within
    return [s for s in sentences[:most] if s.score >= sentences[0].score - within]


def with_context(
    question: str, sentences: Sequence[Sentence], passages: Sequence[Passage]
) -> list[Sentence]:
    """The sentences, each followed by the one that says who or what it speaks of, if need be.

    A row of a table is followed by the names of its columns.
    Needed where a sentence opens with a pronoun, or where the question asks what somebody said
    and does not name anyone in it. ``passages`` are looked through for the sentences before.
    """
    found: list[Sentence] = []
    for sentence in sentences:
        found.append(sentence)
        context = _context(question, sentence, passages)
        if context and context not in (s.span for s in [*found, *sentences]):
            passage = next(p for p in passages if _holds(p, sentence.passage.source, context))
            found.append(Sentence(passage, context, sentence.score, 0.0, sentence.retrieval))
    return found


def _context(question: str, sentence: Sentence, passages: Sequence[Passage]) -> Span | None:
    text = sentence.text
    if sentence.passage.block_of(sentence.span).kind is BlockKind.ROW:
        return find_column_names(sentence.passage, sentence.span)
    before = list(_before(sentence, passages))
    if wants_statement(question) and missing_share(question, text) == 1.0:
        for span, earlier in before:
            if missing_share(question, earlier) < 1.0 and _subject(earlier):
                return span
    if _PERSON.match(text):
        return next((span for span, earlier in before if _subject(earlier)), None)
    if _THING.match(text):
        return next((s for s, t in before[:2] if not (_THING.match(t) or _PERSON.match(t))), None)
    return None


def _before(sentence: Sentence, passages: Sequence[Passage]) -> Iterator[tuple[Span, str]]:
    """The sentences before, nearest first, as far as the passages reach without a gap."""
    by_end = {p.end: p for p in passages if p.source == sentence.passage.source}
    passage: Passage | None = sentence.passage
    spans = [span for span in sentence.passage.sentences if span.end <= sentence.span.start]
    for _ in range(SENTENCES_BACK):
        while passage and not spans:
            passage = by_end.get(passage.start)
            spans = list(passage.sentences) if passage else []
        if passage is None:
            return
        span = spans.pop()
        if not passage.is_title(span):
            yield span, passage.quote(span)


def _subject(text: str) -> bool:
    """Whether a sentence seems to say by name whom it speaks of."""
    names = [span for span, kind in find_entities(text) if kind is EntityKind.NAME]
    is_speech = text.startswith(("“", '"', "‘", "«"))
    return not is_speech and any(span.start <= _FOREMOST for span in names)


def _holds(passage: Passage, source: str, span: Span) -> bool:
    return passage.source == source and passage.start <= span.start and span.end <= passage.end


def joined(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Sentences as quotes, in the order of the best of each; neighbours make one quote.

    Two sentences are neighbours when only white space without an empty line stands between
    them, be it at the end of a passage and the beginning of the next.
    """
    in_place = sorted(sentences, key=lambda s: (s.passage.source, s.span))
    quotes: list[list[Sentence]] = []
    for sentence in in_place:
        if quotes and _neighbours(quotes[-1][-1], sentence):
            quotes[-1].append(sentence)
        else:
            quotes.append([sentence])
    return sorted(quotes, key=lambda quote: min(sentences.index(s) for s in quote))


def _neighbours(first: Sentence, second: Sentence) -> bool:
    gap = _gap(first, second)
    return gap is not None and not gap.strip() and gap.replace("\r\n", "\n").count("\n") < 2


def _gap(first: Sentence, second: Sentence) -> str | None:
    """The characters between two sentences of a passage or of adjoining ones, else None."""
    one, two = first.passage, second.passage
    if one == two:
        return one.quote(Span(first.span.end, second.span.start))
    if (one.source, one.end) != (two.source, two.start):
        return None
    return one.quote(Span(first.span.end, one.end)) + two.quote(Span(two.start, second.span.start))


def cite_joined(read: Read, quote: Sequence[Sentence]) -> Citation:
    """The citation of one quote of `joined`; that of a single list item leaves its marker out."""
    passage, start = quote[0].passage, quote[0].span.start
    text = quote[0].text
    for first, second in pairwise(quote):
        text += (_gap(first, second) or "") + second.text
    before = passage.quote(Span(passage.start, start))
    marker = marker_length(before, text) and marker_length(before, quote[0].text)
    span = Span(start + marker, quote[-1].span.end)
    return cite(read(passage.source), span, text[marker:])
