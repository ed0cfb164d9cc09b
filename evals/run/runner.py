"""Runs cases, compares the totals with the gates and the baseline, and writes the results."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from chapter_and_verse.assistant import Assistant
from chapter_and_verse.evals.cases.case import GOLDEN, SEEDS, Case, EvalError, draw_sample, load
from chapter_and_verse.evals.cases.output_files import write_text
from chapter_and_verse.evals.results.gates import THRESHOLDS, load_gates
from chapter_and_verse.evals.results.regression import load_record
from chapter_and_verse.evals.run.asking import (
    Steps,
    index_and_ask,
    private_index,
    show_in_terminal,
    text_of,
)
from chapter_and_verse.evals.run.display import print_mutants, print_run
from chapter_and_verse.evals.run.judge import ask_opinion
from chapter_and_verse.evals.run.mutants import run_mutants
from chapter_and_verse.evals.run.outputs import Judged, Outputs, judge
from chapter_and_verse.llm.chat_model import open_chat_model
from chapter_and_verse.settings import Settings

QUOTES_ALONE = "quotes alone"
"""The name of the run without a chat model that a run with one is compared with."""


@dataclass(frozen=True)
class Options:
    """Which cases to run, what to compare the results with, and where to write them.

    ``cases`` is a file, the golden cases by default. Only those with one of the ``tags`` are run,
    if there are any, and only ``limit`` of them, drawn with ``seed``. ``baseline`` is the JSON of
    an earlier run; a gated total that is worse by more than ``max_regression`` falls short. If a
    chat model writes the answers and there is no baseline, the run is compared with one of quotes
    alone. With ``judge``, the model also gives its opinion of each statement.
    """

    cases: Path = GOLDEN
    tags: Sequence[str] = ()
    limit: int | None = None
    seed: int = 0
    thresholds: Path = THRESHOLDS
    baseline: Path | None = None
    max_regression: float = 0.0
    judge: bool = False
    outputs: Outputs = field(default_factory=Outputs)


def with_documents(settings: Settings, options: Options) -> Settings:
    """The settings, with the package's own documents where the golden cases are run on none.

    The golden cases ask about ``seeds``, which is in the working directory only in a checkout.
    """
    named = "documents" in settings.model_fields_set or settings.documents.is_dir()
    if named or options.cases != GOLDEN:
        return settings
    return settings.model_copy(update={"documents": SEEDS})


def evaluate(settings: Settings, options: Options, console: Console) -> int:
    """Run cases, write what came of them, and print it.

    Returns the exit status: 0 if all gates are passed, 1 if a total falls short.

    Raises:
        RagError: the eval cannot be run; the message says why and what to do.
    """
    options.outputs.check(settings.documents, options.cases, options.thresholds)
    judged = run_judged(settings, options, console)
    print_run(judged, console)
    options.outputs.write(judged, text_of(Assistant(settings)))
    for path in options.outputs.paths:
        console.print(Text(f"The run is in {path}."))
    return 1 if judged.shortfalls else 0


def run_judged(
    settings: Settings, options: Options, console: Console, steps: Steps = show_in_terminal
) -> Judged:
    """Run cases on an index made for this run alone, and compare the totals with the gates.

    Documents that were skipped are named on the console; ``steps`` shows how far the run is.

    Raises:
        RagError: the eval cannot be run; the message says why and what to do.
    """
    if options.judge and not settings.model:
        raise EvalError("No chat model is set that could judge. Set RAG_MODEL=provider:name.")
    gates = load_gates(options.thresholds)
    before = load_record(options.baseline) if options.baseline else None
    cases = choose_cases(options)
    if before and not {case.id for case in cases} & {row["id"] for row in before["rows"]}:
        raise EvalError(f"{options.baseline} holds none of these cases. Name a run of them.")
    name, tolerated = str(options.baseline), options.max_regression
    with private_index(settings) as assistant:
        if settings.model and before is None:
            alone = assistant.without_model()
            before = index_and_ask(alone, cases, options.seed, console, steps).as_json()
            name, tolerated = QUOTES_ALONE, math.inf
        done = index_and_ask(assistant, cases, options.seed, console, steps)
        judged = judge(done, gates, before, name, tolerated)
        if options.judge:
            chat = open_chat_model(settings)
            with steps("Judging") as on_progress:
                judged = replace(judged, opinion=ask_opinion(chat, done.rows, on_progress))
    return judged


def evaluate_mutants(settings: Settings, options: Options, console: Console) -> int:
    """Run cases, break the answers in the ways of `evals.run.mutants`, and print what is caught.

    Returns the exit status: 1 if a mutant that broke answers passed all gates, else 0.

    Raises:
        RagError: the eval cannot be run; the message says why and what to do.
    """
    options.outputs.check(settings.documents, options.cases, options.thresholds)
    gates = load_gates(options.thresholds)
    with private_index(settings) as assistant:
        done = index_and_ask(
            assistant, choose_cases(options), options.seed, console, show_in_terminal
        )
        broken = run_mutants(done.rows, gates, text_of(assistant), options.seed)
    if options.outputs.json:
        found = {"mutants": [asdict(outcome) for outcome in broken]}
        write_text(options.outputs.json, json.dumps(found, indent=2) + "\n")
    print_mutants(broken, console)
    return 1 if any(outcome.missed for outcome in broken) else 0


def choose_cases(options: Options) -> Sequence[Case]:
    """The cases that the options name.

    Raises:
        EvalError: the file is malformed, or no case has one of the tags.
    """
    cases = load(options.cases)
    known = sorted({tag for case in cases for tag in case.tags})
    for tag in options.tags:
        if tag not in known:
            raise EvalError(
                f"No case in {options.cases} has the tag {tag!r}. "
                f"Its tags are {', '.join(known) or 'none'}."
            )
    wanted = [c for c in cases if not options.tags or set(options.tags) & set(c.tags)]
    return draw_sample(wanted, options.limit, options.seed)
