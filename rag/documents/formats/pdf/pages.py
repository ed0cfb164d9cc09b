"""One page of a PDF as it is read, and what of it cannot be."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from chapter_and_verse.documents.formats.pdf import extras as pdf_extras
from chapter_and_verse.documents.formats.pdf.glyphs import Glyph, page_glyphs, unmapped_share
from chapter_and_verse.documents.formats.pdf.layout import arrange
from chapter_and_verse.documents.formats.pdf.lines import split_lines
from chapter_and_verse.documents.formats.pdf.ocr import (
    INSTALL,
    MOST_PAGES,
    Rectangle,
    can_recognise,
    recognise,
)
from chapter_and_verse.documents.formats.pdf.structure import PageContent
from chapter_and_verse.documents.formats.pdf.words import known_share

_FEW = 60  # a page with fewer characters is a picture, if one covers most of it
_COVERS = 0.5
_GARBLED = 0.3  # of a page's characters mean nothing
_WORDS, _KNOWN = 30, (0.1, 0.02)  # or so few of so many words are known


@dataclass
class Warnings:
    """What is said of pages, gathered so that a long file has one sentence for each kind."""

    pictures: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def say(self, reason: str) -> None:
        """A sentence of its own; saying it twice adds nothing."""
        if reason not in self.others:
            self.others.append(reason)

    def said(self) -> tuple[str, ...]:
        """All sentences."""
        kinds = [
            (self.pictures, "is a picture. Its text", "are pictures. Their text", "was not read."),
            (self.garbled, "has letters without meaning. Its text", "have letters without meaning."
             " Their text", "is not what its reader sees."),
            (self.recognised, "is a picture. Its text", "are pictures. Their text",
             "was recognised, and may hold errors."),
        ]  # fmt: skip
        pages = [
            f"Page {numbers[0]} {one} {end}"
            if len(numbers) == 1
            else f"Pages {_ranges(numbers)} {many} {end}"
            for numbers, one, many, end in kinds
            if numbers
        ]
        return (*pages, *self.others)

    def nothing_read(self, is_picture: bool) -> str:
        """Why the whole file has no text."""
        if can_recognise():
            return "No text was found in it. If it is a scan, scan it again, sharper."
        if is_picture:
            return f"It is a picture. Install what recognises text in pictures: `{INSTALL}`."
        return (
            "It has no text layer, as is usual after a scan. Run OCR on it first, "
            f"or install what recognises its text: `{INSTALL}`."
        )


@dataclass(frozen=True)
class ReadPage:
    """A page, and where the characters stand that were recognised on it."""

    content: PageContent
    places: tuple[Rectangle, ...] = ()


def read_page(
    pdf: Any, page: Any, number: int, warnings: Warnings, wanted: Container[int] | None
) -> ReadPage:
    """A page of ``pdf``; what of it is not read is told to ``warnings``.

    A picture is recognised where that is installed, and the page is among the ``wanted``, if
    these are named.
    """
    text = page.get_textpage()
    glyphs = page_glyphs(text, page.get_rotation())
    black = sum(not glyph.text.isspace() for glyph in glyphs)
    rows, remarks = pdf_extras.field_rows(pdf, page), pdf_extras.remarks(page)
    is_garbled = _is_garbled(text, glyphs)
    is_picture = black < _FEW and _picture_share(page) > _COVERS
    if (is_garbled or is_picture) and can_recognise() and len(warnings.recognised) < MOST_PAGES:
        warnings.recognised.append(number)
        if wanted is not None and number not in wanted:
            return ReadPage(PageContent((), rows, remarks, recognised=True))
        found = recognise(page)
        pieces = tuple(arrange(found.lines))
        return ReadPage(PageContent(pieces, rows, remarks, recognised=True), found.places)
    if is_garbled:
        warnings.garbled.append(number)
    elif is_picture:
        warnings.pictures.append(number)
    return ReadPage(PageContent(tuple(arrange(split_lines(glyphs))), rows, remarks))


def _is_garbled(text: Any, glyphs: list[Glyph]) -> bool:
    """Whether the letters of a page's text are not those that its reader sees.

    Many stand for no character. Or hardly a word is known, less surely so where the fonts say
    what their letters mean; any language has names and words that the embedding model knows.
    """
    black = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if len(black) < _FEW:
        return False
    strange = sum(g.text == "\ufffd" or "\ue000" <= g.text <= "\uf8ff" for g in black)
    if strange > _GARBLED * len(black):
        return True
    share, words = known_share("".join(glyph.text for glyph in glyphs))
    if words < _WORDS or share > _KNOWN[0]:
        return False
    return share < _KNOWN[1] or unmapped_share(text) > _GARBLED


def _picture_share(page: Any) -> float:
    """How much of a page its largest picture covers, from 0 to 1."""
    from pypdfium2 import raw

    area = page.get_width() * page.get_height()
    share = 0.0
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING]):
        left, bottom, right, top = found.get_bounds()
        share = max(share, (right - left) * (top - bottom) / area if area else 0.0)
    return share


def _ranges(numbers: list[int]) -> str:
    """``[1, 2, 3, 7]`` is "1-3 and 7"."""
    runs = [
        [n for _, n in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    names = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
