"""The Chroma collection of passages."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError
from langchain_chroma import Chroma
from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings

from chapter_and_verse.documents.loading import EXTRACTION_VERSION
from chapter_and_verse.documents.passages import (
    SPLITTER_VERSION,
    Passage,
    sentences_from_text,
    sentences_text,
    title,
)
from chapter_and_verse.errors import NoIndexError, SettingsError, StaleIndexError
from chapter_and_verse.settings import Settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_PROBE = "The index remembers how its model embeds this sentence."
_PAGE = 5000
"""Entries fetched from the collection at a time."""


@dataclass(frozen=True)
class IndexedFile:
    """What the collection holds of one version of one file."""

    source: str
    sha256: str
    ids: tuple[str, ...]
    passages: int
    """How many passages this version has; fewer ``ids`` mean that indexing was cut short."""

    @property
    def complete(self) -> bool:
        return len(self.ids) == self.passages


@dataclass(frozen=True)
class NewPassage:
    """A passage to be stored: number ``number`` of the ``passages`` of its file's version."""

    passage: Passage
    sha256: str
    number: int
    passages: int

    @property
    def id(self) -> str:
        """The same for the same passage of the same version, so that writes can be repeated."""
        name = uuid.uuid5(uuid.NAMESPACE_URL, self.passage.source).hex
        return f"{name}-{self.sha256[:16]}-{self.number}"


