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

from chapter_and_verse.evals.report import plots
from chapter_and_verse.evals.report.context import (
    AROUND,
    Passage,
    TextOf,
    expected,
    gold_spans,
    in_context,
    text_or_none,
)
from chapter_and_verse.evals.results.record import (
    OUTCOMES,
    Gate,
    Record,
    answerable,
    bare,
    figure,
    gates,
    label,
    less_is_better,
    outcome,
    percent,
    printable,
    signed,
    verdict,
    worst_first,
)


@dataclass(frozen=True)
class Total:
    """A line of the table of totals, as text; ``met`` is None where there is no threshold."""

    name: str
    value: str
    interval: str
    bound: str
    met: bool | None
    n: str
    picture: Markup


@dataclass(frozen=True)
class Change:
    """A total before and after, as text; ``trend`` is "" where the difference may be chance."""

    name: str
    before: str
    after: str
    difference: str
    interval: str
    trend: str


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
        totals=_totals(record),
        plots=_plots(record, cases),
        changes=_changes(record.get("baseline") or {}),
        chance=_chance(record.get("baseline") or {}),
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


def _totals(record: Record) -> list[Total]:
    bounds = {gate.name: gate for gate in gates(record)}
    values = {k: v for k, v in (record.get("totals") or {}).items() if k != "n"}
    values |= {name: None for name in bounds if name not in values}
    counts = record.get("counts") or {}
    return [
        _total(name, value, (record.get("intervals") or {}).get(name), bounds.get(name), counts)
        for name, value in values.items()
    ]


def _total(
    name: str, value: float | None, between: Any, gate: Gate | None, counts: Mapping[str, Any]
) -> Total:
    low, high = between or (None, None)
    given = value is not None and low is not None and high is not None
    picture = ""
    if value is not None and 0 <= value <= 1 and figure(name, value) == f"{value:.3f}":
        picture = plots.interval(value, low, high, gate.threshold if gate else None)
    return Total(
        name=name,
        value=figure(name, value),
        interval=f"{bare(name, low)} – {bare(name, high)}" if given else "",
        bound=gate.bound if gate else "",
        met=gate.met if gate else None,
        n="" if counts.get(name) is None else f"{counts[name]:,}",
        picture=Markup(picture),
    )


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
    bins = plots.calibration_bins([c for c, _ in judged], [right for _, right in judged])
    found = {
        "calibration": plots.calibration(bins),
        "strips": plots.strips(lanes),
        "tags": plots.tag_scores(scores),
        "latency": plots.latencies(times),
    }
    return {name: Markup(svg) for name, svg in found.items()}


def _changes(baseline: Record) -> list[Change]:
    return [_change(total) for total in baseline.get("totals") or ()]


def _change(total: Record) -> Change:
    name, low, high = str(total.get("name")), total.get("low"), total.get("high")
    difference = total.get("difference")
    between = trend = ""
    if low is not None and high is not None:
        between = " to ".join(signed(name, edge).split(" ")[0] for edge in (low, high))
        if low > 0 or high < 0:
            trend = "worse" if (low > 0) == less_is_better(name) else "better"
    return Change(
        name=name,
        before=figure(name, total.get("before")),
        after=figure(name, total.get("after")),
        difference=signed(name, difference),
        interval=between,
        trend=trend,
    )


def _chance(baseline: Record) -> str:
    """McNemar's p in words, "" where there is none."""
    p, better, worse = (baseline.get(name) for name in ("mcnemar_p", "better", "worse"))
    if p is None:
        return ""
    split = f"{len(better or ())} better, {len(worse or ())} worse"
    if p >= 0.2:
        often = f"about {round(p * 10)} times in 10" if p < 0.95 else "nearly always"
        said = "no sign that one run is better"
    elif p >= 0.05:
        often, said = f"about {round(p * 100)} times in 100", "too weak a sign to rely on"
    elif p >= 0.001:
        often = f"about {max(1, round(p * 1000))} times in 1,000"
        said = "a difference that chance hardly explains"
    else:
        often, said = "less than once in 1,000 times", "a difference that chance does not explain"
    return (
        f"{split}: were both runs equally good, a split at least this uneven would come up "
        f"{often}, so this is {said}."
    )


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
