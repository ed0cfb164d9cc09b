"""Which examples the reader learns from, and how many of each."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chapter_and_verse.evals.training.contrast import (
    another_of_its_kind,
    denied,
    make_bank,
    roles_swapped,
    with_question_in_text,
)
from chapter_and_verse.evals.training.examples import Example, qamr, qed, selqa, squad
from chapter_and_verse.evals.training.negatives import hard_passages, without_answer
from chapter_and_verse.evals.training.sets import json_lines
from chapter_and_verse.evals.training.topics import (
    health_topics,
    sections,
    topic_questions,
    wrong_products,
)
from chapter_and_verse.evals.training.variation import varied


@dataclass(frozen=True)
class Part:
    """Examples of one kind, under a name that the log and the model card give."""

    name: str
    examples: list[Example]


ROWS = {
    "squad.sample": 6000,
    "nq.oracle": 2635,
    "afriqa": 2000,
    "timeqa": 900,
    "fairytaleqa": 1500,
    "hotpotqa.sample": 600,
    "qadiscourse": 452,
    "quotesum": 227,
    "doqa": 1800,
    "omosqa.en": 905,
    "awsdocs": 54,
    "qmsum": 900,
    "medquad": 1300,
    "pubmedqa": 500,
    "nq.longanswer": 2600,
    "boolq.val": 900,
}
"""How many rows of each set of JSON lines, its own unanswerable ones among them."""


def mixture(data: Path, rng: random.Random, share: float = 1.0) -> list[Part]:
    """The parts of one pass, each a ``share`` of its size; a third is without an answer."""

    def some(name: str, examples: Iterable[Example], count: int) -> Part:
        found = list(examples)
        size = min(len(found), max(1, round(count * share)))
        return Part(name, [varied(e, rng) for e in rng.sample(found, size)])

    def draw(examples: list[Example], count: int) -> list[Example]:
        return rng.sample(examples, min(len(examples), max(1, round(count * share))))

    new = {name: list(json_lines(data, name)) for name in ROWS}
    wiki = list(squad(data / "squadshifts.new_wiki.json"))
    informal = [
        *squad(data / "squadshifts.reddit.json", titled=False),
        *squad(data / "squadshifts.amazon_reviews.json", titled=False),
    ]
    words = list(
        qamr([data / "qamr.dev.tsv", data / "qamr.test.tsv"], data / "qamr.sentences.tsv", rng)
    )
    searched = list(qed(data / "qed.dev.jsonl"))
    chosen = [*selqa(data / "selqa.dev.json"), *selqa(data / "selqa.test.json")]

    facts = [
        e
        for name in ("squad.sample", "nq.oracle", "afriqa", "timeqa")
        for e in new[name]
        if e.answerable
    ]
    facts += [*wiki, *searched]
    opened = [e for name in ("nq.longanswer", "doqa", "omosqa.en") for e in new[name]]
    opened += chosen
    medquad, bank = new["medquad"], make_bank(facts)
    pages = sections([*facts, *chosen, *(e for e in new["nq.longanswer"] if e.answerable)])
    return [
        *(some(name, new[name], count) for name, count in ROWS.items()),
        some("squadshifts.new_wiki", wiki, 2000),
        some("squadshifts.reddit, amazon_reviews", informal, 900),
        some("qamr", words, 1000),
        some("qed", searched, 700),
        some("selqa", chosen, 1500),
        some("topics: pages of sections", topic_questions(pages, round(3200 * share), rng), 3200),
        some("topics: health", health_topics(draw(medquad, 800), rng), 600),
        some("no answer: hard passages, facts", hard_passages(facts, rng), 4500),
        some("no answer: hard passages, open", hard_passages(opened, rng), 1500),
        some("no answer: sentence left out", without_answer(draw(facts + chosen, 5000)), 2200),
        some("no answer: sentence left out, open", without_answer(new["omosqa.en"]), 150),
        some("no answer: another of its kind", another_of_its_kind(facts, bank, rng), 3600),
        some("no answer: roles swapped", roles_swapped(facts, bank, rng), 900),
        some("no answer: denied", denied(facts), 350),
        some(
            "no answer: the question in the text",
            with_question_in_text(draw(facts, 1200), rng, answered=False),
            500,
        ),
        some(
            "the question in the text",
            with_question_in_text(draw([*facts, *chosen], 600), rng, answered=True),
            500,
        ),
        some("no answer: the wrong product", wrong_products(medquad, rng), 600),
    ]
