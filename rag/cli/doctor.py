"""What may be wrong with an installation, and how to mend it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from chapter_and_verse.errors import RagError
from chapter_and_verse.index.embeddings import check_default_model
from chapter_and_verse.reading.open_reader import DEFAULT_READER, check_shipped_reader
from chapter_and_verse.settings import DEFAULT_EMBEDDING_MODEL

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant

_PACKAGES = ("langchain", "langchain-chroma", "chromadb", "sentence-transformers", "gradio")


@dataclass(frozen=True)
class Finding:
    """One thing that was examined: ``detail`` says how it is, and the mend if it is not ``ok``.

    ``but`` is set where it is well and yet there is something to know of it.
    """

    subject: str
    ok: bool
    detail: str
    but: bool = False


def examine(assistant: Assistant) -> Iterator[Finding]:
    """Look at Python, the packages, the models, the documents and the index.

    A language model is asked for one word.
    """
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("Python", (3, 11) <= sys.version_info[:2] <= (3, 13), f"{python} (3.11 to 3.13)")
    for package in _PACKAGES:
        yield _package(package)
    yield _finding("embedding model", lambda: _model(assistant))
    yield _finding("reader", lambda: _reader(assistant))
    if assistant.settings.model:
        yield _finding("language model", lambda: _chat_model(assistant))
    yield _finding("documents", lambda: _documents(assistant))
    yield _finding("index", lambda: _index(assistant))
    yield from _warnings(assistant)


def _finding(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, look())
    except RagError as error:
        return Finding(subject, False, str(error))


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, f"not installed. Run `pip install {name}`.")


def _model(assistant: Assistant) -> str:
    if assistant.settings.embedding_model == DEFAULT_EMBEDDING_MODEL:
        check_default_model()
    size = len(assistant.embeddings.embed_query("Is it there?"))
    return f"{assistant.settings.embedding_model}, {size} dimensions"


def _reader(assistant: Assistant) -> str:
    if assistant.settings.reader == DEFAULT_READER:
        check_shipped_reader()
    return f"{assistant.reader.name}, can be loaded"


def _chat_model(assistant: Assistant) -> str:
    from langchain_core.messages import HumanMessage

    from chapter_and_verse.llm.chat_model import Usage, open_chat_model

    chat = open_chat_model(assistant.settings)
    "".join(chat.stream([HumanMessage("Reply with the word yes.")], Usage()))
    return f"{chat.name}, replies"


def _documents(assistant: Assistant) -> str:
    names = assistant.sources.names()
    return f"{len(names)} files in {assistant.settings.documents}"


def _warnings(assistant: Assistant) -> Iterator[Finding]:
    """What of the indexed documents was not read, or not as their readers see it."""
    try:
        files = assistant.index.files()
    except RagError:  # the finding on the index says it
        return
    for file in sorted(files, key=lambda file: file.source):
        for reason in file.warnings:
            yield Finding(file.source, True, reason, but=True)


def _index(assistant: Assistant) -> str:
    collection = assistant.index.open()
    assistant.index.check(collection)
    files = collection.files()
    current = {name: assistant.sources.sha256(name) for name in {f.source for f in files}}
    outdated = sorted(
        {f.source for f in files if not f.complete or current.get(f.source) != f.sha256}
        | (set(assistant.sources.names()) - set(current))
    )
    if outdated:
        for name in sorted(set(assistant.sources.names()) & set(outdated)):
            assistant.sources.document(name)  # one that cannot be read raises, with the reason
        raise RagError(f"Not indexed as they are now: {', '.join(outdated[:5])}. Run `rag index`.")
    return f"{sum(len(f.ids) for f in files)} passages of {len(files)} files"
