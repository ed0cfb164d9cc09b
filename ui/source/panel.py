"""The panel beside the conversation: a quote in its place in the file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING

from chapter_and_verse.answer.citation import cite
from chapter_and_verse.errors import RagError
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.ui.look.html import escaped, place
from chapter_and_verse.ui.look.problems import record, sentence
from chapter_and_verse.ui.look.theme import script
from chapter_and_verse.ui.source.pdf_pages import Picture, pictures

if TYPE_CHECKING:
    from chapter_and_verse.answer.citation import Citation
    from chapter_and_verse.documents.document import Document
    from chapter_and_verse.documents.folder import DocumentsFolder

SOURCE_SCRIPT = script(__file__, "source.js")
AROUND = 20_000
"""Characters of the text shown on each side of a quote."""


def source_panel(sources: DocumentsFolder, citation: Citation, number: int) -> str:
    """The file that is quoted, with the quote marked in it, as long as it still holds it."""
    try:
        document = sources.document(citation.source)
        cite(document, Span(citation.start, citation.end), citation.quote)
        path = sources.folder / document.source
        shown = pictures(path, document, citation.start, citation.end)
    except RagError as error:
        record(error)
        return _panel(citation, number, f'<p class="cv-note">{escaped(sentence(error))}</p>')
    text = _text(document, citation)
    if not shown:
        return _panel(citation, number, text)
    views = f'<div class="cv-pages">{_pages(shown)}</div>{text}'
    return _panel(citation, number, views, view="page")


def _panel(citation: Citation, number: int, inside: str, view: str = "text") -> str:
    name = escaped(citation.source)
    toggle = (
        '<button type="button" data-do="toggle" aria-pressed="false">Plain text</button>'
        if view == "page"
        else ""
    )
    return (
        f'<section class="cv-source" data-view="{view}" data-source="{name}" '
        f'aria-label="Source of quote {number}">'
        f'<header><div><h2><span class="cv-number">{number}</span> <bdi>{name}</bdi></h2>'
        f"<p>{escaped(place(citation))}</p></div><nav>{toggle}"
        '<button type="button" data-do="previous" aria-label="Previous quote">‹</button>'
        '<button type="button" data-do="next" aria-label="Next quote">›</button>'
        '<button type="button" data-do="close" aria-label="Close the source">×</button></nav>'
        f'</header><div class="cv-views" tabindex="0" role="group" aria-label="{name}">'
        f"{inside}</div></section>"
    )


def _text(document: Document, citation: Citation) -> str:
    """The text around the quote; what is left out on either side is counted."""
    text, start, end = document.text, citation.start, citation.end
    low, high = max(0, start - AROUND), min(len(text), end + AROUND)
    before = f'<p class="cv-cut">{low:,} characters before</p>' if low else ""
    after = (
        f'<p class="cv-cut">{len(text) - high:,} characters after</p>' if high < len(text) else ""
    )
    return (
        f'<div class="cv-text">{before}<div class="cv-plain" dir="auto">{escaped(text[low:start])}'
        f"<mark>{escaped(text[start:end])}</mark>{escaped(text[end:high])}</div>{after}</div>"
    )


def _cut(characters: int, where: str) -> str:
    return f'<p class="cv-cut">{characters:,} characters {where}</p>' if characters else ""


def _pages(shown: Sequence[Picture]) -> str:
    return "".join(
        f'<figure><div class="cv-picture"><img alt="Page {picture.page} of the file, the quote '
        f'marked on it" width="{picture.width}" height="{picture.height}" '
        f'src="data:image/png;base64,{b64encode(picture.png).decode()}">{_marks(picture)}</div>'
        f"<figcaption>Page {picture.page}</figcaption></figure>"
        for picture in shown
    )


def _marks(picture: Picture) -> str:
    return "".join(
        f'<span class="cv-box" style="left: {mark.left:.3%}; top: {mark.top:.3%}; '
        f'width: {mark.width:.3%}; height: {mark.height:.3%}"></span>'
        for mark in picture.marks
    )
