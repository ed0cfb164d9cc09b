"""Writes answers that are made of quotes alone: one statement for each quote, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chapter_and_verse.answer.answer import Answer, Part, Statement
from chapter_and_verse.answer.citation import Citation, cite
from chapter_and_verse.answer.quotes import (
    ReadDocument,
    add_context,
    choose_sentences,
    cite_sentences,
    join_neighbours,
)
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.question.answer_type import is_polar, wants_explanation
from chapter_and_verse.reading.evidence import Evidence


def write_quotes(
    question: str,
    standalone: str,
    evidence: Evidence,
    passages: Sequence[Passage],
    read: ReadDocument,
    *,
    refuse_below: float,
    quote_within: float,
    max_quotes: int,
    timings_ms: dict[str, float],
    caveat: str = "",
) -> Iterator[Answer]:
    """The parts of an answer that is made of quotes alone, one part for each quote.

    It is a refusal where no sentence was found, or the confidence is under ``refuse_below``; the
    quotes are then shown as the closest passages. ``quote_within`` and ``max_quotes`` say how many
    sentences are quoted (`choose_sentences`). ``passages`` are all that the search found, read or
    not, in which the sentences around a quote are looked up.

    Raises:
        CitationError, StaleIndexError, DocumentError: a file is no longer what was indexed.
    """
    refused = not evidence.sentences or evidence.confidence < refuse_below
    sentences = choose_sentences(standalone, evidence.sentences, max_quotes, quote_within)
    if not refused:
        sentences = add_context(standalone, sentences, passages)
    quotes = join_neighbours(sentences)
    part = Answer(
        question,
        standalone,
        refused=refused,
        confidence=evidence.confidence,
        caveat=caveat,
        timings_ms=timings_ms | {"total": sum(timings_ms.values())},
    )
    if refused:
        yield part
        for quote in quotes:
            yield replace(part, closest=(cite_sentences(read, quote),))
        return
    best = evidence.sentences[0]
    if best.answer and not wants_explanation(standalone) and not is_polar(standalone):
        short = cite(read(best.passage.source), best.answer, best.passage.quote(best.answer))
        part = replace(part, short_answer=short)
        yield part
    for number, quote in enumerate(quotes, 1):
        yield add_quote(part, number, cite_sentences(read, quote))


def join_answers(question: str, standalone: str, answers: Sequence[Answer]) -> Iterator[Answer]:
    """The parts of the answer to a question that was split into several, each quote once.

    ``answers`` are those to its parts. It is a refusal where none of them was answered. The
    confidence is the lowest of those that were. A short answer is given where all of them have the
    same one.
    """
    given = [answer for answer in answers if not answer.refused]
    whole = Answer(
        question,
        standalone,
        refused=not given,
        caveat=next((answer.caveat for answer in answers if answer.caveat), ""),
        confidence=min((a.confidence for a in given), default=max(a.confidence for a in answers)),
        timings_ms={
            step: sum(answer.timings_ms.get(step, 0.0) for answer in answers)
            for answer in answers
            for step in answer.timings_ms
        },
        parts=tuple(Part(a.standalone_question, not a.refused) for a in answers),
    )
    if not given:
        closest = tuple(dict.fromkeys(c for answer in answers for c in answer.closest))
        yield replace(whole, closest=closest)
        return
    short = given[0].short_answer
    if short and all(answer.short_answer == short for answer in given):
        whole = replace(whole, short_answer=short)
    for number, citation in enumerate(dict.fromkeys(c for a in given for c in a.citations), 1):
        yield add_quote(whole, number, citation)


def with_warnings(parts: Iterator[Answer], read: ReadDocument) -> Iterator[Answer]:
    """The parts of an answer, each with what is not in the text of the documents that it shows."""
    for part in parts:
        shown = dict.fromkeys(citation.source for citation in (*part.citations, *part.closest))
        warnings = tuple(warning for name in shown for warning in read(name).read_warnings)
        yield replace(part, warnings=warnings) if warnings else part


def add_quote(part: Answer, number: int, citation: Citation) -> Answer:
    """The part of an answer that adds one quote, with its citation as number ``number``."""
    statement = Statement(citation.quote, (number,), verbatim=True)
    return replace(part, statements=(statement,), citations=(citation,))
