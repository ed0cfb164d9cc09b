"""The systems that `evals.comparison` puts side by side, each behind the same small
interface.

All read the same files with this project's loader and use the same embedding model.

* `Chain`: this project's chain, with its default reader or any other (``reader="none"`` is
  similarity alone), everything as a user would have it.
* `LangChainTutorial`: the retrieval of LangChain's tutorial as it is widely copied ("Build a RAG
  agent with LangChain", https://docs.langchain.com/oss/python/langchain/rag): chunks of 1000
  characters that share 200, in Chroma, and the four nearest, which is langchain-chroma's default.
  Its chunks are its citations, placed by the ``start_index`` that the splitter records. There is
  no language model, so nothing rewrites a follow-up and nothing can decline to answer.
* `Bm25Alone`: the same chunks, ranked by BM25 (Robertson and Zaragoza 2009) through bm25s
  (Lù 2024, https://arxiv.org/abs/2407.03618), with this project's terms: words stemmed, without
  stop words. Only the search differs from the tutorial's.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Protocol

import bm25s
import numpy as np
from langchain_chroma import Chroma
from langchain_core.documents import Document as LangChainDocument
from langchain_text_splitters import RecursiveCharacterTextSplitter

from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.assistant import Assistant
from chapter_and_verse.evals.comparison.shown import Quoted, Shown
from chapter_and_verse.index.client import open_client
from chapter_and_verse.question.question import Question
from chapter_and_verse.text.words import terms

CHUNK_CHARS, OVERLAP_CHARS, TOP = 1000, 200, 4
"""The tutorial's chunk size and overlap, and the number of chunks that it shows."""


class System(Protocol):
    """Anything that shows places of the documents for a question.

    ``index_seconds`` is what it took from the files to an index that can be searched.
    """

    name: str
    index_seconds: float

    def ask(self, question: Question) -> Shown:
        """What it shows; sources in ``question.without`` are left out."""
        ...


class Chain:
    """This project's chain over an index that is up to date."""

    def __init__(self, name: str, assistant: Assistant, index_seconds: float) -> None:
        self.name, self.index_seconds = name, index_seconds
        self._chain = assistant.chain

    def ask(self, question: Question) -> Shown:
        """See `System.ask`."""
        answer = self._chain.invoke(question)
        quotes = answer.closest if answer.refused else answer.citations
        short = answer.short_answer
        return Shown(
            tuple(_cited(citation) for citation in quotes),
            answer.confidence,
            answer.refused,
            _cited(short) if short else None,
        )


def _cited(citation: Citation) -> Quoted:
    return Quoted(citation.source, citation.start, citation.end, citation.quote)


class LangChainTutorial:
    """The tutorial's retrieval; its confidence is the best cosine similarity.

    Chroma's cosine space ranks unit vectors as the tutorial's default, squared distance, does.
    """

    name = "LangChain tutorial"

    def __init__(self, assistant: Assistant, sources: Sequence[str]) -> None:
        began = time.perf_counter()
        settings = assistant.settings
        self._store = Chroma.from_documents(
            tutorial_chunks(assistant, sources),
            assistant.embeddings,
            collection_name="tutorial",
            collection_configuration={"hnsw": {"space": "cosine"}},
            client=open_client(settings.model_copy(update={"store": settings.store / "tutorial"})),
        )
        self.index_seconds = time.perf_counter() - began

    def ask(self, question: Question) -> Shown:
        """See `System.ask`; earlier turns are not looked at."""
        where: Any = {"source": {"$nin": sorted(question.without)}} if question.without else None
        found = self._store.similarity_search_with_score(question.text, k=TOP, filter=where)
        chunks = tuple(_placed(document) for document, _ in found)
        return Shown(chunks, 1.0 - found[0][1] if found else -1.0, refused=not chunks)


class Bm25Alone:
    """The tutorial's chunks by BM25; its confidence is the best score, 0 or more.

    Chunks that share no term with the question are not shown; without any, that is a refusal.
    """

    name = "BM25 alone"

    def __init__(self, assistant: Assistant, sources: Sequence[str]) -> None:
        began = time.perf_counter()
        chunks = tutorial_chunks(assistant, sources)
        self._chunks = [_placed(chunk) for chunk in chunks]
        self._sources = np.array([chunk.source for chunk in self._chunks])
        self._bm25 = bm25s.BM25()
        self._bm25.index([terms(c.text) or [""] for c in self._chunks], show_progress=False)
        self.index_seconds = time.perf_counter() - began

    def ask(self, question: Question) -> Shown:
        """See `System.ask`; earlier turns are not looked at."""
        known = [term for term in terms(question.text) if term in self._bm25.vocab_dict]
        if not known:
            return Shown((), 0.0, refused=True)
        scores = np.asarray(self._bm25.get_scores(known))[: len(self._chunks)]
        scores = scores * ~np.isin(self._sources, sorted(question.without))
        best = [i for i in np.argsort(-scores, kind="stable")[:TOP] if scores[i] > 0]
        return Shown(tuple(self._chunks[i] for i in best), float(scores.max()), refused=not best)


def tutorial_chunks(assistant: Assistant, sources: Sequence[str]) -> list[LangChainDocument]:
    """The documents read anew and cut as the tutorial does."""
    read = Assistant(assistant.settings).sources
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS, add_start_index=True
    )
    return splitter.split_documents(
        [
            LangChainDocument(page_content=read.document(name).text, metadata={"source": name})
            for name in sources
        ]
    )


def _placed(chunk: LangChainDocument) -> Quoted:
    start = chunk.metadata["start_index"]
    text = chunk.page_content
    return Quoted(chunk.metadata["source"], start, start + len(text), text)
