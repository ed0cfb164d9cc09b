"""Slips of the keyboard in a question, mended from the documents' own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

from chapter_and_verse.text.words import words as in_small_letters

_WORD = re.compile(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])")
_NAME = re.compile(r"(?<![\w'’.-])[^\W\d_a-z][^\W\d_]{4,}(?![\w-])")
_LONG = 9
"""Letters from which on a word may have two slips."""
_LIKE = 70
"""How alike, of 100, a mistaken name and the one that was meant are at least."""


def mend_spelling(question: str, words: Collection[str], is_english: Callable[[str], bool]) -> str:
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


def suggest_names(question: str, words: Collection[str], is_english: Callable[[str], bool]) -> str:
    """``question`` with a name that the documents lack replaced by one of theirs that is like it.

    How alike they must be is as for `mend_spelling`. Empty where nothing is to be replaced.
    """

    def replaced(match: re.Match[str]) -> str:
        name = "".join(in_small_letters(match.group()))
        if name in words or is_english(name):
            return match.group()
        return (_nearest(name, words) or match.group()).capitalize()

    made = _NAME.sub(replaced, question)
    return made if made != question else ""


def _nearest(word: str, words: Collection[str]) -> str | None:
    """The one of ``words`` nearest to ``word``; of several equally near, the first by letters."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    alike = (w for w in words if w[0] == word[0] and abs(len(w) - len(word)) <= 2)
    found = process.extractOne(
        word,
        sorted(alike),
        scorer=OSA.distance,
        score_cutoff=2 if len(word) >= _LONG else 1,
    )
    return str(found[0]) if found else None


def nearest_name(name: str, names: Collection[str]) -> str | None:
    """The one of ``names`` most like ``name``, with or without its folders; None if none is."""
    from rapidfuzz import fuzz

    def likeness(other: str) -> float:
        file = PurePosixPath(other)
        forms = (other, file.name, file.stem)
        return max(fuzz.ratio(name.casefold(), form.casefold()) for form in forms)

    nearest = max(names, key=likeness, default=None)
    return nearest if nearest is not None and likeness(nearest) >= _LIKE else None
