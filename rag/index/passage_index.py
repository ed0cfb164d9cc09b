"""The index of a folder: its collection in the database, and whether that can be used."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import numpy as np
from chromadb.errors import NotFoundError
from langchain_core.embeddings import Embeddings

from chapter_and_verse.documents.loading import EXTRACTION_VERSION
from chapter_and_verse.documents.splitting import SPLITTER_VERSION
from chapter_and_verse.errors import NoIndexError, StaleIndexError
from chapter_and_verse.index.client import open_client
from chapter_and_verse.index.collection import PassageCollection
from chapter_and_verse.index.entries import IndexedFile
from chapter_and_verse.once import loaded_once
from chapter_and_verse.settings import Settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_PROBE = "The index remembers how its model embeds this sentence."


class PassageIndex:
    """Opens the collection of passages, makes it, and notices when it has to be made again.

    The collection's metadata hold what its vectors depend on: the splitter's settings and the
    vector that the embedding model gives a fixed sentence, so that another model is noticed
    whatever its name.

    An index that was made with other settings is built again *beside* the present one, which
    answers until the new one is put in its place:

        collection, beside = index.prepare()
        ...  # fill it
        if beside:
            index.replace(collection)
    """

    def __init__(self, settings: Settings, embeddings: Embeddings) -> None:
        self._settings = settings
        self.embeddings = embeddings

    @loaded_once
    def _client(self) -> ClientAPI:
        return open_client(self._settings)

    @loaded_once
    def _probe(self) -> list[float]:
        return [round(value, 5) for value in self.embeddings.embed_query(_PROBE)]

    def find(self) -> PassageCollection | None:
        """The collection, whatever it was made with; None where there is none."""
        try:
            chroma = self._client.get_collection(self._settings.collection, embedding_function=None)
        except NotFoundError:
            return None
        return PassageCollection(chroma, self.embeddings)

    def open(self) -> PassageCollection:
        """The collection, whatever it was made with.

        Raises:
            NoIndexError: there is none yet.
        """
        found = self.find()
        if found is None:
            raise NoIndexError(
                f"There is no index in {self._place()} yet. Run `rag index` to make it."
            )
        return found

    def revision(self) -> str:
        """A token that changes whenever the collection does.

        Raises:
            NoIndexError: there is no collection yet.
        """
        return self.open().revision

    def count(self) -> int:
        """How many passages are indexed; 0 if there is no collection."""
        found = self.find()
        return found.count() if found else 0

    def files(self) -> list[IndexedFile]:
        """What is indexed, one entry for each version of each file."""
        found = self.find()
        return found.files() if found else []

    def check(self, collection: PassageCollection) -> None:
        """Make sure that the collection can be searched with the present settings.

        Raises:
            StaleIndexError: it was built with another model or splitter setting.
        """
        changed = self.difference(collection)
        if changed:
            raise StaleIndexError(
                f"The index in {self._place()} was built with {changed}. "
                "Run `rag index` to build it again, or restore the earlier setting."
            )

    def difference(self, collection: PassageCollection) -> str | None:
        """How the collection was built otherwise than the present settings say, in words."""
        metadata = collection.metadata
        if metadata.get("splitting") != self._splitting():
            return "another way of splitting documents"
        stored = np.array(json.loads(metadata.get("probe", "[]")))
        present = np.array(self._probe)
        if stored.shape != present.shape or float(stored @ present) < 0.999:
            return f"another embedding model ({metadata.get('embedding_model')})"
        return None

    def prepare(self) -> tuple[PassageCollection, bool]:
        """The collection to write to, and whether it is to `replace` the present one when filled.

        It is the present one where that fits the settings, else one beside it. What a run left
        there that was ended too early, even while it replaced, is taken up by the next run.
        """
        present, beside = self.find(), self._called(f"{self._settings.collection}-next")
        fits = present is not None and self.difference(present) is None
        if not fits and (present or beside.find()):
            return beside._made(), True
        beside._drop()
        return self._made(), False

    def replace(self, built: PassageCollection) -> None:
        """Put the collection that was built beside the present one in its place.

        The present one is dropped last, so that a question that is being answered can go on.
        """
        former = self._called(f"{self._settings.collection}-former")
        former._drop()
        if present := self.find():
            present.rename(former._settings.collection)
        built.rename(self._settings.collection)
        former._drop()

    def _made(self) -> PassageCollection:
        """The collection if it fits the settings, else an empty one in its place."""
        found = self.find()
        if found and self.difference(found) is None:
            return found
        self._drop()
        chroma = self._client.create_collection(
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
        return PassageCollection(chroma, self.embeddings)

    def _drop(self) -> None:
        """Delete the collection, if there is one."""
        if self.find():
            self._client.delete_collection(self._settings.collection)

    def _called(self, collection: str) -> PassageIndex:
        """The index of another collection in the same database."""
        other = PassageIndex(
            self._settings.model_copy(update={"collection": collection}), self.embeddings
        )
        other.__dict__["_client"] = self._client
        return other

    def _splitting(self) -> str:
        chars = self._settings.passage_chars
        return f"extraction {EXTRACTION_VERSION}, splitter {SPLITTER_VERSION}, {chars} characters"

    def _place(self) -> str:
        return self._settings.chroma_url or str(self._settings.store)
