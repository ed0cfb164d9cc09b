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
_TOKEN = re.compile(rf"[^\s{_UNSPACED}<>()\[\]{{}}\"“”„«»‹›;`]+")
_INSIDE = re.compile(r"(?<=[\w)])[./\\@_:=#&?%~+,'’*^-]+(?=\w)|(?<=\d)-(?=\w)|(?<=\w)-(?=\d)")
_HYPHEN = re.compile(r"[-,'’*]+")
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
    """The parts of a token that must not be cut: those between hyphens of mere words."""
    first = len(token) - len(token.lstrip(".,:!?'’*_-"))
    last = len(token.rstrip(".,:!?'’*_-"))
    if first >= last:
        return []
    parts: list[Span] = []
    start = first
    for joint in _INSIDE.finditer(token, first, last):
        around = token[joint.start() - 1] + token[joint.end()]
        is_word_joint = _HYPHEN.fullmatch(joint.group()) and not any(c.isdigit() for c in around)
        if is_word_joint and not _is_code(token[first:last]):
            parts.append(Span(start, joint.start()))
            start = joint.end()
    return [*parts, Span(start, last)]


def _is_code(token: str) -> bool:
    """Whether a token has a mark that no word has: an address, a path, a version, an identifier."""
    return re.search(r"\w[./\\@_:=#&?%~+]+\w", token) is not None or "\\" in token


def _leans(character: str) -> bool:
    return unicodedata.combining(character) != 0 or character in _JOINERS


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
