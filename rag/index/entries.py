"""Passages as entries of a Chroma collection, and entries as passages."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chapter_and_verse.documents.blocks import Block, BlockKind, Cell
from chapter_and_verse.documents.passages import Passage, sentences_from_text, sentences_text
from chapter_and_verse.text.sentences import Span

WARNINGS = "warnings"
"""The key of a document's warnings, a list in JSON, which the few that have any have."""


@dataclass(frozen=True)
class IndexedFile:
    """What the collection holds of one version of one file."""

    source: str
    sha256: str
    ids: tuple[str, ...]
    passages: int
    """How many passages this version has; fewer ``ids`` mean that indexing was cut short."""
    warnings: tuple[str, ...] = ()
    """What of the file was not read, or not as its reader sees it."""

    @property
    def complete(self) -> bool:
        """Whether all passages are there."""
        return len(self.ids) == self.passages


@dataclass(frozen=True)
class NewPassage:
    """A passage to be stored: number ``number`` of the ``passages`` of its file's version.

    ``title`` and ``warnings`` are the document's; the warnings are stored with its first passage.
    """

    passage: Passage
    sha256: str
    number: int
    passages: int
    title: str
    warnings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same for the same passage of the same version, so that writes can be repeated."""
        name = uuid.uuid5(uuid.NAMESPACE_URL, self.passage.source).hex
        return f"{name}-{self.sha256[:16]}-{self.number}"

    @property
    def metadata(self) -> dict[str, Any]:
        """What is stored beside the text under its headings."""
        return {
            **passage_metadata(self.passage),
            "sha256": self.sha256,
            "passages": self.passages,
            "title": self.title,
            **({WARNINGS: json.dumps(self.warnings)} if self.warnings and not self.number else {}),
        }


def passage_metadata(passage: Passage) -> dict[str, Any]:
    """What is stored of a passage beside its text under its headings: see `passage_from_entry`."""
    return {
        "source": passage.source,
        "start": passage.start,
        "end": passage.end,
        "heading_chars": len(passage.heading),
        "sentences": sentences_text(passage.sentences),
        "heading_levels": json.dumps(passage.heading_levels),
        "blocks": blocks_text(passage.blocks),
        "language": passage.language,
    }


def passage_from_entry(headed: str, metadata: Mapping[str, Any]) -> Passage:
    """The passage that was stored as ``headed``, its text under its headings, with ``metadata``."""
    lead = metadata["heading_chars"]
    return Passage(
        metadata["source"],
        metadata["start"],
        metadata["end"],
        headed[lead:],
        sentences_from_text(metadata["sentences"]),
        tuple(headed[:lead].splitlines()),
        blocks_from_text(metadata["blocks"]),
        tuple(json.loads(metadata["heading_levels"])),
        metadata["language"],
    )


def blocks_text(blocks: Sequence[Block]) -> str:
    """Blocks as JSON, the form in which the index stores them."""
    rows = [
        [b.kind, *b.span, b.level, b.ends, b.place, b.says, b.names_columns, cells]
        for b in blocks
        for cells in [[[*cell.span, cell.column] for cell in b.cells]]
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def blocks_from_text(stored: str) -> tuple[Block, ...]:
    """The inverse of `blocks_text`."""
    return tuple(
        Block(
            BlockKind(kind),
            Span(start, end),
            level,
            tuple(Cell(Span(low, high), column) for low, high, column in cells),
            names_columns,
            place,
            says,
            ends,
        )
        for kind, start, end, level, ends, place, says, names_columns, cells in json.loads(stored)
    )
