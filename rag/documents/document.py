"""What was read of one file: its text, what that is made of, and what could not be read."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from chapter_and_verse.documents.blocks import Block, heading_paths, heading_text


@dataclass(frozen=True)
class Extraction:
    """What a loader makes of a file.

    ``blocks`` tile ``text``. ``page_starts`` holds, for formats with pages, the character offset
    in ``text`` at which each page begins, and ``page_labels`` what is printed on them where that
    is another number ("iv"); both are empty for the others. ``warnings`` say, each in a sentence,
    what of the file is not in the text, or is in it otherwise than its reader sees it.
    """

    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    page_labels: tuple[str, ...] = ()
    title: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadWarning:
    """What of the file ``source`` is not in its text, or not as its reader sees it: a sentence."""

    source: str
    reason: str


@dataclass(frozen=True)
class Document(Extraction):
    """The text extracted from one file.

    ``source`` is the path relative to the documents folder, with forward slashes, and ``sha256``
    the digest of the file's bytes.
    """

    source: str = ""
    sha256: str = ""

    @property
    def read_warnings(self) -> tuple[ReadWarning, ...]:
        """The warnings, each with the name of the document."""
        return tuple(ReadWarning(self.source, reason) for reason in self.warnings)

    def page_at(self, offset: int) -> int | None:
        """The page, counted from 1, that holds the character at ``offset``; None without pages."""
        return bisect_right(self.page_starts, offset) or None

    def page_label_at(self, offset: int) -> str:
        """What is printed on that page where it is not its number; else empty."""
        page = self.page_at(offset)
        return self.page_labels[page - 1] if page and page <= len(self.page_labels) else ""

    def line_at(self, offset: int) -> int:
        """The line of the text, counted from 1, that holds the character at ``offset``."""
        return bisect_right(self._line_starts, offset)

    def block_at(self, offset: int) -> Block:
        """The block that holds the character at ``offset``."""
        return self.blocks[self._number_at(offset)]

    def headings_at(self, offset: int) -> tuple[str, ...]:
        """The headings under which the character at ``offset`` stands, the outermost first."""
        titles = self.title_blocks_at(offset)
        return tuple(heading_text(block, block.span.of(self.text)) for block in titles)

    def title_blocks_at(self, offset: int) -> tuple[Block, ...]:
        """The blocks of those headings."""
        return tuple(self.blocks[number] for number in self._paths[self._number_at(offset)])

    def _number_at(self, offset: int) -> int:
        return max(0, bisect_right(self._block_starts, offset) - 1)

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]

    @cached_property
    def _paths(self) -> list[tuple[int, ...]]:
        return list(heading_paths(self.blocks))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(i + 1 for i, character in enumerate(self.text) if character == "\n")]
