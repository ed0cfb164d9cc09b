"""Which documents can be asked, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import RagError

if TYPE_CHECKING:
    from rag.chain import Assistant


@dataclass(frozen=True)
class Library:
    """The indexed documents by name (relative to their folder), and how many passages they have."""

    names: tuple[str, ...] = ()
    passages: int = 0


class LibraryReader:
    """Reads what is indexed, and again only after the index has changed."""

    def __init__(self, assistant: Assistant) -> None:
        self._index = assistant.index
        self._held: tuple[str, Library] = ("", Library())

    def library(self) -> Library:
        """What is indexed now; an empty library if nothing is."""
        try:
            revision = self._index.revision()
        except RagError:
            return Library()
        if self._held[0] != revision:
            files = self._index.files()
            names = tuple(sorted({file.source for file in files}))
            self._held = (revision, Library(names, sum(len(file.ids) for file in files)))
        return self._held[1]
