"""Questions beside passages that do not answer them: what teaches the reader to refuse."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import bm25s

from chapter_and_verse.evals.training.examples import Example, lines_of_sentences, unanswered


def without_answer(examples: list[Example]) -> Iterator[Example]:
    """Each passage with the sentences that hold the answer cut out, if the rest lacks it."""
    for example in examples:
        text = example.passage
        gone = [*(span for span, _ in example.targets), *example.evidence]
        kept = [
            sentence.of(text)
            for sentence in lines_of_sentences(text)
            if not any(t.start < sentence.end and sentence.start < t.end for t in gone)
        ]
        rest = " ".join(kept)
        if gone and len(kept) > 1 and not _holds_an_answer(rest, example):
            yield unanswered(example, passage=rest)


def hard_passages(examples: list[Example], rng: random.Random, among: int = 6) -> Iterator[Example]:
    """Each question beside one of the ``among`` best other passages that BM25 finds.

    Where no short answer is known to look for in it, the passage is of another article.
    """
    held = {example.passage: example for example in examples}
    passages = sorted(held)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(passages, stopwords="en", show_progress=False), show_progress=False)
    asked = [example for example in examples if example.answerable]
    queries = bm25s.tokenize([e.question for e in asked], stopwords="en", show_progress=False)
    found, _ = index.retrieve(queries, k=min(among, len(passages)), show_progress=False)
    for example, row in zip(asked, found, strict=True):
        fitting = [
            passages[i]
            for i in row
            if passages[i] != example.passage
            and (example.targets or held[passages[i]].group != example.group)
            and not _holds_an_answer(passages[i], example)
        ]
        if fitting:
            passage = rng.choice(fitting)
            other = unanswered(example, passage=passage)
            yield replace(other, heading=held[passage].heading)


def _holds_an_answer(text: str, example: Example) -> bool:
    lowered = text.lower()
    return any(span.of(example.passage).lower() in lowered for span, _ in example.targets)
