"""One web page as its reader sees it: the elements say what is a heading, an item, a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, takewhile
from typing import Any

from chapter_and_verse.documents.blocks import SMALL_HEADING, BlockKind
from chapter_and_verse.documents.formats.html.forms import form_value, is_label_of_value
from chapter_and_verse.documents.formats.html.hidden import is_hidden, unread
from chapter_and_verse.documents.formats.html.pieces import Piece
from chapter_and_verse.documents.formats.html.tables import is_data_table, table_pieces
from chapter_and_verse.documents.formats.list_numbers import NUMBER_FORMATS
from chapter_and_verse.text.typography import lower_text, raise_text

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend "
    "li main menu ol p pre search section summary table tbody td tfoot th thead title tr ul".split()
)
_HEADINGS = {**{f"h{level}": level for level in range(1, 7)}, "summary": SMALL_HEADING}
_CAPTIONS = frozenset({"figcaption", "caption"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_SCRIPTS = {"sup": raise_text, "sub": lower_text}
_MATH = {"msup": raise_text, "msub": lower_text}
_BOLD = frozenset({"b", "strong"})
_WHITE = re.compile(r"[ \t\n\r\f]+")
_LETTERS = 26
_SOFT_HYPHEN = "\u00ad"


class Page:
    """One walk over the elements of a page; what is open is kept while walking."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.title = ""
        self.warnings: list[str] = []
        self._words: list[str] = []
        self._pictures: list[str] = []
        self._open: list[str] = []
        self._items: list[int] = []
        self._numbers: list[int | None] = []
        self._marker: str | None = None
        self._seen = 0
        self._terms: list[int] = []
        self._folded: list[int] = []
        self._bold = self._preformatted = 0
        self._all_bold = True

    def read(self) -> Iterator[Piece]:
        """What the page says, in its order."""
        from lxml import etree

        walk = etree.iterwalk(self.root, events=("start", "end"))
        skipped = None
        for event, element in walk:
            if event == "start":
                pieces = self._instead(element)
                if pieces is not None:
                    yield from pieces
                    skipped = element
                    walk.skip_subtree()
                    continue
                if element.tag in _BLOCKS:
                    yield from self._flush()
                self._enter(element)
                self._say(element.text, element)
            else:
                if element is not skipped:
                    if element.tag in _BLOCKS or (element.tag == "br" and self._ends_bold_line()):
                        yield from self._flush()
                    self._leave(element)
                if element is not self.root:
                    self._say(element.tail, element.getparent())
        yield from self._flush()

    def _instead(self, element: Any) -> list[Piece] | None:
        """What is written in the place of an element and all inside it; None where it is read."""
        if value := form_value(element):
            row = Piece(BlockKind.ROW, "", names=value[:1], values=value[1:])
            return [*self._flush(), self._placed(row)]
        if is_hidden(element):
            self.warnings += unread(element)
            return [*self._flush()] if element.tag in _BLOCKS else []
        if element.tag == "title":
            self.title = self.title or " ".join("".join(element.itertext()).split())
            return []
        if is_label_of_value(element) or self._is_mark(element):
            return []
        if element.tag == "table" and is_data_table(element):
            return [*self._flush(), *map(self._placed, table_pieces(element, self._line))]
        return None

    def _is_mark(self, element: Any) -> bool:
        """Whether it is a link without a word in a heading, with which to point at that."""
        in_heading = any(tag in _HEADINGS or tag == "dt" for tag in self._open)
        points_here = element.tag == "a" and element.get("href", "").startswith("#")
        return in_heading and points_here and not any(map(str.isalnum, _text_of(element)))

    def _line(self, element: Any) -> str:
        """All that an element says, on one line."""
        page = Page(element)
        pieces = [" ".join([piece.text, *piece.values]) for piece in page.read()]
        self.warnings += page.warnings
        return " ".join(" ".join(pieces).split())

    def _enter(self, element: Any) -> None:
        tag = element.tag
        self._open.append(tag)
        self._seen += 1
        self._bold += tag in _BOLD
        self._preformatted += tag == "pre"
        if tag in _LISTS:
            self._numbers.append(_number(element.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._items.append(self._seen)
            self._marker = self._next_marker(element)
        elif tag == "dl":
            self._terms.append(self._seen)
        elif tag == "details":
            self._folded.append(self._seen)
        elif tag == "img" and (alt := " ".join(element.get("alt", "").split())):
            self._pictures.append(alt)

    def _next_marker(self, element: Any) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return ""
        number = _number(element.get("value"), number)
        self._numbers[-1] = number + (-1 if "reversed" in element.getparent().attrib else 1)
        return f"{written_number(number, element.getparent().get('type', '1'))}. "

    def _leave(self, element: Any) -> None:
        tag = element.tag
        self._open.pop()
        self._bold -= tag in _BOLD
        self._preformatted -= tag == "pre"
        if tag in _LISTS:
            self._numbers.pop()
        elif tag == "li":
            self._items.pop()
            self._marker = None
        elif tag == "dl":
            self._terms.pop()
        elif tag == "details":
            self._folded.pop()
        elif tag == "br":
            self._words.append("\n")

    def _say(self, text: str | None, around: Any) -> None:
        if not text:
            return
        if not self._preformatted:
            text = _WHITE.sub(" ", text)
        if text.strip() and not self._bold:
            self._all_bold = False
        self._words.append(_with_script(text, around))

    def _ends_bold_line(self) -> bool:
        return self._all_bold and any(word.strip() for word in self._words)

    def _flush(self) -> Iterator[Piece]:
        """What was said since the last block, as a piece, and the pictures that stood in it."""
        text = _paragraph("".join(self._words), bool(self._preformatted))
        is_bold, self._all_bold = self._all_bold, True
        self._words.clear()
        if text:
            yield self._placed(self._piece(text, is_bold))
        for alt in self._pictures:
            if alt != text:
                yield self._placed(Piece(BlockKind.CAPTION, alt))
        self._pictures.clear()

    def _placed(self, piece: Piece) -> Piece:
        terms, folded = (next(reversed(of), 0) for of in (self._terms, self._folded))
        return replace(piece, items=tuple(self._items), terms=terms, folded=folded)

    def _piece(self, text: str, is_bold: bool) -> Piece:
        for tag in reversed(self._open):
            if tag in _HEADINGS:
                return Piece(BlockKind.HEADING, text, level=_HEADINGS[tag])
            if tag == "pre":
                return Piece(BlockKind.CODE, text)
            if tag in _CAPTIONS:
                return Piece(BlockKind.CAPTION, text)
            if tag in ("dt", "dd"):
                return Piece(BlockKind.PARAGRAPH, text, tag=tag)
            if tag == "li" and self._marker is not None:
                text, self._marker = self._marker + text, None
                return Piece(BlockKind.ITEM, text, level=len(self._numbers) or 1)
            if tag == "li":
                break
        return Piece(BlockKind.PARAGRAPH, text, is_bold=is_bold)


def _number(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and re.fullmatch(r"\s*-?\d{1,9}\s*", stated) else otherwise


def written_number(number: int, kind: str) -> str:
    """The number of an item as its list writes it: 4, "d", "D", "iv" or "IV"."""
    is_past_z = kind in ("a", "A") and number > _LETTERS
    write = str if is_past_z else NUMBER_FORMATS.get(kind, str)
    return write(number)


def _text_of(element: Any) -> str:
    return "".join(element.itertext())


def _with_script(text: str, around: Any) -> str:
    """``text`` as superscript or subscript where the element ``around`` it, or one above, is."""
    if around is None:
        return text
    inline = takewhile(lambda e: e.tag not in _BLOCKS, chain([around], around.iterancestors()))
    script = next(filter(None, map(_script, inline)), None)
    return script(text) if script else text


def _script(element: Any) -> Callable[[str], str] | None:
    parent = element.getparent()
    if parent is not None and parent.tag in _MATH and element.getprevious() is not None:
        return _MATH[parent.tag]
    return _SCRIPTS.get(element.tag)


def _paragraph(text: str, preformatted: bool) -> str:
    text = text.replace(_SOFT_HYPHEN, "")
    if preformatted:
        return text.strip("\n").rstrip()
    return re.sub(r" *\n *", "\n", re.sub(" +", " ", text)).strip()
