"""Replies to what is no question: fixed phrases, the names of the documents, and summaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.quote_writer import with_quote
from chapter_and_verse.answer.quotes import Read, cite_joined, joined
from chapter_and_verse.documents.loading import is_table
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.errors import NoIndexError
from chapter_and_verse.question.intents import Intent, Request
from chapter_and_verse.question.question import Question
from chapter_and_verse.reading.central_sentences import find_central_sentences
from chapter_and_verse.reading.evidence import Sentence

Ids = Callable[[], Mapping[str, Sequence[str]]]
"""Gives the ids of all passages by document."""
WithVectors = Callable[[Sequence[str]], Sequence[tuple[Passage, np.ndarray]]]
"""Gives passages and their vectors by id."""

NAMES_LISTED = 50
DOCUMENTS_SUMMED_UP = 8
"""How many documents one summary covers, the first by name."""
PASSAGES_FETCHED = 400
"""Of a longer document an even sample, so that a summary takes no longer."""

_HOW = (
    "Ask in your own words, with as many names and details as you know. “Summarise this” shows the "
    "most central sentences; “which documents do you have?” lists what can be asked."
)
PHRASES = {
    Intent.GREETING: f"Hello. The answers here are quotes from the indexed documents. {_HOW}",
    Intent.HELP: "This is Chapter & Verse, a program that answers questions from the indexed "
    "documents. Every answer is a quote, word for word, with its place in the file; where the "
    f"documents do not answer, you are told so. {_HOW}",
    Intent.THANKS: "You are welcome. Ask on whenever you like.",
    Intent.FAREWELL: "Goodbye.",
}
ABSENT = "No document of that name is indexed."
OF_ONE = "A summary in the document’s own words: its most central sentences."
OF_SEVERAL = "A summary in the documents’ own words: the most central sentences of each."
COVERED = "It covers {covered} of {all} documents; name others to see theirs."


def reply(
    question: Question, request: Request, ids: Ids, with_vectors: WithVectors, read: Read
) -> Iterator[Answer]:
    """The parts of the reply; summaries and lists keep to ``only`` and ``without``.

    Raises:
        NoIndexError: nothing is indexed that could be listed or summed up.
        CitationError, StaleIndexError, DocumentError: a file is no longer what was indexed.
    """
    part = Answer(question.text, question.text, confidence=1.0)
    if request.kind in PHRASES:
        yield _said(part, PHRASES[request.kind])
        return
    held = ids()
    if not held:
        raise NoIndexError("No documents are indexed. Put some into the folder, run `rag index`.")
    names = [n for n in held if question.only is None or n in question.only]
    names = [n for n in names if n not in question.without]
    chosen = [n for n in names if request.sources is None or n in request.sources]
    if request.kind is Intent.DOCUMENTS:
        yield _said(part, listed(names))
    elif not chosen:
        yield _said(replace(part, refused=True, confidence=0.0), f"{ABSENT} {listed(names)}")
    else:
        told = chosen if request.sources else _with_prose(chosen)
        of = {name: held[name] for name in told}
        yield from _summary(part, of, len(chosen), request.sentences, with_vectors, read)


def listed(names: Sequence[str]) -> str:
    """How many documents there are and what they are called, one a line."""
    if not names:
        return "None is chosen."
    first = "1 document is" if len(names) == 1 else f"{len(names):,} documents are"
    more = [f"and {len(names) - NAMES_LISTED:,} more"] if len(names) > NAMES_LISTED else []
    return "\n".join([f"{first} indexed:", *names[:NAMES_LISTED], *more])


def _said(part: Answer, note: str) -> Answer:
    return replace(part, note=note)


def _summary(
    part: Answer,
    ids: Mapping[str, Sequence[str]],
    chosen: int,
    wanted: int | None,
    with_vectors: WithVectors,
    read: Read,
) -> Iterator[Answer]:
    names = list(ids)[: min(wanted or DOCUMENTS_SUMMED_UP, DOCUMENTS_SUMMED_UP)]
    note = OF_ONE if len(ids) == 1 else OF_SEVERAL
    if len(names) < chosen:
        note += " " + COVERED.format(covered=len(names), all=f"{chosen:,}")
    part = _said(part, note)
    yield part
    number = 0
    for name in names:
        for quote in joined(_central(ids[name], _each(wanted, len(names)), with_vectors)):
            number += 1
            yield with_quote(part, number, cite_joined(read, quote))


def _with_prose(names: Sequence[str]) -> Sequence[str]:
    """The documents that are more than a table, if any is."""
    return [name for name in names if not is_table(name)] or names


def _each(wanted: int | None, documents: int) -> int | None:
    """How many sentences of each document: by its length if it is one, else two or one."""
    if wanted is not None:
        return max(1, wanted // documents)
    return None if documents == 1 else 2 if documents <= 3 else 1


def _central(ids: Sequence[str], wanted: int | None, with_vectors: WithVectors) -> list[Sentence]:
    rows = with_vectors(ids[:: -(-len(ids) // PASSAGES_FETCHED)])
    found = sorted(rows, key=lambda row: row[0].start)
    vectors = np.array([vector for _, vector in found], dtype=np.float64)
    return find_central_sentences([passage for passage, _ in found], vectors, wanted)
