"""The first step: tells questions to the documents from greetings and requests for a summary."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.intent_replies import reply_to_request
from chapter_and_verse.answer.quotes import ReadDocument
from chapter_and_verse.index.search import OpenIndex, PassageSearch
from chapter_and_verse.logs import log_answer, log_question, ms_since
from chapter_and_verse.question.intents import Request, find_request
from chapter_and_verse.question.question import Question


@dataclass(frozen=True)
class Received:
    """A message, and its ``request`` where it is no question to the documents.

    ``open_index`` opens the index when it is first called (a greeting needs none) and gives the
    same one from then on, so that all of an answer comes from one revision. ``began`` is when the
    message came, as `time.perf_counter` tells it.
    """

    question: Question
    request: Request | None
    open_index: Callable[[], OpenIndex]
    began: float


def receive(question: Question, search: PassageSearch) -> Received:
    """Tell a question to the documents from greetings, and from requests for lists and summaries.

    Raises:
        NoIndexError, StaleIndexError: the message may name a document, and the index that would
            tell is missing or cannot be used.
    """
    began = time.perf_counter()
    open_index = cache(search.open)
    request = find_request(question.text, lambda: open_index().titles())
    kind = request.kind.name.lower() if request else "question"
    log_question(question.text, kind, len(question.history))
    return Received(question, request, open_index, began)


def reply_to(received: Received, read: ReadDocument) -> Iterator[Answer]:
    """The parts of the reply to what is no question: no reader is needed for it."""
    return log_answer(_reply(received, read), received.began)


def _reply(received: Received, read: ReadDocument) -> Iterator[Answer]:
    question, request, open_index = received.question, received.request, received.open_index
    if request is None:
        raise ValueError("A question to the documents is answered by `pipeline.Steps`.")
    began = time.perf_counter()
    parts = reply_to_request(
        question,
        request,
        lambda: open_index().ids(),
        lambda ids: open_index().with_vectors(ids),
        read,
    )
    for part in list(parts):
        yield replace(part, timings_ms={"total": ms_since(began)})
