"""XQuAD with passages that speak of several things, as notes, minutes and price lists do.

XQuAD's paragraphs keep to one subject each, so that a passage is like every question on it. Here
each is cut into three runs of sentences, and a passage is made of a run of each of three
paragraphs drawn together. Questions, answers and figures are those of `evals.benchmarks.xquad`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from chapter_and_verse.evals.benchmarks import xquad
from chapter_and_verse.evals.benchmarks.data import Loaded, Unusable, distinct
from chapter_and_verse.text.sentences import Span, sentence_spans

PARTS = 3
"""Runs that a paragraph is cut into, and paragraphs that a passage has runs of."""


def load(data: Path, seed: int) -> Loaded[xquad.Case]:
    """XQuAD's questions over its paragraphs mixed with ``seed``; those cut apart are left out.

    Raises:
        BenchmarkError: the file is missing or malformed.
    """
    plain = xquad.load(data)
    paragraphs = random.Random(seed).sample(plain.texts, len(plain.texts))
    places: dict[str, list[tuple[Span, str, int]]] = {}
    texts: list[str] = []
    for start in range(0, len(paragraphs), PARTS):
        together = paragraphs[start : start + PARTS]
        runs = [_runs(paragraph) for paragraph in together]
        for number in range(PARTS):
            text, shifts = "", []
            for paragraph, spans in zip(together, runs, strict=True):
                shifts.append(len(text) - spans[number].start)
                text += spans[number].of(paragraph) + "\n"
            for paragraph, spans, shift in zip(together, runs, shifts, strict=True):
                places.setdefault(paragraph, []).append((spans[number], text, shift))
            texts.append(text)
    cases, cut = [], list(plain.unusable)
    for case in plain.cases:
        moved = _moved(case, places[case.paragraph])
        if moved:
            cases.append(moved)
        else:
            cut.append(Unusable(case.id, "Its answer was cut apart."))
    return Loaded(plain.files, tuple(cases), distinct(texts), tuple(cut))


def _runs(paragraph: str) -> list[Span]:
    """`PARTS` runs of about as many sentences each, without white space around them."""
    sentences = sentence_spans(paragraph)
    edges = [round(i * len(sentences) / PARTS) for i in range(PARTS + 1)]
    return [
        Span(sentences[a].start, sentences[b - 1].end) if a < b else Span(0, 0)
        for a, b in pairwise(edges)
    ]


def _moved(case: xquad.Case, places: Sequence[tuple[Span, str, int]]) -> xquad.Case | None:
    """The case in the mixed text that has its first span; None where none has it whole."""
    for run, text, shift in places:
        inside = [s for s in case.spans if run.start <= s.start and s.end <= run.end]
        if inside:
            spans = tuple(span.shifted(shift) for span in inside)
            return replace(case, paragraph=text, spans=spans)
    return None
