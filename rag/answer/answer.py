"""The answer as a value, and the writer that makes it of quotes alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from chapter_and_verse.answer.citation import Citation, cite
from chapter_and_verse.answer.quotes import Read, chosen, cite_joined, joined, with_context
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.question.answer_type import is_polar, wants_explanation
from chapter_and_verse.reading.evidence import Evidence

REFUSAL = "The documents do not answer this question."
PARTLY = "The documents do not answer a part of this question."
UNANSWERED = "The documents do not answer: {}"
DID_YOU_MEAN = "Did you mean: {}"
CLOSEST = "The closest passages are shown below; they may not answer it."


@dataclass(frozen=True)
class Dropped:
    """A claim of a language model that is not shown, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class ModelRecord:
    """What a language model had to do with an answer.

    ``shown`` counts its claims that are in the answer, ``dropped`` are those that are not.
    ``problem`` says, where it is set, why its reply was given up, whole or in part; ``unusable``
    is whether the model could not be asked at all. ``tokens`` counts those it read and wrote, and
    is empty where it does not tell; ``cost`` is what they cost where a setting has the prices.
    """

    name: str
    shown: int = 0
    dropped: tuple[Dropped, ...] = ()
    problem: str = ""
    tokens: dict[str, int] = field(default_factory=dict)
    cost: float | None = None
    unusable: bool = False


@dataclass(frozen=True)
class Part:
    """One of several questions that a question was taken for, and whether it was answered."""

    question: str
    answered: bool


@dataclass(frozen=True)
class Answer:
    """An answer, or a part of one: parts of a stream add up to the whole.

    ``text`` marks each quote with its number, as in ``[1]``. ``confidence`` is the calibrated
    probability (0 to 1) that the documents answer and the first citation is the place. A
    refusal has no citations; ``closest`` then holds what came nearest. ``note`` is set where a
    greeting, a request for a summary or the like was no question: the fixed phrase that ``text``
    begins with. The confidence is then 1, or 0 where a file was named that is not there.

    ``suggestion`` is a refused question with a name like one of its own that the documents have.

    ``model`` is set where a language model was asked; ``text`` then holds its claims, each behind
    it the numbers of its quotes, or quotes alone where no claim was left.
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
    model: ModelRecord | None = None
    parts: tuple[Part, ...] = ()
    suggestion: str = ""

    def __add__(self, later: Answer) -> Answer:
        return replace(
            later,
            text=self.text + later.text,
            citations=self.citations + later.citations,
            closest=self.closest + later.closest,
            timings_ms=self.timings_ms | later.timings_ms,
        )

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The parts that the documents do not answer, of a question that they answer in part."""
        if self.refused:
            return ()
        return tuple(part.question for part in self.parts if not part.answered)

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
            **({"model": asdict(self.model)} if self.model else {}),
            **({"parts": [asdict(part) for part in self.parts]} if self.parts else {}),
            **({"suggestion": self.suggestion} if self.suggestion else {}),
        }


def _numbered(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [{"n": n, **asdict(citation)} for n, citation in enumerate(citations, 1)]


def write(
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
        yield replace(part, text=f"{REFUSAL} {CLOSEST}" if quotes else REFUSAL)
        for quote in quotes:
            yield replace(part, closest=(cite_joined(read, quote),))
        return
    best = evidence.sentences[0]
    if best.answer and not wants_explanation(standalone) and not is_polar(standalone):
        short = cite(read(best.passage.source), best.answer, best.passage.quote(best.answer))
        part = replace(part, short_answer=short)
        yield replace(part, text=f"{short.quote}\n\n")
    for number, quote in enumerate(quotes, 1):
        citation = cite_joined(read, quote)
        gap = "\n\n" if number > 1 else ""
        yield replace(part, text=f"{gap}“{citation.quote}” [{number}]", citations=(citation,))


def together(question: str, standalone: str, answers: Sequence[Answer]) -> Iterator[Answer]:
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
        text = f"{REFUSAL} {CLOSEST}" if closest else REFUSAL
        yield replace(whole, text=text, closest=closest)
        return
    short = given[0].short_answer
    if short and all(answer.short_answer == short for answer in given):
        whole = replace(whole, short_answer=short)
        yield replace(whole, text=f"{short.quote}\n\n")
    for number, citation in enumerate(dict.fromkeys(c for a in given for c in a.citations), 1):
        gap = "\n\n" if number > 1 else ""
        yield replace(whole, text=f"{gap}“{citation.quote}” [{number}]", citations=(citation,))
    if len(given) < len(answers):
        yield replace(whole, text=f"\n\n{PARTLY}")
