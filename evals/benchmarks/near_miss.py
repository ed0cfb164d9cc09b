"""Near misses made from XQuAD (`evals.cases.entity_swaps`): is a passage on the subject taken for
an answer?

One name, year or number of a question that stands in its paragraph is replaced by another of the
same article that does not. The question and its near miss are asked with the paragraph alone.

``role-swap`` is the harder kind: the other mention stands in the paragraph too, as when two
people change places. More of these happen to be answered by the paragraph.

* ``refusal_*``: the originals against the near misses, over the questions that have both.

The same seed makes the same near misses, whatever the limit. Some happen to be answered by the
paragraph all the same; the sample in the report is there to be read by eye.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapter_and_verse.evals.benchmarks import xquad
from chapter_and_verse.evals.benchmarks.corpus import Corpus
from chapter_and_verse.evals.benchmarks.data import BenchmarkError, Loaded
from chapter_and_verse.evals.benchmarks.rows import EVERYWHERE, REFUSAL, Row, row
from chapter_and_verse.evals.cases.entity_swaps import collect_names, swap

TOTALS = {**REFUSAL, **EVERYWHERE}
SAMPLE = 50
"""Near misses in the report's sample."""


@dataclass(frozen=True)
class Pair:
    """A question of XQuAD and its near miss."""

    original: xquad.Case
    near_miss: str


def load(data: Path, seed: int, inside: bool = False) -> Loaded[Pair]:
    """The questions of a file in SQuAD's format for which a near miss can be made.

    With ``inside`` set, the other mention stands in the paragraph too, away from the answer.

    Raises:
        BenchmarkError: the file is missing or malformed, or no near miss can be made of it.
    """
    squad = xquad.load(data)
    paragraphs: dict[str, dict[str, None]] = {}
    for case in squad.cases:
        paragraphs.setdefault(case.article, {})[case.paragraph] = None
    others = {article: collect_names(texts) for article, texts in paragraphs.items()}
    pairs = []
    for case in squad.cases:
        rng = random.Random(f"{seed} {case.id}")
        choice = others[case.article]
        if inside:
            own = collect_names([case.paragraph])
            choice = {kind: [n for n in own[kind] if not _in_answer(n, case)] for kind in own}
        question = swap(case.question, case.paragraph, choice, rng, inside=inside)
        if question:
            pairs.append(Pair(case, question))
    if not pairs:
        raise BenchmarkError(
            f"No near miss can be made from {squad.files[0]}: no question shares a capitalised "
            "name, a year or a number with its paragraph. Name an English file with --data."
        )
    return Loaded(squad.files, tuple(pairs), squad.texts, squad.unusable)


def _in_answer(name: str, case: xquad.Case) -> bool:
    return any(name.lower() in answer.lower() for answer in case.answers)


def ask(pair: Pair, corpus: Corpus) -> Iterator[Row]:
    """Ask the question and its near miss, each with the paragraph alone."""
    case, own = pair.original, corpus.names[pair.original.paragraph]
    reply = corpus.ask(case.question, only=[own])
    right = xquad.hit(reply.places[:1], own, case.spans)
    yield row(
        reply,
        corpus,
        id=case.id,
        group=case.article,
        asked="original",
        answerable=True,
        outcome=right,
        expected={"source": own, "spans": case.spans, "answers": case.answers},
        checks={"evidence_hit@1": right},
    )
    yield row(
        corpus.ask(pair.near_miss, only=[own]),
        corpus,
        id=case.id,
        group=case.article,
        asked="near miss",
        answerable=False,
    )


def sample(pairs: Sequence[Pair], seed: int) -> list[dict[str, Any]]:
    """Some of the near misses with their paragraphs, for a person to judge."""
    drawn = random.Random(seed).sample(pairs, min(SAMPLE, len(pairs)))
    return [
        {
            "id": pair.original.id,
            "question": pair.original.question,
            "near_miss": pair.near_miss,
            "answers": pair.original.answers,
            "paragraph": pair.original.paragraph,
        }
        for pair in drawn
    ]
