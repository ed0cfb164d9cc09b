"""Files that are packed folders: Word, PowerPoint, OpenDocument and workbooks."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from chapter_and_verse.errors import DocumentError

_MANIFEST = "META-INF/manifest.xml"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OFFICE = b"http://schemas.openxmlformats.org/"
_STRICT = [
    (b"http://purl.oclc.org/ooxml/" + strict, _OFFICE + usual)
    for strict, usual in (
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"officeDocument/", b"officeDocument/2006/"),
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"presentationml/main", b"presentationml/2006/main"),
        (b"drawingml/", b"drawingml/2006/"),
    )
]
"""The names that the strict form of Office's files uses, and what most files say instead."""
_NAMELESS_TITLES = frozenset(
    {"", "word document", "powerpoint presentation", "presentation", "untitled"}
)
"""Titles that programs give to a file whose writer gave it none."""


def open_package(data: bytes, source: str, max_unpacked: int, kind: str) -> zipfile.ZipFile:
    """The folder that ``data`` packs, where it is no larger than ``max_unpacked`` bytes.

    ``kind`` completes "It is not a …" ("Word document (.docx)").

    Raises:
        DocumentError: the file is damaged, protected by a password, or unpacks to more.
    """
    if data.startswith(_OLE):
        reason = f"It is protected by a password, or no {kind}. Save it without one as such."
        raise DocumentError(source, reason)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        # A member never unpacks to more than the size it states: zipfile stops there.
        unpacked = sum(member.file_size for member in package.infolist())
        is_locked = any(member.flag_bits & 1 for member in package.infolist()) or (
            unpacked <= max_unpacked
            and _MANIFEST in package.namelist()
            and b"encryption-data" in package.read(_MANIFEST)
        )
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise damaged(source, kind) from error
    if is_locked:
        raise DocumentError(source, "It is protected by a password. Save it without one.")
    if unpacked > max_unpacked:
        reason = (
            f"It unpacks to {unpacked / 2**20:.0f} MiB, which is more than is read. "
            "Save the part you need as a file of its own, or raise RAG_MAX_FILE_MB."
        )
        raise DocumentError(source, reason)
    return package


def damaged(source: str, kind: str) -> DocumentError:
    """The error for a file that cannot be read as what its name says."""
    reason = f"It is damaged, or no {kind}. Open it in its program and save it again."
    return DocumentError(source, reason)


def transitional(package: zipfile.ZipFile) -> bytes:
    """A file of Office's strict form in the form that most programs write and libraries read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in package.namelist():
            data = package.read(name)
            if name.endswith((".xml", ".rels")):
                for strict, usual in _STRICT:
                    data = data.replace(strict, usual)
            changed.writestr(name, data)
    return file.getvalue()


def is_strict(package: zipfile.ZipFile) -> bool:
    """Whether a file of Office is in the strict form of ISO 29500."""
    root = "_rels/.rels"
    return root in package.namelist() and b"purl.oclc.org/ooxml" in package.read(root)


def read_xml(xml: bytes) -> Any:
    """The root of an XML file of a package; entities are not followed.

    Raises:
        etree.XMLSyntaxError: it is not XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    return etree.fromstring(xml, parser)


def title_of(title: str | None) -> str:
    """A title from the properties of a file, or empty where a program set it by itself."""
    title = " ".join((title or "").split())
    return "" if title.lower() in _NAMELESS_TITLES else title


def title_in(package: zipfile.ZipFile) -> str:
    """The title in the properties of a file of Office or OpenDocument."""
    for name in ("docProps/core.xml", "meta.xml"):
        if name in package.namelist():
            titles = read_xml(package.read(name)).iter("{http://purl.org/dc/elements/1.1/}title")
            return title_of(next((title.text for title in titles), ""))
    return ""
