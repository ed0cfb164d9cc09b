"""The steps from a question to its answer, and the values between them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice, zip_longest
from operator import add
from typing import TYPE_CHECKING, TypeVar

from langchain_core.documents import Document as LangChainDocument
from langchain_core.runnables import RunnableLambda

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.quote_writer import join_answers, write_quotes
from chapter_and_verse.answer.quotes import Read
from chapter_and_verse.documents.loading import is_table
from chapter_and_verse.errors import QuestionError
from chapter_and_verse.index.collection import passage_of
from chapter_and_verse.index.retriever import HybridRetriever
from chapter_and_verse.question.decomposition import fill_in_answers
from chapter_and_verse.question.followups import Standalone, make_standalone
from chapter_and_verse.question.question import Question
from chapter_and_verse.reading.calibration import calibration_for
from chapter_and_verse.reading.evidence import Evidence, Likeness, Sentence, find_evidence
from chapter_and_verse.reading.reader import Reader
from chapter_and_verse.settings import Settings

if TYPE_CHECKING:
    from chapter_and_verse.llm.chat_model import Usage
    from chapter_and_verse.llm.writer import Writer

Found = TypeVar("Found")


@dataclass(frozen=True)
class Understood:
    """A question as it stands alone, and the simpler ones that it is looked up as.

    ``in_steps`` is whether those are steps, which may hold the numbers of earlier ones in the
    place of their answers; see `question.decomposition.fill_in_answers`. ``usage`` is what a
    language model took for that, where there is one.
    """

    question: Question
    standalone: Standalone
    parts: tuple[Standalone, ...]
    in_steps: bool
    usage: Usage | None
    timings_ms: dict[str, float]


@dataclass(frozen=True)
class Retrieved:
    """A part of a question with the passages found for it, best first."""

    question: Question
    standalone: Standalone
    documents: tuple[LangChainDocument, ...] = ()
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
        """The sentences of all parts, best first: the best of each, then the second of each."""
        return list(dict.fromkeys(_in_turn(part.evidence.sentences for part in self.parts)))

    @property
    def documents(self) -> list[LangChainDocument]:
        """The passages found for all parts, in the same order."""
        return list(_in_turn(part.retrieved.documents for part in self.parts))


@dataclass(frozen=True)
class Steps:
    """What the steps work with: each is a method, from the value before it to the next."""

    settings: Settings
    retriever: HybridRetriever
    reader: Reader
    likeness: Likeness
    document: Read
    writer: Writer | None = None

    def understand(self, question: Question) -> Understood:
        """Make the question stand alone, and take it apart where it is made of several.

        Raises:
            QuestionError: it is asked of documents that are not indexed.
        """
        began = time.perf_counter()
        unknown = question.only and sorted(question.only - self.retriever.ids().keys())
        if unknown:
            raise QuestionError(f"No document called {unknown[0]} is indexed. Check its name.")
        mended = replace(question, text=self.retriever.mended(question.text))
        alone, usage, in_steps = make_standalone(mended), None, False
        parts = alone.parts()
        if self.writer:
            from chapter_and_verse.llm.chat_model import Usage
            from chapter_and_verse.llm.question_rewriting import rewritten, steps

            chat, usage = self.writer.chat, Usage()
            if question.history:
                alone = rewritten(mended, chat, usage, alone)
                parts = alone.parts()
            if len(parts) == 1:
                parts = tuple(replace(alone, text=t) for t in steps(alone.text, chat, usage))
                in_steps = len(parts) > 1
        timings = {"understand": ms_since(began)}
        return Understood(question, alone, parts, in_steps, usage, timings)

    def look_up(self, understood: Understood) -> LookedUp:
        """Look the parts up one after another, since one may need the answer of another."""
        retrieve_and_read = RunnableLambda(self.retrieve) | RunnableLambda(self.read)
        read: list[WithEvidence] = []
        for part in understood.parts:
            text: str | None = part.text
            if understood.in_steps:
                text = fill_in_answers(part.text, [self._short_answer(found) for found in read])
            retrieved = Retrieved(understood.question, replace(part, text=text or part.text))
            read.append(
                WithEvidence(retrieved, Evidence((), 0.0, {}))
                if text is None
                else retrieve_and_read.invoke(retrieved)
            )
        return LookedUp(understood, tuple(read))

    def _short_answer(self, found: WithEvidence) -> str | None:
        evidence = found.evidence
        if evidence.confidence < self._refuse_below or not evidence.sentences:
            return None
        best = evidence.sentences[0]
        return best.passage.quote(best.answer) if best.answer else None

    @property
    def _refuse_below(self) -> float:
        set_to = self.settings.refuse_below
        return calibration_for(self.reader.name).threshold if set_to is None else set_to

    def retrieve(self, part: Retrieved) -> Retrieved:
        """Find the passages for a part of a question."""
        began = time.perf_counter()
        question, alone = part.question, part.standalone
        found = self.retriever.invoke(
            alone.text, context=alone.context, only=question.only, without=question.without
        )
        return replace(part, documents=tuple(found), timings_ms={"retrieve": ms_since(began)})

    def read(self, retrieved: Retrieved) -> WithEvidence:
        """Read the best passages, and rank their sentences."""
        began = time.perf_counter()
        documents = _to_read(retrieved.documents, self.settings.passages_read)
        alone = retrieved.standalone
        evidence = find_evidence(alone.text, documents, self.reader, self.likeness, alone.context)
        return WithEvidence(retrieved, evidence, retrieved.timings_ms | {"read": ms_since(began)})

    def write(self, found: LookedUp) -> Iterator[Answer]:
        """The parts of the answer, made of quotes or of a language model's claims."""
        understood = found.understood
        first, *others = found.parts
        first = replace(first, timings_ms=understood.timings_ms | first.timings_ms)
        quotes = self._quotes(first)
        if others:
            answers = [reduce(add, self._quotes(part)) for part in (first, *others)]
            quotes = join_answers(understood.question.text, understood.standalone.text, answers)
        if self.writer and understood.usage:
            from chapter_and_verse.llm.prompts import within_budget

            sentences = within_budget(found.sentences, self.settings.model_tokens)
            quotes = self.writer.write(quotes, sentences, understood.usage)
        suggestion = None
        for part in quotes:
            if part.refused and suggestion is None:
                suggestion = self.retriever.suggested(understood.standalone.text)
            yield replace(part, suggestion=suggestion) if suggestion else part

    def _quotes(self, found: WithEvidence) -> Iterator[Answer]:
        retrieved = found.retrieved
        return write_quotes(
            retrieved.question.text,
            retrieved.standalone.text,
            found.evidence,
            [passage_of(document) for document in retrieved.documents],
            self.document,
            refuse_below=self._refuse_below,
            quote_within=calibration_for(self.reader.name).quote_within,
            max_quotes=self.settings.max_quotes,
            timings_ms=found.timings_ms,
        )


def _in_turn(ranked: Iterable[Sequence[Found]]) -> Iterator[Found]:
    """The first of each, then the second of each."""
    return (found for rank in zip_longest(*ranked) for found in rank if found is not None)


def _to_read(documents: Sequence[LangChainDocument], most: int) -> list[LangChainDocument]:
    """The best passages, ``most`` at the most.

    Where they are all of one table, whose rows resemble each other, the best one of another
    document is read as well.
    """
    read = list(documents[:most])
    sources = {document.metadata["source"] for document in read}
    if len(sources) == 1 and is_table(*sources):
        others = (d for d in documents[most:] if d.metadata["source"] not in sources)
        read.extend(islice(others, 1))
    return read


def ms_since(began: float) -> float:
    """The milliseconds since `time.perf_counter` gave ``began``."""
    return (time.perf_counter() - began) * 1000
