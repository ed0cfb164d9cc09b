"""A run compared with its gates and its baseline, and the files with its results."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chapter_and_verse.evals.cases.case import EvalError
from chapter_and_verse.evals.cases.output_files import check_writable, write_text
from chapter_and_verse.evals.report import html_report, junit_report
from chapter_and_verse.evals.results.gates import Gates
from chapter_and_verse.evals.results.record import Gate, Record
from chapter_and_verse.evals.results.regression import SCHEMA, Comparison, compare_runs
from chapter_and_verse.evals.results.rows import Run
from chapter_and_verse.evals.run.judge import Opinion


@dataclass(frozen=True)
class Judged:
    """A run, the gates it had to pass, and how it compares with its baseline, if it has one.

    ``beside`` holds each gate with the run's total, ``regressions`` a line for each total that is
    too much worse than in the baseline. ``opinion`` is a chat model's; no gate depends on it.
    """

    run: Run
    gates: Gates
    beside: tuple[Gate, ...]
    comparison: Comparison | None
    regressions: tuple[str, ...]
    opinion: Opinion | None = None

    @property
    def missed(self) -> tuple[Gate, ...]:
        """The gates that the run does not pass."""
        return tuple(gate for gate in self.beside if gate.met is False)

    @property
    def shortfalls(self) -> tuple[str, ...]:
        """A line for each missed gate and each regression; the run passes without any."""
        return *(gate.shortfall for gate in self.missed), *self.regressions

    def as_json(self) -> dict[str, Any]:
        """The object that ``rag eval --json`` writes, schema 2."""
        return {
            "schema": SCHEMA,
            "passed": not self.shortfalls,
            "shortfalls": list(self.shortfalls),
            "regressions": list(self.regressions),
            "gates": asdict(self.gates),
            "baseline": self.comparison and self.comparison.as_json(),
            "judge": self.opinion and self.opinion.as_json(),
            **self.run.as_json(),
        }


def judge(
    run: Run,
    gates: Gates,
    before: Record | None = None,
    baseline: str = "the baseline",
    max_regression: float = 0.0,
) -> Judged:
    """The run beside its gates and the record ``before`` of an earlier run, named ``baseline``."""
    record = run.as_json()
    beside = tuple(gates.beside(record["totals"]))
    if before is None:
        return Judged(run, gates, beside, None, ())
    comparison = compare_runs(baseline, before, record, run.seed)
    worse = tuple(gates.regressions(comparison, max_regression))
    return Judged(run, gates, beside, comparison, worse)


@dataclass(frozen=True)
class Outputs:
    """The files that a run's results are written to; None where one is not wanted."""

    json: Path | None = None
    html: Path | None = None
    junit: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are wanted."""
        return tuple(path for path in (self.json, self.html, self.junit) if path is not None)

    def check(self, documents: Path, *inputs: Path) -> None:
        """Check before a run that each file can be written and overwrites nothing that is read.

        Raises:
            EvalError: one cannot be written, is one of the ``inputs``, lies in the folder of the
                documents, or is named twice.
        """
        taken = {path.resolve() for path in inputs}
        for path in self.paths:
            place = path.resolve()
            if place in taken or place.is_relative_to(documents.resolve()):
                raise EvalError(
                    f"{path} is read by this run, or written twice. Name another file for it."
                )
            taken.add(place)
            check_writable(path)

    def write(self, judged: Judged, text_of: Callable[[str], str]) -> None:
        """Write what is wanted; ``text_of`` gives the text of a source.

        Raises:
            EvalError: a file cannot be written.
        """
        record = judged.as_json()
        if self.json:
            text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
            write_text(self.json, text + "\n")
        if self.html:
            write_text(self.html, html_report(record, text_of))
        if self.junit:
            write_text(self.junit, junit_report(record))
