"""The questions that `evals.comparison` puts to every system, over documents that are
indexed once.

* The golden set, or the cases of a file: a refusal is right where a case is not answerable.
* ``xquad``: each question over all paragraphs, and again with its own paragraph left out, where a
  refusal is right; as in `evals.benchmarks.xquad`.
* ``clapnq``: over all passages, since finding is part of the work. Gold are the sentences that
  annotators selected. `evals.benchmarks.clapnq` gives each passage alone, so its figures are
  others. The unanswerable questions are so by their own passage; another may answer one by chance.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapter_and_verse.assistant import Assistant
from chapter_and_verse.evals.benchmarks import clapnq, xquad
from chapter_and_verse.evals.benchmarks.corpus import Progress, corpus
from chapter_and_verse.evals.benchmarks.data import Loaded
from chapter_and_verse.evals.cases.case import GOLDEN, EvalError, draw_sample, load
from chapter_and_verse.evals.comparison.shown import Asked
from chapter_and_verse.evals.run.asking import find_gold_spans
from chapter_and_verse.index.sync import SyncReport
from chapter_and_verse.question.question import Question
from chapter_and_verse.settings import Settings


@dataclass(frozen=True)
class Prepared:
    """Questions over the documents that ``assistant`` has indexed, in ``index_seconds``."""

    assistant: Assistant
    asked: Sequence[Asked]
    indexed: SyncReport
    index_seconds: float


@contextmanager
def from_cases(
    path: Path | None, settings: Settings, limit: int | None, seed: int, show: Progress
) -> Iterator[Prepared]:
    """The golden set or the cases of a file, on an index made for this run alone.

    Raises:
        EvalError: the cases are malformed, do not fit the documents, or none can be read.
    """
    cases = draw_sample(load(path or GOLDEN), limit, seed)
    with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as store:
        own = settings.model_copy(update={"store": Path(store), "chroma_url": None})
        golds = find_gold_spans(Assistant(own), cases)
        assistant, began = Assistant(own), time.perf_counter()
        report = assistant.sync(on_progress=lambda _, done, total: show("Indexing", done, total))
        seconds = time.perf_counter() - began
        if not report.passages:
            raise EvalError(
                f"No document in {settings.documents} can be read. "
                "Name another folder with --documents."
            )
        asked = [
            Asked(c.id, c.id, Question(c.question, c.history), c.answerable, gold, c.short_answer)
            for c, gold in zip(cases, golds, strict=True)
        ]
        yield Prepared(assistant, asked, report, seconds)


@contextmanager
def from_benchmark(
    name: str, data: Path, settings: Settings, limit: int | None, seed: int, show: Progress
) -> Iterator[Prepared]:
    """A benchmark's questions over all of its texts; writing them as files counts as indexing.

    Raises:
        RagError: the data are missing or malformed, or hold no question.
    """
    load_data, of_case = BENCHMARKS[name]
    loaded = load_data(data)
    cases = draw_sample(loaded.cases, limit, seed)
    if not cases:
        raise EvalError(f"{loaded.files[0]} holds no question that can be asked.")
    began = time.perf_counter()
    with corpus(loaded.texts, settings, show) as made:
        seconds = time.perf_counter() - began
        asked = [one for case in cases for one in of_case(case, made.names)]
        yield Prepared(made.assistant, asked, made.indexed, seconds)


def of_xquad(case: xquad.Case, names: Mapping[str, str]) -> list[Asked]:
    """The question over all paragraphs, and with its own left out."""
    own, text = names[case.paragraph], case.question
    left_out = Question(text, without=frozenset([own]))
    return [
        Asked(case.id, case.article, Question(text), True, [(own, case.spans)], case.answers),
        Asked(case.id, case.article, left_out, False),
    ]


def of_clapnq(case: clapnq.Case, names: Mapping[str, str]) -> list[Asked]:
    """The question over all passages; each selected sentence is a gold part."""
    selected = (case.sentences[number] for number in sorted(case.selected))
    gold = [(names[case.passage], (span,)) for span in selected if span and case.answerable]
    return [Asked(case.id, case.group, Question(case.question), case.answerable, gold)]


BENCHMARKS: Mapping[
    str,
    tuple[Callable[[Path], Loaded[Any]], Callable[[Any, Mapping[str, str]], list[Asked]]],
] = {"xquad": (xquad.load, of_xquad), "clapnq": (clapnq.load, of_clapnq)}
