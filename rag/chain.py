"""The whole as one LangChain runnable, and the assistant that owns it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from langchain_core.documents import Document as LangChainDocument
from langchain_core.runnables import (
    Runnable,
    RunnableBranch,
    RunnableGenerator,
    RunnableLambda,
)

from rag.answer import Answer, write
from rag.calibration import calibration_for
from rag.documents import is_table
from rag.embeddings import SentenceEmbeddings
from rag.evidence import Evidence, find_evidence
from rag.followups import Standalone, standalone
from rag.index import PassageIndex, passage_of
from rag.question import Question, turns
from rag.reader import Reader
from rag.readers import open_reader
from rag.replies import reply
from rag.requests import Request, request_of
from rag.retrieval import HybridRetriever
from rag.settings import Settings
from rag.sources import Sources
from rag.sync import Progress, SyncReport, sync

if TYPE_CHECKING:
    from rag.generative import Writer

Asked = str | Mapping[str, Any] | Question
Given = TypeVar("Given")


@dataclass(frozen=True)
class Requested:
    """A message that is no question to the documents, with what it asks for."""

    question: Question
    request: Request


@dataclass(frozen=True)
class Retrieved:
    """A question with the passages found for it, best first."""

    question: Question
    standalone: Standalone
    documents: tuple[LangChainDocument, ...]
    timings_ms: dict[str, float]


@dataclass(frozen=True)
class WithEvidence:
    """A question with the evidence that reading found."""

    retrieved: Retrieved
    evidence: Evidence
    timings_ms: dict[str, float]


class Assistant:
    """Answers questions from the documents of a folder, with verbatim quotes.

    Everything heavy is loaded when first needed.

        assistant = Assistant(Settings(documents="papers"))
        assistant.sync()
        print(assistant.ask("Who wrote it?").text)
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.sources = Sources(self.settings.documents, self.settings.max_file_bytes)
        self.embeddings = SentenceEmbeddings(self.settings.embedding_model)
        self.index = PassageIndex(self.settings, self.embeddings)

    def sync(
        self,
        only: Iterable[str] | None = None,
        on_progress: Progress = lambda source, done, total: None,
    ) -> SyncReport:
        """Bring the index up to date with the documents folder; see `rag.sync.sync`."""
        return sync(self.settings, self.index, self.sources, only, on_progress)

    def ask(self, question: str, history: Sequence[Any] = ()) -> Answer:
        """The answer to a question, after the turns of ``history`` (oldest first).

        Raises:
            RagError: the question, the index or a document cannot be used; see `rag.errors`.
        """
        return self.chain.invoke(Question(question, turns(history)))

    @cached_property
    def retriever(self) -> HybridRetriever:
        """The search for passages, usable on its own as a LangChain retriever."""
        return HybridRetriever(self.index, self.settings)

    @cached_property
    def reader(self) -> Reader:
        """What scores the sentences of the passages found."""
        return open_reader(self.settings.reader, self.embeddings)

    @cached_property
    def writer(self) -> Writer | None:
        """The language model that writes the answers, where a setting names one."""
        if self.settings.model is None:
            return None
        from rag.chat_model import open_chat_model
        from rag.entailment import open_entailment
        from rag.generative import Writer

        entails = open_entailment(self.settings.nli) if self.settings.nli else None
        chat = open_chat_model(self.settings)
        return Writer(chat, self.reader, self.sources.document, entails)

    @cached_property
    def chain(self) -> Runnable[Asked, Answer]:
        """Question in, `Answer` out; ``stream`` gives parts that add up to the answer.

        The input is a string, a `Question`, or a mapping with ``question`` and optionally
        ``history``, ``only`` and ``without``.
        """
        answered: Runnable[Any, Answer] = (
            RunnableLambda(self._retrieve) | RunnableLambda(self._read) | _in_parts(self._write)
        )
        replied: Runnable[Any, Answer] = _in_parts(self._reply)
        return RunnableLambda(self._recognise) | RunnableBranch[Any, Answer](
            (lambda asked: isinstance(asked, Requested), replied), answered
        )

    def _recognise(self, asked: Asked) -> Question | Requested:
        question = Question.of(asked, self.settings.max_question_chars)
        request = request_of(question.text, self._known)
        return Requested(question, request) if request else question

    def _known(self) -> dict[str, str]:
        """The names of the documents, each with its title or nothing."""
        names = self.retriever.ids()
        titles = self.index.titles()
        return {name: titles.get(name, "") for name in names}

    def _reply(self, asked: Requested) -> Iterator[Answer]:
        began = time.perf_counter()
        ids, passages = self.retriever.ids, self.index.with_vectors
        parts = list(reply(asked.question, asked.request, ids, passages, self.sources.document))
        for part in parts:
            yield replace(part, timings_ms={"total": _ms_since(began)})

    def _retrieve(self, question: Question) -> Retrieved:
        began = time.perf_counter()
        mended = replace(question, text=self.retriever.mended(question.text))
        alone = standalone(mended)
        if self.writer and question.history:
            from rag.rewriting import rewritten

            alone = rewritten(mended, self.writer.chat, alone)
        documents = self.retriever.invoke(
            alone.text, context=alone.context, only=question.only, without=question.without
        )
        return Retrieved(question, alone, tuple(documents), {"retrieve": _ms_since(began)})

    def _read(self, retrieved: Retrieved) -> WithEvidence:
        began = time.perf_counter()
        documents = _to_read(retrieved.documents, self.settings.passages_read)
        alone = retrieved.standalone
        evidence = find_evidence(
            alone.text, documents, self.reader, self.embeddings.likeness, alone.context
        )
        return WithEvidence(retrieved, evidence, retrieved.timings_ms | {"read": _ms_since(began)})

    def _write(self, reading: WithEvidence) -> Iterator[Answer]:
        settings, retrieved = self.settings, reading.retrieved
        fitted = calibration_for(self.reader.name)
        quotes = write(
            retrieved.question.text,
            retrieved.standalone.text,
            reading.evidence,
            [passage_of(document) for document in retrieved.documents],
            self.sources.document,
            refuse_below=(
                fitted.threshold if settings.refuse_below is None else settings.refuse_below
            ),
            quote_within=fitted.quote_within,
            max_quotes=settings.max_quotes,
            timings_ms=reading.timings_ms,
        )
        if self.writer:
            from rag.prompts import within_budget

            sentences = within_budget(reading.evidence.sentences, settings.model_tokens)
            quotes = self.writer.write(quotes, sentences)
        yield from quotes


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


def _in_parts(step: Callable[[Given], Iterator[Answer]]) -> Runnable[Given, Answer]:
    """The step as a runnable that streams its parts, in a thread where it is asynchronous."""

    def parts(values: Iterator[Given]) -> Iterator[Answer]:
        for value in values:
            yield from step(value)

    async def aparts(values: AsyncIterator[Given]) -> AsyncIterator[Answer]:
        async for value in values:
            arriving = step(value)
            while part := await asyncio.to_thread(next, arriving, None):
                yield part

    return RunnableGenerator(parts, aparts)


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
