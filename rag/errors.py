"""Everything that can go wrong, as one sentence each.

RagError
├── SettingsError        a setting has a value that cannot be used
├── DocumentError        one file cannot be read
├── NoDocumentsError     the documents folder is missing or holds nothing to index
├── NoIndexError         nothing was indexed yet
├── StaleIndexError      the index was built with other settings than the present ones
├── IndexLockedError     another process is writing the index
├── ModelError           a model cannot be loaded, reached, or is not the one it should be
│   └── ModelReplyError  a language model gave no reply that can be used
├── QuestionError        the question is empty, too long, or its history is malformed
└── CitationError        a span no longer holds the text that it was taken from

The message of each says what happened, to which file or setting, and what to do.
"""

from __future__ import annotations


class RagError(Exception):
    """The base of all errors this package raises on purpose."""


class SettingsError(RagError):
    """A setting has a value that cannot be used."""


class DocumentError(RagError):
    """One file cannot be read; ``source`` names it and ``reason`` says why."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class NoDocumentsError(RagError):
    """The documents folder is missing or holds nothing that can be indexed."""


class NoIndexError(RagError):
    """Nothing was indexed yet."""


class StaleIndexError(RagError):
    """The index was built with other settings, or from a file that has changed since."""


class IndexLockedError(RagError):
    """Another process is writing the index."""


class ModelError(RagError):
    """A model cannot be loaded or reached, or its file is not the one it should be."""


class ModelReplyError(ModelError):
    """A language model gave no reply that can be used, or none in time."""


class QuestionError(RagError):
    """The question is empty or too long, or the history before it is malformed."""


class CitationError(RagError):
    """A span no longer holds the text that it was taken from, so it must not be shown."""
