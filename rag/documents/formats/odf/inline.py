"""What stands in a paragraph of an OpenDocument file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chapter_and_verse.documents.formats.docx.inline import without_page_number
from chapter_and_verse.documents.formats.odf.styles import DRAW, OFFICE, TEXT, Look
from chapter_and_verse.text.typography import lower_text, raise_text

_DC = "{http://purl.org/dc/elements/1.1/}"
_MATH = "{http://www.w3.org/1998/Math/MathML}annotation"
_CHARACTERS = {TEXT + "tab": "\t", TEXT + "line-break": "\n", TEXT + "soft-page-break": ""}
_FRAMES = frozenset(DRAW + name for name in ("frame", "g", "custom-shape"))
_NOT_READ = frozenset(
    TEXT + name for name in ("ruby-text", "hidden-text", "hidden-paragraph", "tracked-changes")
)
_PAGE_FIELDS = frozenset({TEXT + "page-number", TEXT + "page-count"})
_MOST_SPACES = 100


@dataclass
class Paragraph:
    """The text of a paragraph, with the notes and drawings whose place is in it."""

    text: str = ""
    notes: list[tuple[str, Any]] = field(default_factory=list)
    frames: list[Any] = field(default_factory=list)
    stands_out: bool = True


class InlineReader:
    """Reads paragraphs; keeps the comments, and counts what cannot be read."""

    def __init__(self, styles: dict[str, Look]) -> None:
        self.remarks: list[str] = []
        self.missing: Counter[str] = Counter()
        self._styles = styles

    def read(self, element: Any, look: Look | None) -> Paragraph:
        """The paragraph ``element``, whose style looks like ``look``."""
        found = Paragraph()
        text = "".join(self._inline(element, look or Look(), found))
        found.text = text.replace("\0", "").strip()
        return found

    def running_text(self, element: Any) -> str:
        """A paragraph of a header or footer without the number of the page."""
        return without_page_number("".join(self._inline(element, Look(), Paragraph())))

    def formula(self, frame: Any) -> str:
        """A formula as its writer typed it, where the file keeps that."""
        for annotation in frame.iter(_MATH):
            return " ".join((annotation.text or "").split())
        return ""

    def _inline(self, element: Any, look: Look, found: Paragraph) -> Iterator[str]:
        yield self._written(element.text, look, found)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._child(child, look, found)
            yield self._written(child.tail, look, found)

    def _child(self, child: Any, look: Look, found: Paragraph) -> Iterator[str]:
        if child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag == TEXT + "s":
            stated = child.get(TEXT + "c", "1")
            yield " " * min(int(stated) if stated.isdecimal() else 1, _MOST_SPACES)
        elif child.tag in _PAGE_FIELDS:
            yield "\0"
        elif child.tag == TEXT + "note":
            citation, body = child.find(TEXT + "note-citation"), child.find(TEXT + "note-body")
            mark = raise_text("".join(citation.itertext()).strip()) if citation is not None else ""
            if body is not None:
                found.notes.append((mark, body))
            yield mark
        elif child.tag == OFFICE + "annotation":
            self._remark(child)
        elif child.tag in _FRAMES:
            found.frames.append(child)
        elif child.tag not in _NOT_READ:
            own = (
                self._styles.get(child.get(TEXT + "style-name", ""))
                if "span" in child.tag
                else None
            )
            if own is not None:
                own = Look(
                    hidden=look.hidden or own.hidden,
                    bold=look.bold or own.bold,
                    script=own.script or look.script,
                )
            yield from self._inline(child, own or look, found)

    def _written(self, text: str | None, look: Look, found: Paragraph) -> str:
        if not text or look.hidden:
            return ""
        if text.strip() and not look.bold:
            found.stands_out = False
        spaced = " ".join(text.split())
        before = " " if text[0].isspace() and spaced else ""
        after = " " if text[-1].isspace() else ""
        write = {"super": raise_text, "sub": lower_text}.get(look.script, str)
        return write(before + spaced + after)

    def _remark(self, annotation: Any) -> None:
        author = (annotation.findtext(_DC + "creator") or "").strip()
        texts = ["".join(self._inline(p, Look(), Paragraph())) for p in annotation.iter(TEXT + "p")]
        text = " ".join(" ".join(texts).split())
        if text:
            self.remarks.append(f"Comment{f' by {author}' if author else ''}: {text}")
