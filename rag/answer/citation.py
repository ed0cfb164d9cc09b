"""Citations: quotes that are proved to be a span of a source file when they are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chapter_and_verse.documents.document import Document
from chapter_and_verse.errors import CitationError
from chapter_and_verse.text.sentences import Span


@dataclass(frozen=True)
class Citation:
    """Characters ``start`` to ``end`` (exclusive) of the text extracted from ``source``.

    ``source`` is the file's path relative to the documents folder, ``quote`` those characters,
    ``page`` the page number from 1 where the format has pages. Only `cite` makes citations.
    """

    source: str
    start: int
    end: int
    quote: str
    page: int | None = None


def cite(document: Document, span: Span, expected: str) -> Citation:
    """The citation of ``span`` in ``document``, if its characters are still ``expected``.

    ``expected`` is what the index holds for the span. It is only compared: the quote itself is
    taken from the document as it is now.

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


def find_quotes(citations: Sequence[Citation], numbers: Sequence[int]) -> list[str]:
    """The quotes of the citations with these numbers (from 1); unknown numbers are left out."""
    return [citations[n - 1].quote for n in numbers if 0 < n <= len(citations)]
