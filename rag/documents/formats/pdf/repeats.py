"""What repeats at the top and the foot of pages, and the notes above that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from chapter_and_verse.documents.formats.pdf.rows import Line, Table

Piece = Line | Table
_EDGE = 2  # so many of the outermost lines of a page may repeat
_PAGES = 3  # on at least so many pages
_SAME_PLACE = 4.0  # points
_NOTE = re.compile(r"(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[*†‡§]{1,3}|\d{1,3}[.)]?(?= ))\s*\S")
_SMALLER = 0.93  # letters of a note beside those of the text


def repeated_lines(pages: Sequence[Sequence[Piece]]) -> list[set[int]]:
    """For each page the numbers of its pieces that other pages have at the same place.

    They are alike but for a number that counts the pages. A page of nothing else has none.
    """
    found: list[set[int]] = [set() for _ in pages]
    alike: dict[tuple[str, bool], list[tuple[int, int, Line]]] = defaultdict(list)
    for page, pieces in enumerate(pages):
        for place, is_top in _edges(pieces):
            line = pieces[place]
            if isinstance(line, Line):
                alike[re.sub(r"\d+", "#", line.text), is_top].append((page, place, line))
    for lines in alike.values():
        for page, place, line in lines:
            same = {p for p, _, other in lines if _repeats(page, line, p, other)}
            if len(same) + 1 >= _PAGES:
                found[page].add(place)
    return [
        set() if len(places) == len(pieces) else places
        for places, pieces in zip(found, pages, strict=True)
    ]


def _edges(pieces: Sequence[Piece]) -> list[tuple[int, bool]]:
    lines = [n for n, piece in enumerate(pieces) if isinstance(piece, Line)]
    order = sorted(lines, key=lambda n: -getattr(pieces[n], "base", 0.0))
    return [(n, True) for n in order[:_EDGE]] + [(n, False) for n in order[_EDGE:][-_EDGE:]]


def _repeats(page: int, line: Line, other_page: int, other: Line) -> bool:
    if page == other_page or abs(line.base - other.base) > _SAME_PLACE:
        return False
    numbers = [list(map(int, re.findall(r"[0-9]+", one.text))) for one in (line, other)]
    if len(numbers[0]) != len(numbers[1]):
        return False
    steps = [b - a for a, b in zip(*numbers, strict=True)]
    return all(step in (0, other_page - page) for step in steps)


def printed_number(texts: Sequence[str], page: int, others: Sequence[Sequence[str]]) -> str:
    """The number in the repeated lines of a page that counts the pages; else empty."""
    for text in texts:
        for number in map(int, re.findall(r"[0-9]{1,5}", text)):
            agreeing = sum(
                str(number - page + other) in re.findall(r"[0-9]{1,5}", " ".join(lines))
                for other, lines in enumerate(others)
                if other != page
            )
            if number and agreeing + 1 >= _PAGES and agreeing + 1 >= sum(map(bool, others)) / 2:
                return str(number)
    return ""


def note_lines(pieces: Sequence[Piece], leave: set[int], body: float) -> set[int]:
    """The numbers of the pieces that are notes at the foot of a page: small, with a mark."""
    notes: set[int] = set()
    pending: set[int] = set()
    for number in range(len(pieces) - 1, -1, -1):
        piece = pieces[number]
        if number in leave:
            continue
        if not isinstance(piece, Line) or piece.size > _SMALLER * body:
            break
        pending.add(number)
        if _NOTE.match(piece.text):
            notes |= pending
            pending = set()
    return notes if len(notes) < len(pieces) - len(leave) else set()
