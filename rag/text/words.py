"""Words as the lexical search and the checks on an answer see them."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

from chapter_and_verse.text.typography import RAISED_DIGITS

_RUN = re.compile(
    r"(?P<unspaced>[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)|[^\W_]+(?:[.,]\d+)*"
)

_RAISED_RUN = re.compile(rf"(?<=[^\W_{RAISED_DIGITS}])[{RAISED_DIGITS}]+")

STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further had has have having he her here hers him his how i if in into is it its itself just
    me more most my no nor not of off on once only or other our out over own same she should so
    some such than that the their them then there these they this those through to too under
    until up very was we were what when where which while who whom whose why will with would you
    your s t""".split()
)


_of_thread = threading.local()


def _stemmer() -> Stemmer.Stemmer:
    """The stemmer of this thread: PyStemmer forbids threads to share one."""
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = Stemmer.Stemmer("english")
    return _of_thread.stemmer


def words(text: str) -> list[str]:
    """The lower-cased words of ``text`` in order, without accents.

    A run of Chinese or Japanese characters, which has no spaces, gives its pairs of neighbours.
    """
    found: list[str] = []
    for match in _RUN.finditer(_folded(text)):
        run = match.group()
        if match.lastgroup and len(run) > 1:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(run)
    return found


def _folded(text: str) -> str:
    """``text`` in small letters and one form, without accents.

    Raised digits stand apart, so that "$320¹" has the words "320" and "1".
    """
    if text.isascii():
        return text.lower()
    text = _RAISED_RUN.sub(r" \g<0> ", text)
    folded = unicodedata.normalize("NFKD", text)
    folded = "".join(c for c in folded if not unicodedata.combining(c)).casefold()
    return unicodedata.normalize("NFKC", folded)


def any_of(*alternatives: str) -> str:
    """A pattern for one of these words, to stand within a longer one."""
    return f"(?:{'|'.join(alternatives)})"


def terms(text: str) -> list[str]:
    """The words that carry meaning, stemmed (Porter's second English stemmer)."""
    return list(_terms(text))


@lru_cache(maxsize=256)
def _terms(text: str) -> tuple[str, ...]:
    kept = [word for word in words(text) if word not in STOP_WORDS]
    return tuple(_stemmer().stemWords(kept))


def stem(word: str) -> str:
    """The stem of one word, in small letters."""
    return str(_stemmer().stemWord(word.lower()))


def coverage(question: str, text: str) -> float:
    """The share of the question's terms that stand in ``text``, 0 to 1."""
    asked = set(terms(question))
    return len(asked & set(terms(text))) / len(asked) if asked else 0.0
