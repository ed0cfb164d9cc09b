"""The text extracted from one file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """The text extracted from one file.

    ``source`` is the path relative to the documents folder, with forward slashes; ``sha256``
    is the digest of the file's bytes; ``page_starts`` holds, for formats with pages, the
    character offset in ``text`` at which each page begins, and is empty for the others.
    """

    source: str
    text: str
    sha256: str
    page_starts: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, that holds the character at ``offset``; None without pages."""
        return bisect_right(self.page_starts, offset) or None
