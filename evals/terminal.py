"""How a run looks in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from evals.results import Row, Run, short_of
from rag.citation import Citation


@contextmanager
def progress_bar(name: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    """A bar that is gone when done; call what it gives with how many are done, and of how many."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def print_run(done: Run, least: Mapping[str, float], console: Console) -> None:
    """The totals beside their thresholds, and each case that failed."""
    short = short_of(done, least)
    table = Table("", "figure", "95 % interval", "at least", "cases", box=None, pad_edge=False)
    for name, total in done.totals.items():
        table.add_row(
            Text(name, style="bold red" if name in short else ""),
            _figure(total.value),
            "" if total.value is None else f"{_figure(total.low)} – {_figure(total.high)}",
            _figure(least[name]) if name in least else "",
            str(total.n),
        )
    console.print(table)
    failed = [row for row in done.rows if not row.passed]
    for row in failed:
        console.print()
        _print_failure(row, console)
    console.print()
    console.print(f"{len(done.rows) - len(failed)} of {len(done.rows)} cases passed.")
    if short:
        console.print(Text(f"Fell short: {', '.join(short)}.", style="red"))


def _print_failure(row: Row, console: Console) -> None:
    case, answer = row.case, row.answer
    console.print(Text(f"{case.id}: {case.question}", style="bold"))
    if answer.standalone_question != case.question:
        console.print(Text(f"  searched  {answer.standalone_question}"))
    for gold in case.gold:
        console.print(Text(f"  expected  “{gold.quote}”", style="green"))
    if not case.answerable:
        console.print(Text("  expected  a refusal", style="green"))
    came = "a refusal" if answer.refused else "an answer"
    console.print(Text(f"  came      {came}, confidence {answer.confidence:.0%}", style="red"))
    for citation in answer.closest if answer.refused else answer.citations:
        console.print(_quote(citation, "closest" if answer.refused else "quote"))
    if not row.verbatim:
        console.print(Text("  a quote differs from its source", style="bold red"))


def _quote(citation: Citation, name: str) -> Text:
    place = f"{citation.source} {citation.start}–{citation.end}"
    return Text(f"  {name:<9} “{citation.quote}” ", style="dim").append(f"({place})")


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) <= 1 else f"{value:.0f}"
