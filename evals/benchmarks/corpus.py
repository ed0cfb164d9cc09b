"""The texts of a benchmark as a documents folder, and the real chain over it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.assistant import Assistant
from chapter_and_verse.index.sync import SyncReport
from chapter_and_verse.pipeline import LookedUp
from chapter_and_verse.reading.evidence import Evidence
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.sentences import Span

Progress = Callable[[str, int, int], None]
"""Called with the step that is running, what is done of it, and all there is to do."""

MIB = 1024 * 1024
NO_LIMIT = 2**31


@dataclass(frozen=True)
class Reply:
    """What the chain made of one question.

    ``sources`` are the distinct documents, the one that the chain quotes first in front: by the
    place of their best sentence in ``evidence``, then those that were found but not read, in the
    order of the retrieval.
    """

    answer: Answer
    evidence: Evidence
    sources: tuple[str, ...]
    latency_ms: float

    @property
    def places(self) -> list[tuple[str, Span]]:
        """The document and the span of each sentence, in the order of quoting."""
        return [(s.passage.source, s.span) for s in self.evidence.sentences]


@dataclass(frozen=True)
class Corpus:
    """An assistant over the texts; ``texts`` by document name, ``names`` by text."""

    assistant: Assistant
    texts: Mapping[str, str]
    names: Mapping[str, str]
    indexed: SyncReport

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        only: Sequence[str] | None = None,
        without: Sequence[str] = (),
    ) -> Reply:
        """Ask the chain as users do, and look over its shoulder for the evidence it found."""
        asked = {
            "question": question,
            "history": list(history),
            "only": only,
            "without": list(without),
        }
        witness = _Witness()
        began = time.perf_counter()
        answer = self.assistant.chain.invoke(asked, config={"callbacks": [witness]})
        latency_ms = (time.perf_counter() - began) * 1000
        if witness.seen is None and answer.note:  # it was no question: a greeting, for example
            shown = dict.fromkeys(citation.source for citation in answer.citations)
            return Reply(answer, Evidence((), 0.0, {}), tuple(shown), latency_ms)
        if witness.seen is None:
            raise TypeError("The chain has no step that gives a LookedUp.")
        found = witness.seen
        evidence = replace(found.parts[0].evidence, sentences=tuple(found.sentences))
        sources = [sentence.passage.source for sentence in evidence.sentences]
        sources += [hit.passage.source for hit in found.hits]
        return Reply(answer, evidence, tuple(dict.fromkeys(sources)), latency_ms)

    def search(self, question: str) -> tuple[str, ...]:
        """The distinct documents that the search finds, best first."""
        found = self.assistant.search.open().search(question)
        return tuple(dict.fromkeys(hit.passage.source for hit in found))


class _Witness(BaseCallbackHandler):
    """Keeps what the chain looked up."""

    raise_error = True

    def __init__(self) -> None:
        self.seen: LookedUp | None = None

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        if isinstance(outputs, LookedUp):
            self.seen = outputs


@contextmanager
def corpus(texts: Sequence[str], settings: Settings, on_progress: Progress) -> Iterator[Corpus]:
    """Each of the distinct ``texts`` as a text file in a temporary folder, indexed.

    The files hold exactly the texts, so that offsets are the benchmark's own; they begin with a
    byte order mark, which the loader drops, so that a text that begins with one keeps it. All
    but the folders, the size limits and the database is as ``settings`` say.
    """
    with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as folder:
        names = {text: f"{number:05}.txt" for number, text in enumerate(texts, 1)}
        documents = Path(folder) / "documents"
        documents.mkdir()
        for text, name in names.items():
            (documents / name).write_bytes(text.encode("utf-8-sig"))
        largest = max((path.stat().st_size for path in documents.iterdir()), default=0)
        assistant = Assistant(
            settings.model_copy(
                update={
                    "documents": documents,
                    "store": Path(folder) / "store",
                    "chroma_url": None,
                    "max_file_mb": max(settings.max_file_mb, 1 + largest / MIB),
                    "max_question_chars": NO_LIMIT,
                }
            )
        )
        done: set[str] = set()

        def indexed(source: str, stored: int, passages: int) -> None:
            if stored == passages:
                done.add(source)
            on_progress("Indexing", len(done), len(names))

        on_progress("Indexing", 0, len(names))
        report = assistant.sync(on_progress=indexed)
        yield Corpus(assistant, {name: text for text, name in names.items()}, names, report)
