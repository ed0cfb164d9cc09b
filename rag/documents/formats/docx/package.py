"""A Word document opened: its body, and the parts of the file that the body points to."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chapter_and_verse.documents.formats.docx.lists import (
    LETTERS_AND_ROMANS,
    Numbering,
    read_numbering,
)
from chapter_and_verse.documents.formats.docx.styles import Look, read_styles
from chapter_and_verse.documents.formats.packages import (
    damaged,
    is_strict,
    open_package,
    read_xml,
    title_of,
    transitional,
)
from chapter_and_verse.text.typography import raise_text

_KIND = "Word document (.docx)"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES = {"footnote": "decimal", "endnote": "lowerRoman"}
"""The kinds of notes, and how Word counts them unless told otherwise."""


@dataclass(frozen=True)
class WordFile:
    """The parts of a Word document, as elements of XML.

    ``notes`` and ``note_marks`` are by "footnote" or "endnote" and the id of the note.
    ``related`` gives the part that an id of a relation in the body points to.
    """

    body: Any
    styles: dict[str, Look]
    default_style: str
    numbering: Numbering
    notes: dict[tuple[str, str], Any]
    note_marks: dict[tuple[str, str], str]
    running_parts: tuple[Any, ...]
    comments: Any
    related: Callable[[str], Any]
    title: str

    def raised_mark(self, note: tuple[str, str]) -> str:
        """How a note is marked: "¹"; empty for one with a mark of its writer's own."""
        return raise_text(self.note_marks.get(note, ""))


def open_word(data: bytes, source: str, max_unpacked: int) -> WordFile:
    """The document that ``data`` holds; ``max_unpacked`` is in bytes.

    Raises:
        DocumentError: the file is damaged, protected by a password, not a Word document, or
            unpacks to more than ``max_unpacked`` bytes.
    """
    import docx

    package = open_package(data, source, max_unpacked, _KIND)
    try:
        data = transitional(package) if is_strict(package) else data
        document = docx.Document(io.BytesIO(data))
        return _read(document)
    except Exception as error:  # python-docx lets through whatever a damaged file leads it to
        raise damaged(source, _KIND) from error


def _read(document: Any) -> WordFile:
    part = document.part
    body = document.element.body
    body = () if body is None else body
    by_kind = {
        relation.reltype.rpartition("/")[2]: relation.target_part
        for relation in part.rels.values()
        if not relation.is_external
    }
    related = {
        name: relation.target_part
        for name, relation in part.rels.items()
        if not relation.is_external
    }

    def root(kind: str) -> Any:
        return read_xml(by_kind[kind].blob) if kind in by_kind else None

    def related_root(name: str) -> Any:
        is_xml = name in related and related[name].content_type.endswith("xml")
        return read_xml(related[name].blob) if is_xml else None

    styles, settings = root("styles"), root("settings")
    notes = {
        (kind, note.get(_W + "id", "")): note
        for kind in _NOTES
        if (found := root(f"{kind}s")) is not None
        for note in found.findall(_W + kind)
    }
    running = [related_root(name) for name in _running_parts(body)]
    return WordFile(
        body=body,
        styles=read_styles(styles),
        default_style=_default_style(styles),
        numbering=read_numbering(root("numbering")),
        notes=notes,
        note_marks=_note_marks(body, settings),
        running_parts=tuple(one for one in running if one is not None),
        comments=root("comments"),
        related=related_root,
        title=title_of(document.core_properties.title),
    )


def _default_style(styles: Any) -> str:
    for style in styles.findall(_W + "style") if styles is not None else ():
        if style.get(_W + "type") == "paragraph" and style.get(_W + "default") in ("1", "true"):
            return str(style.get(_W + "styleId", ""))
    return ""


def _running_parts(body: Any) -> list[str]:
    """The ids of the headers and footers, in the order of the sections."""
    tags = (_W + "headerReference", _W + "footerReference")
    names = [_id_of_relation(reference) for part in body for reference in part.iter(*tags)]
    return list(dict.fromkeys(names))


def _id_of_relation(element: Any) -> str:
    name = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    return str(element.get(name, ""))


def _note_marks(body: Any, settings: Any) -> dict[tuple[str, str], str]:
    """How the notes are marked, counted in the order in which the body refers to them."""
    marks: dict[tuple[str, str], str] = {}
    for kind, usual in _NOTES.items():
        form, number = usual, 0
        found = settings.find(f"{_W}{kind}Pr/{_W}numFmt") if settings is not None else None
        form = usual if found is None else found.get(_W + "val", usual)
        for part in body:
            for reference in part.iter(f"{_W}{kind}Reference"):
                if reference.get(_W + "customMarkFollows", "0") in ("0", "false", "off"):
                    number += 1
                    written = LETTERS_AND_ROMANS.get(form, str)(number)
                    marks.setdefault((kind, reference.get(_W + "id", "")), written)
    return marks
