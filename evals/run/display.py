"""How a run looks in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.evals.results.record import bare, signed
from chapter_and_verse.evals.results.regression import Comparison
from chapter_and_verse.evals.results.rows import Row
from chapter_and_verse.evals.run.judge import Opinion
from chapter_and_verse.evals.run.mutants import Outcome
from chapter_and_verse.evals.run.outputs import Judged


@contextmanager
def progress_bar(name: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    """A bar that is gone when done; call what it gives with how many are done, and of how many."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def print_run(judged: Judged, console: Console) -> None:
    """The totals beside their gates and the baseline, and each case that failed."""
    run, comparison = judged.run, judged.comparison
    bounds = {gate.name: gate.bound for gate in judged.beside}
    short = {gate.name for gate in judged.missed}
    since = (
        {c.name: signed(c.name, c.difference).split(" ")[0] for c in comparison.totals}
        if comparison
        else {}
    )
    table = Table(Column(no_wrap=True), box=None, pad_edge=False)
    for title in ("figure", "95 % interval", "gate", "cases", *(["change"] if comparison else [])):
        table.add_column(title, no_wrap=True)
    for name, total in run.totals.items():
        table.add_row(
            Text(name, style="bold red" if name in short else ""),
            bare(name, total.value),
            "–".join(bare(name, end) for end in total.interval or ()),
            bounds.get(name, ""),
            str(total.n),
            since.get(name, ""),
        )
    console.print(table)
    failed = [row for row in run.rows if not row.passed]
    for row in failed:
        console.print()
        _print_failure(row, console)
    console.print()
    console.print(f"{len(run.rows) - len(failed)} of {len(run.rows)} cases passed.")
    _print_models_part(run.rows, console)
    if comparison:
        _print_comparison(comparison, console)
    if judged.opinion:
        _print_opinion(judged.opinion, console)
    for line in judged.shortfalls:
        console.print(Text(f"Fell short: {line}.", style="red"))
    if judged.beside and not judged.shortfalls:
        console.print("Every gate is passed.")


def print_mutants(outcomes: Sequence[Outcome], console: Console) -> None:
    """Each mutant beside the totals that caught it."""
    table = Table("mutant", "caught by", box=None, pad_edge=False)
    for outcome in outcomes:
        caught = Text(", ".join(outcome.caught_by) or "nothing", "red" if outcome.missed else "")
        table.add_row(outcome.name, caught if outcome.changed else Text("not tried", "dim"))
    console.print(table)
    if any(not outcome.changed for outcome in outcomes):
        console.print("Not tried: these cases give no answer that it could break.")
    if any(outcome.missed for outcome in outcomes):
        console.print(
            "What nothing caught needs more cases of its kind, or a gate on the total that tells: "
            "see “What catches what” in evals/README.md."
        )


def _print_opinion(opinion: Opinion, console: Console) -> None:
    name = "faithfulness"
    console.print(
        Text(
            f"{opinion.name} holds {bare(name, opinion.faithfulness)} of {opinion.n} statements to "
            f"be supported, and agrees with the metric on {bare(name, opinion.agreement)} of them "
            f"(Cohen's kappa {bare(name, opinion.kappa)}); {opinion.unread} got no usable reply."
        )
    )


def _print_models_part(rows: Sequence[Row], console: Console) -> None:
    """How often a language model had a say, where one was asked."""
    records = [row.answer.model for row in rows if row.answer.model]
    if not records:
        return
    shown, failed = sum(r.shown > 0 for r in records), sum(r.unusable for r in records)
    left_out = sum(len(record.dropped) for record in records)
    console.print(
        Text(
            f"{records[0].name} was asked {len(records)} times: claims of it are shown in {shown} "
            f"answers, {left_out} claims were left out, and {failed} times it could not be used."
        )
    )


def _print_comparison(comparison: Comparison, console: Console) -> None:
    p = comparison.mcnemar_p
    console.print(
        f"Since {comparison.name}: {len(comparison.better)} cases better, "
        f"{len(comparison.worse)} worse (McNemar p = {p:.3f}), "
        f"{len(comparison.added)} added, {len(comparison.removed)} removed."
    )
    for name, cases in (("better", comparison.better), ("worse", comparison.worse)):
        if cases:
            console.print(Text(f"  {name}: {', '.join(cases)}"))


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
    if not row.checks.verbatim:
        console.print(Text("  a quote differs from its source", style="bold red"))
    if row.checks.unsupported:
        said = ", ".join(row.checks.unsupported)
        console.print(Text(f"  no quote says {said}", style="bold red"))


def _quote(citation: Citation, name: str) -> Text:
    place = f"{citation.source} {citation.start}–{citation.end}"
    return Text(f"  {name:<9} “{citation.quote}” ", style="dim").append(f"({place})")
