"""Web pages: from the bytes of a file to the pieces of its page."""

from __future__ import annotations

import re
from typing import Any

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.html.page import Page
from chapter_and_verse.documents.formats.html.pieces import Piece, write_pieces
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.errors import DocumentError

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def load_html(data: bytes, source: str, max_bytes: int) -> Extraction:
    """The title and the visible text of a page.

    The title is in the text too, unless the first heading of the highest level says the same.
    Scripts, styles, navigation and whatever is hidden or struck out are left out; raised and
    lowered characters are superscripts and subscripts, as in "$320¹". White space is collapsed
    as browsers do, except in ``<pre>``; ``<br>`` ends a line.

    Raises:
        DocumentError: the file is not text, is in an encoding that it does not declare, or
            nests its elements too deep to be read whole.
    """
    declared = _CHARSET.search(data[:4096])
    html, warnings = decode(data, source, declared[1].decode("ascii") if declared else None)
    writer = BlockWriter()
    root = parse_html(html, source)
    if root is not None:
        write_page(writer, root)
    for warning in warnings:
        writer.warn(warning)
    return writer.extraction()


def parse_html(html: str, source: str) -> Any:
    """The root element of a page, as a browser would understand it; None of an empty one."""
    from lxml import etree

    # Bytes with the encoding named, so that no declaration in the page is followed instead.
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(html.replace("\r\n", "\n").encode(), parser)
    if parser.error_log.filter_from_fatals():
        reason = "The elements of the page are nested too deep. Save it as plain text."
        raise DocumentError(source, reason)
    return root


def write_page(writer: BlockWriter, root: Any, *, with_title: bool = True) -> None:
    """Write what is seen of a page; its title becomes that of the file if that has none.

    ``with_title`` is whether the title is written too.
    """
    page = Page(root)
    pieces = list(page.read())
    says = next((p.text for p in pieces if p.kind is BlockKind.HEADING and p.level == 1), "")
    if with_title and page.title and page.title.casefold() != " ".join(says.split()).casefold():
        pieces.insert(0, Piece(BlockKind.HEADING, page.title, level=1))
    writer.title = writer.title or page.title
    write_pieces(writer, pieces)
    for reason in page.warnings:
        writer.warn(reason)
