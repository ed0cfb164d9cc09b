"""Parses a language model's reply into claims, each with the numbers of the sentences it cites.

Two forms are parsed while they arrive: JSON, ``{"claims": [{"text": "…", "sentences": [1]}]}``, and
plain text with one claim a line, ``The mill opened in 1932 [3][4].``. A line with marks within its
sentence ("built by Reed [3], a miller, in 1932 [4]") is one claim that cites all of them. A claim
in another form, or without a number, is kept without numbers, so that its dropping is recorded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

NO_ANSWER = "NONE"
"""What a model is told to reply in plain text where the sentences do not answer."""

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
_MARK_AMID = re.compile(rf"{_MARK}(?=[,;:]\s)")
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


def parse_claims(pieces: Iterable[str]) -> Iterator[Claim]:
    """The claims of a reply that arrives in pieces, each as soon as it is complete.

    A reasoning model's ``<think>…</think>`` at the beginning is skipped.
    """
    reply, given = "", 0
    for piece in pieces:
        reply += piece
        found = list(_complete_claims(reply))
        yield from found[given:]
        given = len(found)
    yield from list(_complete_claims(reply + "\n"))[given:]


def says_no_answer(reply: str) -> bool:
    """Whether a reply says that the sentences do not answer, as NO_ANSWER or an empty list."""
    body = _body(reply).strip(" \n.`")
    return (
        body.upper() == NO_ANSWER or re.fullmatch(_ARRAY.pattern + r"\s*\]\s*\}", body) is not None
    )


def _complete_claims(reply: str) -> Iterator[Claim]:
    body = _body(reply)
    if body.startswith("{"):
        yield from _parse_json(body)
    elif not "<think>".startswith(body[:7]) and not says_no_answer(body):
        for line in body.split("\n")[:-1]:
            yield from _parse_line(line)


def _body(reply: str) -> str:
    return _FENCE.sub("", _THOUGHT.sub("", reply)).lstrip()


def _parse_json(body: str) -> Iterator[Claim]:
    opening = _ARRAY.match(body)
    place = opening.end() if opening else len(body)
    while place < len(body):
        try:
            value, place = json.JSONDecoder().raw_decode(body, _skip(body, place, ", \n\r\t"))
        except ValueError:
            return
        yield _parse_json_claim(value)


def _skip(text: str, place: int, characters: str) -> int:
    while place < len(text) and text[place] in characters:
        place += 1
    return place


def _parse_json_claim(value: Any) -> Claim:
    if isinstance(value, dict) and value.keys() == {"text", "sentences"}:
        text, numbers = value["text"], value["sentences"]
        if isinstance(text, str) and isinstance(numbers, list):
            fit = all(type(number) is int for number in numbers)
            return Claim(" ".join(text.split()), tuple(dict.fromkeys(numbers)) if fit else ())
    return Claim(json.dumps(value, ensure_ascii=False))


def _parse_line(line: str) -> Iterator[Claim]:
    line, end = _BULLET.sub("", line).strip().translate(_BRACKETS), 0
    if _ACCORDING.match(line) or _MARK_AMID.search(line):
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
