"""Which documents can be asked, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chapter_and_verse.errors import DocumentError, RagError

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.index.entries import IndexedFile

CHANGED = "Changed since it was indexed"
GONE = "No longer in the folder"
NEW = "Not indexed yet"


@dataclass(frozen=True)
class Library:
    """The indexed documents by name (relative to their folder), and how many passages they have."""

    names: tuple[str, ...] = ()
    passages: int = 0


@dataclass(frozen=True)
class Entry:
    """A document in the folder or in the index; ``problem`` says what keeps it from answering.

    ``warnings`` say what of it was not read, or not as its reader sees it.
    """

    name: str
    passages: int = 0
    changed: datetime | None = None
    problem: str = ""
    warnings: tuple[str, ...] = ()


class LibraryReader:
    """Reads what is indexed, and again only after the index has changed."""

    def __init__(self, assistant: Assistant) -> None:
        self._index, self._sources = assistant.index, assistant.sources
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

    def entries(self) -> list[Entry]:
        """All documents of the folder and of the index, by name."""
        held = {file.source: file for file in self._index.files()}
        try:
            names = set(self._sources.names())
        except RagError:
            names = set()
        entries = []
        for name in sorted(names | set(held)):
            passages = len(held[name].ids) if name in held else 0
            if name not in names:
                entries.append(Entry(name, passages, problem=GONE))
                continue
            path = self._sources.folder / name
            changed = datetime.fromtimestamp(path.stat().st_mtime)
            if name not in held:
                entries.append(Entry(name, passages, changed, self._unread(name)))
                continue
            problem = "" if self._is_current(held[name]) else CHANGED
            entries.append(Entry(name, passages, changed, problem, held[name].warnings))
        return entries

    def _unread(self, name: str) -> str:
        try:
            self._sources.document(name)
        except DocumentError as error:
            return error.reason
        except RagError:
            return GONE
        return NEW

    def _is_current(self, file: IndexedFile) -> bool:
        try:
            return self._sources.sha256(file.source) == file.sha256
        except RagError:  # it can no longer be opened, or is too large now
            return False
