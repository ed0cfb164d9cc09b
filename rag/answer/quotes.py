"""Chooses the sentences that an answer quotes, and joins neighbours into one quote."""

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
from chapter_and_verse.text.pronouns import DEMONSTRATIVES, PERSONS, THINGS
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import any_of

ReadDocument = Callable[[str], Document]
"""Reads the document of this name as it is now."""

MAX_SENTENCES_BACK = 4
"""So many sentences before "He said so" are looked at for who "he" is."""

_OPENING = r"^[“\"‘'«(\[]*"
_PERSON = re.compile(rf"{_OPENING}{any_of(*PERSONS)}\b", re.IGNORECASE)
_THING = re.compile(
    rf"{_OPENING}{any_of(*THINGS, *DEMONSTRATIVES, 'such', 'both', 'the former', 'the latter')}\b",
    re.IGNORECASE,
)
_SUBJECT_CHARS = 40
"""A name within so many characters of a sentence's beginning is taken for its subject."""


def choose_sentences(
    question: str, sentences: Sequence[Sentence], most: int, within: float
) -> list[Sentence]:
    """The best sentence, and those that score at most ``within`` less; ``most`` of them in all.

    Both limits are doubled where the question asks for several things.
    """
    if wants_several(question):
        most, within = 2 * most, 2 * within
    return [s for s in sentences[:most] if s.score >= sentences[0].score - within]


def add_context(
    question: str, sentences: Sequence[Sentence], passages: Sequence[Passage]
) -> list[Sentence]:
    """The sentences, each followed by the one needed to understand it, if there is one.

    "He resigned in May" needs the sentence before it that says who resigned. So does a sentence
    that answers what somebody said without naming the speaker. A row of a table needs the names of
    its columns. Sentences before are looked up in ``passages`` where the sentence's own ends.
    """
    found: list[Sentence] = []
    for sentence in sentences:
        found.append(sentence)
        context = _find_context(question, sentence, passages)
        if context and context not in (s.span for s in [*found, *sentences]):
            passage = next(p for p in passages if _contains(p, sentence.passage.source, context))
            found.append(Sentence(passage, context, sentence.score, 0.0, sentence.retrieval))
    return found


def _find_context(question: str, sentence: Sentence, passages: Sequence[Passage]) -> Span | None:
    text = sentence.text
    if sentence.passage.block_of(sentence.span).kind is BlockKind.ROW:
        return find_column_names(sentence.passage, sentence.span)
    before = list(_sentences_before(sentence, passages))
    if wants_statement(question) and missing_share(question, text) == 1.0:
        for span, earlier in before:
            if missing_share(question, earlier) < 1.0 and _names_subject(earlier):
                return span
    if _PERSON.match(text):
        return next((span for span, earlier in before if _names_subject(earlier)), None)
    if _THING.match(text):
        return next((s for s, t in before[:2] if not (_THING.match(t) or _PERSON.match(t))), None)
    return None


def _sentences_before(
    sentence: Sentence, passages: Sequence[Passage]
) -> Iterator[tuple[Span, str]]:
    """The sentences before this one, nearest first, up to a passage that was not found."""
    by_end = {p.end: p for p in passages if p.source == sentence.passage.source}
    passage: Passage | None = sentence.passage
    spans = [span for span in sentence.passage.sentences if span.end <= sentence.span.start]
    for _ in range(MAX_SENTENCES_BACK):
        while passage and not spans:
            passage = by_end.get(passage.start)
            spans = list(passage.sentences) if passage else []
        if passage is None:
            return
        span = spans.pop()
        if not passage.is_title(span):
            yield span, passage.quote(span)


def _names_subject(text: str) -> bool:
    """Whether a sentence begins with a name, which is then its subject; not within speech."""
    names = [span for span, kind in find_entities(text) if kind is EntityKind.NAME]
    is_speech = text.startswith(("“", '"', "‘", "«"))
    return not is_speech and any(span.start <= _SUBJECT_CHARS for span in names)


def _contains(passage: Passage, source: str, span: Span) -> bool:
    return passage.source == source and passage.start <= span.start and span.end <= passage.end


def join_neighbours(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """The quotes that sentences make: each a run of neighbours, the best quote first.

    ``sentences`` come best first. Two are neighbours if only white space without an empty line
    stands between them, also across the end of a passage.
    """
    in_place = sorted(sentences, key=lambda s: (s.passage.source, s.span))
    quotes: list[list[Sentence]] = []
    for sentence in in_place:
        if quotes and _are_neighbours(quotes[-1][-1], sentence):
            quotes[-1].append(sentence)
        else:
            quotes.append([sentence])
    return sorted(quotes, key=lambda quote: min(sentences.index(s) for s in quote))


def _are_neighbours(first: Sentence, second: Sentence) -> bool:
    gap = _text_between(first, second)
    return gap is not None and not gap.strip() and gap.replace("\r\n", "\n").count("\n") < 2


def _text_between(first: Sentence, second: Sentence) -> str | None:
    """The characters between two sentences; None if their passages do not adjoin."""
    one, two = first.passage, second.passage
    if one == two:
        return one.quote(Span(first.span.end, second.span.start))
    if (one.source, one.end) != (two.source, two.start):
        return None
    return one.quote(Span(first.span.end, one.end)) + two.quote(Span(two.start, second.span.start))


def cite_sentences(read: ReadDocument, quote: Sequence[Sentence]) -> Citation:
    """The citation of a run of neighbours (`join_neighbours`), without a list's "1." or "-"."""
    passage, start = quote[0].passage, quote[0].span.start
    text = quote[0].text
    for first, second in pairwise(quote):
        text += (_text_between(first, second) or "") + second.text
    before = passage.quote(Span(passage.start, start))
    marker = marker_length(before, text) and marker_length(before, quote[0].text)
    span = Span(start + marker, quote[-1].span.end)
    return cite(read(passage.source), span, text[marker:])
