"""One Chroma collection of passages: what can be read from it and written to it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from chromadb.errors import NotFoundError
from langchain_core.embeddings import Embeddings

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.errors import StaleIndexError
from chapter_and_verse.index.entries import (
    WARNINGS,
    IndexedFile,
    NewPassage,
    passage_from_entry,
)

if TYPE_CHECKING:
    from chromadb import Collection

_PAGE = 5000
"""Entries fetched from the collection at a time."""


class PassageCollection:
    """The passages of a folder and their vectors, as a Chroma collection that was opened.

    ``metadata`` are the collection's when it was opened. Among them is a revision that changes
    with every write: whoever holds the revision knows whether anything has changed since.

    Reading raises StaleIndexError where the collection was replaced by another meanwhile.
    """

    def __init__(self, chroma: Collection, embeddings: Embeddings) -> None:
        self._chroma = chroma
        self._embeddings = embeddings
        self.metadata: Mapping[str, Any] = dict(chroma.metadata or {})

    @property
    def revision(self) -> str:
        """A token that changes whenever the collection does."""
        return str(self.metadata["revision"])

    def count(self) -> int:
        """How many passages there are."""
        with _replaced_is_stale():
            return self._chroma.count()

    def files(self) -> list[IndexedFile]:
        """What is indexed, one entry for each version of each file."""
        ids: dict[tuple[str, str], list[str]] = {}
        passages: dict[tuple[str, str], int] = {}
        warnings: dict[tuple[str, str], tuple[str, ...]] = {}
        for page in self._pages("metadatas"):
            for key, entry in zip(page["ids"], page["metadatas"], strict=True):
                version = (entry["source"], entry["sha256"])
                ids.setdefault(version, []).append(key)
                passages[version] = entry["passages"]
                if WARNINGS in entry:
                    warnings[version] = tuple(json.loads(entry[WARNINGS]))
        return [
            IndexedFile(*version, tuple(ids[version]), passages[version], warnings.get(version, ()))
            for version in ids
        ]

    def texts(self) -> tuple[list[str], list[str], list[str]]:
        """The ids, texts (below their headings) and sources of all passages, sorted by id."""
        rows: list[tuple[str, str, str]] = []
        for page in self._pages("documents", "metadatas"):
            sources = [entry["source"] for entry in page["metadatas"]]
            rows.extend(zip(page["ids"], page["documents"], sources, strict=True))
        rows.sort()
        return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]

    def titles(self) -> dict[str, str]:
        """The titles of the documents that have one, by their names."""
        found = self._get("metadatas", where={"start": 0})
        return {entry["source"]: entry["title"] for entry in found["metadatas"] if entry["title"]}

    def find_nearest(
        self, vector: Sequence[float], count: int, where: Mapping[str, Any] | None
    ) -> list[str]:
        """The ids of the passages nearest to a vector by cosine, best first."""
        asked: Any = [list(vector)]
        with _replaced_is_stale():
            found: Any = self._chroma.query(
                query_embeddings=asked,
                n_results=count,
                where=dict(where) if where else None,
                include=[],
            )
        return list(found["ids"][0])

    def with_vectors(self, ids: Sequence[str]) -> list[tuple[str, Passage, np.ndarray]]:
        """Those of the passages with these ids that are there: id, passage and unit vector."""
        if not ids:
            return []
        found = self._get("documents", "metadatas", "embeddings", ids=list(ids))
        passages = map(passage_from_entry, found["documents"], found["metadatas"])
        vectors = map(np.asarray, found["embeddings"])
        return list(zip(found["ids"], passages, vectors, strict=True))

    def add(self, entries: Sequence[NewPassage]) -> None:
        """Embed and store passages; those that are there already are replaced."""
        texts = [entry.passage.headed for entry in entries]
        vectors: Any = self._embeddings.embed_documents(texts)
        self._chroma.upsert(
            ids=[entry.id for entry in entries],
            embeddings=vectors,
            documents=texts,
            metadatas=[entry.metadata for entry in entries],
        )

    def remove(self, ids: Sequence[str]) -> None:
        """Take these passages out of the collection."""
        for low in range(0, len(ids), _PAGE):
            self._chroma.delete(ids=list(ids[low : low + _PAGE]))

    def touch(self) -> None:
        """Give the collection a new revision."""
        self.metadata = {**self.metadata, "revision": uuid.uuid4().hex}
        self._chroma.modify(metadata=dict(self.metadata))

    def rename(self, name: str) -> None:
        """Give the collection another name; whoever has it open can read on."""
        self._chroma.modify(name=name)

    def _pages(self, *include: str) -> Iterator[Any]:
        """All entries, some at a time."""
        offset = 0
        while True:
            page = self._get(*include, limit=_PAGE, offset=offset)
            yield page
            if len(page["ids"]) < _PAGE:
                return
            offset += _PAGE

    def _get(self, *include: str, **which: Any) -> Any:
        with _replaced_is_stale():
            return self._chroma.get(include=list(include), **which)  # type: ignore[arg-type]


@contextmanager
def _replaced_is_stale() -> Iterator[None]:
    """Say what has happened where the collection is gone that a question is asked of."""
    try:
        yield
    except NotFoundError as error:
        raise StaleIndexError(
            "The index was built again while it was being read. Ask again."
        ) from error
