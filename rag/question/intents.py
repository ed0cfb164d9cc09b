"""Recognises messages that are no questions to the documents: greetings, "summarise this".

A message is one of these only if all of it is a phrase of `question.intent_phrases`, so that a
question which merely contains such words ("Who said hello to Putin?") stays a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from chapter_and_verse.documents.loading import SUFFIXES
from chapter_and_verse.question import intent_phrases as phrases

LONGEST = 200
"""A message of more characters is a question."""


class Intent(Enum):
    """What is asked for."""

    SUMMARY = "summary"
    DOCUMENTS = "documents"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"


@dataclass(frozen=True)
class Request:
    """What is asked for, and of which documents.

    ``sources`` are the documents that the message names: None if it names none, so that all are
    meant, and empty if it names a file that is not there. ``sentences`` is the length of a summary,
    if the message gives one.
    """

    kind: Intent
    sources: frozenset[str] | None = None
    sentences: int | None = None


def find_request(text: str, titles: Callable[[], Mapping[str, str]] = dict) -> Request | None:
    """The request that a message is, or None where it is a question to the documents.

    ``titles`` gives the names of the documents, each with its title, which may be empty; it is
    called only where the message may be about one of them ("what is report.pdf about?").
    """
    if len(text) > LONGEST:
        return None
    if re.fullmatch(r"\s*[?？]+\s*", text):
        return Request(Intent.HELP)
    said = " " + _plain(text)
    for kind, pattern in _patterns().items():
        if pattern.fullmatch(said):
            return Request(kind, None, _count(said) if kind is Intent.SUMMARY else None)
    named = list(_names_in(said))
    if not named:
        return None
    known = {name: _forms(_plain(name), _plain(title)) for name, title in titles().items()}
    found = [sources for phrase in named if (sources := _named(phrase, known))]
    if found:
        return Request(Intent.SUMMARY, found[0], _count(said))
    absent = any(_FILES.fullmatch(phrase) for phrase in named)
    return Request(Intent.SUMMARY, frozenset()) if absent else None


@cache
def _patterns() -> dict[Intent, re.Pattern[str]]:
    return {
        Intent.GREETING: phrases.pattern(phrases.GREETING),
        Intent.THANKS: phrases.pattern(phrases.THANKS),
        Intent.FAREWELL: phrases.pattern(phrases.FAREWELL),
        Intent.HELP: phrases.pattern(phrases.HELP),
        Intent.DOCUMENTS: phrases.pattern(phrases.DOCUMENTS),
        Intent.SUMMARY: phrases.pattern(phrases.SUMMARIES + phrases.CONTENTS),
    }


def _names_in(said: str) -> Iterator[str]:
    """What may name documents, in a message that may ask for a summary of them."""
    for pattern, needs_ending in _naming().items():
        match = pattern.fullmatch(said)
        if match and match["named"] and (match["named"].endswith(SUFFIXES) or not needs_ending):
            yield match["named"]


@cache
def _naming() -> dict[re.Pattern[str], bool]:
    """Patterns with a group ``named``, and whether a file's ending must stand in it."""
    return {
        pattern: forms is phrases.CONTENTS
        for forms in (phrases.SUMMARIES, phrases.CONTENTS)
        for pattern in phrases.naming(forms)
    }


_ARTICLE = re.compile(r"^(?:the|my|our|your|this) ")
_FILE = rf"\S+(?:{'|'.join(map(re.escape, SUFFIXES))})"
_FILES = re.compile(rf"(?:the )?(?:document |file )?{_FILE}(?: (?:and |& )?{_FILE})*")
"""File names without a space, which nobody would type who did not mean files."""

_WRITTEN_OUT = (
    (r"[’‘`]", "'"),
    (r"[\"“”«»„¿¡]", ""),
    (r"\b(what|who|how|that|it|here|where)(?:'s|s(?= (?:the|in|this|that|your)\b))", r"\1 is"),
    (r"\b(what|you|they)'re\b", r"\1 are"),
    (r"\bi'd\b", "i would"),
    (r"[.,;:!?。！？，、…]+(?=\s|$)|(?<=\s)[-–—](?=\s)", " "),
    (r"\s+", " "),
)


def _plain(text: str) -> str:
    """The words alone, in the form in which `question.intent_phrases` has them."""
    text = unicodedata.normalize("NFKC", text).casefold()
    for sought, written in _WRITTEN_OUT:
        text = re.sub(sought, written, text)
    return text.strip()


def _count(said: str) -> int | None:
    match = _COUNTED.search(said)
    if match is None:
        return None
    word = match[1]
    return int(word) if word.isdecimal() else _NUMBERS.index(word) + 1


_NUMBERS = [number.strip() for number in phrases.WORDS["NUMBER"].split("|")]
_COUNTED = re.compile(
    rf"\b({'|'.join(_NUMBERS)}) (?:[\w-]+ ){{0,2}}"
    r"(?:sentences?|points?|bullets|lines?|ideas|takeaways|messages|topics|themes|facts|things)\b"
)


def _named(phrase: str, known: dict[str, set[str]]) -> frozenset[str]:
    """The documents that a phrase names: one, several with "and", or none if one is unknown."""
    for parts in ([phrase], re.split(r" (?:and|&) ", phrase), re.split(r" (?:and |& )?", phrase)):
        found = [{name for name, forms in known.items() if _fits(part, forms)} for part in parts]
        if all(found):
            return frozenset[str]().union(*found)
    return frozenset()


def _forms(name: str, title: str) -> set[str]:
    """What a document may be called: its path, file name, the latter's stem, or its title."""
    file = name.rsplit("/", 1)[-1]
    stem = file.rsplit(".", 1)[0]
    called = {stem, title, _ARTICLE.sub("", title)}
    spaced = {re.sub(r"[_\W]+", " ", form).strip() for form in called}
    return ({name, file} | called | spaced) - {""}


def _fits(phrase: str, forms: Collection[str]) -> bool:
    """Whether the document that may be called so is meant."""
    bare = re.sub(r" (?:document|file|pdf|text)$", "", _ARTICLE.sub("", phrase))
    return phrase in forms or bare in forms or re.sub("^(?:document|file) ", "", bare) in forms
