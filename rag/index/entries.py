"""Passages as entries of a Chroma collection, and entries as passages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chapter_and_verse.documents.passages import Passage, sentences_from_text, sentences_text


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
        """Whether all passages are there."""
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

    @property
    def metadata(self) -> dict[str, Any]:
        """What is stored beside the text under its headings: see `passage_from_entry`."""
        return {
            "source": self.passage.source,
            "sha256": self.sha256,
            "passages": self.passages,
            "start": self.passage.start,
            "end": self.passage.end,
            "heading_chars": len(self.passage.heading),
            "sentences": sentences_text(self.passage.sentences),
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
        headed[:lead],
    )
