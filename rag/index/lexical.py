"""BM25 over the passages of the index, kept on disk beside it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import bm25s
import numpy as np

from chapter_and_verse.index.collection import PassageCollection
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.words import terms, words


class LexicalIndex:
    """BM25 (Robertson and Zaragoza 2009; bm25s, method "lucene") over one revision.

    ``ids`` and ``sources`` are those of the passages, in the order of the scores, and ``places``
    says where in that order an id stands; ``words`` are all words of theirs, in small letters.
    """

    def __init__(
        self,
        revision: str,
        ids: list[str],
        sources: list[str],
        words: Iterable[str],
        bm25: bm25s.BM25,
    ) -> None:
        self.revision = revision
        self.ids = ids
        self.places = {key: place for place, key in enumerate(ids)}
        self.sources = np.array(sources)
        self.words = frozenset(words)
        self._bm25 = bm25

    @classmethod
    def build(cls, collection: PassageCollection) -> LexicalIndex:
        """Count the words of all passages."""
        ids, texts, sources = collection.texts()
        bm25 = bm25s.BM25()
        bm25.index([terms(text) or [""] for text in texts] or [[""]], show_progress=False)
        held = {word for text in texts for word in words(text)}
        return cls(collection.revision, ids, sources, held, bm25)

    @classmethod
    def load(cls, folder: Path, revision: str) -> LexicalIndex | None:
        """What `save` wrote for this revision; None if there is nothing of it."""
        try:
            kept = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
            if kept["revision"] != revision:
                return None
            bm25 = bm25s.BM25.load(folder, show_progress=False)
        except (OSError, ValueError, KeyError):
            return None
        return cls(revision, kept["ids"], kept["sources"], kept["words"], bm25)

    def save(self, folder: Path) -> None:
        """Put the index in ``folder``, in place of an earlier one."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix="bm25-"))
        self._bm25.save(fresh, show_progress=False)
        kept = {
            "revision": self.revision,
            "ids": self.ids,
            "sources": self.sources.tolist(),
            "words": sorted(self.words),
        }
        (fresh / "passages.json").write_text(json.dumps(kept), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(fresh, folder)

    def score(self, query: str) -> np.ndarray:
        """The BM25 score of every passage, shape (passages,), 0 where no word is shared."""
        known = [term for term in terms(query) if term in self._bm25.vocab_dict]
        if not known or not self.ids:
            return np.zeros(len(self.ids), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known))[: len(self.ids)]


def lexical_folder(settings: Settings) -> Path:
    """Where the lexical index of the present collection is kept."""
    return settings.store / "bm25"
