"""An answer: its statements, the citations that prove them, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.documents.document import ReadWarning

REFUSAL = "The documents do not answer this question."
PARTLY = "The documents do not answer a part of this question."
UNANSWERED = "The documents do not answer: {}"
UNKNOWN_LANGUAGE = (
    "The reader does not know the language of this question: "
    "these are the sentences that share most words with it."
)
DID_YOU_MEAN = "Did you mean: {}"
CLOSEST = "The closest passages are shown below; they may not answer it."


SURE_FROM = 0.8
"""The confidence (0 to 1) from which an answer is called sure; below, it is likely."""


@dataclass(frozen=True)
class Statement:
    """One thing that an answer says, and the numbers (from 1) of the citations that prove it.

    It is the quote of its one citation where it is ``verbatim``, else a language model's claim.
    """

    text: str
    citations: tuple[int, ...]
    verbatim: bool = False

    def __str__(self) -> str:
        """The statement as people read it: ``“The mill opened in 1932.” [1]``."""
        marks = "".join(f"[{number}]" for number in self.citations)
        return f"{f'“{self.text}”' if self.verbatim else self.text} {marks}".rstrip()


@dataclass(frozen=True)
class Dropped:
    """A claim of a language model that is not shown, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class ModelRecord:
    """What a language model contributed to an answer.

    ``shown`` is the number of its claims in the answer, ``dropped`` are those left out. ``problem``
    says in a sentence why its reply, or the rest of it, was not used; empty if it was.
    ``unusable`` is whether the model could not be asked at all. ``tokens`` counts what it read and
    wrote, empty where it does not tell; ``cost`` is their price where a setting has the prices.
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
    """One of the simpler questions that a question was split into, and whether it was answered."""

    question: str
    answered: bool


@dataclass(frozen=True)
class Answer:
    """An answer, or a part of one: the parts of a stream are added up with ``+``.

    ``confidence`` is the calibrated probability (0 to 1) that the documents answer the question
    and that the first citation is where. A refusal has no statements and no citations, but the
    ``closest`` passages. ``suggestion`` is then the question with a misspelt name corrected
    ("Did you mean …"), where the documents have a name like it.

    ``note`` is a fixed phrase, set where the message was no question: a greeting, or a request for
    a summary. The confidence is then 1, or 0 where a file is named that is not indexed.

    ``model`` is set where a language model was asked. The statements are then its claims, or
    quotes where none of its claims passed. ``parts`` are the questions that the question was
    split into, empty where it is one.

    ``caveat`` says in a sentence why the answer is worth less than others, where it is.
    ``warnings`` say of the documents shown what is not in their text: it may hold what the
    question asks for.
    """

    question: str
    standalone_question: str
    statements: tuple[Statement, ...] = ()
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
    warnings: tuple[ReadWarning, ...] = ()
    caveat: str = ""

    def __add__(self, later: Answer) -> Answer:
        return replace(
            later,
            statements=self.statements + later.statements,
            citations=self.citations + later.citations,
            closest=self.closest + later.closest,
            timings_ms=self.timings_ms | later.timings_ms,
            warnings=tuple(dict.fromkeys(self.warnings + later.warnings)),
        )

    @property
    def kind(self) -> Literal["sure", "likely", "none"]:
        """Whether the answer is sure (`SURE_FROM`), likely, or none at all, a refusal."""
        if self.refused:
            return "none"
        return "sure" if self.confidence >= SURE_FROM else "likely"

    @property
    def text(self) -> str:
        """The answer as plain text: fixed phrases, the short answer, statements with numbers.

        A rendering for people; programs take the statements and citations.
        """
        if self.refused and not self.note:
            return f"{REFUSAL} {CLOSEST}" if self.closest else REFUSAL
        if self.model and self.model.shown:
            return " ".join(map(str, self.statements))
        short = [self.short_answer.quote] if self.short_answer else []
        partly = [PARTLY] if self.unanswered else []
        said = [self.note] if self.note else short
        return "\n\n".join([*said, *map(str, self.statements), *partly])

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The parts that were not answered, where others were; empty for a refusal."""
        if self.refused:
            return ()
        return tuple(part.question for part in self.parts if not part.answered)

    @property
    def warning_lines(self) -> tuple[str, ...]:
        """What is to be known about the answer: its caveat, and a line for each document."""
        reasons: dict[str, list[str]] = {}
        for warning in self.warnings:
            reasons.setdefault(warning.source, []).append(warning.reason)
        unread = tuple(f"Read, but {name}: {' '.join(said)}" for name, said in reasons.items())
        return (self.caveat, *unread) if self.caveat else unread

    def as_turn(self) -> dict[str, Any]:
        """The answer as a message of the history, for the question that comes next."""
        short = self.short_answer.quote if self.short_answer else ""
        return {"role": "assistant", "content": self.text, "short_answer": short}

    def as_json(self) -> dict[str, Any]:
        """The object that ``rag ask --json`` prints, schema 1."""
        short = self.short_answer
        return {
            "schema": 1,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answer": self.text,
            "statements": [
                {"text": s.text, "citations": list(s.citations)} for s in self.statements
            ],
            "kind": self.kind,
            "short_answer": short
            and {
                "text": short.quote,
                "source": short.source,
                "start": short.start,
                "end": short.end,
            },
            "refused": self.refused,
            "confidence": round(self.confidence, 4),
            "citations": _number(self.citations),
            "closest": _number(self.closest),
            "warnings": [asdict(warning) for warning in self.warnings],
            **({"caveat": self.caveat} if self.caveat else {}),
            "timings_ms": {step: round(ms, 1) for step, ms in self.timings_ms.items()},
            **({"model": asdict(self.model)} if self.model else {}),
            **({"parts": [asdict(part) for part in self.parts]} if self.parts else {}),
            **({"suggestion": self.suggestion} if self.suggestion else {}),
        }


def _number(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [{"n": n, **asdict(citation)} for n, citation in enumerate(citations, 1)]
