"""The pieces of an office document in their order, before it is known what stands below each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.blocks import SMALL_HEADING, BlockKind
from chapter_and_verse.documents.formats.tables import has_header
from chapter_and_verse.text.sentences import is_one_question

_HEADING_CHARS = 80
_NO_HEADING_ENDS = tuple(".!?:;,。！？：”\"'’)")
_ANSWERS = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW})


@dataclass(frozen=True)
class Piece:
    """One piece of a document: a block, or the rows of a table.

    ``stands_out`` is whether a paragraph is bold from end to end: that is how people write
    headings who use no styles. ``header`` is whether the first of ``rows`` names the columns.
    """

    kind: BlockKind
    text: str = ""
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()
    header: bool = False
    stands_out: bool = False


def write_pieces(writer: BlockWriter, pieces: Sequence[Piece]) -> None:
    """Write the pieces, a question with what follows it as its answer, as the heading of that."""
    has_headings = any(piece.kind is BlockKind.HEADING for piece in pieces)
    for number, piece in enumerate(pieces):
        below = pieces[number + 1] if number + 1 < len(pieces) else None
        if piece.kind is BlockKind.CODE:
            if number == 0 or pieces[number - 1].kind is not BlockKind.CODE:
                lines = takewhile(lambda one: one.kind is BlockKind.CODE, pieces[number:])
                writer.code("\n".join(line.text for line in lines))
        elif piece.kind is BlockKind.ROW:
            writer.table(piece.rows, header=piece.header)
        elif piece.kind is BlockKind.HEADING and is_question(piece.text):
            writer.question(piece.text, piece.level)
        elif is_question(piece.text) and _is_answered(piece, below):
            writer.question(piece.text)
        elif piece.kind is BlockKind.HEADING:
            writer.heading(piece.text, piece.level)
        elif piece.kind is BlockKind.ITEM:
            writer.item(piece.text, piece.level)
        elif piece.kind is BlockKind.CAPTION:
            writer.caption(piece.text)
        elif _is_bold_heading(piece, below):
            is_title = number == 0 and not has_headings
            writer.heading(piece.text, level=1 if is_title else SMALL_HEADING)
        else:
            writer.paragraph(piece.text)


def table_pieces(rows: Sequence[Sequence[str]], *, named: bool) -> Iterator[Piece]:
    """The rows of a table; ``named`` is whether the file says that the first names the columns.

    With two columns that have no names, the first cell of a row names what the second says.
    """
    filled = [tuple(row) for row in rows if any(row)]
    if max(map(len, filled), default=0) == 2 and not named:
        for row in filled:
            is_pair = len(row) == 2 and all(row)
            parts = (row[:1], row[1:]) if is_pair else (row,)
            yield Piece(BlockKind.ROW, rows=parts, header=is_pair)
    elif filled:
        header = len(filled) > 1 and (named or has_header(filled))
        yield Piece(BlockKind.ROW, rows=tuple(filled), header=header)


def is_question(text: str) -> bool:
    """Whether ``text`` is one question and nothing else."""
    return "\n" not in text and is_one_question(text)


def _is_answered(piece: Piece, below: Piece | None) -> bool:
    if below is None or piece.kind is BlockKind.CAPTION:
        return False
    return below.kind in _ANSWERS and not is_question(below.text)


def _is_bold_heading(piece: Piece, below: Piece | None) -> bool:
    return (
        piece.stands_out
        and below is not None
        and not below.stands_out
        and len(piece.text) <= _HEADING_CHARS
        and "\n" not in piece.text
        and not piece.text.endswith(_NO_HEADING_ENDS)
        and any(map(str.isalpha, piece.text))
    )
