"""A comparison that anyone can run: the same questions, several systems, one table.

    python -m chapter_and_verse.evals.comparison
    python -m chapter_and_verse.evals.comparison --cases my.yaml --documents ~/papers
    python -m chapter_and_verse.evals.comparison --benchmark xquad --data FOLDER --json out.json

The first one asks the golden cases of their document.

`systems` says what each system is, `questions` what is asked of it, `shown` what each figure
counts. The first column is this chain as the settings have it (``RAG_READER`` and the rest), the
last the same without a trained reader; figures with × are ratios to the first.

Every question goes to each system in turn, in one process, so that whatever else the machine does
slows all of them alike. Each is asked once before anything is timed, for its models to load.
Chains with other readers share one index.

Exit status: 0 done, 2 could not run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from rich.console import Console

from chapter_and_verse.assistant import Assistant
from chapter_and_verse.errors import RagError
from chapter_and_verse.evals.benchmarks.corpus import Progress
from chapter_and_verse.evals.benchmarks.report import progress_bar
from chapter_and_verse.evals.benchmarks.rows import Row
from chapter_and_verse.evals.cases.case import EvalError
from chapter_and_verse.evals.comparison.questions import (
    BENCHMARKS,
    Prepared,
    from_benchmark,
    from_cases,
)
from chapter_and_verse.evals.comparison.results import (
    Result,
    as_markdown,
    as_table,
    record,
    summary,
)
from chapter_and_verse.evals.comparison.shown import row
from chapter_and_verse.evals.comparison.systems import Bm25Alone, Chain, LangChainTutorial, System
from chapter_and_verse.index.embeddings import SentenceEmbeddings
from chapter_and_verse.reading.open_reader import NO_READER
from chapter_and_verse.settings import Settings


def open_systems(prepared: Prepared, readers: Sequence[str]) -> list[System]:
    """The chain as it is set, the baselines, and the chain with each of the other readers.

    Raises:
        ModelError: a reader cannot be loaded.
    """
    settings = prepared.assistant.settings
    chains: list[System] = []
    for reader in dict.fromkeys([settings.reader, *readers, NO_READER]):
        assistant = Assistant(settings.model_copy(update={"reader": reader}))
        reads = f"{assistant.reader.name} {'alone' if reader == NO_READER else 'reader'}"
        chains.append(Chain(f"this chain, {reads}", assistant, prepared.index_seconds))
    sources = [file.source for file in prepared.assistant.index.files()]
    return [
        chains[0],
        LangChainTutorial(prepared.assistant, sources),
        Bm25Alone(prepared.assistant, sources),
        *chains[1:],
    ]


def compare(
    systems: Sequence[System], prepared: Prepared, seed: int, show: Progress
) -> list[Result]:
    """Ask every system every question; which of them goes first changes with each question."""
    asked, sources = prepared.asked, prepared.assistant.sources
    texts = {f.source: sources.document(f.source).text for f in prepared.assistant.index.files()}
    rows: list[list[Row]] = [[] for _ in systems]
    for system in systems:
        system.ask(asked[0].question)
    for number, one in enumerate(asked):
        show("Asking", number, len(asked))
        for turn in range(len(systems)):
            which = (number + turn) % len(systems)
            began = time.perf_counter()
            shown = systems[which].ask(one.question)
            latency_ms = (time.perf_counter() - began) * 1000
            rows[which].append(row(one, shown, latency_ms, texts))
    return [
        Result.of(system.name, system.index_seconds, made, seed)
        for system, made in zip(systems, rows, strict=True)
    ]


def run(args: argparse.Namespace, console: Console, progress: Console) -> None:
    """Everything from the arguments to the printed table.

    Raises:
        RagError: the comparison cannot be run, for the reason that the message gives.
    """
    check(args)
    settings = Settings(**({"documents": args.documents} if args.documents else {}))
    SentenceEmbeddings(settings.embedding_model).embed_documents(["to load it before timing"])
    with progress_bar(progress) as show, questions(args, settings, show) as prepared:
        results = compare(open_systems(prepared, args.reader), prepared, args.seed, show)
        says = summary(prepared)
        found = record(
            prepared,
            results,
            cases=args.benchmark or str(args.cases or "golden set"),
            limit=args.limit,
            seed=args.seed,
        )
    if args.json:
        text = json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)
        try:
            args.json.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise EvalError(f"{args.json} cannot be written: {error.strerror}.") from error
    for failure in prepared.indexed.failed:
        progress.print(f"skipped {failure.source}: {failure.reason}", markup=False)
    if args.markdown:
        console.out(f"{as_markdown(results)}\n\n{says}", highlight=False)
    else:
        console.print(as_table(results))
        console.print(f"\n{says}")


def questions(
    args: argparse.Namespace, settings: Settings, show: Progress
) -> AbstractContextManager[Prepared]:
    """The benchmark's questions, or those of the cases."""
    if args.benchmark:
        return from_benchmark(args.benchmark, args.data, settings, args.limit, args.seed, show)
    return from_cases(args.cases, settings, args.limit, args.seed, show)


def check(args: argparse.Namespace) -> None:
    """Find out before the run, not after it, what does not fit together.

    Raises:
        EvalError: an option is missing, does not belong here, or names no place to write to.
    """
    if args.benchmark and not args.data:
        raise EvalError("A benchmark needs its data: name the folder with --data.")
    if args.data and not args.benchmark:
        raise EvalError("--data is a benchmark's: name which one with --benchmark.")
    if args.benchmark and (args.cases or args.documents):
        raise EvalError("A benchmark brings its own texts: leave out --cases and --documents.")
    if args.limit is not None and args.limit < 1:
        raise EvalError("--limit must be at least 1.")
    if args.json and (args.json.is_dir() or not args.json.absolute().parent.is_dir()):
        raise EvalError(f"The run cannot be written to {args.json}. Name a file with --json.")


def arguments() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = argparse.ArgumentParser(
        prog="python -m chapter_and_verse.evals.comparison",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--cases", type=Path, metavar="FILE", help="cases to ask; else the golden set")
    add("--documents", type=Path, metavar="DIR", help="the documents that the cases are about")
    add("--benchmark", choices=[*BENCHMARKS], help="a public benchmark in place of cases")
    add("--data", type=Path, metavar="PATH", help="folder or file of the benchmark's data")
    add("--limit", type=int, metavar="N", help="only so many questions, drawn with the seed")
    add("--seed", type=int, default=0, metavar="N", help="seed of all that is drawn (0)")
    add(
        "--reader",
        action="append",
        default=[],
        metavar="NAME",
        help="one more reader, by hub name or path, as for RAG_READER; may be given several times",
    )
    add("--json", type=Path, metavar="OUT", help="write the whole run here")
    add("--markdown", action="store_true", help="print the table in Markdown")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    console, progress = Console(highlight=False), Console(stderr=True, highlight=False)
    if not console.is_terminal:
        console.width = 160
    args = arguments().parse_args(argv)
    try:
        run(args, console, progress)
    except RagError as error:
        progress.print(str(error), style="red", markup=False, soft_wrap=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
