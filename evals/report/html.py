"""A run as one page that needs nothing else: figures, plots, and every case, the worst first."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from chapter_and_verse.evals.report import calibration_plot, plots
from chapter_and_verse.evals.report.context import (
    AROUND,
    Passage,
    TextOf,
    expected,
    gold_spans,
    in_context,
    text_or_none,
)
from chapter_and_verse.evals.report.tables import chance_in_words, changes_since, totals_of
from chapter_and_verse.evals.results.record import (
    OUTCOMES,
    Record,
    answerable,
    bare,
    figure,
    gates,
    label,
    outcome,
    percent,
    printable,
    verdict,
    worst_first,
)


@dataclass(frozen=True)
class CaseView:
    """A case as the page shows it; ``row`` is the record's."""

    row: Record
    anchor: str
    verdict: str
    outcome: str
    passed: bool
    confidence: str
    expected: tuple[Passage, ...]
    quotes: tuple[Passage, ...]
    closest: tuple[Passage, ...]
    checks: tuple[tuple[str, str], ...]

    @property
    def searched(self) -> str:
        """The question as it was searched, where earlier turns changed it; else ""."""
        standalone = self.row.get("standalone_question") or ""
        return "" if standalone == self.row.get("question") else standalone


def html_report(record: Mapping[str, Any], text_of: TextOf) -> str:
    """A run's record (schema 2) as one HTML page that loads nothing.

    ``text_of`` gives the extracted text of a source; where it raises RagError, the quotes of
    that source stand alone. Characters that XML forbids are replaced by U+FFFD.
    """
    rows = list(record.get("rows") or ())
    anchors = _anchors(rows)
    texts = text_or_none(text_of)
    cases = [_case(row, anchors[id(row)], texts) for row in worst_first(rows)]
    by_id = {str(case.row.get("id")): case for case in cases}
    page = _environment().get_template("page.html.jinja")
    return page.render(
        record=record,
        cases=cases,
        passed=sum(case.passed for case in cases),
        outcomes=[(name, sum(case.outcome == name for case in cases)) for name in OUTCOMES],
        gated=bool(gates(record)),
        totals=totals_of(record),
        plots=_plots(record, cases),
        changes=changes_since(record.get("baseline") or {}),
        chance=chance_in_words(record.get("baseline") or {}),
        by_id=by_id,
        tags=sorted({tag for row in rows for tag in row.get("tags") or ()}),
    )


def _case(row: Record, anchor: str, text_of: Callable[[str], str | None]) -> CaseView:
    gold = gold_spans(row)

    def shown(quotes: Sequence[Record] | None) -> tuple[Passage, ...]:
        return tuple(in_context(quote, gold, text_of, AROUND) for quote in quotes or ())

    return CaseView(
        row=row,
        anchor=anchor,
        verdict=verdict(row),
        outcome=outcome(row),
        passed=bool(row.get("passed")),
        confidence=percent(row.get("confidence")),
        expected=tuple(expected(row, gold, text_of)),
        quotes=shown(row.get("quotes")),
        closest=shown(row.get("closest")),
        checks=tuple(_checks(row)),
    )


def _checks(row: Record) -> Iterator[tuple[str, str]]:
    for name, value in (row.get("checks") or {}).items():
        if value is None or value == []:
            continue
        if isinstance(value, bool):
            yield label(name), "yes" if value else "no"
        elif isinstance(value, list):
            yield label(name), ", ".join(str(one) for one in value)
        else:
            yield label(name), figure(name, value)
    if row.get("latency_ms") is not None:
        yield "Time to answer", figure("latency_ms", row["latency_ms"])


def _anchors(rows: Sequence[Record]) -> dict[int, str]:
    """A distinct id on the page for each row, by the row's identity."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for number, row in enumerate(rows, 1):
        words = re.sub(r"[^A-Za-z0-9_-]+", "-", str(row.get("id"))).strip("-")
        anchor = f"case-{words or number}"
        while anchor in taken:
            anchor += f"-{number}"
        taken.add(anchor)
        found[id(row)] = anchor
    return found


def _plots(record: Record, cases: Sequence[CaseView]) -> dict[str, Markup]:
    judged = [
        (case.row["confidence"], bool((case.row.get("checks") or {}).get("first_is_right")))
        for case in cases
        if case.row.get("confidence") is not None
    ]
    lanes: dict[str, list[plots.Dot]] = {name: [] for name in OUTCOMES}
    for case in cases:
        if case.row.get("confidence") is not None:
            name = str(case.row.get("id"))
            lanes[case.outcome].append(plots.Dot(case.row["confidence"], name, case.anchor))
    scores = [
        (tag, score.get("passed") or 0, score.get("n") or 0)
        for tag, score in (record.get("by_tag") or {}).items()
        if score
    ]
    times = [case.row["latency_ms"] for case in cases if case.row.get("latency_ms") is not None]
    bins = calibration_plot.calibration_bins([c for c, _ in judged], [right for _, right in judged])
    found = {
        "calibration": calibration_plot.calibration(bins),
        "strips": plots.strips(lanes),
        "tags": plots.tag_scores(scores),
        "latency": plots.latencies(times),
    }
    return {name: Markup(svg) for name, svg in found.items()}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("chapter_and_verse.evals.report", "."),
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"bare": bare, "digest": _digest, "label": label, "percent": percent}
    environment.tests["answerable"] = answerable
    return environment


def _finalize(value: Any) -> Any:
    if value is None:
        return "–"
    return value if isinstance(value, Markup) else printable(str(value))


def _digest(script: str) -> str:
    """The SHA-256 digest by which the page's own script, and no other, is allowed to run."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
