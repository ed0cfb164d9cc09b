"""What a PDF holds beside the text that is drawn: fields, remarks, bookmarks, labels, files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from ctypes import POINTER, cast, create_string_buffer
from typing import Any

_HIDDEN = 2  # of an annotation's flags: PDF 32000-1, table 165
_BEHIND_MARKS = 20_000
"""Bookmarks that are looked at."""


def field_rows(pdf: Any, page: Any) -> tuple[tuple[str, str], ...]:
    """The names and values of a page's fields; of boxes and buttons only those that are set."""
    from pypdfium2 import raw

    if pdf.formenv is None:
        return ()
    rows: list[tuple[str, str]] = []
    form = pdf.formenv.raw
    buttons = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
    for annotation in _annotations(page):
        kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
        if kind in (raw.FPDF_FORMFIELD_UNKNOWN, raw.FPDF_FORMFIELD_PUSHBUTTON) or _is_hidden(
            annotation
        ):
            continue
        name = _said(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
        name = name or _said(raw.FPDFAnnot_GetFormFieldName, form, annotation)
        if kind in buttons:
            value = _said(raw.FPDFAnnot_GetFormFieldExportValue, form, annotation)
            value = ("yes" if value.lower() in ("", "yes", "on", "1") else value) * bool(
                raw.FPDFAnnot_IsChecked(form, annotation)
            )
        else:
            value = _said(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
        if value.strip() and (name, value) not in rows:
            rows.append((" ".join(name.split()).rstrip(": "), value))
    return tuple(rows)


def remarks(page: Any) -> tuple[str, ...]:
    """What was written on a page later: notes beside it, and comments on what is marked."""
    from pypdfium2 import raw

    found: list[str] = []
    passed = (raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET)
    for annotation in _annotations(page):
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        text = "" if kind in passed or _is_hidden(annotation) else _value(annotation, b"Contents")
        if not text.strip():
            continue
        author = " ".join(_value(annotation, b"T").split())
        by = f" by {author}" if author else ""
        found.append(text if kind == raw.FPDF_ANNOT_FREETEXT else f"Remark{by}: {text}")
    return tuple(dict.fromkeys(found))


def page_labels(pdf: Any) -> list[str]:
    """What the file says is printed on each page, where that is another number than its own."""
    labels = [pdf.get_page_label(number) or "" for number in range(len(pdf))]
    return ["" if label == str(n) else label for n, label in enumerate(labels, 1)]


def bookmarks(pdf: Any) -> list[str]:
    """The headings that the file's outline names."""
    titles: list[str] = []
    for mark in pdf.get_toc(max_depth=6):
        titles.append(mark.get_title())
        if len(titles) >= _BEHIND_MARKS:
            break
    return titles


def document_title(pdf: Any) -> str:
    """The title that the file says it has; programs often put a file's name there."""
    title = str(pdf.get_metadata_value("Title") or "")
    return " ".join(title.replace("\x00", " ").split())


def attachments(pdf: Any) -> list[str]:
    """The names of the files inside the file."""
    return [pdf.get_attachment(number).get_name() for number in range(pdf.count_attachments())]


def _annotations(page: Any) -> Any:
    from pypdfium2 import raw

    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        handle = raw.FPDFPage_GetAnnot(page, number)
        if handle:
            with closing(_Handle(handle)):
                yield handle


class _Handle:
    def __init__(self, handle: Any) -> None:
        self._handle = handle

    def close(self) -> None:
        from pypdfium2 import raw

        raw.FPDFPage_CloseAnnot(self._handle)


def _is_hidden(annotation: Any) -> bool:
    from pypdfium2 import raw

    return bool(raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN)


def _value(annotation: Any, key: bytes) -> str:
    from pypdfium2 import raw

    return _said(raw.FPDFAnnot_GetStringValue, annotation, key)


def _said(ask: Callable[..., int], *of: Any) -> str:
    """A string of PDFium, which is asked for its length first."""
    from pypdfium2 import raw

    length = ask(*of, None, 0)
    if length <= 2:
        return ""
    buffer = create_string_buffer(length)
    ask(*of, cast(buffer, POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", errors="ignore")
