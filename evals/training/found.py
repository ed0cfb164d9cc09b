"""What the retriever finds for the development questions, kept on disk: it costs more than reading.

A file holds, for one set of texts and questions, the first passages of each question with their
scores. Readers are compared over the same passages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chapter_and_verse.documents.splitting import SPLITTER_VERSION
from chapter_and_verse.evals.benchmarks.corpus import Corpus, corpus
from chapter_and_verse.index.entries import passage_from_entry, passage_metadata
from chapter_and_verse.index.hit import Hit
from chapter_and_verse.reading.reader import SentenceReading
from chapter_and_verse.settings import Settings

PASSAGES = 5


@dataclass(frozen=True)
class Ask:
    """A question to search for; ``only`` and ``without`` name texts."""

    question: str
    only: str | None = None
    without: str | None = None


@dataclass(frozen=True)
class Scored:
    """A sentence read, with its passage and the retriever's score for that."""

    hit: Hit
    reading: SentenceReading

    @property
    def margin(self) -> float:
        return self.reading.score

    @property
    def evidence(self) -> float:
        """The evidence logit; a reader without one is judged by its margin alone."""
        return 0.0 if self.reading.evidence is None else self.reading.evidence

    @property
    def answerable(self) -> float:
        return 0.0 if self.reading.answerable is None else self.reading.answerable


@dataclass(frozen=True)
class Found:
    """The hits of each question, best first, and the names that the texts got as documents."""

    hits: tuple[tuple[Hit, ...], ...]
    names: dict[str, str]


def search(texts: Sequence[str], asks: Sequence[Ask], cache: Path) -> Found:
    """The first `PASSAGES` passages for each question, from the cache where it has them."""
    wanted = json.dumps([SPLITTER_VERSION, *texts, *(asdict(ask) for ask in asks)])
    path = cache / f"{hashlib.sha256(wanted.encode()).hexdigest()[:16]}.json"
    if not path.exists():
        with corpus(texts, Settings(), lambda step, done, total: None) as made:
            hits = [_hits(made, ask) for ask in asks]
            held = {"names": dict(made.names), "hits": [[*map(_kept, row)] for row in hits]}
        cache.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(held), encoding="utf-8")
    read = json.loads(path.read_text(encoding="utf-8"))
    return Found(tuple(tuple(map(_hit, row)) for row in read["hits"]), read["names"])


def _hits(made: Corpus, ask: Ask) -> list[Hit]:
    def named(text: str | None) -> list[str]:
        return [made.names[text]] if text else []

    hits: list[Hit] = made.assistant.search.open().search(
        ask.question, only=named(ask.only) or None, without=named(ask.without)
    )
    return hits[: None if ask.only else PASSAGES]


def _kept(hit: Hit) -> dict[str, Any]:
    stored = {"headed": hit.passage.headed, "metadata": passage_metadata(hit.passage)}
    return {**vars(hit), "passage": stored}


def _hit(held: dict[str, Any]) -> Hit:
    return Hit(**{**held, "passage": passage_from_entry(**held["passage"])})
