"""Topic questions over documents that nothing was trained on: are the right sections quoted?

* ``first quote right``: the best sentence lies in a gold section.
* ``sections covered``: the share of gold sections of which at least one sentence is quoted.
* ``text right``: the share of the quoted characters that lie in a gold section.
* ``nothing left alone``: the share of the questions about nothing there for which no sentence
  reaches the threshold.

Quoted are the sentences of the first five passages whose score reaches the threshold (headings
are not): the evidence logit, or the margin of a reader that has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chapter_and_verse.evals.training.found import Ask, search
from chapter_and_verse.index.hit import Hit
from chapter_and_verse.reading.span_reader import ExtractiveReader
from chapter_and_verse.text.sentences import Span

THRESHOLDS = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0)
MARGINS = (-8.0, -6.0, -4.0, -2.0, 0.0, 2.0)

Place = tuple[str, Span]
"""A document and a span of its text."""


@dataclass(frozen=True)
class Topic:
    """A question and the sections that treat it; none if nothing there does."""

    question: str
    sections: tuple[Place, ...]


def sections_of(text: str) -> Iterator[tuple[str, Span]]:
    """Each Markdown heading with its section: up to the next of the same or a higher level."""
    found: list[tuple[int, int, str]] = []
    code = False
    for match in re.finditer(r"^.*$", text, re.MULTILINE):
        line = match[0]
        code ^= line.startswith("```")
        heading = None if code else re.match(r"(#{1,6}) +(.*\S)", line)
        if heading:
            found.append((match.start(), len(heading[1]), heading[2]))
    for number, (start, level, title) in enumerate(found):
        ends = (other for other, deep, _ in found[number + 1 :] if deep <= level)
        yield title, Span(start, next(ends, len(text)))


def load_topics(path: Path) -> tuple[list[Topic], dict[str, str]]:
    """The questions of a file, and the documents beside it (``topic_documents/``) by name."""
    texts = {p.name: p.read_text(encoding="utf-8") for p in path.parent.glob("topic_documents/*")}
    places = {name: dict(sections_of(text)) for name, text in texts.items()}
    topics = []
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        gold = [(s["document"], places[s["document"]][s["heading"]]) for s in item["sections"]]
        topics.append(Topic(item["question"], tuple(gold)))
    return topics, texts


def score_topics(reader: ExtractiveReader, path: Path, cache: Path) -> dict[str, float]:
    """The figures at each threshold."""
    topics, texts = load_topics(path)
    names = sorted(texts)
    found = search([texts[n] for n in names], [Ask(t.question) for t in topics], cache)
    original = {found.names[texts[n]]: n for n in names}
    rows = [
        _scored(reader, topic.question, hits, original)
        for topic, hits in zip(topics, found.hits, strict=True)
    ]
    learnt = any(evidence for _, evidence in rows)
    figures = {}
    asked = [(t, row) for t, (row, _) in zip(topics, rows, strict=True) if t.sections]
    nothing = [row for t, (row, _) in zip(topics, rows, strict=True) if not t.sections]
    first = [_inside(max(row)[1], t.sections) for t, row in asked]
    figures["first quote right"] = float(np.mean(first))
    for at in THRESHOLDS if learnt else MARGINS:
        quoted = [(t, [place for score, place in row if score >= at]) for t, row in asked]
        figures[f"at {at:g}: sections covered"] = float(
            np.mean([_covered(t.sections, places) for t, places in quoted])
        )
        right = [_share_right(t.sections, places) for t, places in quoted if places]
        figures[f"at {at:g}: text right"] = float(np.mean(right)) if right else 0.0
        figures[f"at {at:g}: answered"] = float(np.mean([bool(p) for _, p in quoted]))
        alone = [not any(score >= at for score, _ in row) for row in nothing]
        figures[f"at {at:g}: nothing left alone"] = float(np.mean(alone))
    return figures


def _scored(
    reader: ExtractiveReader, question: str, hits: Sequence[Hit], original: dict[str, str]
) -> tuple[list[tuple[float, Place]], bool]:
    """The sentences with their scores, headings left out; and whether these are evidence."""
    row, learnt = [], False
    for hit, readings in zip(hits, reader.read(question, [h.passage for h in hits]), strict=True):
        for reading in readings:
            if hit.passage.is_title(reading.span):
                continue
            learnt = learnt or reading.evidence is not None
            score = reading.score if reading.evidence is None else reading.evidence
            row.append((score, (original[hit.passage.source], reading.span)))
    return row, learnt


def _inside(place: Place, sections: Sequence[Place]) -> bool:
    name, span = place
    return any(name == n and s.start <= span.start and span.end <= s.end for n, s in sections)


def _covered(sections: Sequence[Place], places: Sequence[Place]) -> float:
    return float(np.mean([any(_inside(place, [s]) for place in places) for s in sections]))


def _share_right(sections: Sequence[Place], places: Sequence[Place]) -> float:
    sizes = np.array([span.end - span.start for _, span in places])
    right = np.array([_inside(place, sections) for place in places])
    return float((sizes * right).sum() / sizes.sum())