class PassageIndex:
    """The passages of a folder and their vectors, in a Chroma collection with cosine distance.

    The collection's metadata hold what its vectors depend on: the splitter's settings and the
    vector that the embedding model gives a fixed sentence, so that another model is noticed
    whatever its name. They also hold a revision that changes with every write.
    """

    def __init__(self, settings: Settings, embeddings: Embeddings) -> None:
        self._settings = settings
        self.embeddings = embeddings

    @cached_property
    def _client(self) -> ClientAPI:
        return open_client(self._settings)

    @cached_property
    def _store(self) -> Chroma:
        return Chroma(
            client=self._client,
            collection_name=self._settings.collection,
            embedding_function=self.embeddings,
            collection_configuration={"hnsw": {"space": "cosine"}},
            create_collection_if_not_exists=False,
        )

    def _metadata(self) -> dict[str, Any] | None:
        try:
            collection = self._client.get_collection(
                self._settings.collection, embedding_function=None
            )
        except NotFoundError:
            return None
        return dict(collection.metadata or {})

    def revision(self) -> str:
        """A token that changes whenever the collection does.

        Raises:
            NoIndexError: there is no collection yet.
        """
        metadata = self._metadata()
        if metadata is None:
            raise NoIndexError(
                f"There is no index in {self._place()} yet. Run `rag index` to make it."
            )
        return str(metadata["revision"])

    def count(self) -> int:
        """How many passages the collection holds; 0 if there is none."""
        return 0 if self._metadata() is None else len(self._store.get(include=[])["ids"])

    def check(self) -> None:
        """Make sure that the collection can be searched with the present settings.

        Raises:
            NoIndexError: there is no collection yet.
            StaleIndexError: it was built with another model or splitter setting.
        """
        self.revision()
        changed = self.difference()
        if changed:
            raise StaleIndexError(
                f"The index in {self._place()} was built with {changed}. "
                "Run `rag index` to build it again, or restore the earlier setting."
            )

    def difference(self) -> str | None:
        """How the collection was built otherwise than the present settings say, in words."""
        metadata = self._metadata() or {}
        if metadata.get("splitting") != self._splitting():
            return "another way of splitting documents"
        stored = np.array(json.loads(metadata.get("probe", "[]")))
        present = np.array(self._probe)
        if stored.shape != present.shape or float(stored @ present) < 0.999:
            return f"another embedding model ({metadata.get('embedding_model')})"
        return None

    def _splitting(self) -> str:
        chars = self._settings.passage_chars
        return f"extraction {EXTRACTION_VERSION}, splitter {SPLITTER_VERSION}, {chars} characters"

    @cached_property
    def _probe(self) -> list[float]:
        return [round(value, 5) for value in self.embeddings.embed_query(_PROBE)]

    def _place(self) -> str:
        return self._settings.chroma_url or str(self._settings.store)

    def prepare(self) -> bool:
        """Make an empty collection where there is none or where it was built otherwise.

        Returns whether a collection with other settings had to be dropped.
        """
        exists = self._metadata() is not None
        if exists and self.difference() is None:
            return False
        if exists:
            self._client.delete_collection(self._settings.collection)
        self._client.create_collection(
            self._settings.collection,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
            metadata={
                "splitting": self._splitting(),
                "embedding_model": str(getattr(self.embeddings, "model", "")),
                "probe": json.dumps(self._probe),
                "revision": uuid.uuid4().hex,
            },
        )
        self.__dict__.pop("_store", None)
        return exists

    def touch(self) -> None:
        """Give the collection a new revision."""
        metadata = self._metadata() or {}
        self._client.get_collection(self._settings.collection, embedding_function=None).modify(
            metadata={**metadata, "revision": uuid.uuid4().hex}
        )

    def files(self) -> list[IndexedFile]:
        """What is indexed, one entry for each version of each file."""
        ids: dict[tuple[str, str], list[str]] = {}
        passages: dict[tuple[str, str], int] = {}
        for key, entry in self._entries():
            version = (entry["source"], entry["sha256"])
            ids.setdefault(version, []).append(key)
            passages[version] = entry["passages"]
        return [IndexedFile(*version, tuple(ids[version]), passages[version]) for version in ids]

    def _entries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        if self._metadata() is None:
            return
        offset = 0
        while True:
            page = self._store.get(include=["metadatas"], limit=_PAGE, offset=offset)
            yield from zip(page["ids"], page["metadatas"], strict=True)
            if len(page["ids"]) < _PAGE:
                return
            offset += _PAGE

    def texts(self) -> tuple[list[str], list[str], list[str]]:
        """The ids, texts (below their headings) and sources of all passages, sorted by id."""
        rows: list[tuple[str, str, str]] = []
        offset = 0
        while True:
            page = self._store.get(include=["documents", "metadatas"], limit=_PAGE, offset=offset)
            sources = [entry["source"] for entry in page["metadatas"]]
            rows.extend(zip(page["ids"], page["documents"], sources, strict=True))
            if len(page["ids"]) < _PAGE:
                break
            offset += _PAGE
        rows.sort()
        return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]

    def add(self, entries: Sequence[NewPassage]) -> None:
        """Embed and store passages; those that are there already are replaced."""
        self._store.add_texts(
            [entry.passage.headed for entry in entries],
            metadatas=[
                {
                    "source": entry.passage.source,
                    "sha256": entry.sha256,
                    "passages": entry.passages,
                    "start": entry.passage.start,
                    "end": entry.passage.end,
                    "heading_chars": len(entry.passage.heading),
                    "sentences": sentences_text(entry.passage.sentences),
                }
                for entry in entries
            ],
            ids=[entry.id for entry in entries],
        )

    def titles(self) -> dict[str, str]:
        """The titles of the documents that have one, by their names."""
        found = self._store.get(where={"start": 0}, include=["documents", "metadatas"])
        firsts = (
            passage_of(LangChainDocument(page_content=text, metadata=entry))
            for text, entry in zip(found["documents"], found["metadatas"], strict=True)
        )
        return {first.source: heading for first in firsts if (heading := title(first))}

    def remove(self, ids: Sequence[str]) -> None:
        """Take these passages out of the collection."""
        for low in range(0, len(ids), _PAGE):
            self._store.delete(ids=list(ids[low : low + _PAGE]))

    def nearest(self, vector: list[float], count: int, where: dict[str, Any] | None) -> list[str]:
        """The ids of the passages nearest to a vector by cosine, best first."""
        found = self._store.similarity_search_by_vector(vector, k=count, filter=where)
        return [document.id for document in found if document.id]

    def with_vectors(self, ids: Sequence[str]) -> list[tuple[LangChainDocument, np.ndarray]]:
        """The passages with these ids, each with its unit vector."""
        if not ids:
            return []
        found = self._store.get(ids=list(ids), include=["documents", "metadatas", "embeddings"])
        rows = zip(
            found["ids"], found["documents"], found["metadatas"], found["embeddings"], strict=True
        )
        return [
            (LangChainDocument(id=key, page_content=text, metadata=entry), np.asarray(vector))
            for key, text, entry, vector in rows
        ]


def passage_of(document: LangChainDocument) -> Passage:
    """The passage that an entry of the collection stands for."""
    entry = document.metadata
    lead = entry["heading_chars"]
    return Passage(
        entry["source"],
        entry["start"],
        entry["end"],
        document.page_content[lead:],
        sentences_from_text(entry["sentences"]),
        document.page_content[:lead],
    )


def open_client(settings: Settings) -> ClientAPI:
    """A client of the Chroma server that is set, else of the database in the store folder.

    Raises:
        SettingsError: the server's URL is malformed, or nothing answers there.
    """
    chroma = ChromaSettings(anonymized_telemetry=False)
    if settings.chroma_url is None:
        settings.store.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=settings.store / "chroma", settings=chroma)
    url = urlsplit(settings.chroma_url)
    try:
        return chromadb.HttpClient(
            host=url.hostname or "",
            port=url.port or (443 if url.scheme == "https" else 8000),
            ssl=url.scheme == "https",
            settings=chroma,
        )
    except ValueError as error:
        raise SettingsError(
            f"No Chroma server answers at RAG_CHROMA_URL={settings.chroma_url} ({error}). "
            "Start one with `chroma run`, or unset RAG_CHROMA_URL to use the store folder."
        ) from error
