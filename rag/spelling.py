"""Slips of the keyboard in a question, mended from the documents' own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

_WORD = re.compile(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])")
_LONG = 9
"""Letters from which on a word may have two slips."""


def mended(question: str, words: Collection[str], is_english: Callable[[str], bool]) -> str:
    """``question`` with its misspelt words replaced by the documents' nearest ones.

    ``words`` are those of the documents, in small letters. A word is misspelt if it is neither
    among them nor English, and if one of them is a single slip away (two from nine letters on;
    Damerau 1964) and begins with the same letter. Names, which have capitals, are left alone: a
    name that the documents lack is a reason to refuse.
    """

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        if word in words or is_english(word):
            return word
        return _nearest(word, words) or word

    return _WORD.sub(mend, question)


def _nearest(word: str, words: Collection[str]) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extractOne(
        word,
        [other for other in words if other[0] == word[0] and abs(len(other) - len(word)) <= 2],
        scorer=OSA.distance,
        score_cutoff=2 if len(word) >= _LONG else 1,
    )
    return str(found[0]) if found else None
