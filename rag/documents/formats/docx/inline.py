"""What stands in a paragraph of a Word document: its text, and what hangs on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chapter_and_verse.documents.formats.docx.math import equation
from chapter_and_verse.documents.formats.docx.styles import Look, run_look
from chapter_and_verse.text.typography import lower_text, raise_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_BOXES = frozenset({_W + "txbxContent"})
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}
_DRAWINGS = frozenset(_W + tag for tag in ("drawing", "pict", "object"))
_NOTES = {_W + "footnoteReference": "footnote", _W + "endnoteReference": "endnote"}
_SCRIPTS = {"superscript": raise_text, "subscript": lower_text}
# Properties, deleted text, and the second copy of a drawing for old readers.
_NOT_INLINE = frozenset(
    [_W + tag for tag in ("pPr", "rPr", "sdtPr", "del", "moveFrom", "rt", "instrText")]
    + ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
_SYMBOLS = {
    **dict.fromkeys(("wingdings f0fe", "wingdings f0fd", "wingdings 2 f052"), "☒"),
    **dict.fromkeys(("wingdings f0a8", "wingdings f06f", "wingdings 2 f0a3"), "☐"),
    **dict.fromkeys(("wingdings f0fc", "wingdings 2 f050"), "✓"),
    **dict.fromkeys(("wingdings f0e0", "symbol f0ae"), "→"),
    "symbol f0b0": "°", "symbol f0b1": "±", "symbol f0b4": "×", "symbol f0a3": "≤",
    "symbol f0b3": "≥", "symbol f0b9": "≠", "symbol f06d": "μ", "symbol f070": "π",
    "symbol f061": "α", "symbol f062": "β", "symbol f067": "γ", "symbol f044": "Δ",
    "symbol f057": "Ω", "symbol f0a5": "∞", "symbol f0d7": "·",
}  # fmt: skip


@dataclass
class Paragraph:
    """The text of a paragraph, and the notes, boxes and drawings whose place is in it.

    ``stands_out`` is whether all of the text is bold. ``page_number`` is whether it held one.
    """

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    drawings: list[Any] = field(default_factory=list)
    unread_symbols: int = 0
    stands_out: bool = True
    page_number: bool = False


@dataclass
class InlineReader:
    """Reads paragraphs one after another; a field may begin in one and end in another."""

    styles: dict[str, Look]
    marks: dict[tuple[str, str], str]
    """How each note is marked, by "footnote" or "endnote" and its id."""
    _fields: list[tuple[list[str], list[bool]]] = field(default_factory=list)

    def read(self, element: Any, look: Look) -> Paragraph:
        """The paragraph ``element``, whose style looks like ``look``."""
        found = Paragraph()
        base = Look(hidden=look.hidden, bold=look.bold)
        found.text = "".join(self._inline(element, base, found))
        return found

    def _inline(self, element: Any, look: Look, found: Paragraph) -> Iterator[str]:
        for child in element:
            if child.tag in _NOT_INLINE or not isinstance(child.tag, str):
                continue
            if child.tag == _W + "r":
                yield from self._run(child, look, found)
            elif child.tag == _MATH:
                found.stands_out = False
                yield equation(child)
            elif child.tag == _W + "fldSimple" and _PAGE_FIELD.match(child.get(_W + "instr", "")):
                found.page_number = True
                yield "\0"
            elif child.tag == _W + "sdt" and child.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None:
                continue
            else:
                yield from self._inline(child, look, found)

    def _run(self, run: Any, look: Look, found: Paragraph) -> Iterator[str]:
        style = run.find(f"{_W}rPr/{_W}rStyle")
        named = self.styles.get(style.get(_W + "val", "")) if style is not None else None
        if named is not None:
            look = Look(
                hidden=look.hidden or named.hidden,
                bold=look.bold or named.bold,
                script=named.script or look.script,
            )
        look = run_look(run, look)
        if look.hidden:
            return
        write = _SCRIPTS.get(look.script, str)
        plain = ""
        for child in run:
            if child.tag in _NOTES:
                yield write(plain)
                plain = ""
                yield self._note(child, found)
            elif child.tag in _DRAWINGS:
                found.drawings.append(child)
                found.boxes += _first_within(child, _BOXES)
            elif child.tag.endswith("}AlternateContent"):
                found.drawings += _first_within(child, _DRAWINGS)
                found.boxes += _first_within(child, _BOXES)
            elif child.tag == _W + "ruby":
                plain += "".join(self._inline(child, look, found))
            else:
                plain += self._character(child, found)
        if plain.strip() and not look.bold:
            found.stands_out = False
        yield write(plain)

    def _character(self, child: Any, found: Paragraph) -> str:
        if child.tag == _W + "fldChar":
            return self._field_mark(child, found)
        if child.tag == _W + "instrText":
            if self._fields:
                self._fields[-1][0].append(child.text or "")
            return ""
        if self._is_unseen():
            return ""
        if child.tag == _W + "t":
            return child.text or ""
        if child.tag == _W + "sym":
            name = f"{child.get(_W + 'font', '')} {child.get(_W + 'char', '')}".lower()
            found.unread_symbols += name not in _SYMBOLS
            return _SYMBOLS.get(name, "")
        return _CHARACTERS.get(child.tag, "")

    def _field_mark(self, mark: Any, found: Paragraph) -> str:
        """Where a field begins, its result begins, or it ends."""
        kind = mark.get(_W + "fldCharType")
        if kind == "begin":
            self._fields.append(([], []))
            return _form_value(mark)
        if kind == "separate" and self._fields:
            instruction, in_result = self._fields[-1]
            in_result.append(True)
            if _PAGE_FIELD.match("".join(instruction)):
                found.page_number = True
                return "\0"
        elif kind == "end" and self._fields:
            self._fields.pop()
        return ""

    def _is_unseen(self) -> bool:
        """Whether what is read now is the instruction of a field, or a page's number."""
        return any(
            not in_result or _PAGE_FIELD.match("".join(instruction))
            for instruction, in_result in self._fields
        )

    def _note(self, reference: Any, found: Paragraph) -> str:
        key = (_NOTES[reference.tag], reference.get(_W + "id", ""))
        found.notes.append(key)
        custom = reference.get(_W + "customMarkFollows", "0") not in ("0", "false", "off")
        return "" if custom else raise_text(self.marks.get(key, ""))


