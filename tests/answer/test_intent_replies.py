"""Summaries and lists: how much is said of how many documents, and of which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import add

import numpy as np
import pytest
from places import text_document

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.intent_replies import (
    COVERED,
    OF_ONE,
    OF_SEVERAL,
    list_documents,
    reply_to_request,
)
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.errors import NoIndexError
from chapter_and_verse.question.intents import Intent, Request
from chapter_and_verse.question.question import Question

SUBJECTS = "mill ferry market school harbour church tower bridge".split()


def town(number: int) -> Document:
    """A document of eight paragraphs of a sentence each."""
    told = (f"The {s} of town {number} is known for its {s} days in May." for s in SUBJECTS)
    return text_document(f"{number}.txt", "\n\n".join(told))


def replied(
    request: Request, count: int, only: Sequence[str] | None = None, without: Sequence[str] = ()
) -> Answer:
    """The reply over so many towns; each passage has a vector of its own."""
    documents = {town(number).source: town(number) for number in range(1, count + 1)}
    passages = {
        f"{name}-{n}": passage
        for name, document in documents.items()
        for n, passage in enumerate(split(document, 200))
    }
    held = {name: [key for key in passages if key.startswith(f"{name}-")] for name in documents}

    def with_vectors(keys: Sequence[str]) -> list[tuple[Passage, np.ndarray]]:
        return [(passages[key], row) for key, row in zip(keys, np.eye(len(keys)), strict=True)]

    chosen = None if only is None else frozenset(only)
    question = Question("tell me", only=chosen, without=frozenset(without))
    parts = reply_to_request(question, request, lambda: held, with_vectors, documents.__getitem__)
    return reduce(add, parts)


def sentences(answer: Answer) -> list[int]:
    """How many sentences are quoted of each document, in the order of the quotes."""
    counts = Counter(c.source for c in answer.citations for _ in c.quote.split("\n\n"))
    return list(counts.values())


@pytest.mark.parametrize(
    ("documents", "wanted", "each"),
    [
        (1, None, [3]),
        (2, None, [2, 2]),
        (3, None, [2, 2, 2]),
        (4, None, [1, 1, 1, 1]),
        (9, None, [1] * 8),
        (1, 5, [5]),
        (2, 6, [3, 3]),
        (2, 5, [2, 2]),
        (3, 2, [1, 1]),
        (4, 1, [1]),
    ],
)
def test_fewer_sentences_are_said_of_each_of_more_documents(
    documents: int, wanted: int | None, each: list[int]
) -> None:
    answer = replied(Request(Intent.SUMMARY, None, wanted), documents)
    assert sentences(answer) == each
    assert answer.note.startswith(OF_ONE if documents == 1 else OF_SEVERAL)
    is_part = len(each) < documents
    told = COVERED.format(covered=len(each), all=documents)
    assert (told in answer.note) is is_part
    assert (answer.refused, answer.confidence) == (False, 1.0)


def test_named_documents_are_summed_up_and_no_other() -> None:
    answer = replied(Request(Intent.SUMMARY, frozenset({"2.txt", "3.txt"})), 4)
    assert {c.source for c in answer.citations} == {"2.txt", "3.txt"}
    absent = replied(Request(Intent.SUMMARY, frozenset()), 2)
    assert (absent.refused, absent.confidence, absent.citations) == (True, 0.0, ())
    assert absent.note.splitlines()[1:] == ["1.txt", "2.txt"]


def test_a_reply_keeps_to_the_documents_that_were_chosen() -> None:
    names = Request(Intent.DOCUMENTS)
    assert replied(names, 3, only=["1.txt", "3.txt"]).note.splitlines()[1:] == ["1.txt", "3.txt"]
    assert replied(names, 3, without=["1.txt"]).note.splitlines()[1:] == ["2.txt", "3.txt"]
    assert replied(names, 3, only=[]).note == "None is chosen."
    summary = replied(Request(Intent.SUMMARY), 3, only=["1.txt", "2.txt"], without=["2.txt"])
    assert {c.source for c in summary.citations} == {"1.txt"}


def test_without_documents_the_reply_says_what_to_do() -> None:
    with pytest.raises(NoIndexError, match="rag index"):
        replied(Request(Intent.DOCUMENTS), 0)


@pytest.mark.parametrize(
    ("count", "first", "last"),
    [
        (1, "1 document is indexed:", "0"),
        (50, "50 documents are indexed:", "49"),
        (51, "51 documents are indexed:", "and 1 more"),
        (1200, "1,200 documents are indexed:", "and 1,150 more"),
    ],
)
def test_a_list_has_fifty_names_at_the_most(count: int, first: str, last: str) -> None:
    lines = list_documents([str(number) for number in range(count)]).splitlines()
    assert (lines[0], lines[-1]) == (first, last)
