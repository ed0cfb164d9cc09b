"""A quote that is a span of a source file, and cannot be anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chapter_and_verse.documents.document import Document
from chapter_and_verse.errors import CitationError
from chapter_and_verse.text.sentences import Span


@dataclass(frozen=True)
class Citation:
    """Characters ``start`` to ``end`` (exclusive) of the text extracted from ``source``.

    ``source`` is the file's path relative to the documents folder, ``quote`` the characters
    themselves, ``page`` the page number from 1 where the format has pages. `cite` is the
    one place that makes citations.
    """

    source: str
    start: int
    end: int
    quote: str
    page: int | None = None


def cite(document: Document, span: Span, expected: str) -> Citation:
    """The citation of ``span`` in ``document``, whose characters must be ``expected``.

    ``expected`` is what the index held when the span was found; the quote is taken from the
    document, never from ``expected``.

    Raises:
        CitationError: the span is empty or outside the text, or holds other characters.
    """
    quote = document.text[span.start : span.end]
    if not 0 <= span.start < span.end <= len(document.text) or quote != expected:
        raise CitationError(
            f"{document.source} no longer holds the passage that was indexed at characters "
            f"{span.start} to {span.end}. Run `rag index` to bring the index up to date."
        )
    return Citation(document.source, *span, quote, document.page_at(span.start))


def is_inside(part: Citation, whole: Citation) -> bool:
    """Whether all characters of ``part`` are among those of ``whole``."""
    return part.source == whole.source and whole.start <= part.start and part.end <= whole.end


def quotes_under(citations: Sequence[Citation], numbers: Sequence[int]) -> list[str]:
    """The quotes that have these numbers, from 1; a number that has none is left out."""
    return [citations[n - 1].quote for n in numbers if 0 < n <= len(citations)]
