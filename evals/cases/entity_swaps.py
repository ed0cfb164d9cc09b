"""Near misses: questions that a passage almost answers.

One name, year or number of the question that stands in the passage is replaced by another of
the same kind from the same article that does not; nothing in the passage answers the outcome.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

from chapter_and_verse.text.entities import EntityKind, find_entities
from chapter_and_verse.text.sentences import sentence_spans


def collect_names(texts: Iterable[str]) -> dict[EntityKind, list[str]]:
    """All distinct mentions in ``texts``, sorted.

    A single word that opens a sentence may be no name at all, and is left out.
    """
    found: dict[EntityKind, set[str]] = {kind: set() for kind in EntityKind}
    for text in texts:
        openings = {sentence.start for sentence in sentence_spans(text)}
        for span, kind in find_entities(text):
            mention = span.of(text)
            if kind is not EntityKind.NAME or " " in mention or span.start not in openings:
                found[kind].add(mention)
    return {kind: sorted(values) for kind, values in found.items()}


def swap(
    question: str,
    passage: str,
    others: dict[EntityKind, list[str]],
    rng: random.Random,
    *,
    inside: bool = False,
) -> str | None:
    """``question`` with one mention that ``passage`` has replaced by one that it lacks.

    ``others`` are the mentions to choose from, the article's as a rule. A name is replaced by
    one of about as many words. With ``inside`` set, the other mention is one that the passage
    has too, as when two people change places, and shares no word with the first. Returns None
    where no mention of the question stands in the passage, or no other fits.
    """
    lowered = passage.lower()
    present = [m for m in find_entities(question) if m[0].of(question).lower() in lowered]
    rng.shuffle(present)
    for span, kind in present:
        old = span.of(question)
        fitting = [
            other
            for other in others[kind]
            if (other.lower() in lowered) is inside
            and other.lower() not in question.lower()
            and abs(len(other.split()) - len(old.split())) <= 1
            and not (inside and set(other.lower().split()) & set(old.lower().split()))
        ]
        if fitting:
            return question[: span.start] + rng.choice(fitting) + question[span.end :]
    return None
