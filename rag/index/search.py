"""Passages for a question: vectors from Chroma and words from BM25, in one ranking."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.index.collection import PassageCollection
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.hit import Hit
from chapter_and_verse.index.lexical import LexicalIndex, lexical_folder
from chapter_and_verse.index.minilm import load_vocabulary
from chapter_and_verse.index.passage_index import PassageIndex
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.spelling import mend_spelling, suggest_names

log = logging.getLogger(__name__)

LEXICAL_WEIGHT = 0.14
"""What the best BM25 score of a question adds to a cosine similarity."""
CONTEXT_WEIGHT = 0.5
"""The part of the conversation in the score of a question that has one before it."""


class PassageSearch:
    """Searches an index; the lexical index is loaded once for each of its revisions."""

    def __init__(self, index: PassageIndex, settings: Settings) -> None:
        self._index, self._settings = index, settings
        self._lexical: LexicalIndex | None = None
        self._loading = Lock()

    def open(self) -> OpenIndex:
        """The index as it is now: a question opens it once and asks everything of that.

        Raises:
            NoIndexError, StaleIndexError: there is no index, or it cannot be used.
        """
        collection = self._index.open()
        return OpenIndex(collection, self._lexical_index(collection), self._index, self._settings)

    def _lexical_index(self, collection: PassageCollection) -> LexicalIndex:
        with self._loading:
            held = self._lexical
            if held is None or held.revision != collection.revision:
                self._index.check(collection)
                began = time.perf_counter()
                folder = lexical_folder(self._settings)
                held = LexicalIndex.load(folder, collection.revision)
                held = held or LexicalIndex.build(collection)
                self._lexical = held
                seconds = time.perf_counter() - began
                log.debug("Loaded an index of %d passages in %.2f s", len(held.ids), seconds)
            return held


@dataclass(frozen=True)
class OpenIndex:
    """The index at one revision.

    A run of ``rag index`` may write to it meanwhile: what it takes out is not found any more,
    and what it adds is found by its meaning alone.
    """

    collection: PassageCollection
    lexical: LexicalIndex
    index: PassageIndex
    settings: Settings

    def search(
        self,
        query: str,
        context: str = "",
        only: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> list[Hit]:
        """The passages ranked by cosine similarity plus `LEXICAL_WEIGHT` times relative BM25.

        Each of the two searches proposes ``settings.candidates`` passages; every proposed one
        gets both scores. With ``context``, the question after the turns before it, the searches
        are made for both and the scores mixed (`CONTEXT_WEIGHT`). ``only`` and ``without`` are
        names of documents to look in and to leave out.
        """
        lexical = self.lexical
        count = min(self.settings.candidates, len(lexical.ids))
        if not count:
            return []
        weights = {query: 1 - CONTEXT_WEIGHT, context: CONTEXT_WEIGHT} if context else {query: 1.0}
        vectors = {text: self.index.embeddings.embed_query(text) for text in weights}
        allowed = _mark_allowed(lexical, only, without)
        bm25 = np.zeros(len(lexical.ids))
        asked = np.zeros(len(vectors[query]))
        for text, weight in weights.items():
            bm25 += weight * _relative_to_best(lexical.score(text) * allowed)
            asked += weight * np.asarray(vectors[text])
        best = np.argsort(-bm25, kind="stable")[:count]
        where = _where(only, without)
        proposed = {lexical.ids[i] for i in best if bm25[i] > 0}.union(
            *(self.collection.find_nearest(vector, count, where) for vector in vectors.values())
        )
        hits = []
        for key, passage, vector in self.collection.with_vectors(sorted(proposed)):
            place = lexical.places.get(key)  # none yet if an index run is adding it now
            cosine, lexically = float(vector @ asked), 0.0 if place is None else float(bm25[place])
            score = cosine + LEXICAL_WEIGHT * lexically
            hits.append(Hit(key, passage, cosine, lexically, score))
        return sorted(hits, key=lambda hit: -hit.score)

    def ids(self) -> dict[str, list[str]]:
        """The ids of all passages, by the name of their document, in the order of the names."""
        sources = self.lexical.sources
        found: dict[str, list[str]] = {name: [] for name in np.unique(sources).tolist()}
        for key, name in zip(self.lexical.ids, sources.tolist(), strict=True):
            found[name].append(key)
        return found

    def titles(self) -> dict[str, str]:
        """The names of all documents, each with its title or nothing."""
        titles = self.collection.titles()
        return {name: titles.get(name, "") for name in self.ids()}

    def with_vectors(self, ids: Sequence[str]) -> list[tuple[Passage, np.ndarray]]:
        """Those of the passages with these ids that are there, each with its unit vector."""
        return [(passage, vector) for _, passage, vector in self.collection.with_vectors(ids)]

    def correct_spelling(self, question: str) -> str:
        """``question`` with its misspelt words replaced by the documents' own."""
        return mend_spelling(question, self.lexical.words, _is_english)

    def suggest_names(self, question: str) -> str:
        """``question`` with the names that the documents have; empty where it has no other."""
        return suggest_names(question, self.lexical.words, _is_english)


def _is_english(word: str) -> bool:
    return word in load_vocabulary(default_model_path())


def _relative_to_best(scores: np.ndarray) -> np.ndarray:
    return np.asarray(scores / max(float(scores.max(initial=0)), 1e-9))


def _where(only: Collection[str] | None, without: Collection[str]) -> dict[str, Any] | None:
    """The documents to look in, as Chroma has it."""
    parts: list[dict[str, Any]] = []
    if only is not None:
        parts.append({"source": {"$in": sorted(only)}})
    if without:
        parts.append({"source": {"$nin": sorted(without)}})
    return {"$and": parts} if len(parts) > 1 else (parts[0] if parts else None)


def _mark_allowed(
    lexical: LexicalIndex, only: Collection[str] | None, without: Collection[str]
) -> np.ndarray:
    """For each passage whether it is of a document to look in."""
    allowed = ~np.isin(lexical.sources, sorted(without))
    if only is not None:
        allowed &= np.isin(lexical.sources, sorted(only))
    return allowed
