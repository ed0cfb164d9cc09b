"""The assistant, which owns everything that answering takes, and LangChain's interfaces to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from langchain_core.runnables import (
    Runnable,
    RunnableBranch,
    RunnableGenerator,
    RunnableLambda,
)

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.quote_writer import with_warnings
from chapter_and_verse.documents.folder import open_folder
from chapter_and_verse.index.embeddings import SentenceEmbeddings
from chapter_and_verse.index.passage_index import PassageIndex
from chapter_and_verse.index.retriever import HybridRetriever
from chapter_and_verse.index.search import PassageSearch
from chapter_and_verse.index.sync import Progress, SyncReport, sync
from chapter_and_verse.once import loaded_once
from chapter_and_verse.pipeline import Steps
from chapter_and_verse.question.question import Question, parse_turns
from chapter_and_verse.reading.open_reader import open_reader
from chapter_and_verse.reading.reader import Reader
from chapter_and_verse.receive import Received, receive, reply_to
from chapter_and_verse.settings import Settings

if TYPE_CHECKING:
    from chapter_and_verse.llm.writer import Writer

Asked = str | Mapping[str, Any] | Question
Given = TypeVar("Given")


class Assistant:
    """Answers questions from the documents of a folder, with verbatim quotes.

    Everything heavy is loaded when first needed, and once, however many threads ask.

        assistant = Assistant(Settings(documents="papers"))
        assistant.sync()
        print(assistant.ask("Who wrote it?").text)
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.sources = open_folder(self.settings)
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
        answer: Answer = self.chain.invoke(Question(question, parse_turns(history)))
        return answer

    def without_model(self) -> Assistant:
        """This assistant, with the same index and models, answering with quotes alone."""
        if self.settings.model is None:
            return self
        twin = Assistant(self.settings.model_copy(update={"model": None}))
        twin.embeddings, twin.index = self.embeddings, self.index
        twin.search, twin.reader = self.search, self.reader
        return twin

    @loaded_once
    def search(self) -> PassageSearch:
        """The search for passages, usable on its own."""
        return PassageSearch(self.index, self.settings)

    @property
    def retriever(self) -> HybridRetriever:
        """The search for passages as a LangChain retriever."""
        return HybridRetriever(self.search)

    @loaded_once
    def reader(self) -> Reader:
        """What scores the sentences of the passages found."""
        return open_reader(self.settings.reader, self.embeddings)

    @loaded_once
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

    @loaded_once
    def steps(self) -> Steps:
        """The steps that answer a question, with everything that they work with."""
        return Steps(
            self.settings,
            self.reader,
            self.embeddings.likeness,
            self.sources.document,
            self.writer,
        )

    @loaded_once
    def chain(self) -> Runnable[Asked, Answer]:
        """Question in, `Answer` out; ``stream`` gives parts that add up to the answer.

        The input is a string, a `Question`, or a mapping with ``question`` and optionally
        ``history``, ``only`` and ``without``.
        """
        answered: Runnable[Any, Answer] = (
            RunnableLambda(lambda received: self.steps.understand(received))
            | RunnableLambda(lambda understood: self.steps.look_up(understood))
            | _in_parts(lambda found: with_warnings(self.steps.write(found), self.sources.document))
        )
        replied: Runnable[Any, Answer] = _in_parts(
            lambda received: with_warnings(
                reply_to(received, self.sources.document), self.sources.document
            )
        )
        return RunnableLambda(self._receive) | RunnableBranch[Any, Answer](
            (lambda received: received.request is not None, replied), answered
        )

    def _receive(self, asked: Asked) -> Received:
        return receive(Question.of(asked, self.settings.max_question_chars), self.search)


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
