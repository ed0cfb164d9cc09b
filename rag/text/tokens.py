"""Where a token of a text ends: addresses, paths, names of files and classes, numbers, versions.

Whoever cuts a text must not cut through one of them: "https://example.org/a?b=1" is one word,
and so are "J.-P.", "v2.4.1-rc3", "15:30" and a letter with the accents that are written on it.
"""

from __future__ import annotations

import re
import unicodedata

from chapter_and_verse.text.sentences import Span

_UNSPACED = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
"""Scripts without spaces between words, and their punctuation."""
_TOKEN = re.compile(rf"[^\s{_UNSPACED}<>()\[\]{{}}\"“”„‘«»‹›;`—]+")
_JOINT = re.compile(r"(?<=[\w)])[./\\@_:=#&?%~+,'’*–-]+(?=\w)")
_MARK_OF_CODE = re.compile(r"[\\@_:=#&?%~+]|//|\w\.\w[^.]*\.\w|/.*[/.]|\.\w+.*[/\d]")
_NUMBER_JOINT = re.compile(r"(?<=\d)[-–.,:/](?=\d)|(?<=\w)-(?=\d)|(?<=\d)-(?=[A-Z]\b)")
_JOINERS = "\u200d\ufe0e\ufe0f"


def cover_tokens(text: str, span: Span) -> Span:
    """``span``, grown so that it ends amid no token.

        cover_tokens("at a.example/b today", Span(3, 6))   # "a.example/b" for "a.e"

    A token is a run without white space and brackets whose parts are joined by more than a
    hyphen, comma or apostrophe between letters: "German" is a word of "German-born", "15" is none
    of "15:30". Combining marks stay with their letter.
    """
    start, end = span
    for token in _TOKEN.finditer(text, _line_start(text, start), _line_end(text, end)):
        for inner in _joined(token.group()):
            low, high = token.start() + inner.start, token.start() + inner.end
            if low < start < high:
                start = low
            if low < end < high:
                end = high
    while 0 < end < len(text) and _leans(text[end]):
        end += 1
    while 0 < start < end and _leans(text[start]):
        start -= 1
    return Span(start, end)


def _joined(token: str) -> list[Span]:
    """The parts of a token that must not be cut: all of an address, a path, a name of code or a
    version; of others what lies between hyphens, dashes and the like, if no number is cut there."""
    first = len(token) - len(token.lstrip(".,:!?'’*_–-"))
    last = len(token.rstrip(".,:!?'’*_–-"))
    if first >= last:
        return []
    if _MARK_OF_CODE.search(token, first, last) and not _runs_on(token[first:last]):
        return [Span(first, last)]
    parts: list[Span] = []
    start = first
    for joint in _JOINT.finditer(token, first, last):
        of_number = _NUMBER_JOINT.match(token, joint.start())
        if of_number is None or of_number.end() < joint.end():
            parts.append(Span(start, joint.start()))
            start = joint.end()
    return [*parts, Span(start, last)]


def _runs_on(token: str) -> bool:
    """Whether a sentence goes over into the next, or a note, without a space: "theory.:212"."""
    return re.search(r"\w[.!?,]:|\w:\d+–", token) is not None


def _leans(character: str) -> bool:
    return unicodedata.combining(character) != 0 or character in _JOINERS


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
