"""Replies to messages that are no questions: greetings, lists of documents, summaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.quote_writer import add_quote
from chapter_and_verse.answer.quotes import ReadDocument, cite_sentences, join_neighbours
from chapter_and_verse.documents.loading import is_table
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.errors import NoIndexError
from chapter_and_verse.question.intents import Intent, Request
from chapter_and_verse.question.question import Question
from chapter_and_verse.reading.central_sentences import find_central_sentences
from chapter_and_verse.reading.evidence import Sentence

PassageIds = Callable[[], Mapping[str, Sequence[str]]]
"""Gives the ids of all passages, by document."""
LoadWithVectors = Callable[[Sequence[str]], Sequence[tuple[Passage, np.ndarray]]]
"""Gives the passages with these ids, and their vectors."""

MAX_NAMES_LISTED = 50
MAX_DOCUMENTS_SUMMED_UP = 8
"""How many documents one summary covers, the first by name."""
MAX_PASSAGES_FETCHED = 400
"""Passages read for a summary: of a longer document, evenly many of every part."""

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


def reply_to_request(
    question: Question,
    request: Request,
    ids: PassageIds,
    with_vectors: LoadWithVectors,
    read: ReadDocument,
) -> Iterator[Answer]:
    """The parts of the reply; documents that the question leaves out are neither named nor read.

    Raises:
        NoIndexError: nothing is indexed that could be listed or summed up.
        CitationError, StaleIndexError, DocumentError: a file is no longer what was indexed.
    """
    part = Answer(question.text, question.text, confidence=1.0)
    if request.kind in PHRASES:
        yield _with_note(part, PHRASES[request.kind])
        return
    held = ids()
    if not held:
        raise NoIndexError("No documents are indexed. Put some into the folder, run `rag index`.")
    names = [n for n in held if question.only is None or n in question.only]
    names = [n for n in names if n not in question.without]
    chosen = [n for n in names if request.sources is None or n in request.sources]
    if request.kind is Intent.DOCUMENTS:
        yield _with_note(part, list_documents(names))
    elif not chosen:
        refusal = replace(part, refused=True, confidence=0.0)
        yield _with_note(refusal, f"{ABSENT} {list_documents(names)}")
    else:
        covered = chosen if request.sources else _leave_out_tables(chosen)
        ids_of = {name: held[name] for name in covered}
        yield from _write_summary(part, ids_of, len(chosen), request.sentences, with_vectors, read)


def list_documents(names: Sequence[str]) -> str:
    """How many documents there are, and their names, one a line."""
    if not names:
        return "None is chosen."
    first = "1 document is" if len(names) == 1 else f"{len(names):,} documents are"
    more = [f"and {len(names) - MAX_NAMES_LISTED:,} more"] if len(names) > MAX_NAMES_LISTED else []
    return "\n".join([f"{first} indexed:", *names[:MAX_NAMES_LISTED], *more])


def _with_note(part: Answer, note: str) -> Answer:
    return replace(part, note=note)


def _write_summary(
    part: Answer,
    ids: Mapping[str, Sequence[str]],
    chosen: int,
    wanted: int | None,
    with_vectors: LoadWithVectors,
    read: ReadDocument,
) -> Iterator[Answer]:
    names = list(ids)[: min(wanted or MAX_DOCUMENTS_SUMMED_UP, MAX_DOCUMENTS_SUMMED_UP)]
    note = OF_ONE if len(ids) == 1 else OF_SEVERAL
    if len(names) < chosen:
        note += " " + COVERED.format(covered=len(names), all=f"{chosen:,}")
    part = _with_note(part, note)
    yield part
    each, number = _sentences_each(wanted, len(names)), 0
    for name in names:
        for quote in join_neighbours(_find_central(ids[name], each, with_vectors)):
            number += 1
            yield add_quote(part, number, cite_sentences(read, quote))


def _leave_out_tables(names: Sequence[str]) -> Sequence[str]:
    """The documents that are no tables, which have no sentences; all if they are all tables."""
    return [name for name in names if not is_table(name)] or names


def _sentences_each(wanted: int | None, documents: int) -> int | None:
    """How many sentences a summary has of each document; None leaves it to the length of one."""
    if wanted is not None:
        return max(1, wanted // documents)
    return None if documents == 1 else 2 if documents <= 3 else 1


def _find_central(
    ids: Sequence[str], wanted: int | None, with_vectors: LoadWithVectors
) -> list[Sentence]:
    rows = with_vectors(ids[:: -(-len(ids) // MAX_PASSAGES_FETCHED)])
    found = sorted(rows, key=lambda row: row[0].start)
    vectors = np.array([vector for _, vector in found], dtype=np.float64)
    return find_central_sentences([passage for passage, _ in found], vectors, wanted)
