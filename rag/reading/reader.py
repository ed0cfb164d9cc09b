"""Readers: which sentence of a passage answers a question, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.text.language import language_of
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import coverage


@dataclass(frozen=True)
class SentenceReading:
    """What a reader makes of one sentence.

    ``span`` is the sentence and ``answer`` the short answer inside it, both in the document's
    text; ``score`` is higher for a better answer and comparable across passages.

    ``evidence`` is the logit that the sentence belongs to the answer, and ``answerable`` the one
    that its passage answers at all; None from a reader that does not tell.
    """

    span: Span
    score: float
    answer: Span | None = None
    evidence: float | None = None
    answerable: float | None = None


class Reader(Protocol):
    """Anything that can score the sentences of passages against a question."""

    name: str
    languages: frozenset[str] | None
    """The ISO 639-1 codes of the languages that it knows; None where that is not known."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[SentenceReading]]:
        """For each passage its sentences, in order, with their scores."""
        ...


class SimilarityReader:
    """Scores a sentence by its likeness to the question: no trained reader needed.

    The score is the cosine similarity of the two plus half the share of the question's terms
    that the sentence has. It knows no short answers.
    """

    name = "similarity"
    languages: frozenset[str] | None = None

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[SentenceReading]]:
        """See `Reader.read`."""
        texts = [passage.quote(span) for passage in passages for span in passage.sentences]
        if not texts:
            return [[] for _ in passages]
        cosines = np.asarray(self._embeddings.embed_documents(texts)) @ np.asarray(
            self._embeddings.embed_query(question)
        )
        shares = [coverage(question, text) for text in texts]
        scores = iter((cosines + 0.5 * np.asarray(shares)).tolist())
        return [
            [SentenceReading(span, next(scores)) for span in passage.sentences]
            for passage in passages
        ]


class OverlapReader:
    """Scores a sentence by the share of the question's terms that it has, with its titles.

    It stands in for a reader that does not know the language of the question: words that both
    share tell something in every language. It knows no short answers, and is never sure; what it
    is worth is measured by `evals.benchmarks.unknown_languages`.
    """

    name = "overlap"
    languages: frozenset[str] | None = None

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[SentenceReading]]:
        """See `Reader.read`."""

        def share(passage: Passage, span: Span) -> float:
            return coverage(question, " ".join([*passage.titles_over(span), passage.quote(span)]))

        return [
            [SentenceReading(span, share(passage, span)) for span in passage.sentences]
            for passage in passages
        ]


def reader_that_knows(reader: Reader, question: str, passages: Sequence[Passage]) -> Reader:
    """``reader``, or an `OverlapReader` where it does not know the language.

    It does not where neither the best of the passages nor the question is in a language of its:
    a question that is a few names looks like any language. The passage's was told when it was
    indexed; to tell the question's takes a model, which is not loaded without need.
    """
    known = reader.languages
    if known is None or any(passage.language in known for passage in passages[:1]):
        return reader
    return reader if language_of(question) in known else OverlapReader()
