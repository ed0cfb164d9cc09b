"""Questions to begin with, made from the indexed documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from threading import Lock
from typing import TYPE_CHECKING

from chapter_and_verse.question.example_questions import make_questions

if TYPE_CHECKING:
    from chapter_and_verse.answer.citation import Citation
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.index.search import OpenIndex

SHOWN = 4
TRIED = 16
"""Questions put to the assistant until enough of them are answered well."""
DOCUMENTS = 8
PASSAGES = 4
"""Documents, and passages at the head of each, that questions are made from."""
GOOD_EXAMPLE_FROM = 0.6
"""The confidence (0 to 1) an answer needs for its question to be offered as an example."""


class Examples:
    """The example questions of an assistant, made again only after the index has changed."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant.without_model()
        self._held: tuple[str, tuple[str, ...]] = ("", ())
        self._lock = Lock()

    def known(self) -> tuple[str, ...]:
        """The questions that were made last; empty before `find` was called."""
        return self._held[1]

    def find(self) -> tuple[str, ...]:
        """The questions for the index as it is now.

        Raises:
            RagError: the index cannot be used.
        """
        with self._lock:
            revision = self._assistant.index.revision()
            if self._held[0] != revision:
                self._held = (revision, examples(self._assistant))
            return self._held[1]


def examples(assistant: Assistant) -> tuple[str, ...]:
    """Up to `SHOWN` questions that the documents answer, from as many documents as possible.

    They are made from sentences, and kept where the assistant answers them with that very
    sentence. Where there are too few, the rest read "What is … about?".
    """
    index = assistant.search.open()
    documents = list(index.ids().items())[:DOCUMENTS]
    made = [_questions(index, ids[:PASSAGES]) for _, ids in documents]
    in_turn = (made for made in chain.from_iterable(zip_longest(*made)) if made)
    good = (
        question for question, of in islice(in_turn, TRIED) if _answers(assistant, question, of)
    )
    found = list(islice(dict.fromkeys(good), SHOWN))
    about = (f"What is {name} about?" for name, _ in documents)
    return tuple(islice(chain(found, about), SHOWN if len(found) < SHOWN else len(found)))


def _questions(index: OpenIndex, ids: list[str]) -> Iterator[tuple[str, str]]:
    """Questions with the sentence that each was made from, no two with the same first word."""
    begun = set()
    for passage, _ in index.with_vectors(ids):
        for span in passage.sentences:
            text = passage.quote(span)
            made = None if passage.is_title(span) else next(make_questions(text), None)
            if made and (form := made.question.split()[0]) not in begun:
                begun.add(form)
                yield made.question, text


def _answers(assistant: Assistant, question: str, sentence: str) -> bool:
    answer = assistant.ask(question)
    first: Citation | None = next(iter(answer.citations), None)
    return (
        first is not None
        and answer.confidence >= GOOD_EXAMPLE_FROM
        and sentence.strip() in first.quote
    )
