"""Public benchmarks, asked of the real chain: ``rag eval --benchmark NAME --data FOLDER``.

Each benchmark is a module with ``load`` (its files as cases), ``ask`` (a case as rows of the
report) and ``TOTALS`` (figures of those rows); its docstring says what counts. The texts are
indexed once, and every question goes through the chain that users ask. May import `rag` and the
rooms of the evals from `cases` to `run`.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from chapter_and_verse import __version__
from chapter_and_verse.evals.benchmarks import clapnq, mixed, mtrag, near_miss, xquad
from chapter_and_verse.evals.benchmarks.corpus import Corpus, Progress, corpus
from chapter_and_verse.evals.benchmarks.data import BenchmarkError, Loaded
from chapter_and_verse.evals.benchmarks.report import print_result, progress_bar
from chapter_and_verse.evals.benchmarks.rows import ANSWERED, Row, group_of
from chapter_and_verse.evals.cases.case import draw_sample
from chapter_and_verse.evals.cases.output_files import check_writable, write_text
from chapter_and_verse.evals.scoring.figures import Measure, estimate
from chapter_and_verse.settings import Settings


@dataclass(frozen=True)
class Benchmark:
    """How a benchmark is read, asked and scored."""

    load: Callable[[Path, int], Loaded[Any]]
    ask: Callable[[Any, Corpus], Iterator[Row]]
    totals: Mapping[str, Measure[Row]]
    details: Mapping[str, Measure[Row]]
    sample: Callable[[Sequence[Any], int], list[dict[str, Any]]] | None = None


BENCHMARKS: Mapping[str, Benchmark] = {
    "xquad": Benchmark(lambda data, _: xquad.load(data), xquad.ask, xquad.TOTALS, ANSWERED),
    "mixed": Benchmark(mixed.load, xquad.ask, xquad.TOTALS, ANSWERED),
    "clapnq": Benchmark(
        lambda data, _: clapnq.load(data), clapnq.ask, clapnq.TOTALS, clapnq.DETAILS | ANSWERED
    ),
    "mtrag": Benchmark(
        lambda data, _: mtrag.load(data), mtrag.ask, mtrag.TOTALS, mtrag.DETAILS | ANSWERED
    ),
    "near-miss": Benchmark(
        near_miss.load, near_miss.ask, near_miss.TOTALS, ANSWERED, near_miss.sample
    ),
    "role-swap": Benchmark(
        partial(near_miss.load, inside=True),
        near_miss.ask,
        near_miss.TOTALS,
        ANSWERED,
        near_miss.sample,
    ),
}


def run(
    name: str,
    data: Path,
    settings: Settings,
    limit: int | None = None,
    seed: int = 0,
    on_progress: Progress = lambda step, done, total: None,
) -> dict[str, Any]:
    """Ask a benchmark's questions and return the report, an object that JSON can hold.

    ``data`` is the folder of its files, or one file of the same format. ``limit`` draws so many
    questions with ``seed``; the texts they are asked over are always all of the file's.

    Raises:
        BenchmarkError: the name is unknown, or the data are missing or malformed.
        RagError: the chain cannot run; see `errors`.
    """
    if name not in BENCHMARKS:
        raise BenchmarkError(
            f"There is no benchmark {name!r}. Choose one of {', '.join(BENCHMARKS)}."
        )
    benchmark = BENCHMARKS[name]
    began, at = time.perf_counter(), datetime.now(UTC)
    loaded = benchmark.load(data, seed)
    cases = draw_sample(loaded.cases, limit, seed)
    if not cases:
        raise BenchmarkError(f"{loaded.files[0]} holds no question that can be asked.")
    rows: list[Row] = []
    with corpus(loaded.texts, settings, on_progress) as made:
        for number, case in enumerate(cases):
            on_progress("Asking", number, len(cases))
            rows.extend(benchmark.ask(case, made))
        on_progress("Asking", len(cases), len(cases))
        reader = made.assistant.reader.name
    figures = {key: estimate(m, rows, seed, group_of) for key, m in benchmark.totals.items()}
    details = {key: estimate(m, rows, seed, group_of) for key, m in benchmark.details.items()}
    return {
        "schema": 1,
        "benchmark": name,
        "version": __version__,
        "at": at.isoformat(timespec="seconds"),
        "files": [_described(path) for path in loaded.files],
        "limit": limit,
        "seed": seed,
        "reader": reader,
        "settings": settings.model_dump(mode="json", exclude={"documents", "store"}),
        "seconds": round(time.perf_counter() - began, 1),
        "texts": len(loaded.texts),
        "passages": made.indexed.passages,
        "totals": {key: e.value for key, e in figures.items()} | {"n": len(cases)},
        "intervals": {key: e.interval for key, e in figures.items()},
        "details": {key: e.value for key, e in details.items()},
        "detail_intervals": {key: e.interval for key, e in details.items()},
        "not_indexed": [asdict(failure) for failure in made.indexed.failed],
        "unusable": [asdict(unusable) for unusable in loaded.unusable],
        **({"sample": benchmark.sample(cases, seed)} if benchmark.sample else {}),
        "rows": [asdict(row) for row in rows],
    }


def _described(path: Path) -> dict[str, str]:
    return {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def evaluate(
    name: str,
    data: Path,
    settings: Settings,
    limit: int | None,
    seed: int,
    json_out: Path | None,
    console: Console,
) -> None:
    """Run a benchmark, print its figures and write the report.

    Raises:
        RagError: it cannot be run; the message says why and what to do.
    """
    if json_out:
        check_writable(json_out)
    with progress_bar(console) as on_progress:
        result = run(name, data, settings, limit, seed, on_progress)
    if json_out:
        write_text(json_out, json.dumps(result, ensure_ascii=False, indent=1))
    print_result(result, console)
