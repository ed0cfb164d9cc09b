"""Passages for a question: vectors from Chroma and words from BM25, in one ranking."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import PrivateAttr

from chapter_and_verse.index.collection import PassageIndex
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.lexical import LexicalIndex
from chapter_and_verse.index.minilm import vocabulary
from chapter_and_verse.index.sync import lexical_folder
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.spelling import mend_spelling, suggest_names

LEXICAL_WEIGHT = 0.14
"""What the best BM25 score of a question adds to a cosine similarity."""
CONTEXT_WEIGHT = 0.5
"""The part of the conversation in the score of a question that has one before it."""


class HybridRetriever(BaseRetriever):
    """Ranks passages by cosine similarity plus `LEXICAL_WEIGHT` times relative BM25.

    Each search proposes ``settings.candidates`` passages; every proposed one gets both scores.
    With ``context``, the question after the turns before it, the searches are made for both and
    the scores mixed (`CONTEXT_WEIGHT`). The documents returned carry ``cosine`` (-1 to 1),
    ``bm25`` (0 to 1, relative to the best) and ``score`` in their metadata, best first.
    """

    _index: PassageIndex = PrivateAttr()
    _settings: Settings = PrivateAttr()
    _lexical: LexicalIndex | None = PrivateAttr(default=None)

    def __init__(self, index: PassageIndex, settings: Settings) -> None:
        super().__init__()
        self._index, self._settings = index, settings

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        context: str = "",
        only: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> list[LangChainDocument]:
        lexical = self._lexical_index()
        count = min(self._settings.candidates, len(lexical.ids))
        if not count:
            return []
        weights = {query: 1 - CONTEXT_WEIGHT, context: CONTEXT_WEIGHT} if context else {query: 1.0}
        vectors = {text: self._index.embeddings.embed_query(text) for text in weights}
        allowed = _allowed(lexical, only, without)
        bm25 = np.zeros(len(lexical.ids))
        asked = np.zeros(len(vectors[query]))
        for text, weight in weights.items():
            bm25 += weight * _relative(lexical.scores(text) * allowed)
            asked += weight * np.asarray(vectors[text])
        best = np.argsort(-bm25, kind="stable")[:count]
        where = _where(only, without)
        proposed = {lexical.ids[i] for i in best if bm25[i] > 0}.union(
            *(self._index.nearest(vector, count, where) for vector in vectors.values())
        )
        ranked = []
        for document, vector in self._index.with_vectors(sorted(proposed)):
            place = lexical.place.get(document.id)  # none yet if an index run is adding it now
            cosine, lexically = float(vector @ asked), 0.0 if place is None else float(bm25[place])
            document.metadata |= {
                "cosine": cosine,
                "bm25": lexically,
                "score": cosine + LEXICAL_WEIGHT * lexically,
            }
            ranked.append(document)
        return sorted(ranked, key=lambda document: -document.metadata["score"])

    def ids(self) -> dict[str, list[str]]:
        """The ids of all passages, by the name of their document, in the order of the names.

        Raises:
            NoIndexError, StaleIndexError: there is no index, or it cannot be used.
        """
        lexical = self._lexical_index()
        found: dict[str, list[str]] = {name: [] for name in np.unique(lexical.sources).tolist()}
        for key, name in zip(lexical.ids, lexical.sources.tolist(), strict=True):
            found[name].append(key)
        return found

    def mended(self, question: str) -> str:
        """``question`` with its misspelt words replaced by the documents' own.

        Raises:
            NoIndexError, StaleIndexError: there is no index, or it cannot be used.
        """
        return mend_spelling(question, self._lexical_index().words, _is_english)

    def suggested(self, question: str) -> str:
        """``question`` with the names that the documents have."""
        return suggest_names(question, self._lexical_index().words, _is_english)

    def _lexical_index(self) -> LexicalIndex:
        revision = self._index.revision()
        if self._lexical is None or self._lexical.revision != revision:
            self._index.check()
            self._lexical = LexicalIndex.load(
                lexical_folder(self._settings), revision
            ) or LexicalIndex.build(self._index)
        return self._lexical


def _is_english(word: str) -> bool:
    return word in vocabulary(default_model_path())


def _relative(scores: np.ndarray) -> np.ndarray:
    return np.asarray(scores / max(float(scores.max(initial=0)), 1e-9))


def _where(only: Collection[str] | None, without: Collection[str]) -> dict[str, Any] | None:
    parts: list[dict[str, Any]] = []
    if only is not None:
        parts.append({"source": {"$in": sorted(only)}})
    if without:
        parts.append({"source": {"$nin": sorted(without)}})
    return {"$and": parts} if len(parts) > 1 else (parts[0] if parts else None)


def _allowed(
    lexical: LexicalIndex, only: Collection[str] | None, without: Collection[str]
) -> np.ndarray:
    allowed = ~np.isin(lexical.sources, sorted(without))
    if only is not None:
        allowed &= np.isin(lexical.sources, sorted(only))
    return allowed
