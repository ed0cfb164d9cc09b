"""The command ``rag eval``, which ``rag`` finds as an entry point; see `cli.console.Commands`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chapter_and_verse.cli.console import errors, fail, stdout
from chapter_and_verse.cli.options import Documents, Store, leave_out_none, make_settings

app = typer.Typer(invoke_without_command=True, help="Check that answers stay grounded.")


@app.callback()
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
        settings = make_settings(documents, store)
        if benchmark is not None:
            from chapter_and_verse.evals.benchmarks import evaluate as run_benchmark

            if data is None:
                fail("A benchmark needs its data: name the folder with --data.")
            run_benchmark(benchmark, data, settings, limit, seed, json_out, stdout())
            return
        if max_regression is not None and baseline is None:
            fail("--max-regression says how much worse than a baseline: name one with --baseline.")
        from chapter_and_verse.evals.run.outputs import Outputs
        from chapter_and_verse.evals.run.runner import Options, evaluate_mutants, with_documents
        from chapter_and_verse.evals.run.runner import evaluate as run_cases

        options = Options(
            **leave_out_none(cases=cases or settings.cases, thresholds=thresholds),
            tags=tag or (),
            limit=limit,
            seed=seed,
            baseline=baseline,
            max_regression=max_regression or 0.0,
            judge=judge,
            outputs=Outputs(json_out, html, junit),
        )
        run = evaluate_mutants if mutants else run_cases
        raise typer.Exit(run(with_documents(settings, options), options, stdout()))


@app.command("new")
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

        settings = make_settings(documents, store)
        if from_feedback:
            raise typer.Exit(write_feedback(settings, out, stdout()))
        raise typer.Exit(write_drafts(settings, out, limit, seed, stdout()))
