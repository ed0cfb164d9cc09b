"""Questions beside passages that do not answer them: what teaches the reader to refuse."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import bm25s

from chapter_and_verse.evals.cases.entity_swaps import names_by_kind, swap
from chapter_and_verse.evals.training.examples import Example
from chapter_and_verse.text.entities import EntityKind
from chapter_and_verse.text.sentences import sentence_spans


def near_misses(examples: list[Example], rng: random.Random) -> Iterator[Example]:
    """Each question with a name, year or number swapped for another of its article."""
    passages: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        passages[example.group].add(example.passage)
    names = {group: names_by_kind(sorted(texts)) for group, texts in passages.items()}
    for example in examples:
        others: dict[EntityKind, list[str]] = names[example.group]
        question = swap(example.question, example.passage, others, rng)
        if question:
            yield replace(example, question=question, targets=())


def role_swaps(examples: Iterable[Example], rng: random.Random) -> Iterator[Example]:
    """Each question with one of its names swapped for another of its passage, as if two people
    had changed places. The other name is no part of an answer. About one in eight is answered by
    the passage all the same.
    """
    for example in examples:
        answers = [span.of(example.passage).lower() for span, _ in example.targets]
        choice = {
            kind: [name for name in names if not any(name.lower() in a for a in answers)]
            for kind, names in names_by_kind([example.passage]).items()
        }
        question = swap(example.question, example.passage, choice, rng, inside=True)
        if question:
            yield replace(example, question=question, targets=())


def without_answer(examples: list[Example]) -> Iterator[Example]:
    """Each passage with the sentences that hold the answer cut out, if the rest lacks it."""
    for example in examples:
        text = example.passage
        kept = [
            sentence.of(text)
            for sentence in sentence_spans(text)
            if not any(
                t.start < sentence.end and sentence.start < t.end for t, _ in example.targets
            )
        ]
        rest = " ".join(kept)
        if len(kept) > 1 and not _holds_an_answer(rest, example):
            yield replace(example, passage=rest, targets=())


def hard_passages(examples: list[Example], rng: random.Random, among: int = 6) -> Iterator[Example]:
    """Each question beside one of the ``among`` best other passages that BM25 finds."""
    headings = {example.passage: example.heading for example in examples}
    passages = sorted(headings)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(passages, stopwords="en", show_progress=False), show_progress=False)
    queries = bm25s.tokenize([e.question for e in examples], stopwords="en", show_progress=False)
    found, _ = index.retrieve(queries, k=min(among, len(passages)), show_progress=False)
    for example, row in zip(examples, found, strict=True):
        fitting = [
            passages[i]
            for i in row
            if passages[i] != example.passage and not _holds_an_answer(passages[i], example)
        ]
        if fitting:
            passage = rng.choice(fitting)
            yield replace(example, passage=passage, heading=headings[passage], targets=())


def _holds_an_answer(text: str, example: Example) -> bool:
    lowered = text.lower()
    return any(span.of(example.passage).lower() in lowered for span, _ in example.targets)
