"""Asks an assistant the questions of cases, on an index made for this run alone."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from chapter_and_verse.assistant import Assistant
from chapter_and_verse.errors import DocumentError, RagError, StaleIndexError
from chapter_and_verse.evals.cases.case import Case, EvalError
from chapter_and_verse.evals.results.checks import check
from chapter_and_verse.evals.results.fingerprints import models, versions
from chapter_and_verse.evals.results.rows import Row, Run, totals
from chapter_and_verse.evals.run.display import progress_bar
from chapter_and_verse.evals.scoring import metrics
from chapter_and_verse.question.question import Question
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.spelling import nearest_name

OnProgress = Callable[[int, int], None]
"""Called with the number of cases done and the number of all."""

Steps = Callable[[str], AbstractContextManager[OnProgress]]
"""Shows a step of this name and how far it is, until the context is left."""


def show_in_terminal(name: str) -> AbstractContextManager[OnProgress]:
    """A step as a bar on standard error."""
    return progress_bar(name, Console(stderr=True))


def run(
    assistant: Assistant,
    cases: Sequence[Case],
    on_progress: OnProgress = lambda done, total: None,
    *,
    seed: int = 0,
) -> Run:
    """Ask every case; the assistant's index must be up to date. ``seed`` is for the bootstrap.

    Raises:
        EvalError: a gold quote does not stand in the documents, or a case cannot be asked.
    """
    golds = find_gold_spans(assistant, cases)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    rows = []
    on_progress(0, len(cases))
    for done, (case, gold) in enumerate(zip(cases, golds, strict=True), 1):
        rows.append(_ask_case(assistant, case, gold))
        on_progress(done, len(cases))
    return Run(
        tuple(rows),
        totals(rows, seed),
        at,
        assistant.settings.model_dump(mode="json", exclude={"store"}),
        versions(),
        models(assistant.settings),
        {file.source: file.sha256 for file in assistant.index.files()},
        seed,
    )


def find_gold_spans(assistant: Assistant, cases: Sequence[Case]) -> list[metrics.GoldSpans]:
    """The spans of each case's gold quotes in the documents; no index is needed.

    Raises:
        EvalError: a document is missing, or a quote does not stand in it as the case says.
    """
    names = set(assistant.sources.names())
    found: list[metrics.GoldSpans] = []
    for case in cases:
        missing = sorted({gold.source for gold in case.gold} - names)
        if missing:
            meant = nearest_name(missing[0], names)
            raise EvalError(
                f"Case {case.id!r} needs {', '.join(missing)}, which is not in "
                f"{assistant.settings.documents}. "
                + (f"Did you mean {meant}? " if meant else "")
                + "Name the folder that holds it with --documents, or other cases with --cases."
            )
        try:
            found.append(
                [
                    (gold.source, gold.spans(assistant.sources.document(gold.source).text))
                    for gold in case.gold
                ]
            )
        except RagError as error:
            raise EvalError(f"Case {case.id!r}: {error}") from error
    return found


def text_of(assistant: Assistant) -> Callable[[str], str]:
    """A function that gives a source's text, empty if the file is gone or has changed."""

    def text(source: str) -> str:
        try:
            return assistant.sources.document(source).text
        except (DocumentError, StaleIndexError):
            return ""

    return text


def _ask_case(assistant: Assistant, case: Case, gold: metrics.GoldSpans) -> Row:
    began = time.perf_counter()
    try:
        answer = assistant.chain.invoke(Question(case.question, case.history))
    except RagError as error:
        raise EvalError(f"Case {case.id!r}: {error}") from error
    latency_ms = (time.perf_counter() - began) * 1000
    checks = check(case, answer, gold, text_of(assistant))
    return Row(case, gold, answer, checks, latency_ms)


@contextmanager
def private_index(settings: Settings) -> Iterator[Assistant]:
    """An assistant over the same documents with an empty index of its own, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as store:
        yield Assistant(settings.model_copy(update={"store": Path(store), "chroma_url": None}))


def index_and_ask(
    assistant: Assistant, cases: Sequence[Case], seed: int, console: Console, steps: Steps
) -> Run:
    """Index the assistant's documents, then ask every case.

    Raises:
        EvalError: no document can be read, or the cases do not fit the documents.
    """
    find_gold_spans(assistant, cases)
    with steps("Indexing") as on_progress:
        report = assistant.sync(None, lambda source, done, total: on_progress(done, total))
    for failure in report.failed:
        console.print(Text(f"skipped {failure.source}: {failure.reason}", style="yellow"))
    if not report.passages:
        raise EvalError(
            f"No document in {assistant.settings.documents} can be read. "
            "Name another folder with --documents."
        )
    with steps("Asking") as on_progress:
        return run(assistant, cases, on_progress, seed=seed)
