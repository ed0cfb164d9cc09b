"""The language of a text: which one its sentences end in, and whether a reader knows it."""

from __future__ import annotations

from functools import lru_cache

ENOUGH_LETTERS = 20
"""Shorter text, such as a part number, tells nothing."""
_READ = 4000
"""Characters that are looked at."""


def language_of(text: str, fallback: str = "en") -> str:
    """The ISO 639-1 code of the language of ``text``: "de" for "Wann wurde das Haus gebaut?".

    The guess is py3langid's (Lui and Baldwin, langid.py, ACL 2012), from the letters of its
    beginning. Text of fewer than `ENOUGH_LETTERS` letters has the ``fallback``.
    """
    return _guess(text[:_READ], fallback)


@lru_cache(maxsize=1024)
def _guess(text: str, fallback: str) -> str:
    letters = sum(character.isalpha() for character in text)
    unspaced = sum("\u3040" <= character <= "\u9fff" for character in text)
    if letters + 3 * unspaced < ENOUGH_LETTERS:
        return fallback
    import py3langid

    code, _ = py3langid.classify(text)
    return str(code) if len(code) == 2 else fallback
