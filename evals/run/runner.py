"""Put cases to the assistant, and tell what came of them."""

from __future__ import annotations

import json
import math
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from chapter_and_verse.assistant import Assistant
from chapter_and_verse.errors import DocumentError, RagError, StaleIndexError
from chapter_and_verse.evals.cases.case import GOLDEN, Case, EvalError, drawn, load
from chapter_and_verse.evals.cases.output_files import write_text
from chapter_and_verse.evals.results.fingerprints import models, versions
from chapter_and_verse.evals.results.gates import THRESHOLDS, load_gates
from chapter_and_verse.evals.results.regression import load_record
from chapter_and_verse.evals.results.rows import Row, Run, check, totals
from chapter_and_verse.evals.run.display import print_mutants, print_run, progress_bar
from chapter_and_verse.evals.run.judge import opinion
from chapter_and_verse.evals.run.mutants import outcomes
from chapter_and_verse.evals.run.outputs import Judged, Outputs, judge
from chapter_and_verse.evals.scoring import metrics
from chapter_and_verse.llm.chat_model import open_chat_model
from chapter_and_verse.question.question import Question
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.spelling import nearest_name

QUOTES_ALONE = "quotes alone"
"""What the run without a chat model is called that a run with one is compared with."""

OnProgress = Callable[[int, int], None]
"""Called with the number of cases done and the number of all."""

Steps = Callable[[str], AbstractContextManager[OnProgress]]
"""Shows a step of this name for as long as the context lasts, and how far it is."""


def in_terminal(name: str) -> AbstractContextManager[OnProgress]:
    """A step as a bar on standard error."""
    return progress_bar(name, Console(stderr=True))


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
    at = datetime.now(UTC).isoformat(timespec="seconds")
    rows = []
    on_progress(0, len(cases))
    for done, (case, gold) in enumerate(zip(cases, golds, strict=True), 1):
        rows.append(_row(assistant, case, gold))
        on_progress(done, len(cases))
    return Run(
        tuple(rows),
        totals(rows, seed),
        at,
        assistant.settings.model_dump(mode="json", exclude={"store"}),
        versions(),
        models(assistant.settings),
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
            meant = nearest_name(missing[0], names)
            raise EvalError(
                f"Case {case.id!r} needs {', '.join(missing)}, which is not in "
                f"{assistant.settings.documents}. "
                + (f"Did you mean {meant}? " if meant else "")
                + "Name the folder that holds it with --documents, or other cases with --cases."
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


def text_of(assistant: Assistant) -> Callable[[str], str]:
    """Gives the text of a source, empty where it is not, or no longer, what was indexed."""

    def text(source: str) -> str:
        try:
            return assistant.sources.document(source).text
        except (DocumentError, StaleIndexError):
            return ""

    return text


def _row(assistant: Assistant, case: Case, gold: metrics.GoldSpans) -> Row:
    began = time.perf_counter()
    try:
        answer = assistant.chain.invoke(Question(case.question, case.history))
    except RagError as error:
        raise EvalError(f"Case {case.id!r}: {error}") from error
    latency_ms = (time.perf_counter() - began) * 1000
    checks = check(case, answer, gold, text_of(assistant))
    return Row(case, gold, answer, checks, latency_ms)


@dataclass(frozen=True)
class Options:
    """What to ask, what it is held against, and where its outcome goes.

    ``cases`` are the golden set unless a file is named; with ``tags``, those that have one of
    them; with ``limit``, so many, drawn with ``seed``. ``baseline`` is an earlier run's JSON:
    a gated total that is more than ``max_regression`` worse than there falls short. Where a chat
    model writes the answers and no baseline is named, the run is compared with one of quotes
    alone; with ``judge``, that model gives its opinion of each statement as well.
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
    settings: Settings, options: Options, console: Console, steps: Steps = in_terminal
) -> Judged:
    """Run cases on an index made for this run alone, and hold them to the gates.

    The console is told of documents that were skipped, and ``steps`` shows how far the run is.

    Raises:
        RagError: the eval cannot be run; the message says why and what to do.
    """
    if options.judge and not settings.model:
        raise EvalError("No chat model is set that could judge. Set RAG_MODEL=provider:name.")
    gates = load_gates(options.thresholds)
    before = load_record(options.baseline) if options.baseline else None
    cases = chosen(options)
    if before and not {case.id for case in cases} & {row["id"] for row in before["rows"]}:
        raise EvalError(f"{options.baseline} holds none of these cases. Name a run of them.")
    name, tolerated = str(options.baseline), options.max_regression
    with private_index(settings) as assistant:
        if settings.model and before is None:
            alone = assistant.without_model()
            before = _indexed_and_asked(alone, cases, options.seed, console, steps).as_json()
            name, tolerated = QUOTES_ALONE, math.inf
        done = _indexed_and_asked(assistant, cases, options.seed, console, steps)
        judged = judge(done, gates, before, name, tolerated)
        if options.judge:
            chat = open_chat_model(settings)
            with steps("Judging") as on_progress:
                judged = replace(judged, opinion=opinion(chat, done.rows, on_progress))
    return judged


def evaluate_mutants(settings: Settings, options: Options, console: Console) -> int:
    """Run cases, let `evals.run.mutants` break the answers, and print what catches each mutant.

    Returns the exit status: 0 if each that had something to break is caught, 1 if one is not.

    Raises:
        RagError: the eval cannot be run; the message says why and what to do.
    """
    options.outputs.check(settings.documents, options.cases, options.thresholds)
    gates = load_gates(options.thresholds)
    with private_index(settings) as assistant:
        done = _indexed_and_asked(assistant, chosen(options), options.seed, console, in_terminal)
        broken = outcomes(done.rows, gates, text_of(assistant), options.seed)
    if options.outputs.json:
        found = {"mutants": [asdict(outcome) for outcome in broken]}
        write_text(options.outputs.json, json.dumps(found, indent=2) + "\n")
    print_mutants(broken, console)
    return 1 if any(outcome.missed for outcome in broken) else 0


def chosen(options: Options) -> Sequence[Case]:
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
    return drawn(wanted, options.limit, options.seed)


@contextmanager
def private_index(settings: Settings) -> Iterator[Assistant]:
    """An assistant over the same documents whose empty index lasts as long as this context."""
    with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as store:
        yield Assistant(settings.model_copy(update={"store": Path(store), "chroma_url": None}))


def _indexed_and_asked(
    assistant: Assistant, cases: Sequence[Case], seed: int, console: Console, steps: Steps
) -> Run:
    gold_spans(assistant, cases)
    with steps("Indexing") as on_progress:
        report = assistant.sync(None, lambda source, done, total: on_progress(done, total))
    for failure in report.failed:
        console.print(Text(f"skipped {failure.source}: {failure.reason}", style="yellow"))
    if not report.passages:
        raise EvalError(
            f"No document in {assistant.settings.documents} can be read. "
            "Name another folder with --documents."
        )
    with steps("Asking") as on_progress:
        return run(assistant, cases, on_progress, seed=seed)
