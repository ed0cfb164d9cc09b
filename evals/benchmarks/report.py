"""How a benchmark's run looks in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as ProgressBar
from rich.table import Table

from chapter_and_verse.evals.benchmarks.corpus import Progress


@contextmanager
def progress_bar(console: Console) -> Iterator[Progress]:
    """A bar for each step, gone when the run is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with ProgressBar(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done)

        yield show


def print_result(result: Mapping[str, Any], console: Console) -> None:
    """The figures with their intervals, and what was left out."""
    totals, details = result["totals"], result["details"]
    table = Table(
        title=f"{result['benchmark']}, {totals['n']} questions, {result['reader']} reader"
    )
    for column in ("figure", "value", "95 % interval"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    intervals = result["intervals"] | result["detail_intervals"]
    for name, value in {**totals, **details}.items():
        if name != "n":
            table.add_row(name, _shown(name, value), _interval(name, intervals[name]))
    console.print(table)
    console.print(
        f"{result['texts']} texts, {result['passages']} passages, {result['seconds']:.0f} s. "
        f"{len(result['unusable'])} questions with faulty data, "
        f"{len(result['not_indexed'])} texts not indexed."
    )


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f} ms" if name.startswith("latency") else f"{value:.3f}"


def _interval(name: str, interval: tuple[float, float] | None) -> str:
    return "–" if interval is None else " to ".join(_shown(name, end) for end in interval)
