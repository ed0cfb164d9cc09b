"""The steps from a question to its answer, and the values between them.

    Received -> understand -> Understood -> look up (retrieve, read) -> LookedUp -> write -> Answer

A question that asks several things is split, and each part is looked up alone. The index is
opened once a question, so that all of an answer comes from one revision.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice, zip_longest
from operator import add
from typing import TYPE_CHECKING, TypeVar

from chapter_and_verse.answer.answer import UNKNOWN_LANGUAGE, Answer
from chapter_and_verse.answer.quote_writer import join_answers, write_quotes
from chapter_and_verse.answer.quotes import ReadDocument
from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.errors import QuestionError
from chapter_and_verse.index.hit import Hit
from chapter_and_verse.index.search import OpenIndex
from chapter_and_verse.logs import log_answer, ms_since
from chapter_and_verse.question.decomposition import fill_in_answers
from chapter_and_verse.question.followups import Standalone, make_standalone
from chapter_and_verse.question.question import Question
from chapter_and_verse.reading.calibration import calibration_for
from chapter_and_verse.reading.evidence import Evidence, Likeness, Sentence, find_evidence
from chapter_and_verse.reading.reader import OverlapReader, Reader, reader_that_knows
from chapter_and_verse.receive import Received
from chapter_and_verse.settings import Settings

if TYPE_CHECKING:
    from chapter_and_verse.llm.chat_model import Usage
    from chapter_and_verse.llm.writer import Writer

Found = TypeVar("Found")


@dataclass(frozen=True)
class Understood:
    """A question that stands alone, and the parts that it is looked up as.

    ``in_steps`` is whether the parts are steps, in which "#1" stands for the answer to the first;
    see `question.decomposition.fill_in_answers`. ``usage`` counts the tokens of the language model
    that rewrote it, if there is one. ``began`` is when the question was asked.
    """

    question: Question
    standalone: Standalone
    parts: tuple[Standalone, ...]
    in_steps: bool
    usage: Usage | None
    index: OpenIndex
    began: float
    timings_ms: dict[str, float]


@dataclass(frozen=True)
class Retrieved:
    """A part of a question with the passages found for it, best first."""

    question: Question
    standalone: Standalone
    hits: tuple[Hit, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class WithEvidence:
    """A part of a question with the evidence that reading found."""

    retrieved: Retrieved
    evidence: Evidence
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class LookedUp:
    """A question with the evidence found for each of its parts."""

    understood: Understood
    parts: tuple[WithEvidence, ...]

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences of all parts: the best of each, then the second best of each, and so on."""
        return list(dict.fromkeys(_interleave(part.evidence.sentences for part in self.parts)))

    @property
    def hits(self) -> list[Hit]:
        """The passages found for all parts, in the same order."""
        return list(_interleave(part.retrieved.hits for part in self.parts))


