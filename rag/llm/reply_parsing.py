"""What a language model says: claims, each with the numbers of the sentences it points to.

Two forms are read, strictly, while they arrive: JSON, ``{"claims": [{"text", "sentences": [1]}]}``,
and lines of plain text, ``The mill opened in 1932 [3][4].``, one claim each; a line with marks
amid a sentence ("built by Reed [3], a miller") is one claim that points to all of them. A claim
that is not in its form, or points to no number, has no numbers; it can only be dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

NONE = "NONE"
"""What a model replies in plain text where the sentences do not answer."""

SCHEMA: dict[str, Any] = {
    "title": "claims",
    "description": "The answer as claims, each with the numbers of the sentences that say so.",
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "sentences": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "sentences"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}

_MARK = r"\[\s*\d+(?:\s*,\s*\d+)*\s*\]"
_LINE = re.compile(rf"(?P<text>.+?)\s*(?P<marks>{_MARK}(?:[\s,]*{_MARK})*)(?P<stop>[.!]?)(?=\s|$)")
_ACCORDING = re.compile(rf"^(?:According to|As) {_MARK}[,:]?\s+", re.IGNORECASE)
_AMID = re.compile(rf"{_MARK}(?=[,;:]\s)")
_BRACKETS = str.maketrans("【】", "[]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_ARRAY = re.compile(r'\{\s*"claims"\s*:\s*\[')
_FENCE = re.compile(r"^\s*```\w*\s*")
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


@dataclass(frozen=True)
class Claim:
    """One thing that a model says, and the numbers (from 1) of the sentences it cites."""

    text: str
    numbers: tuple[int, ...] = ()


def read_claims(pieces: Iterable[str]) -> Iterator[Claim]:
    """The claims of a reply that arrives in pieces, each as soon as it is complete.

    What a reasoning model thinks aloud (``<think>…</think>``) at the head is passed over.
    """
    reply, given = "", 0
    for piece in pieces:
        reply += piece
        found = list(_complete(reply))
        yield from found[given:]
        given = len(found)
    yield from list(_complete(reply + "\n"))[given:]


def says_nothing(reply: str) -> bool:
    """Whether a reply says, in its form, that the sentences do not answer."""
    body = _body(reply).strip(" \n.`")
    return body.upper() == NONE or re.fullmatch(_ARRAY.pattern + r"\s*\]\s*\}", body) is not None


def _complete(reply: str) -> Iterator[Claim]:
    body = _body(reply)
    if body.startswith("{"):
        yield from _of_json(body)
    elif not "<think>".startswith(body[:7]) and not says_nothing(body):
        for line in body.split("\n")[:-1]:
            yield from _of_line(line)


def _body(reply: str) -> str:
    return _FENCE.sub("", _THOUGHT.sub("", reply)).lstrip()


def _of_json(body: str) -> Iterator[Claim]:
    opening = _ARRAY.match(body)
    place = opening.end() if opening else len(body)
    while place < len(body):
        try:
            value, place = json.JSONDecoder().raw_decode(body, _skipped(body, place, ", \n\r\t"))
        except ValueError:
            return
        yield _of_value(value)


def _skipped(text: str, place: int, characters: str) -> int:
    while place < len(text) and text[place] in characters:
        place += 1
    return place


def _of_value(value: Any) -> Claim:
    if isinstance(value, dict) and value.keys() == {"text", "sentences"}:
        text, numbers = value["text"], value["sentences"]
        if isinstance(text, str) and isinstance(numbers, list):
            fit = all(type(number) is int for number in numbers)
            return Claim(" ".join(text.split()), tuple(dict.fromkeys(numbers)) if fit else ())
    return Claim(json.dumps(value, ensure_ascii=False))


def _of_line(line: str) -> Iterator[Claim]:
    line, end = _BULLET.sub("", line).strip().translate(_BRACKETS), 0
    if _ACCORDING.match(line) or _AMID.search(line):
        numbers = (int(n) for mark in re.findall(_MARK, line) for n in re.findall(r"\d+", mark))
        text = re.sub(rf"\s*{_MARK}", "", _ACCORDING.sub("", line))
        yield Claim(text[:1].upper() + text[1:], tuple(dict.fromkeys(numbers)))
        return
    for match in _LINE.finditer(line):
        numbers = (int(number) for number in re.findall(r"\d+", match["marks"]))
        yield Claim(match["text"].strip() + match["stop"], tuple(dict.fromkeys(numbers)))
        end = match.end()
    rest = line[end:].strip(" `")
    if rest:
        yield Claim(rest)
