"""A passage that a search found, with its scores."""

from __future__ import annotations

from dataclasses import dataclass

from chapter_and_verse.documents.passages import Passage


@dataclass(frozen=True)
class Hit:
    """A passage and how well it fits a question.

    ``cosine`` (-1 to 1) is the likeness of their vectors, ``bm25`` (0 to 1) the score of the
    words that they share, relative to the best passage's, and ``score`` what both make together:
    the hits of a search are ordered by it. ``id`` is the passage's in the collection.
    """

    id: str
    passage: Passage
    cosine: float
    bm25: float
    score: float
