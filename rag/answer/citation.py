"""Citations: quotes that are proved to be a span of a source file when they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import is_as_in_file
from chapter_and_verse.errors import CitationError
from chapter_and_verse.text.sentences import Span


@dataclass(frozen=True)
class Citation:
    """Characters ``start`` to ``end`` (exclusive) of the text extracted from ``source``.

    ``source`` is the file's path relative to the documents folder, ``quote`` those
    characters. Only `cite` makes citations.

    The rest tells people where that is, as far as the format knows it: the ``page`` from 1 and
    what is printed on it where that is another (``page_label``), the ``headings`` it stands under,
    the outermost first, the document's ``title``, the ``line`` from 1 where the text is the file
    itself, and the ``place`` of its block: a sheet and row, a time.
    """

    source: str
    start: int
    end: int
    quote: str
    page: int | None = None
    headings: tuple[str, ...] = ()
    title: str = ""
    line: int | None = None
    page_label: str = ""
    place: str = ""

    @property
    def where(self) -> str:
        """The place in words for people; see `describe_place`."""
        return describe_place(vars(self))


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
    return Citation(
        document.source,
        *span,
        quote,
        page=document.page_at(span.start),
        headings=document.headings_at(span.start),
        title=document.title,
        line=document.line_at(span.start) if is_as_in_file(document.source) else None,
        page_label=document.page_label_at(span.start),
        place=document.block_at(span.start).place,
    )


def describe_place(cited: Mapping[str, Any]) -> str:
    """Where a citation, or its JSON, stands in its file: "Manual › Cleaning › Filters, p. iv".

    It is empty where nothing but the offsets tells. JSON of an earlier version has the page alone.
    """
    title, headings = cited.get("title"), list(cited.get("headings") or ())
    path = [title, *headings] if title and title not in headings[:1] else headings
    page, line = cited.get("page_label") or cited.get("page"), cited.get("line")
    parts = [
        " › ".join(map(str, path)),
        cited.get("place"),
        page and f"p. {page}",
        line and f"line {line}",
    ]
    return ", ".join(str(part) for part in parts if part)


def is_inside(part: Citation, whole: Citation) -> bool:
    """Whether all characters of ``part`` are among those of ``whole``."""
    return part.source == whole.source and whole.start <= part.start and part.end <= whole.end


def find_quotes(citations: Sequence[Citation], numbers: Sequence[int]) -> list[str]:
    """The quotes of the citations with these numbers (from 1); unknown numbers are left out."""
    return [citations[n - 1].quote for n in numbers if 0 < n <= len(citations)]
