"""The whole as one LangChain runnable, and the assistant that owns it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from langchain_core.runnables import (
    Runnable,
    RunnableBranch,
    RunnableGenerator,
    RunnableLambda,
)

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.intent_replies import reply
from chapter_and_verse.documents.folder import DocumentsFolder
from chapter_and_verse.index.collection import PassageIndex
from chapter_and_verse.index.embeddings import SentenceEmbeddings
from chapter_and_verse.index.retriever import HybridRetriever
from chapter_and_verse.index.sync import Progress, SyncReport, sync
from chapter_and_verse.pipeline import Steps, ms_since
from chapter_and_verse.question.intents import Request, find_request
from chapter_and_verse.question.question import Question, parse_turns
from chapter_and_verse.reading.open_reader import open_reader
from chapter_and_verse.reading.reader import Reader
from chapter_and_verse.settings import Settings

if TYPE_CHECKING:
    from chapter_and_verse.llm.writer import Writer

Asked = str | Mapping[str, Any] | Question
Given = TypeVar("Given")


@dataclass(frozen=True)
class Requested:
    """A message that is no question to the documents, with what it asks for."""

    question: Question
    request: Request


class Assistant:
    """Answers questions from the documents of a folder, with verbatim quotes.

    Everything heavy is loaded when first needed.

        assistant = Assistant(Settings(documents="papers"))
        assistant.sync()
        print(assistant.ask("Who wrote it?").text)
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.sources = DocumentsFolder(self.settings.documents, self.settings.max_file_bytes)
        self.embeddings = SentenceEmbeddings(self.settings.embedding_model)
        self.index = PassageIndex(self.settings, self.embeddings)

    def sync(
        self,
        only: Iterable[str] | None = None,
        on_progress: Progress = lambda source, done, total: None,
    ) -> SyncReport:
        """Bring the index up to date with the documents folder; see `index.sync.sync`."""
        return sync(self.settings, self.index, self.sources, only, on_progress)

    def ask(self, question: str, history: Sequence[Any] = ()) -> Answer:
        """The answer to a question, after the turns of ``history`` (oldest first).

        Raises:
            RagError: the question, the index or a document cannot be used; see `errors`.
        """
        return self.chain.invoke(Question(question, parse_turns(history)))

    def without_model(self) -> Assistant:
        """This assistant, with the same index and models, answering with quotes alone."""
        if self.settings.model is None:
            return self
        twin = Assistant(self.settings.model_copy(update={"model": None}))
        twin.embeddings, twin.index = self.embeddings, self.index
        twin.retriever, twin.reader = self.retriever, self.reader
        return twin

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
        from chapter_and_verse.llm.chat_model import open_chat_model
        from chapter_and_verse.llm.entailment import open_entailment
        from chapter_and_verse.llm.writer import Writer

        entails = open_entailment(self.settings.nli) if self.settings.nli else None
        chat = open_chat_model(self.settings)
        return Writer(chat, self.reader, self.sources.document, entails)

    @cached_property
    def steps(self) -> Steps:
        """The steps of the chain, with everything that they work with."""
        return Steps(
            self.settings,
            self.retriever,
            self.reader,
            self.embeddings.likeness,
            self.sources.document,
            self.writer,
        )

    @cached_property
    def chain(self) -> Runnable[Asked, Answer]:
        """Question in, `Answer` out; ``stream`` gives parts that add up to the answer.

        The input is a string, a `Question`, or a mapping with ``question`` and optionally
        ``history``, ``only`` and ``without``.
        """
        answered: Runnable[Any, Answer] = (
            RunnableLambda(lambda question: self.steps.understand(question))
            | RunnableLambda(lambda understood: self.steps.look_up(understood))
            | _in_parts(lambda found: self.steps.write(found))
        )
        replied: Runnable[Any, Answer] = _in_parts(self._reply)
        return RunnableLambda(self._recognise) | RunnableBranch[Any, Answer](
            (lambda asked: isinstance(asked, Requested), replied), answered
        )

    def _recognise(self, asked: Asked) -> Question | Requested:
        question = Question.of(asked, self.settings.max_question_chars)
        request = find_request(question.text, self._known)
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
            yield replace(part, timings_ms={"total": ms_since(began)})


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
