"""The words of RTF: which characters they stand for, and what their groups hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
CHARACTERS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ",
    "~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}", "chpgn": "\0", "sectnum": "\0",
}  # fmt: skip
CODE_PAGES = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250",
}  # fmt: skip
"""The encoding of text in a font, by the number of its set of characters."""
TARGETS = {
    **dict.fromkeys(
        "colortbl filetbl revtbl rsidtbl listtable listoverridetable themedata latentstyles "
        "datastore generator nonshppict xmlnstbl objdata objclass bkmkstart bkmkend private "
        "pgdsctbl author operator company manager keywords subject category doccomm comment "
        "atrfstart atrfend atntime atnref atndate atnparent atnicn xe tc rxe pnseclvl".split(),
        "none",
    ),
    **dict.fromkeys(
        "header headerl headerr headerf footer footerl footerr footerf".split(), "running"
    ),
    **dict.fromkeys(("listtext", "pntext"), "number"),
    "fonttbl": "fonts",
    "stylesheet": "styles",
    "info": "none",
    "title": "title",
    "footnote": "note",
    "annotation": "remark",
    "atnauthor": "author",
    "atnid": "none",
    "pict": "picture",
    "fldinst": "instruction",
    "result": "none",
    "shptxt": "body",
    "object": "object",
}
"""Where the text of a group goes that one of these words begins."""


class Token(NamedTuple):
    """A word with its number, a symbol, a brace, or characters in the encoding of the font."""

    kind: str
    text: str
    number: int | None = None


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a file; bytes that follow one another are one, as characters may need two."""
    raw, text, place = "", data.decode("latin-1"), 0
    while found := _TOKEN.match(text, place):
        place = found.end()
        if found["byte"]:
            raw += chr(int(found["byte"], 16))
            continue
        if raw and found.lastgroup:
            yield Token("text", raw)
            raw = ""
        if found["word"]:
            number = int(found["number"]) if found["number"] else None
            place += max(0, number or 0) if found["word"] == "bin" else 0  # so many raw bytes
            yield Token("word", found["word"], number)
        elif found.lastgroup:
            yield Token(found.lastgroup, found[found.lastgroup])
    if raw:
        yield Token("text", raw)
