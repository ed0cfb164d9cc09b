"""The text of RTF files."""

from __future__ import annotations

import re
from dataclasses import replace

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.docx.inline import without_page_number
from chapter_and_verse.documents.formats.packages import title_of
from chapter_and_verse.documents.formats.pieces import Piece, table_pieces, write_pieces
from chapter_and_verse.documents.formats.rtf.state import State, formatted
from chapter_and_verse.documents.formats.rtf.words import (
    CHARACTERS,
    CODE_PAGES,
    TARGETS,
    Token,
    tokens,
)
from chapter_and_verse.documents.formats.unread import missing_things
from chapter_and_verse.errors import DocumentError
from chapter_and_verse.text.typography import lower_text, raise_text

_SCRIPTS = {"super": raise_text, "sub": lower_text}
_DEEPEST = 500
_BULLETS = "·•▪◦o\uf0b7\uf0a7 \t"
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES)\b")


def load_rtf(data: bytes, source: str, max_bytes: int) -> Extraction:
    """An RTF file with the headings of its styles, its lists, tables and notes.

    Headers, footers and comments stand at the end. Struck and hidden text is left out.

    Raises:
        DocumentError: it is not RTF, or nests its groups too deep.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentError(source, "It is damaged, or no RTF file. Save it again as RTF.")
    reader = _RtfReader()
    for token in tokens(data):
        reader.read(token)
        if len(reader.stack) > _DEEPEST:
            raise DocumentError(source, "Its groups are nested too deep. Save it as plain text.")
    return reader.extraction()


class _RtfReader:
    """Follows the groups of a file and collects its pieces."""

    def __init__(self) -> None:
        self.stack = [State()]
        self._pieces: list[Piece] = []
        self._texts: dict[str, list[str]] = {}
        self._cells: list[str] = []
        self._rows: list[list[str]] = []
        self._notes: list[str] = []
        self._running: dict[str, None] = {}
        self._remarks: list[str] = []
        self._levels: dict[int, int] = {}
        self._fonts: dict[int, str] = {}
        self._encoding = "cp1252"
        self._style = 0
        self._skip = 0
        self._pictures = self._objects = 0
        self._all_bold = True
        self._opened = False
        self._note_count = 0

    def read(self, token: Token) -> None:
        state = self.stack[-1]
        opened = token.kind == "brace" and token.text == "{"
        if token.kind == "brace":
            self._skip = 0
            if token.text == "{":
                self.stack.append(state)
            elif len(self.stack) > 1:
                self._end_group(self.stack.pop(), self.stack[-1])
        elif token.kind == "text":
            text, self._skip = token.text[self._skip :], max(0, self._skip - len(token.text))
            encoding = self._fonts.get(state.font, self._encoding)
            self._write(text.encode("latin-1").decode(encoding, "replace"))
        elif token.kind == "symbol" and token.text == "*":
            if self._opened:  # elsewhere it means nothing
                self.stack[-1] = replace(state, target="unknown")
        elif token.kind == "symbol" and token.text in "\r\n":
            self._end_paragraph()
        elif token.kind == "symbol":
            self._write(CHARACTERS.get(token.text, ""))
        else:
            self._word(state, token.text, token.number)
        self._opened = opened

    def _write(self, text: str) -> None:
        state = self.stack[-1]
        if state.hidden or state.struck or not text:
            return
        if state.target == "body" and text.strip() and not state.bold:
            self._all_bold = False
        self._texts.setdefault(state.target, []).append(_SCRIPTS.get(state.script, str)(text))

    def _take(self, target: str) -> str:
        text = "".join(self._texts.pop(target, []))
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _word(self, state: State, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            self._write(_unicode(number, self._texts.get(state.target, [])))
            self._skip = state.fallback
        elif word == "chftn":
            self._note_count += state.target == "body"
            mark = raise_text(str(max(1, self._note_count)))
            self._texts.setdefault(state.target, []).append(mark)
        elif word in CHARACTERS:
            self._write(CHARACTERS[word])
        elif word in TARGETS and not (word == "result" and state.target == "object"):
            state = self._begin(word, state)
        elif word == "ansicpg" and number:
            self._encoding = _known_encoding(f"cp{number}") or self._encoding
        elif word in ("par", "sect", "page"):
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._cells.append(" ".join(self._take("body").split()))
        elif word in ("row", "nestrow"):
            self._rows.append(self._cells)
            self._cells = []
        elif word == "fcharset" and state.target == "fonts":
            if (encoding := _known_encoding(CODE_PAGES.get(number or 0, ""))) is not None:
                self._fonts[state.font] = encoding
        elif word == "s" and state.target == "styles":
            self._style = number or 0
        else:
            state = formatted(state, word, number, self._levels)
        if word == "outlinelevel" and state.target == "styles" and number is not None:
            self._levels[self._style] = number + 1 if number < 9 else 0
        self.stack[-1] = state

    def _begin(self, word: str, state: State) -> State:
        """The state in a group that holds something else than text of the body."""
        self._pictures += word == "pict" and state.target not in ("none", "object", "unknown")
        self._objects += word == "object"
        if state.target == "none" and word != "title":
            return state
        target = TARGETS[word]
        plain = target in ("note", "remark", "running")
        return State(target, font=state.font) if plain else replace(state, target=target)

    def _end_group(self, ended: State, outer: State) -> None:
        if ended.target == "styles":
            name = self._take("styles").rstrip("; ").strip()
            if found := re.fullmatch(r"heading ([1-9])", name.lower()):
                self._levels.setdefault(self._style, int(found[1]))
            self._style = 0
        if ended.target == outer.target:
            return
        if ended.target == "note":
            self._notes.append(" ".join(self._take("note").split()))
        elif ended.target == "running":
            text = without_page_number(self._take("running").strip())
            if any(map(str.isalpha, text)):
                self._running[" ".join(text.split())] = None
        elif ended.target == "remark":
            author, text = self._take("author").strip(), " ".join(self._take("remark").split())
            self._remarks.append(f"Comment{f' by {author}' if author else ''}: {text}")

    def _end_paragraph(self) -> None:
        state = self.stack[-1]
        if state.target != "body" or state.in_table:
            self._texts.setdefault(state.target, []).append("\n")
            return
        self._end_table()
        listed = "number" in self._texts
        number, text = self._take("number").strip(_BULLETS), self._take("body").strip()
        self._take("instruction")
        full = f"{number} {text}" if number and text else text
        if full and state.level:
            self._pieces.append(Piece(BlockKind.HEADING, full, level=state.level))
        elif full and (listed or state.is_item):
            self._pieces.append(Piece(BlockKind.ITEM, full))
        elif full:
            self._pieces.append(Piece(BlockKind.PARAGRAPH, full, stands_out=self._all_bold))
        self._pieces += [Piece(BlockKind.PARAGRAPH, note) for note in self._notes if note]
        self._notes, self._all_bold = [], True

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
            self._cells = []
        self._pieces += table_pieces(self._rows, named=False)
        self._rows = []

    def extraction(self) -> Extraction:
        """All that was read."""
        self.stack = [State()]
        self._end_paragraph()
        writer = BlockWriter()
        write_pieces(writer, self._pieces)
        for heading, texts in (("Headers and footers", self._running), ("Comments", self._remarks)):
            if texts:
                writer.heading(heading, level=1)
            for text in texts:
                writer.paragraph(text)
        if self._remarks:
            more = "s" * (len(self._remarks) > 1)
            writer.warn(f"It has {len(self._remarks)} comment{more}, read at the end of the text.")
        for reason in missing_things({"picture": self._pictures, "object": self._objects}):
            writer.warn(reason)
        writer.title = title_of(self._take("title"))
        return writer.extraction()


def _unicode(number: int, before: list[str]) -> str:
    """The character of a number; one beyond 65,535 is given as two, of which this may be one."""
    character = chr(number % 65536)
    if "\udc00" <= character <= "\udfff" and before and "\ud800" <= before[-1] <= "\udbff":
        return (
            (before.pop() + character).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    return character


def _known_encoding(name: str) -> str | None:
    try:
        return name if name and b"a".decode(name) else None
    except LookupError:
        return None
