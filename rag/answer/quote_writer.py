"""Answers made of quotes alone: one statement for each quote, or a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chapter_and_verse.answer.answer import Answer, Part, Statement
from chapter_and_verse.answer.citation import Citation, cite
from chapter_and_verse.answer.quotes import Read, chosen, cite_joined, joined, with_context
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.question.answer_type import is_polar, wants_explanation
from chapter_and_verse.reading.evidence import Evidence


def write_quotes(
    question: str,
    standalone: str,
    evidence: Evidence,
    passages: Sequence[Passage],
    read: Read,
    *,
    refuse_below: float,
    quote_within: float,
    max_quotes: int,
    timings_ms: dict[str, float],
) -> Iterator[Answer]:
    """The parts of an answer that is made of quotes alone, one part for each quote.

    ``passages`` are all that were found, read or not: what a quote speaks of is looked for there.

    Raises:
        CitationError, StaleIndexError, DocumentError: a file is no longer what was indexed.
    """
    refused = not evidence.sentences or evidence.confidence < refuse_below
    sentences = chosen(standalone, evidence.sentences, max_quotes, quote_within)
    if not refused:
        sentences = with_context(standalone, sentences, passages)
    quotes = joined(sentences)
    part = Answer(
        question,
        standalone,
        refused=refused,
        confidence=evidence.confidence,
        timings_ms=timings_ms | {"total": sum(timings_ms.values())},
    )
    if refused:
        yield part
        for quote in quotes:
            yield replace(part, closest=(cite_joined(read, quote),))
        return
    best = evidence.sentences[0]
    if best.answer and not wants_explanation(standalone) and not is_polar(standalone):
        short = cite(read(best.passage.source), best.answer, best.passage.quote(best.answer))
        part = replace(part, short_answer=short)
        yield part
    for number, quote in enumerate(quotes, 1):
        yield with_quote(part, number, cite_joined(read, quote))


def join_answers(question: str, standalone: str, answers: Sequence[Answer]) -> Iterator[Answer]:
    """The parts of the answer to a question that was looked up as several, each quote once.

    ``answers`` are those of its parts. What was not answered is said at the end; where nothing
    was, the whole is refused. A short answer is given where it is that of all parts answered.
    """
    given = [answer for answer in answers if not answer.refused]
    whole = Answer(
        question,
        standalone,
        refused=not given,
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
        yield with_quote(whole, number, citation)


def with_quote(part: Answer, number: int, citation: Citation) -> Answer:
    """The part of an answer that adds the quote of its citation ``number``."""
    statement = Statement(citation.quote, (number,), verbatim=True)
    return replace(part, statements=(statement,), citations=(citation,))
