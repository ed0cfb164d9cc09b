"""Subtitles (SRT and WebVTT): what is said, joined to sentences, with the time of each."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.errors import DocumentError

PAUSE_SECONDS = 4
"""A silence after which what is said begins a block of its own, in the middle of a sentence too."""
ENOUGH = 80
"""Characters from which on a block ends with the sentence."""
MOST = 600
"""Characters after which a block ends, where the subtitles have no full stops."""

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}.*$", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[^<>]{0,80}>|\{\\[^{}]*\}")
_SPEAKER = re.compile(r"(?:[-–—]\s*|>>\s*)?([A-Z][\w.’' -]{0,30}):\s+(?=\S)")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", '."', ".”", "?”", "!”")
_SKIPPED = re.compile(r"^(?:NOTE|STYLE|REGION)\b.*?(?:\n[ \t]*\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class _Line:
    """What one speaker says in a cue; ``start`` and ``end`` in seconds.

    ``turns`` is whether a mark says that another speaker begins, named or not.
    """

    start: float
    end: float
    speaker: str
    text: str
    turns: bool


def load_subtitles(data: bytes, source: str, max_bytes: int) -> Extraction:
    """What is said, in blocks of a sentence or two, each with the time at which it begins.

    A line that is repeated while it scrolls is written once; marks of look are left out.

    Raises:
        DocumentError: it is not text, or has no times.
    """
    text, warnings = decode(data, source)
    text = re.sub(r"\r\n?", "\n", text)
    head, *_ = text.split("\n", 1)
    if head.startswith("WEBVTT"):
        text = _SKIPPED.sub("", text)
    lines = list(_lines(text))
    if not lines:
        reason = "No subtitle with a time was found in it. Save it as plain text, or mend it."
        raise DocumentError(source, reason)
    writer = BlockWriter()
    if head.startswith("WEBVTT"):
        writer.heading(head.removeprefix("WEBVTT").strip(" -\t"), level=1)
    for block in _blocks(lines):
        said = " ".join(line.text for line in block)
        speaker = f"{block[0].speaker}: " if block[0].speaker else ""
        writer.paragraph(speaker + said, place=_clock(block[0].start))
    for warning in warnings:
        writer.warn(warning)
    return writer.extraction()


def _lines(text: str) -> Iterator[_Line]:
    """The lines of all cues, without those that only repeat the last."""
    cues = list(_TIMING.finditer(text))
    shown: list[str] = []
    speaker = ""
    for number, cue in enumerate(cues):
        end = cues[number + 1].start() if number + 1 < len(cues) else len(text)
        said = re.split(r"\n[ \t]*\n", text[cue.end() : end].strip("\n"), maxsplit=1)[0]
        if number + 1 < len(cues):  # the number of the next cue, where no line is empty between
            said = re.sub(r"\n\s*\d+\s*\Z", "", said)
        start, until = _seconds(*cue.groups()[:4]), _seconds(*cue.groups()[4:])
        before, shown = shown, []
        for raw in said.split("\n"):
            voice = _VOICE.search(raw)
            line = " ".join(html.unescape(_TAG.sub("", raw)).split())
            named = _SPEAKER.match(line)
            turns = bool(voice or named) or line.startswith(("- ", "– ", ">> "))
            if turns:
                speaker = voice[1].strip() if voice else named[1] if named else ""
                line = line[named.end() :] if named else re.sub(r"^(?:[-–]|>>) ", "", line)
            if line:
                shown.append(line)
                if line not in before:
                    yield _Line(start, until, speaker, line, turns)


def _blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    block: list[_Line] = []
    for line in lines:
        if block and _ends(block, line):
            yield block
            block = []
        block.append(line)
    yield block


def _ends(block: list[_Line], following: _Line) -> bool:
    last, length = block[-1], sum(len(line.text) + 1 for line in block)
    return (
        last.speaker != following.speaker
        or (following.turns and not following.speaker)
        or following.start - last.end > PAUSE_SECONDS
        or length > MOST
        or (length > ENOUGH and last.text.endswith(_SENTENCE_ENDS))
    )


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    part = int(thousandths.ljust(3, "0")) / 1000
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + part


def _clock(seconds: float) -> str:
    """The time as people write it: 0:03:10."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
