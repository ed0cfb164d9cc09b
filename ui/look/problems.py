"""Problems as one sentence for a visitor, who may see no path of the server and no stack trace.

The messages of `errors` are for whoever runs the assistant and may name folders, so only
those about the visitor's own question are passed on; the others are said in words of their own,
and their details stand in the log.
"""

from __future__ import annotations

import logging

from chapter_and_verse import errors

log = logging.getLogger(__name__)

UNKNOWN = "Something went wrong, and the question was not answered. Ask again in a moment."

_SENTENCES: dict[type[Exception], str] = {
    errors.NoDocumentsError: (
        "There are no documents to answer from. Put some into the folder, and run “rag index”."
    ),
    errors.NoIndexError: "No documents are indexed yet. Run “rag index”, then ask again.",
    errors.StaleIndexError: (
        "The index is older than the documents or the settings. "
        "Run “rag index” to bring it up to date, then ask again."
    ),
    errors.CitationError: (
        "A document has changed since it was indexed, so it cannot be quoted. "
        "Run “rag index” to bring the index up to date, then ask again."
    ),
    errors.DocumentError: (
        "A document cannot be read any more, so it cannot be quoted. "
        "Run “rag index” to bring the index up to date, then ask again."
    ),
    errors.IndexLockedError: "The index is being updated. Ask again in a moment.",
    errors.ModelError: "A model cannot be used. “rag doctor” says which one, and what to do.",
    errors.SettingsError: "A setting cannot be used. “rag doctor” says which one, and what to do.",
}


def sentence(error: Exception) -> str:
    """What a visitor reads about ``error``."""
    if isinstance(error, errors.QuestionError):
        return str(error)
    return next((words for kind, words in _SENTENCES.items() if isinstance(error, kind)), UNKNOWN)


def record(error: Exception) -> None:
    """Write ``error`` to the log, with its stack trace if nobody expected it."""
    unexpected = None if isinstance(error, errors.RagError) else error
    log.warning("A visitor's request failed: %s", error, exc_info=unexpected)
