"""The command ``rag``: index, ask, chat, serve, source, eval, doctor.

Exit status: 0 done, 1 done but something fell short, 2 could not run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chapter_and_verse import __version__
from chapter_and_verse.cli.console import Commands, errors, fail, print_json, stderr, stdout

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.settings import Settings

app = typer.Typer(
    name="rag",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Documents = Annotated[
    Path | None, typer.Option("--documents", "-d", help="Folder of the documents.")
]
Store = Annotated[Path | None, typer.Option("--store", "-s", help="Folder of the index.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"rag {__version__}")
        raise typer.Exit


@app.callback()
def rag(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Chapter & Verse: answers from your own documents, each proved by a verbatim quote."""


@app.command()
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Only these files or folders, inside the documents folder."),
    ] = None,
    documents: Documents = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with the documents folder."""
    with errors():
        from chapter_and_verse.cli.display import index_with_progress, print_report

        assistant = _assistant(documents, store)
        report = index_with_progress(assistant, _names(assistant, paths), stderr())
        if as_json:
            print_json(report.as_json())
        else:
            print_report(report, stdout())
        if not report.passages and not report.failed:
            fail(
                f"There is nothing to index in {assistant.settings.documents}. "
                "Put documents there, or name another folder with --documents."
            )
        raise typer.Exit(1 if report.failed else 0)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    history: Annotated[
        Path | None,
        typer.Option(help='Earlier turns: a JSON list of {"role", "content"}.'),
    ] = None,
    documents: Documents = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, with quotes."""
    with errors():
        assistant = _assistant(documents, store)
        answer = assistant.ask(question, _history(history))
        if as_json:
            print_json(answer.as_json())
        else:
            from chapter_and_verse.cli.display import print_answer

            print_answer(answer, stdout())


@app.command()
def chat(documents: Documents = None, store: Store = None) -> None:
    """Ask and ask on, in the terminal."""
    with errors():
        from chapter_and_verse.cli.display import converse, index_with_progress

        assistant = _assistant(documents, store)
        index_with_progress(assistant, None, stderr())
        converse(assistant, stdout())


