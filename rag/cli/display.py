"""How indexes, answers and findings look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

if TYPE_CHECKING:
    from chapter_and_verse.answer.answer import Answer, ModelRecord
    from chapter_and_verse.answer.citation import Citation
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.cli.doctor import Finding
    from chapter_and_verse.index.sync import SyncReport


def index_with_progress(
    assistant: Assistant, only: Iterable[str] | None, console: Console
) -> SyncReport:
    """Sync the index, with a bar for each file that is being embedded."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(
        *columns,
        TextColumn("passages"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task("Indexing", total=None, visible=False)

        def show(source: str, done: int, total: int) -> None:
            progress.update(
                task, description=Text(source).plain, completed=done, total=total, visible=True
            )

        return assistant.sync(only, show)


def print_report(report: SyncReport, console: Console) -> None:
    """One line of counts, one for each file that was skipped and one for each warning."""
    if report.rebuilt:
        console.print("The model or the splitting has changed: everything was indexed again.")
    console.print(
        f"{report.added} added, {report.replaced} replaced, {report.removed} removed, "
        f"{report.unchanged} unchanged, {len(report.failed)} failed; "
        f"{report.passages} passages in the index."
    )
    for failure in report.failed:
        console.print(
            Text(f"  skipped {failure.source}: {failure.reason}", style="yellow"), soft_wrap=True
        )
    for warning in report.warnings:
        line = f"  read, but {warning.source}: {warning.reason}"
        console.print(Text(line, style="yellow"), soft_wrap=True)


def print_answer(answer: Answer, console: Console) -> None:
    """The answer, its numbered quotes with their places, and the confidence.

    What was no question has its fixed phrase in place of both short answer and confidence.
    """
    if answer.note:
        console.print(Text(f"{answer.note}\n"), soft_wrap=True)
        _print_quotes(answer.citations, console, style="")
        _print_warnings(answer, console)
        return
    if answer.refused:
        console.print(Text(f"{answer.text}\n", style="bold yellow"), soft_wrap=True)
        if answer.suggestion:
            from chapter_and_verse.answer.answer import DID_YOU_MEAN

            console.print(Text(f"{DID_YOU_MEAN.format(answer.suggestion)}\n"), soft_wrap=True)
        _print_quotes(answer.closest, console, style="dim")
        if answer.closest:
            chance = f"Chance that these passages answer: {_per_cent(answer)}"
            console.print(Text(chance, style="dim"))
        _print_warnings(answer, console)
        return
    if answer.model and answer.model.shown:
        console.print(Text(f"{answer.text}\n"), soft_wrap=True)
    elif answer.short_answer:
        console.print(Text(answer.short_answer.quote, style="bold"))
        console.print()
    _print_quotes(answer.citations, console, style="")
    from chapter_and_verse.answer.answer import UNANSWERED

    for part in answer.unanswered:
        line = UNANSWERED.format(part)
        console.print(Text(f"{line}\n", style="yellow"), soft_wrap=True)
    console.print(Text(f"Confidence: {_per_cent(answer)}", style="dim"))
    _print_warnings(answer, console)
    if answer.model:
        _print_model(answer.model, console)


def _print_model(model: ModelRecord, console: Console) -> None:
    """What of the model's reply is not shown, a line for each claim, and the tokens it took."""
    if model.problem:
        console.print(Text(model.problem, style="yellow"), soft_wrap=True)
    for dropped in model.dropped:
        line = f"  left out, as {dropped.reason}: “{dropped.text}”"
        console.print(Text(line, style="dim"), no_wrap=True, overflow="ellipsis")
    tokens = model.tokens
    used = (
        f"{tokens['input']} tokens read, {tokens['output']} written" if tokens else "tokens unknown"
    )
    cost = "" if model.cost is None else f", cost {model.cost:.6f}"
    console.print(Text(f"{model.name}: {used}{cost}", style="dim"))


def _print_warnings(answer: Answer, console: Console) -> None:
    """A line for each document shown that was not read whole."""
    for line in answer.warning_lines:
        console.print(Text(line, style="yellow"), soft_wrap=True)


def _per_cent(answer: Answer) -> str:
    return f"{100 * answer.confidence:.0f} %"


def _print_quotes(citations: Sequence[Citation], console: Console, style: str) -> None:
    for number, citation in enumerate(citations, 1):
        console.print(Text(f"[{number}] “{citation.quote}”", style=style), soft_wrap=True)
        place = ": ".join(filter(None, (citation.source, citation.where)))
        console.print(Text(f"    {place}\n", style="cyan"), soft_wrap=True)


def converse(assistant: Assistant, console: Console) -> None:
    """Read questions until an empty line, "exit" or the end of the input; turns are kept."""
    from chapter_and_verse.errors import QuestionError

    console.print("Ask about your documents. An empty line or “exit” ends the conversation.")
    history: list[dict[str, Any]] = []
    while True:
        try:
            question = console.input("\n[bold]> [/bold]").strip()
        except EOFError:
            return
        if not question or question.lower() in ("exit", "quit", ":q"):
            return
        try:
            answer = assistant.ask(question, history)
        except QuestionError as error:
            console.print(Text(str(error), style="red"))
            continue
        print_answer(answer, console)
        history += [
            {"role": "user", "content": question},
            answer.as_turn(),
        ]


def print_findings(findings: Iterable[Finding], console: Console) -> None:
    """One line for each thing examined, with its mend where it is not well."""
    for finding in findings:
        word, style = ("but", "yellow") if finding.but else ("ok", "green")
        mark = Text(f"{word:<8}", style=style) if finding.ok else Text("problem ", style="red")
        console.print(mark + Text(f"{finding.subject}: {finding.detail}"), soft_wrap=True)
