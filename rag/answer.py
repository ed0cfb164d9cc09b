"""The answer as a value, and the writer that makes it of quotes alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

from rag.citation import Citation, cite
from rag.documents import Document
from rag.evidence import Evidence, Sentence
from rag.sentences import Span

REFUSAL = "The documents do not answer this question."
CLOSEST = "The closest passages are shown below; they may not answer it."

Read = Callable[[str], Document]
"""Gives the document of a name as it is now."""


@dataclass(frozen=True)
class Answer:
    """An answer, or a part of one: parts of a stream add up to the whole.

    ``text`` marks each quote with its number, as in ``[1]``. ``confidence`` is the calibrated
    probability (0 to 1) that the documents answer and the first citation is the place. A
    refusal has no citations; ``closest`` then holds what came nearest. ``note`` is set where a
    greeting, a request for a summary or the like was no question: the fixed phrase that ``text``
    begins with. The confidence is then 1, or 0 where a file was named that is not there.
    """

    question: str
    standalone_question: str
    text: str = ""
    note: str = ""
    short_answer: Citation | None = None
    refused: bool = False
    confidence: float = 0.0
    citations: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    def __add__(self, later: Answer) -> Answer:
        return replace(
            later,
            text=self.text + later.text,
            citations=self.citations + later.citations,
            closest=self.closest + later.closest,
            timings_ms=self.timings_ms | later.timings_ms,
        )

    def as_json(self) -> dict[str, Any]:
        """The object that ``rag ask --json`` prints, schema 1."""
        short = self.short_answer
        return {
            "schema": 1,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answer": self.text,
            "short_answer": short
            and {
                "text": short.quote,
                "source": short.source,
                "start": short.start,
                "end": short.end,
            },
            "refused": self.refused,
            "confidence": round(self.confidence, 4),
            "citations": _numbered(self.citations),
            "closest": _numbered(self.closest),
            "timings_ms": {step: round(ms, 1) for step, ms in self.timings_ms.items()},
        }


def _numbered(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [{"n": n, **asdict(citation)} for n, citation in enumerate(citations, 1)]


def write(
    question: str,
    standalone: str,
    evidence: Evidence,
    read: Read,
    *,
    refuse_below: float,
    quote_within: float,
    max_quotes: int,
    timings_ms: dict[str, float],
) -> Iterator[Answer]:
    """The parts of an answer that is made of quotes alone, one part for each quote.

    Raises:
        CitationError, StaleIndexError, DocumentError: a file is no longer what was indexed.
    """
    refused = not evidence.sentences or evidence.confidence < refuse_below
    quotes = joined(chosen(evidence.sentences, max_quotes, quote_within))
    part = Answer(
        question,
        standalone,
        refused=refused,
        confidence=evidence.confidence,
        timings_ms=timings_ms | {"total": sum(timings_ms.values())},
    )
    if refused:
        yield replace(part, text=f"{REFUSAL} {CLOSEST}" if quotes else REFUSAL)
        for quote in quotes:
            yield replace(part, closest=(cite_joined(read, quote),))
        return
    best = evidence.sentences[0]
    if best.answer:
        short = cite(read(best.passage.source), best.answer, best.passage.quote(best.answer))
        part = replace(part, short_answer=short)
        yield replace(part, text=f"{short.quote}\n\n")
    for number, quote in enumerate(quotes, 1):
        citation = cite_joined(read, quote)
        gap = "\n\n" if number > 1 else ""
        yield replace(part, text=f"{gap}“{citation.quote}” [{number}]", citations=(citation,))


def chosen(sentences: Sequence[Sentence], most: int, within: float) -> list[Sentence]:
    """The best sentence and those that score ``within`` of it, ``most`` at the most."""
    return [s for s in sentences[:most] if s.score >= sentences[0].score - within]


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
    """The citation of one quote of `joined`."""
    text = quote[0].text
    for first, second in pairwise(quote):
        text += (_gap(first, second) or "") + second.text
    span = Span(quote[0].span.start, quote[-1].span.end)
    return cite(read(quote[0].passage.source), span, text)