@dataclass(frozen=True)
class Steps:
    """The steps as methods, each from one value to the next, and what they work with."""

    settings: Settings
    reader: Reader
    likeness: Likeness
    document: ReadDocument
    writer: Writer | None = None

    def understand(self, received: Received) -> Understood:
        """Correct the question's spelling, make it stand alone, and split it into its parts.

        Raises:
            QuestionError: it is asked of documents that are not indexed.
            NoIndexError, StaleIndexError: there is no index, or it cannot be used.
        """
        began = time.perf_counter()
        question, index = received.question, received.open_index()
        unknown = question.only and sorted(question.only - index.ids().keys())
        if unknown:
            raise QuestionError(f"No document called {unknown[0]} is indexed. Check its name.")
        corrected = replace(question, text=index.correct_spelling(question.text))
        alone, usage, in_steps = make_standalone(corrected), None, False
        parts = alone.parts()
        if self.writer:
            from chapter_and_verse.llm.chat_model import Usage
            from chapter_and_verse.llm.question_rewriting import rewrite_question, split_into_steps

            chat, usage = self.writer.chat, Usage()
            if question.history:
                alone = rewrite_question(corrected, chat, usage, alone)
                parts = alone.parts()
            if len(parts) == 1:
                parts = tuple(
                    replace(alone, text=t) for t in split_into_steps(alone.text, chat, usage)
                )
                in_steps = len(parts) > 1
        timings = {"understand": ms_since(began)}
        return Understood(question, alone, parts, in_steps, usage, index, received.began, timings)

    def look_up(self, understood: Understood) -> LookedUp:
        """Look up one part after another, since one may need the answer to an earlier one."""
        found: list[WithEvidence] = []
        for part in understood.parts:
            text: str | None = part.text
            if understood.in_steps:
                text = fill_in_answers(part.text, [self._short_answer(other) for other in found])
            asked = replace(part, text=text or part.text)
            if text is None:
                nothing = Retrieved(understood.question, asked)
                found.append(WithEvidence(nothing, Evidence((), 0.0, {})))
            else:
                found.append(self.read(self.retrieve(understood, asked)))
        return LookedUp(understood, tuple(found))

    def retrieve(self, understood: Understood, part: Standalone) -> Retrieved:
        """Find the passages for a part of a question."""
        began = time.perf_counter()
        question = understood.question
        hits = understood.index.search(part.text, part.context, question.only, question.without)
        return Retrieved(question, part, tuple(hits), {"retrieve": ms_since(began)})

    def read(self, retrieved: Retrieved) -> WithEvidence:
        """Read the best passages, and rank their sentences."""
        began = time.perf_counter()
        hits = _choose_to_read(retrieved.hits, self.settings.passages_read)
        alone = retrieved.standalone
        reader = reader_that_knows(self.reader, alone.text, [hit.passage for hit in hits])
        evidence = find_evidence(alone.text, hits, reader, self.likeness, alone.context)
        return WithEvidence(retrieved, evidence, retrieved.timings_ms | {"read": ms_since(began)})

    def write(self, found: LookedUp) -> Iterator[Answer]:
        """The parts of the answer as they come, made of quotes or of a language model's claims."""
        return log_answer(self._write(found), found.understood.began)

    def _write(self, found: LookedUp) -> Iterator[Answer]:
        understood = found.understood
        first, *others = found.parts
        first = replace(first, timings_ms=understood.timings_ms | first.timings_ms)
        quotes = self._quotes(first)
        if others:
            answers = [reduce(add, self._quotes(part)) for part in (first, *others)]
            quotes = join_answers(understood.question.text, understood.standalone.text, answers)
        if self.writer and understood.usage:
            from chapter_and_verse.llm.prompts import select_within_budget

            sentences = select_within_budget(found.sentences, self.settings.model_tokens)
            quotes = self.writer.write(quotes, sentences, understood.usage)
        suggestion = None
        for part in quotes:
            if part.refused and suggestion is None:
                suggestion = understood.index.suggest_names(understood.standalone.text)
            yield replace(part, suggestion=suggestion) if suggestion else part

    def _quotes(self, found: WithEvidence) -> Iterator[Answer]:
        retrieved = found.retrieved
        return write_quotes(
            retrieved.question.text,
            retrieved.standalone.text,
            found.evidence,
            [hit.passage for hit in retrieved.hits],
            self.document,
            refuse_below=self._refuse_below(found.evidence),
            quote_within=calibration_for(found.evidence.reader).quote_within,
            max_quotes=self.settings.max_quotes,
            timings_ms=found.timings_ms,
            caveat=UNKNOWN_LANGUAGE if found.evidence.reader == OverlapReader.name else "",
        )

    def _short_answer(self, found: WithEvidence) -> str | None:
        evidence = found.evidence
        if evidence.confidence < self._refuse_below(evidence) or not evidence.sentences:
            return None
        best = evidence.sentences[0]
        return best.passage.quote(best.answer) if best.answer else None

    def _refuse_below(self, evidence: Evidence) -> float:
        set_to = self.settings.refuse_below
        return calibration_for(evidence.reader).threshold if set_to is None else set_to


def _interleave(ranked: Iterable[Sequence[Found]]) -> Iterator[Found]:
    """The first of each, then the second of each."""
    return (found for rank in zip_longest(*ranked) for found in rank if found is not None)


def _choose_to_read(hits: Sequence[Hit], most: int) -> list[Hit]:
    """The best passages, ``most`` at the most.

    Where they are all of one table, whose rows resemble each other, the best one of another
    document is read as well.
    """
    read = list(hits[:most])
    sources = {hit.passage.source for hit in read}
    rows = all(block.kind is BlockKind.ROW for hit in read for block in hit.passage.blocks)
    if len(sources) == 1 and rows:
        read.extend(islice((h for h in hits[most:] if h.passage.source not in sources), 1))
    return read
