"""Books: their chapters in the order in which they are read."""

from __future__ import annotations

import io
import zipfile

import pytest

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import LOADERS
from chapter_and_verse.errors import DocumentError

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The tide book</dc:title></metadata>'
    '<manifest><item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="two"/><itemref idref="one"/><itemref idref="gone"/></spine></package>'
)
PAGE = (
    '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY bomb "boom">]>'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{}</body></html>'
)


def book(pages: dict[str, str], **others: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("META-INF/container.xml", CONTAINER)
        package.writestr("OEBPS/book.opf", BOOK)
        for name, body in pages.items():
            package.writestr(f"OEBPS/text/{name}", PAGE.format(body))
        for name, text in others.items():
            package.writestr(name.replace("__", "/") + ".xml", text)
    return file.getvalue()


def read(data: bytes, max_bytes: int = 2**20) -> Document:
    return Document(**vars(LOADERS[".epub"](data, "a.epub", max_bytes)), source="a.epub")


PAGES = {
    "one.xhtml": "<h1>Neap</h1><p>Low&nbsp;water, a&bomb;b.</p>",
    "two b.xhtml": "<h1>Spring<a id='x'/></h1><p>High water.</p>",
}


def test_chapters_stand_in_the_order_of_the_book() -> None:
    document = read(book(PAGES))
    assert document.title == "The tide book"
    assert document.text == "Spring\n\nHigh water.\n\nNeap\n\nLow\u00a0water, ab."
    assert document.headings_at(document.text.index("Low")) == ("Neap",)
    assert document.warnings == ("The part gone.xhtml of the book is missing.",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK no", "damaged"),
        (book({"one.xhtml": "<p>" + "x" * 10**6 + "</p>"}), "unpacks to"),
        (
            book(
                PAGES,
                **{
                    "META-INF__encryption": "<encryption><EncryptedData><CipherReference "
                    'URI="OEBPS/text/one.xhtml"/></EncryptedData></encryption>'
                },
            ),
            "protected",
        ),
    ],
)
def test_what_is_no_book_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(data, max_bytes=2**18)
