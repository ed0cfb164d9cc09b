"""The text of PowerPoint presentations, slide by slide."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.charts import chart_rows, chart_title
from chapter_and_verse.documents.formats.docx.drawings import alternative_text, diagram_texts
from chapter_and_verse.documents.formats.packages import (
    damaged,
    is_strict,
    open_package,
    read_xml,
    title_of,
    transitional,
)
from chapter_and_verse.documents.formats.pieces import Piece, table_pieces, write_pieces
from chapter_and_verse.documents.formats.pptx.text import paragraph_pieces, paragraph_text
from chapter_and_verse.documents.formats.unread import missing_things

_KIND = "presentation (.pptx)"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_TITLES, _LISTS = frozenset({"title", "ctrTitle"}), frozenset({"body", "obj"})
_NOT_READ = frozenset({"sldNum", "dt", "sldImg"})


def load_pptx(data: bytes, source: str, max_bytes: int) -> Extraction:
    """A presentation, each slide a page below its title, its notes after it.

    Charts are the tables that they draw, pictures their descriptions. Hidden slides are left out.

    Raises:
        DocumentError: the file is damaged, protected by a password, no presentation, or
            unpacks to more than four times ``max_bytes``.
    """
    import pptx

    package = open_package(data, source, 4 * max_bytes, _KIND)
    writer, missing = BlockWriter(), Counter[str]()
    try:
        data = transitional(package) if is_strict(package) else data
        presentation = pptx.Presentation(io.BytesIO(data))
        authors = _authors(presentation.part)
        footers: set[str] = set()
        remarks: list[str] = []
        has_opening = any(
            _kind(s) == "ctrTitle" for slide in presentation.slides for s in slide.shapes
        )
        for number, slide in enumerate(presentation.slides, 1):
            writer.page()
            if slide.element.get("show", "1") in ("0", "false"):
                writer.warn(f"Slide {number} is hidden. It was not read.")
                continue
            write_pieces(writer, list(_slide_pieces(slide, has_opening, footers, missing)))
            remarks += [f"{remark}" for remark in _comments(slide.part, authors, number)]
        writer.title = title_of(presentation.core_properties.title)
    except Exception as error:  # python-pptx lets through whatever a damaged file leads it to
        raise damaged(source, _KIND) from error
    if remarks:
        writer.heading("Comments", level=1)
        writer.warn(f"It has {len(remarks)} comment{'s' * (len(remarks) > 1)}, read at the end.")
    for remark in remarks:
        writer.paragraph(remark)
    for reason in missing_things(missing):
        writer.warn(reason)
    return writer.extraction()


def _kind(shape: Any) -> str:
    """The kind of a placeholder; empty for another shape."""
    placeholder = next(shape.element.iter(_P + "ph"), None)
    return "" if placeholder is None else str(placeholder.get("type", "obj"))


def _slide_pieces(
    slide: Any, has_opening: bool, footers: set[str], missing: Counter[str]
) -> Iterator[Piece]:
    shapes = sorted(slide.shapes, key=lambda shape: _kind(shape) not in _TITLES)
    level = 1
    for shape in shapes:
        kind = _kind(shape)
        if kind in _TITLES and shape.has_text_frame:
            level = 2 if has_opening and kind == "title" else 1
            yield Piece(BlockKind.HEADING, " ".join(_frame_text(shape).split()), level=level)
        elif kind == "ftr":
            text = _frame_text(shape)
            if text not in footers:
                footers.add(text)
                yield Piece(BlockKind.PARAGRAPH, text)
        elif kind not in _NOT_READ:
            yield from _shape_pieces(shape, slide.part, missing)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        notes = [piece for piece in paragraph_pieces(frame._txBody, in_list=False) if piece.text]
        if notes:
            yield Piece(BlockKind.HEADING, "Notes", level=level + 1)
            yield from notes


def _frame_text(shape: Any) -> str:
    return "\n".join(paragraph_text(p) for p in shape.text_frame._txBody.iter(_A + "p")).strip()


def _shape_pieces(shape: Any, part: Any, missing: Counter[str]) -> Iterator[Piece]:
    element = shape.element
    if element.tag == _P + "grpSp":
        for inner in shape.shapes:
            yield from _shape_pieces(inner, part, missing)
        return
    described = alternative_text(element)
    if element.tag == _P + "pic":
        is_media = any(e.tag in (_A + "videoFile", _A + "audioFile") for e in element.iter())
        missing["media"] += is_media
        missing["picture"] += not is_media and not described
    if described:
        yield Piece(BlockKind.CAPTION, described)
    if getattr(shape, "has_table", False):
        rows = [list(_table_row(shape.table, n)) for n in range(len(shape.table.rows))]
        yield from table_pieces(rows, named=bool(shape.table.first_row))
    elif any(True for _ in element.iter(_C + "chart")):
        yield from _chart_pieces(element, part, missing)
    elif (diagram := next(element.iter(_DIAGRAM + "relIds"), None)) is not None:
        root = read_xml(part.related_part(diagram.get(_R + "dm")).blob)
        for text in diagram_texts(root):
            yield Piece(BlockKind.PARAGRAPH, text)
    elif any(True for _ in element.iter(_P + "oleObj")):
        missing["object"] += 1
    elif shape.has_text_frame:
        yield from paragraph_pieces(shape.text_frame._txBody, in_list=_kind(shape) in _LISTS)


def _table_row(table: Any, number: int) -> Iterator[str]:
    """The texts of a row: a merged cell stands in each of its rows, in the first of its columns."""
    for column in range(len(table.columns)):
        cell = table.cell(number, column)
        if cell.is_spanned:
            above = next(
                (
                    origin
                    for row in range(number - 1, -1, -1)
                    if (origin := table.cell(row, column)).is_merge_origin
                ),
                None,
            )
            inside = above is not None and cell._tc.get("vMerge") in ("1", "true")
            cell = above if inside and cell._tc.get("hMerge") not in ("1", "true") else None
        text = "" if cell is None else " ".join(map(paragraph_text, cell._tc.iter(_A + "p")))
        yield " ".join(text.split())


def _chart_pieces(element: Any, part: Any, missing: Counter[str]) -> Iterator[Piece]:
    for chart in element.iter(_C + "chart"):
        root = read_xml(part.related_part(chart.get(_R + "id")).blob)
        rows = chart_rows(root)
        missing["chart"] += not rows
        if title := chart_title(root):
            yield Piece(BlockKind.CAPTION, title)
        if rows:
            yield Piece(BlockKind.ROW, rows=tuple(map(tuple, rows)), header=True)


def _authors(part: Any) -> dict[str, str]:
    roots = _related(part, "commentAuthors", "authors")
    return {one.get("id", ""): one.get("name", "") for root in roots for one in root}


def _comments(part: Any, authors: dict[str, str], number: int) -> Iterator[str]:
    for root in _related(part, "comments"):
        for comment in root:
            texts = [e.text or "" for e in comment.iter() if e.tag in (_P + "text", _A + "t")]
            text = " ".join(" ".join(texts).split())
            author = authors.get(comment.get("authorId", ""), "")
            if text:
                yield f"Comment{f' by {author}' if author else ''} on slide {number}: {text}"


def _related(part: Any, *kinds: str) -> Iterator[Any]:
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in kinds:
            yield read_xml(relation.target_part.blob)
