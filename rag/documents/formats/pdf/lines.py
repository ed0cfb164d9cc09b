"""The lines of one page of a PDF, from the places and sizes of its characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from chapter_and_verse.documents.formats.pdf.glyphs import LINE_ENDS, Glyph
from chapter_and_verse.text.typography import lower_text, raise_text

_SMALL = 0.85  # raised and lowered characters are at most so large beside the others,
_RAISED = (0.15, 0.9)  # their baseline so far above that of the others, in sizes of these,
_LOWERED = (-0.6, -0.05)  # or below it
_NEXT = 1.5  # what follows a raised character on its line begins so near, in the same measure
_SPACED = 5  # so many letters with spaces between are a word that is drawn wide,
_WORD_GAP = 1.6  # and a gap so many times the usual one there ends it
_WIDE_WORD = re.compile(r"(?<!\S)[^\W\d_](?: +[^\W\d_]){4}(?!\S)")


def split_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The lines as PDFium ends them, whole where it cut one at a raised or lowered character.

    Where it joined two lines at a hyphen they are two again.
    """
    lines: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        last = lines[-1][-1] if lines[-1] else None
        if last and last.divides and abs(last.y - glyph.y) > 0.3 * max(last.size, 1):
            lines.append([])
        if glyph.text in LINE_ENDS:
            lines.append([])
        else:
            lines[-1].append(glyph)
    return [line for line in map(strip, join_lines(line for line in lines if line)) if line]


def write_line(line: Sequence[Glyph]) -> list[Glyph]:
    """A line as it is read: raised and lowered characters as such, wide words closed up."""
    return list(_write_scripts(_close_up(list(line))))


def join_lines(lines: Iterable[list[Glyph]]) -> list[list[Glyph]]:
    """The lines, with one that PDFium cut at a raised or lowered character whole again."""
    joined: list[list[Glyph]] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line):
            joined[-1] += line
        else:
            joined.append(list(line))
    return joined


def _goes_on(line: list[Glyph], following: list[Glyph]) -> bool:
    size, base = measure(line)
    last, first = line[-1], following[0]
    if not 0 <= first.x - last.x < _NEXT * size:
        return False
    if _script(first, size, base):
        return True
    return bool(_script(last, size, base)) and abs(measure(following)[1] - base) < 0.1 * size


def measure(line: Sequence[Glyph]) -> tuple[float, float]:
    """The size and the baseline of most characters of a line."""
    black = [g for g in line if not g.text.isspace()] or line
    size = Counter(round(g.size, 1) for g in black).most_common(1)[0][0]
    base = Counter(round(g.y, 1) for g in black if abs(g.size - size) < 0.1)
    return size, base.most_common(1)[0][0]


def _script(glyph: Glyph, size: float, base: float) -> str:
    """Whether a character is raised ("up") or lowered ("down") beside most of its line."""
    if size <= 0 or glyph.size > _SMALL * size or glyph.text.isspace():
        return ""
    rise = (glyph.y - base) / size
    if _RAISED[0] < rise < _RAISED[1]:
        return "up"
    return "down" if _LOWERED[0] < rise < _LOWERED[1] else ""


def _write_scripts(line: list[Glyph]) -> Iterator[Glyph]:
    size, base = measure(line)
    write = {"up": raise_text, "down": lower_text}
    for script, run in groupby(line, key=lambda glyph: _script(glyph, size, base)):
        glyphs = list(run)
        if not script:
            yield from glyphs
            continue
        written = write[script]("".join(g.text for g in glyphs))
        added = len(written) - sum(len(g.text) for g in glyphs)
        yield from [glyphs[0]._replace(text=written[:added])] if added else []
        for glyph in glyphs:
            yield glyph._replace(text=written[added : added + len(glyph.text)])
            added += len(glyph.text)


def strip(line: Sequence[Glyph]) -> list[Glyph]:
    """A line without white space around it."""
    black = [place for place, glyph in enumerate(line) if not glyph.text.isspace()]
    return list(line[black[0] : black[-1] + 1]) if black else []


def _close_up(line: list[Glyph]) -> list[Glyph]:
    """The line with words like "T I T L E" written as "TITLE"."""
    if not _WIDE_WORD.search("".join(glyph.text for glyph in line)):
        return line
    written: list[Glyph] = []
    place = 0
    while place < len(line):
        run = _run_of_letters(line[place:]) if not written or written[-1].text == " " else []
        letters = [glyph for glyph in run if glyph.text != " "]
        if len(letters) < _SPACED:
            written.append(line[place])
            place += 1
            continue
        gaps = [_gap(a, b) for a, b in pairwise(letters)]
        usual = median(gaps)
        for letter, gap in zip(letters, [*gaps, 0.0], strict=True):
            written.append(letter)
            if gap > _WORD_GAP * usual and gap - usual > 0.15 * letter.size:
                written.append(letter._replace(text=" "))
        place += len(run)
    return written


def _run_of_letters(line: Sequence[Glyph]) -> list[Glyph]:
    """The first characters as far as they are letters with white space between them."""
    end = place = 0
    while place < len(line) and line[place].text.isalpha():
        after = place + 1
        while after < len(line) and line[after].text == " ":
            after += 1
        if after == place + 1 and after < len(line):
            break
        end, place = place + 1, after
    return list(line[:end])


def _gap(a: Glyph, b: Glyph) -> float:
    return max(b.left - a.right, a.left - b.right)