@app.command()
def serve(
    documents: Documents = None,
    store: Store = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Bring the index up to date and open the web page."""
    with errors():
        from chapter_and_verse.cli.display import index_with_progress, print_report

        assistant = _assistant(documents, store, host=host, port=port)
        print_report(index_with_progress(assistant, None, stderr()), stderr())
        from chapter_and_verse.ui.app import serve as serve_page

        serve_page(assistant, open_browser=open_browser)


@app.command()
def source(
    name: Annotated[str, typer.Argument(help="The file's path inside the documents folder.")],
    documents: Documents = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Print the text extracted from a document, which citations count their characters in."""
    with errors():
        document = _assistant(documents, store).sources.named(name)
        if as_json:
            print_json(
                {
                    "schema": 1,
                    "source": document.source,
                    "sha256": document.sha256,
                    "text": document.text,
                    "page_starts": list(document.page_starts),
                }
            )
        else:
            sys.stdout.write(document.text)
            if sys.stdout.isatty() and not document.text.endswith("\n"):
                sys.stdout.write("\n")


evals = typer.Typer(invoke_without_command=True, help="Check that answers stay grounded.")
app.add_typer(evals, name="eval")


@evals.callback()
def evaluate(
    context: typer.Context,
    cases: Annotated[
        Path | None, typer.Option(help="Cases to run; else RAG_CASES, else the golden set.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="Only cases with this tag, or another one given.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many questions.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of everything that is drawn.")] = 0,
    thresholds: Annotated[
        Path | None, typer.Option(help="TOML file of what totals must reach.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="An earlier run's JSON to compare with.")
    ] = None,
    max_regression: Annotated[
        float | None, typer.Option(min=0, help="How much worse than the baseline a total may be.")
    ] = None,
    judge: Annotated[
        bool, typer.Option("--judge", help="Ask the chat model for its opinion as well.")
    ] = False,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Test the eval itself with broken answerers.")
    ] = False,
    benchmark: Annotated[
        str | None, typer.Option(help="xquad, mixed, clapnq, mtrag, near-miss or role-swap.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder or file of the benchmark's data.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the run here.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report for people here.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML here.")] = None,
    documents: Documents = None,
    store: Store = None,
) -> None:
    """Check that answers stay grounded; exits 1 where a figure falls short of its threshold."""
    if context.invoked_subcommand:
        return
    with errors():
        settings = _settings(documents, store)
        if benchmark is not None:
            from chapter_and_verse.evals.benchmarks import evaluate as run_benchmark

            if data is None:
                fail("A benchmark needs its data: name the folder with --data.")
            run_benchmark(benchmark, data, settings, limit, seed, json_out, stdout())
            return
        if max_regression is not None and baseline is None:
            fail("--max-regression says how much worse than a baseline: name one with --baseline.")
        from chapter_and_verse.evals.run.outputs import Outputs
        from chapter_and_verse.evals.run.runner import Options, evaluate_mutants
        from chapter_and_verse.evals.run.runner import evaluate as run_cases

        options = Options(
            **_given(cases=cases or settings.cases, thresholds=thresholds),
            tags=tag or (),
            limit=limit,
            seed=seed,
            baseline=baseline,
            max_regression=max_regression or 0.0,
            judge=judge,
            outputs=Outputs(json_out, html, junit),
        )
        run = evaluate_mutants if mutants else run_cases
        raise typer.Exit(run(settings, options, stdout()))


@evals.command("new")
def new_cases(
    out: Annotated[Path, typer.Argument(help="The YAML file to write; it must not exist.")],
    limit: Annotated[int, typer.Option(min=1, help="So many cases at most.")] = 40,
    from_feedback: Annotated[
        bool, typer.Option("--from-feedback", help="Of what visitors of the page thought.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of everything that is drawn.")] = 0,
    documents: Documents = None,
    store: Store = None,
) -> None:
    """Draft cases from your own documents, for a person to review."""
    with errors():
        from chapter_and_verse.evals.cases.drafting import write_drafts, write_feedback

        settings = _settings(documents, store)
        if from_feedback:
            raise typer.Exit(write_feedback(settings, out, stdout()))
        raise typer.Exit(write_drafts(settings, out, limit, seed, stdout()))


@app.command()
def doctor(documents: Documents = None, store: Store = None) -> None:
    """Check the installation, the model, the documents and the index; say how to mend them."""
    with errors():
        from chapter_and_verse.cli.display import print_findings
        from chapter_and_verse.cli.doctor import examine

        findings = list(examine(_assistant(documents, store)))
        print_findings(findings, stdout())
        raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def _settings(documents: Path | None, store: Path | None, **more: Any) -> Settings:
    from chapter_and_verse.settings import Settings

    return Settings(**_given(documents=documents, store=store, **more))


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _assistant(documents: Path | None, store: Path | None, **more: Any) -> Assistant:
    from chapter_and_verse.assistant import Assistant

    return Assistant(_settings(documents, store, **more))


def _names(assistant: Assistant, paths: list[Path] | None) -> list[str] | None:
    """The names of the documents at or below ``paths``, indexed ones that are gone included."""
    if not paths:
        return None
    from chapter_and_verse.errors import NoDocumentsError

    folder = assistant.settings.documents.resolve()
    known = {*assistant.sources.names(), *(file.source for file in assistant.index.files())}
    chosen: list[str] = []
    for path in paths:
        place = path.expanduser().resolve()
        if not place.is_relative_to(folder):
            raise NoDocumentsError(
                f"{path} is outside the documents folder {assistant.settings.documents}. "
                f"Copy it there, or name its folder with --documents."
            )
        inside = place.relative_to(folder).as_posix()
        below = [n for n in known if n == inside or inside == "." or n.startswith(f"{inside}/")]
        if not below:
            raise NoDocumentsError(f"{path} does not exist. Check its spelling.")
        chosen.extend(below)
    return chosen


def _history(path: Path | None) -> list[Any]:
    if path is None:
        return []
    from chapter_and_verse.errors import QuestionError
    from chapter_and_verse.question.question import HISTORY_FORM, parse_turns

    try:
        return list(parse_turns(json.loads(path.read_text(encoding="utf-8"))))
    except OSError as error:
        raise QuestionError(f"The history {path} cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise QuestionError(f"The history {path} is not JSON. {HISTORY_FORM}") from error


if __name__ == "__main__":
    app()
