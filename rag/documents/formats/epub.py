"""Electronic books: the web pages packed in them, in the order in which they are read."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from html.entities import html5
from typing import Any
from urllib.parse import unquote

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.html.loader import write_page
from chapter_and_verse.errors import DocumentError

_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/xml"})
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def load_epub(data: bytes, source: str, max_bytes: int) -> Extraction:
    """The chapters of a book, one after another, under their own headings.

    Raises:
        DocumentError: the file is no book, is damaged or protected, or unpacks to more than
            twice ``max_bytes``.
    """
    writer = BlockWriter()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_size(package, source, 2 * max_bytes)
            _write_book(writer, package, source)
    except DocumentError:
        raise
    except Exception as error:  # whatever a damaged package leads zipfile and lxml to
        reason = "It is damaged, or not an EPUB book. Open it in a reader and save it again."
        raise DocumentError(source, reason) from error
    return writer.extraction()


def _check_size(package: zipfile.ZipFile, source: str, most: int) -> None:
    # A member never unpacks to more than the size it states: zipfile stops there.
    unpacked = sum(member.file_size for member in package.infolist())
    if unpacked > most:
        reason = (
            f"It unpacks to {unpacked / 2**20:.0f} MiB, which is more than is read. "
            "Save the part you need as a file of its own, or raise RAG_MAX_FILE_MB."
        )
        raise DocumentError(source, reason)


def _write_book(writer: BlockWriter, package: zipfile.ZipFile, source: str) -> None:
    container = _parse(package.read("META-INF/container.xml"))
    path = next(container.iter("rootfile")).get("full-path")
    book = _parse(package.read(path))
    writer.title = " ".join("".join(next(book.iter("title"), container).itertext()).split())
    protected = set(_protected(package))
    for page in _pages(book, posixpath.dirname(path)):
        if page in protected:
            reason = "It is protected against copying. Save it without protection."
            raise DocumentError(source, reason)
        if page not in package.NameToInfo:
            writer.warn(f"The part {posixpath.basename(page)} of the book is missing.")
            continue
        write_page(writer, _parse(package.read(page)), with_title=False)


def _pages(book: Any, folder: str) -> Iterator[str]:
    """The names of the pages of a book in the order of its spine."""
    items = {item.get("id"): item for item in book.iter("item")}
    for reference in book.iter("itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and item.get("media-type") in _PAGES:
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _protected(package: zipfile.ZipFile) -> Iterator[str]:
    name = "META-INF/encryption.xml"
    if name in package.NameToInfo:
        for reference in _parse(package.read(name)).iter("CipherReference"):
            yield unquote(reference.get("URI", ""))


def _parse(data: bytes) -> Any:
    """The root element, its names without name spaces; entities are those of HTML, no others."""
    from lxml import etree

    data = _ENTITY.sub(_character, _DOCTYPE.sub(b"", data))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def _character(entity: re.Match[bytes]) -> bytes:
    character = html5.get(f"{entity[1].decode()};", "")
    known = "".join(f"&#{ord(part)};" for part in character).encode()
    return entity[0] if entity[1] in _XML else known
