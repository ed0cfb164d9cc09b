"""What came of a comparison: figures and ratios of each system, as a table and as a record."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from rich.table import Table

from chapter_and_verse import __version__
from chapter_and_verse.evals.benchmarks.rows import Row
from chapter_and_verse.evals.comparison.questions import Prepared
from chapter_and_verse.evals.comparison.shown import figures

LABELS = {
    "answer_first": "answer in the first thing shown ↑",
    "answer_shown": "answer in anything shown ↑",
    "gold_share": "share of what is shown that is gold ↑",
    "chars_to_answer_p50": "characters to the answer, median ↓",
    "chars_shown_p50": "characters shown, median ↓",
    "answer_f1": "short answer F1 ↑",
    "refusal_auroc": "refusal AUROC ↑",
    "refusal_balanced_accuracy": "refusal balanced accuracy ↑",
    "refusal_balanced_accuracy_best": "the same at the best threshold ↑",
    "verbatim_rate": "verbatim ↑",
    "latency_ms_p50": "time to answer, median ↓",
    "index_seconds": "time to index ↓",
}
"""How each figure is called in the table; arrows say which way is better."""
UNITS = {
    "chars_to_answer_p50": "",
    "chars_shown_p50": "",
    "latency_ms_p50": " ms",
    "index_seconds": " s",
}
"""The figures that are lengths and times, which have ratios."""
PACKAGES = ("bm25s", "chromadb", "langchain-chroma", "langchain-text-splitters", "torch")


@dataclass(frozen=True)
class Result:
    """What came of one system: a row for each question, and figures with their intervals.

    A figure is None where it does not apply, and infinite where a median is never reached.
    """

    system: str
    figures: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float] | None]
    rows: Sequence[Row]

    @classmethod
    def of(cls, system: str, index_seconds: float, rows: Sequence[Row], seed: int) -> Result:
        """The figures of a system's rows."""
        found = figures(rows, seed)
        return cls(
            system,
            {name: e.value for name, e in found.items()} | {"index_seconds": index_seconds},
            {name: e.interval for name, e in found.items()},
            rows,
        )

    def ratios(self, to: Result) -> dict[str, float]:
        """Its lengths and times divided by those of ``to``, where both are finite."""
        found = {}
        for name in UNITS:
            mine, base = self.figures[name], to.figures[name]
            if mine is not None and base and math.isfinite(mine) and math.isfinite(base):
                found[name] = mine / base
        return found


def cells(results: Sequence[Result]) -> list[list[str]]:
    """The text of the table: a heading, then a line for each figure; ratios are to the first."""
    first, *_ = results
    ratios = [{} if result is first else result.ratios(first) for result in results]
    return [
        ["", *(result.system for result in results)],
        *(
            [label]
            + [
                _cell(name, result.figures[name], ratio.get(name))
                for result, ratio in zip(results, ratios, strict=True)
            ]
            for name, label in LABELS.items()
        ),
    ]


def _cell(name: str, value: float | None, ratio: float | None) -> str:
    if value is None:
        return "–"
    if math.isinf(value):
        return "never"
    if name not in UNITS:
        return f"{value:.3f}"
    raw = f"{value:.2g}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:,.0f}"
    return f"{raw}{UNITS[name]}" + ("" if ratio is None else f" (×{ratio:.2g})")


def as_table(results: Sequence[Result]) -> Table:
    """The table for a terminal."""
    heading, *body = cells(results)
    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(heading):
        table.add_column(name, justify="right" if number else "left")
    for line in body:
        table.add_row(*line)
    return table


def as_markdown(results: Sequence[Result]) -> str:
    """The table in Markdown, for pasting into a document."""
    heading, *body = ("| " + " | ".join(line) + " |" for line in cells(results))
    return "\n".join([heading, "|---" + "|---:" * len(results) + "|", *body])


def summary(prepared: Prepared) -> str:
    """What was asked, of what, on what machine, in one line."""
    answerable = sum(one.answerable for one in prepared.asked)
    files = len(prepared.assistant.index.files())
    return (
        f"{answerable} answerable questions and {len(prepared.asked) - answerable} others; "
        f"{files} document{'s' * (files != 1)}; {os.cpu_count()} processors ({platform.machine()})."
    )


def record(prepared: Prepared, results: Sequence[Result], **more: Any) -> dict[str, Any]:
    """The whole run as an object that JSON can hold, schema 1; what is not finite is null."""
    settings = prepared.assistant.settings.model_dump(mode="json", exclude={"documents", "store"})
    found = {
        "schema": 1,
        "version": __version__,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **more,
        "questions": summary(prepared),
        "machine": platform.platform(),
        "versions": {"python": platform.python_version()} | {p: version(p) for p in PACKAGES},
        "settings": settings,
        "documents": {f.source: f.sha256 for f in prepared.assistant.index.files()},
        "indexed": prepared.indexed.as_json(),
        "systems": [asdict(r) | {"ratios": r.ratios(results[0])} for r in results],
    }
    return {key: _finite(value) for key, value in found.items()}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
