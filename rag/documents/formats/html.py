"""The text of a web page as its reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, takewhile
from typing import Any

from chapter_and_verse.documents.formats.text import decoded
from chapter_and_verse.errors import DocumentError
from chapter_and_verse.text.typography import lower_text, raise_text

# Shown as something other than text, or only there to move about in the site.
_SKIPPED = frozenset(
    "audio button canvas datalist del embed iframe input map nav noscript object option rp rt s "
    "script select strike style svg template textarea video".split()
)
_SCRIPTS = {"sup": raise_text, "sub": lower_text}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center details dialog dir div dl "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend "
    "li main menu ol p pre search section summary table tbody tfoot thead title tr ul".split()
)
_STARTS, _STOPS = frozenset(["dt"]), frozenset(["dd"])
"""A term and what is said of it are one paragraph, like the two cells of a row."""
_ENDS = {"br": "\n", "td": "\t", "th": "\t", "dt": "\t"}
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SOFT_HYPHEN = "\u00ad"


def html_text(data: bytes, source: str) -> str:
    """The title and the visible text; each block is a paragraph of its own.

    A block that repeats the title right below it, as the first heading often does, is left out.
    Scripts, styles, navigation and whatever is hidden or struck out are left out; raised and
    lowered characters are superscripts and subscripts, as in "$320¹". White space is collapsed
    as browsers do, except in ``<pre>``; ``<br>`` ends a line, and a tab stands between the
    cells of a row, and between a term of a list and what is said of it.

    Raises:
        DocumentError: the file is not text, is in an encoding that it does not declare, or
            nests its elements too deep to be read whole.
    """
    declared = _CHARSET.search(data[:4096])
    html = decoded(data, source, declared[1].decode("ascii") if declared else None)
    return "\n\n".join(_paragraphs(html, source))


def _paragraphs(html: str, source: str) -> Iterator[str]:
    from lxml import etree

    # Bytes with the encoding named, so that no declaration in the page is followed instead.
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(html.replace("\r\n", "\n").encode(), parser)
    if parser.error_log.filter_from_fatals():
        reason = "The elements of the page are nested too deep. Save it as plain text."
        raise DocumentError(source, reason)
    if root is None:
        return
    pieces: list[str] = []
    preformatted = 0
    title = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        opens = event == "start"
        if element.tag in (_BLOCKS | (_STARTS if opens else _STOPS)):
            if paragraph := _paragraph("".join(pieces), bool(preformatted)):
                if paragraph != title:
                    yield paragraph
                title = paragraph if element.tag == "title" else None
            pieces.clear()
        if element.tag == "pre":
            preformatted += 1 if opens else -1
        if opens and _is_hidden(element):
            walk.skip_subtree()
            continue
        if not opens:
            pieces.append(_ENDS.get(element.tag, ""))
        text = (element.text if opens else element.tail) or ""
        text = text if preformatted else re.sub(r"[ \t\n\r\f]+", " ", text)
        pieces.append(_with_script(text, element if opens else element.getparent()))


def _with_script(text: str, around: Any) -> str:
    """``text`` as superscript or subscript where the element ``around`` it, or one above, is."""
    if not text or around is None:
        return text
    inline = takewhile(lambda e: e.tag not in _BLOCKS, chain([around], around.iterancestors()))
    script = next((_SCRIPTS[e.tag] for e in inline if e.tag in _SCRIPTS), None)
    return script(text) if script else text


def _paragraph(text: str, preformatted: bool) -> str:
    text = text.replace(_SOFT_HYPHEN, "")
    if preformatted:
        return text.strip("\n").rstrip()
    return re.sub(r" *([\t\n]) *", r"\1", re.sub(" +", " ", text)).strip()


def _is_hidden(element: Any) -> bool:
    return (
        element.tag in _SKIPPED
        or "hidden" in element.attrib
        or _HIDING.search(element.get("style", "")) is not None
    )
