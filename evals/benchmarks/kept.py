"""A chain that searches and reads for each question once, so that asking again costs little."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from chapter_and_verse.assistant import Assistant
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.pipeline import Retrieved, Steps, Understood
from chapter_and_verse.question.followups import Standalone
from chapter_and_verse.reading.reader import Reader, SentenceReading
from chapter_and_verse.text.sentences import Span

Numbers = list[list[Any]]


class Readings:
    """What a reader made of passages, by question and passage; in a file where one is named."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        held = path is not None and path.exists()
        self._kept: dict[str, Numbers] = (
            json.loads(path.read_text(encoding="utf-8")) if path and held else {}
        )

    def save(self) -> None:
        """Write the file, where one is named."""
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self._kept), encoding="utf-8")

    def get(self, key: str) -> list[SentenceReading] | None:
        """The readings that were kept under ``key``, None where there are none."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        return [
            SentenceReading(Span(start, end), score, Span(*answer) if answer else None)
            for start, end, score, answer in kept
        ]

    def keep(self, key: str, readings: Sequence[SentenceReading]) -> None:
        """Keep readings under ``key``."""
        self._kept[key] = [[*r.span, r.score, r.answer and [*r.answer]] for r in readings]


class KeptReader:
    """A reader that reads each passage for a question once."""

    def __init__(self, reader: Reader, readings: Readings) -> None:
        self.name, self.languages = reader.name, reader.languages
        self._reader = reader
        self._readings = readings

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[SentenceReading]]:
        """See `reading.reader.Reader.read`."""
        keys = [self._key(question, passage) for passage in passages]
        new = [n for n, key in enumerate(keys) if self._readings.get(key) is None]
        found = self._reader.read(question, [passages[n] for n in new]) if new else []
        for n, readings in zip(new, found, strict=True):
            self._readings.keep(keys[n], readings)
        return [self._readings.get(key) or [] for key in keys]

    def _key(self, question: str, passage: Passage) -> str:
        parts = (self.name, question, str(passage.start), passage.text)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class KeptSteps(Steps):
    """The chain's steps, with one search for each question."""

    found: dict[Any, Retrieved] = field(default_factory=dict)

    def retrieve(self, understood: Understood, part: Standalone) -> Retrieved:
        """See `pipeline.Steps.retrieve`."""
        asked = understood.question
        key = (part, asked.only, asked.without)
        if key not in self.found:
            self.found[key] = Steps.retrieve(self, understood, part)
        return replace(self.found[key], question=asked)


def keep(assistant: Assistant, readings: Readings) -> None:
    """Let an assistant that has answered nothing yet search and read for each question once."""
    reader = KeptReader(assistant.reader, readings)
    assistant.reader = reader
    given = assistant.steps
    assistant.steps = KeptSteps(
        given.settings,
        reader,
        cache(given.likeness),
        given.document,
    )
