"""What a mail says itself, and what it quotes of the mails before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_MARK = re.compile(r"[ \t]*(?:>[ \t]?)*")
_ORIGINAL = re.compile(
    r"^[ \t]*(?:-{2,}[^\n]*\S[^\n]*-{2,}|_{10,})[ \t]*\n(?=(?:[ \t]*\n)*[ \t]*\**[A-Z]\w+:)"
    r"|^(?=[ \t]*\**From:[^\n]+\n(?:[^\n]+\n){0,3}?[ \t]*\**(?:Sent|Date):)",
    re.MULTILINE,
)
"""Where a program has put the whole earlier mail below a line, with its fields, not with marks."""
_ATTRIBUTION = 3
"""Lines at most that say whose words follow: "On 3 May 2021, Ada Marsh wrote:"."""
_QUOTES = (
    "//blockquote[@type='cite'] | //div[contains(@class, 'gmail_quote')] "
    "| //div[@id='divRplyFwdMsg'] | //blockquote[contains(@class, 'gmail_quote')]"
)


@dataclass(frozen=True)
class Piece:
    """Some of a mail: ``depth`` 0 is its own text, 1 what it quotes, 2 what is quoted in that."""

    depth: int
    text: str
    attribution: str = ""


def flowed(text: str) -> str:
    """A text with the lines joined that were broken to be short (RFC 3676, ``format=flowed``)."""
    lines: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = re.match(r"[> ]*", line)
        quote = depth[0].replace(" ", "") if depth and ">" in depth[0] else ""
        above = re.match(r">*", lines[-1]) if lines else None
        if goes_on and above and above[0] == quote and line.strip("> "):
            lines[-1] += line[len(depth[0]) if quote and depth else 0 :].removeprefix(" ")
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def split_text(text: str) -> list[Piece]:
    """A mail in plain text, cut where marks (">") begin and end, in order.

    The lines right above a quote that end with a colon say whose it is; they go with it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces: list[Piece] = []
    for depth, found in groupby(map(_unmarked, text.split("\n")), key=lambda line: line[0]):
        lines = [line for _, line in found]
        if not "".join(lines).strip() and pieces:
            continue
        if pieces and depth > pieces[-1].depth:
            above, said = _attribution(pieces[-1].text)
            pieces[-1] = Piece(pieces[-1].depth, above, pieces[-1].attribution)
            pieces.append(Piece(depth, "\n".join(lines), said))
        elif pieces and depth == pieces[-1].depth:
            text_above = f"{pieces[-1].text}\n\n"
            pieces[-1] = Piece(depth, text_above + "\n".join(lines), pieces[-1].attribution)
        else:
            pieces.append(Piece(depth, "\n".join(lines)))
    whole = [cut for piece in pieces for cut in _cut_originals(piece)]
    return [piece for piece in whole if piece.text.strip()]


def _unmarked(line: str) -> tuple[int, str]:
    mark = _MARK.match(line)
    depth = mark[0].count(">") if mark else 0
    return depth, line[mark.end() :] if mark and depth else line


def _attribution(text: str) -> tuple[str, str]:
    """The text without the lines at its end that say whose words follow, and these on one line."""
    lines = text.rstrip().split("\n")
    if not lines[-1].rstrip().endswith(":"):
        return text, ""
    first = len(lines) - 1
    while first and len(lines) - first < _ATTRIBUTION and lines[first - 1].strip():
        first -= 1
    if first and lines[first - 1].strip():  # a paragraph that happens to end with a colon
        first = len(lines) - 1
    return "\n".join(lines[:first]), " ".join(" ".join(lines[first:]).split())


def _cut_originals(piece: Piece) -> Iterator[Piece]:
    starts = [found.start() for found in _ORIGINAL.finditer(piece.text)]
    ends = [found.end() for found in _ORIGINAL.finditer(piece.text)]
    yield Piece(piece.depth, piece.text[: starts[0]] if starts else piece.text, piece.attribution)
    for number, end in enumerate(ends):
        until = starts[number + 1] if number + 1 < len(starts) else len(piece.text)
        said = piece.text[starts[number] : end].strip(" \t\n-_") or "Earlier mail"
        yield Piece(piece.depth + number + 1, piece.text[end:until], said)


def split_html(page: str) -> list[Piece]:
    """A mail in HTML and what it quotes below, where the mail program has marked that."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(page.encode(), parser) if page.strip() else None
    quotes = root.xpath(_QUOTES) if root is not None else []
    if not quotes:
        return [Piece(0, page)]
    outermost = [q for q in quotes if not any(above in quotes for above in q.iterancestors())]
    pieces = []
    for quote in outermost:
        pieces.append(Piece(1, etree.tostring(quote, encoding="unicode", with_tail=False)))
        parent, tail = quote.getparent(), quote.tail
        if parent is None:
            return [Piece(0, page)]
        mark = etree.Element("span")
        mark.tail = tail
        parent.replace(quote, mark)
    return [Piece(0, etree.tostring(root, encoding="unicode")), *pieces]
