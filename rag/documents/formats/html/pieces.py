"""The pieces of a web page, and what they are beside those before and after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.blocks import SMALL_HEADING, BlockKind
from chapter_and_verse.documents.formats.plain import named_value
from chapter_and_verse.text.sentences import QUESTION_ENDS, sentence_spans


@dataclass(frozen=True)
class Piece:
    """A piece of a page: a block, or a row of a table with the ``names`` of its columns.

    ``tag`` is "dt" or "dd" for a term and what is said of it, and ``terms`` the number of their
    list; ``items`` are those of the items of lists inside which it stands, and ``folded`` that of
    what can be folded away, all from 1. ``is_bold`` is whether all of it is.
    """

    kind: BlockKind
    text: str
    level: int = 0
    tag: str = ""
    terms: int = 0
    folded: int = 0
    items: tuple[int, ...] = ()
    is_bold: bool = False
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether it is one question and nothing else."""
        asks = "\n" not in self.text and self.text.endswith(QUESTION_ENDS)
        return asks and len(sentence_spans(self.text)) <= 1 + self.text[:1].isdigit()

    @property
    def is_line(self) -> bool:
        """Whether it is a bold line that is no sentence."""
        is_one = "\n" not in self.text and len(sentence_spans(self.text)) == 1
        return self.is_bold and is_one and not self.text.endswith((".", "!", ":"))


def write_pieces(writer: BlockWriter, pieces: Sequence[Piece]) -> None:
    """Write the pieces of a page in their order."""
    above = Piece(BlockKind.PARAGRAPH, "")
    asked: tuple[int, ...] = ()
    for piece in _settled(list(_with_values(pieces))):
        if (above.terms and piece.terms != above.terms) or (
            above.folded and piece.folded != above.folded
        ):
            writer.end(SMALL_HEADING)
        elif asked and piece.items[: len(asked)] != asked:
            writer.end(SMALL_HEADING + 1)
        if asked and piece.items[: len(asked)] != asked:
            asked = ()
        if piece.kind is BlockKind.QUESTION and piece.items:
            asked = piece.items
        above = piece
        if piece.kind is BlockKind.HEADING:
            writer.heading(piece.text, piece.level)
        elif piece.kind is BlockKind.QUESTION:
            writer.question(piece.text, piece.level)
        elif piece.kind is BlockKind.ITEM:
            writer.item(piece.text, piece.level)
        elif piece.kind is BlockKind.ROW:
            writer.row(piece.names, piece.values)
        elif piece.kind is BlockKind.CODE:
            writer.code(piece.text)
        elif piece.kind is BlockKind.CAPTION:
            writer.caption(piece.text)
        else:
            writer.paragraph(piece.text)


def _with_values(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, those that give something a value as rows: "Phone: 555 01" and short terms."""
    for terms, found in groupby(pieces, key=lambda piece: piece.terms):
        said = list(found)
        if terms and _names_values(said):
            for term, meaning in zip(said[::2], said[1::2], strict=True):
                row = replace(term, kind=BlockKind.ROW, names=(term.text,), text="")
                yield replace(row, values=(meaning.text,))
            continue
        for piece in said:
            lines = piece.text.split("\n") if piece.kind is BlockKind.PARAGRAPH else []
            values = [named_value(line) for line in lines]
            if piece.tag == "dt":
                yield replace(piece, kind=BlockKind.HEADING, level=SMALL_HEADING)
            elif len(lines) > 1 and all(values):
                for name, value in filter(None, values):
                    yield replace(
                        piece, kind=BlockKind.ROW, text="", names=(name,), values=(value,)
                    )
            else:
                yield piece


def _names_values(said: Sequence[Piece]) -> bool:
    """Whether a list is of terms and, of each, one short sentence."""
    tags = [piece.tag for piece in said]
    return tags == ["dt", "dd"] * (len(said) // 2) and all(map(_is_short, said))


def _is_short(said: Piece) -> bool:
    is_text = said.kind is BlockKind.PARAGRAPH and "\n" not in said.text
    return is_text and len(sentence_spans(said.text)) == 1


def _settled(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with bold lines and questions as headings of what is below them."""
    for piece, below in zip_longest(pieces, pieces[1:]):
        is_headed = below is not None and not (
            below.kind is BlockKind.HEADING and below.level < SMALL_HEADING
        )
        is_inside = below is not None and below.items[: len(piece.items)] == piece.items
        if piece.kind is BlockKind.HEADING:
            asks = piece.text.endswith(QUESTION_ENDS)
            yield replace(piece, kind=BlockKind.QUESTION) if asks else piece
        elif piece.kind is BlockKind.PARAGRAPH and is_headed and piece.is_question:
            yield replace(
                piece, kind=BlockKind.QUESTION, level=SMALL_HEADING if piece.is_bold else 0
            )
        elif piece.kind is BlockKind.PARAGRAPH and is_headed and piece.is_line and not piece.items:
            yield replace(piece, kind=BlockKind.HEADING, level=SMALL_HEADING)
        elif piece.kind is BlockKind.ITEM and is_inside and piece.is_question:
            yield replace(piece, kind=BlockKind.QUESTION, level=0)
        else:
            yield piece