def _first_within(element: Any, tags: frozenset[str]) -> Iterator[Any]:
    """The outermost elements of these kinds within ``element``, in their order."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag not in _NOT_INLINE:
            yield from _first_within(child, tags)


def _form_value(mark: Any) -> str:
    """What is ticked or chosen in a form field of the older kind."""
    box = mark.find(f"{_W}ffData/{_W}checkBox")
    if box is not None:
        state = box.find(_W + "checked")
        state = box.find(_W + "default") if state is None else state
        is_on = state is not None and state.get(_W + "val", "1") not in ("0", "false", "off")
        return "☒" if is_on else "☐"
    choices = mark.find(f"{_W}ffData/{_W}ddList")
    if choices is None:
        return ""
    entries = [entry.get(_W + "val", "") for entry in choices.findall(_W + "listEntry")]
    chosen = choices.find(_W + "result")
    place = chosen.get(_W + "val", "0") if chosen is not None else "0"
    return entries[int(place)] if place.isdecimal() and int(place) < len(entries) else ""


def without_page_number(text: str) -> str:
    """``text`` of a header, in which "\\0" is a page's number, without what only names that.

    "Annual report\\tPage \\0" is "Annual report".
    """
    parts = text.split("\t")
    kept = (part for part in parts if "\0" not in part or len(part.replace("\0", " ").split()) > 3)
    return "\t".join(kept).replace("\0", "").strip()
