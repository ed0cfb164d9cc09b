"""Source code and settings: the file as it is, cut where its pieces begin."""

from __future__ import annotations

import re
from itertools import pairwise

from chapter_and_verse.documents.blocks import Block, BlockKind, tile
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.text.sentences import Span, trim_span

CODE_SUFFIXES = tuple(
    ".py .pyi .js .mjs .cjs .jsx .ts .tsx .java .kt .scala .swift .c .h .cc .cpp .hpp .cs .go .rs "
    ".rb .php .pl .lua .r .jl .sh .bash .ps1 .bat .sql .toml .yaml .yml .ini .cfg .conf .xml .css "
    ".scss".split()
)
_NEXT = re.compile(r"\n[ \t\r]*\n(?=[^\s)\]}])")


def load_code(data: bytes, source: str, max_bytes: int) -> Extraction:
    """The file decoded. A piece ends at an empty line before a line that is not indented.

    Raises:
        DocumentError: the file is not text.
    """
    text, warnings = decode(data, source)
    bounds = [0, *(found.end() for found in _NEXT.finditer(text)), len(text)]
    spans = [trim_span(text, Span(a, b)) for a, b in pairwise(bounds)]
    blocks = [Block(BlockKind.CODE, span) for span in spans if span.start < span.end]
    return Extraction(text, tile(text, blocks), warnings=warnings)
