"""The sentences that answer, ranked, and how sure one can be that they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.index.hit import Hit
from chapter_and_verse.reading.calibration import calibration_for
from chapter_and_verse.reading.contradiction import is_contradicted
from chapter_and_verse.reading.numbered_items import is_asked_by_number
from chapter_and_verse.reading.reader import Reader
from chapter_and_verse.reading.short_answer import trim_short_answer
from chapter_and_verse.reading.table_lookup import find_asked_fields, names_another_row
from chapter_and_verse.text.entities import missing_share, opens_with_pronoun
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import coverage


@dataclass(frozen=True)
class Sentence:
    """A sentence that may answer: ``span`` and ``answer`` are spans of the document's text.

    ``score`` ranks it among all sentences; ``margin`` is the reader's part of that score and
    ``retrieval`` the score of its passage.
    """

    passage: Passage
    span: Span
    score: float
    margin: float
    retrieval: float
    answer: Span | None = None

    @property
    def text(self) -> str:
        """The characters of the sentence."""
        return self.passage.quote(self.span)


@dataclass(frozen=True)
class Evidence:
    """Sentences, best first; ``confidence`` (0 to 1) that the first of them answers.

    ``reader`` is the name of the one that scored them.
    """

    sentences: tuple[Sentence, ...]
    confidence: float
    signals: dict[str, float]
    reader: str = ""


SPEAKER_WITHIN = 3
"""How many sentences before a quoted one may name its speaker."""

Likeness = Callable[[str, str], float]
"""How like a question and a sentence are, such as the cosine of their vectors, -1 to 1."""


def find_evidence(
    question: str,
    hits: Sequence[Hit],
    reader: Reader,
    likeness: Likeness,
    context: str = "",
) -> Evidence:
    """Read the passages that the search found and rank their sentences; headings are left out.

    ``context`` is the question after the turns before it, where there are any: sentences that
    share its terms rank higher.
    """
    passages = [hit.passage for hit in hits]
    fitted = calibration_for(reader.name)

    def shared(text: str) -> float:
        own = coverage(question, text)
        return (own + coverage(context, text)) / 2 if context else own

    sentences = []
    readings = reader.read(question, passages)
    fields = find_asked_fields(question, passages)
    for hit, read in zip(hits, readings, strict=True):
        passage = hit.passage
        of_passage = fitted.retrieval_weight * hit.score + fitted.passage_coverage_weight * shared(
            passage.text
        )
        for reading in read:
            if passage.is_title(reading.span):
                continue
            text = _under_title(passage, reading.span)
            field = fields.get((passage.source, reading.span))
            by_number = is_asked_by_number(question, passage, reading.span)
            told_by_form = field or by_number
            margin = max(reading.score, fitted.field_margin) if told_by_form else reading.score
            score = (
                margin
                + of_passage
                + fitted.coverage_weight * shared(text)
                - fitted.missing_weight
                * missing_share(question, with_lead_in(passage, reading.span))
            )
            answer = field or (None if by_number else reading.answer)
            answer = answer and trim_short_answer(question, passage, reading.span, answer)
            sentences.append(Sentence(passage, reading.span, score, margin, hit.score, answer))
    ranked = tuple(sorted(sentences, key=lambda s: -s.score))
    if not ranked:
        return Evidence((), 0.0, {})
    signals = collect_signals(question, ranked[0], ranked[1:], likeness)
    return Evidence(ranked, fitted.probability(signals), signals, reader.name)


def collect_signals(
    question: str, best: Sentence, others: Sequence[Sentence], likeness: Likeness
) -> dict[str, float]:
    """What the confidence in a sentence is made of (see `reading.calibration`), by its name.

    ``others`` are the sentences that follow it in the ranking.
    """
    near = with_lead_in(best.passage, best.span)
    asked = _under_title(best.passage, best.span)
    against = is_contradicted(
        question,
        best.text,
        near,
        _lead(best.passage, best.span),
        _before_answer(best),
    ) or names_another_row(question, best.passage, best.span)
    return {
        "margin": best.margin,
        "retrieval": best.retrieval,
        "gap": best.score - (others[0].score if others else 0.0),
        "likeness": max(likeness(question, text) for text in {best.text, asked}),
        "coverage": coverage(question, asked),
        "passage_coverage": coverage(question, best.passage.text),
        "missing": missing_share(question, best.passage.headed),
        "missing_near": missing_share(question, near),
        "contradicted": float(against),
    }


def _under_title(passage: Passage, span: Span) -> str:
    """A sentence behind the heading right above it, or the question that it answers.

    The title of the whole document stands over all of its sentences, and tells none from another.
    """
    titles = passage.titles_over(span)
    above = titles[-1:] if len(titles) > 1 or passage.question_over(span) else ()
    return " ".join([*above, passage.quote(span)])


def _before_answer(sentence: Sentence) -> str:
    """What stands in a sentence before its short answer; empty without one."""
    start = sentence.answer and sentence.answer.start
    return "" if start is None else sentence.passage.quote(Span(sentence.span.start, start))


def _lead(passage: Passage, span: Span) -> str:
    """The sentence with its headings and the few before it, one of which may say who speaks."""
    first = max(0, passage.sentences.index(span) - SPEAKER_WITHIN)
    before = passage.quote(Span(passage.sentences[first].start, span.end))
    return "\n".join([*passage.titles_over(passage.sentences[first]), before])


def with_lead_in(passage: Passage, span: Span) -> str:
    """The sentence with the headings and the one before it, which its pronouns may point to.

    Where that one opens with a pronoun itself, the ones before it come along.
    """
    sentences = passage.sentences
    first = max(0, sentences.index(span) - 1)
    while first and opens_with_pronoun(passage.quote(sentences[first])):
        first -= 1
    before = passage.quote(Span(sentences[first].start, span.end))
    return "\n".join([*passage.titles_over(sentences[first]), before])
