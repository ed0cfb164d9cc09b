"""Put cases to the assistant, and tell what came of them."""

from __future__ import annotations

import json
import platform
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.text import Text

import rag
from evals import metrics
from evals.cases import GOLDEN, Case, EvalError, load
from evals.results import Row, Run, short_of, thresholds, totals
from evals.terminal import print_run, progress_bar
from rag.chain import Assistant
from rag.errors import DocumentError, RagError, StaleIndexError
from rag.question import Question
from rag.settings import Settings
from rag.terminal import index_with_progress

PACKAGES = (
    "bm25s",
    "chromadb",
    "langchain-core",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "sentencex",
    "tokenizers",
    "torch",
)
"""What answers depend on; a run records the version of each that is installed."""

OnProgress = Callable[[int, int], None]
"""Called with the number of cases done and the number of all."""


def run(
    assistant: Assistant,
    cases: Sequence[Case],
    on_progress: OnProgress = lambda done, total: None,
    *,
    seed: int = 0,
) -> Run:
    """Ask every case of an assistant whose index is up to date; ``seed`` is the bootstrap's.

    Raises:
        EvalError: a gold quote does not stand in the documents, or a case cannot be asked.
    """
    golds = gold_spans(assistant, cases)
    rows = []
    on_progress(0, len(cases))
    for done, (case, gold) in enumerate(zip(cases, golds, strict=True), 1):
        rows.append(_row(assistant, case, gold))
        on_progress(done, len(cases))
    return Run(
        tuple(rows),
        totals(rows, seed),
        assistant.settings.model_dump(mode="json", exclude={"store"}),
        _versions(),
        {file.source: file.sha256 for file in assistant.index.files()},
        seed,
    )


def gold_spans(assistant: Assistant, cases: Sequence[Case]) -> list[metrics.GoldSpans]:
    """Where the gold quotes of each case stand in the documents; no index is needed.

    Raises:
        EvalError: a document is missing, or a quote does not stand in it as the case says.
    """
    names = set(assistant.sources.names())
    found: list[metrics.GoldSpans] = []
    for case in cases:
        missing = sorted({gold.source for gold in case.gold} - names)
        if missing:
            raise EvalError(
                f"Case {case.id!r} needs {', '.join(missing)}, which is not in "
                f"{assistant.settings.documents}. Name the folder that holds it with "
                "--documents, or other cases with --cases."
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


def _row(assistant: Assistant, case: Case, gold: metrics.GoldSpans) -> Row:
    def text_of(source: str) -> str:
        try:
            return assistant.sources.document(source).text
        except (DocumentError, StaleIndexError):
            return ""

    began = time.perf_counter()
    try:
        answer = assistant.chain.invoke(Question(case.question, case.history))
    except RagError as error:
        raise EvalError(f"Case {case.id!r}: {error}") from error
    latency_ms = (time.perf_counter() - began) * 1000
    short, accepted = metrics.short_answer_text(answer), case.short_answer
    return Row(
        case,
        answer,
        verbatim=metrics.verbatim(answer, text_of),
        gold_in_quotes=metrics.gold_in_quotes(answer, gold) if case.answerable else None,
        refused_right=None if case.answerable else answer.refused,
        first_is_right=metrics.first_is_right(answer, gold),
        answer_f1=metrics.squad_f1(short, accepted) if accepted else None,
        answer_exact=metrics.squad_exact(short, accepted) if accepted else None,
        quoted_chars=metrics.quoted_chars(answer),
        latency_ms=latency_ms,
    )


def evaluate(
    settings: Settings,
    cases_path: Path | None,
    limit: int | None,
    seed: int,
    json_out: Path | None,
    console: Console,
) -> int:
    """Run the golden set, or the cases of a file, on an index made for this run alone.

    With ``limit``, so many cases are drawn with ``seed``. Returns the exit status: 0 if all
    thresholds are reached, 1 if a total falls short, 2 if the eval could not be run; the
    console then says why.
    """
    try:
        cases = _drawn(load(cases_path or GOLDEN), limit, seed)
        if json_out is not None and not json_out.parent.is_dir():
            raise EvalError(f"There is no folder {json_out.parent} to write {json_out.name} in.")
        with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as store:
            own = settings.model_copy(update={"store": Path(store), "chroma_url": None})
            done = _indexed_and_asked(Assistant(own), cases, seed, console)
        if json_out is not None:
            _write(done, json_out)
    except RagError as error:
        console.print(Text(str(error), style="red"))
        return 2
    least = thresholds()
    print_run(done, least, console)
    if json_out is not None:
        console.print(Text(f"The whole run is in {json_out}."))
    return 1 if short_of(done, least) else 0


def _indexed_and_asked(
    assistant: Assistant, cases: Sequence[Case], seed: int, console: Console
) -> Run:
    gold_spans(assistant, cases)
    progress_console = Console(stderr=True)
    report = index_with_progress(assistant, None, progress_console)
    for failure in report.failed:
        console.print(Text(f"skipped {failure.source}: {failure.reason}", style="yellow"))
    if not report.passages:
        raise EvalError(
            f"No document in {assistant.settings.documents} can be read. "
            "Name another folder with --documents."
        )
    with progress_bar("Asking", progress_console) as on_progress:
        return run(assistant, cases, on_progress, seed=seed)


def _drawn(cases: Sequence[Case], limit: int | None, seed: int) -> list[Case]:
    if limit is None or limit >= len(cases):
        return list(cases)
    return [cases[i] for i in sorted(random.Random(seed).sample(range(len(cases)), limit))]


def _versions() -> dict[str, str]:
    found = {"rag": rag.__version__, "python": platform.python_version()}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


def _write(done: Run, path: Path) -> None:
    text = json.dumps(done.as_json(), ensure_ascii=False, indent=2, allow_nan=False)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise EvalError(
            f"{path} cannot be written: {error.strerror}. Name another file."
        ) from error
