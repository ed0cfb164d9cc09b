"""The page's tables, as text: the totals of a run, and each beside an earlier run's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from chapter_and_verse.evals.report import plots
from chapter_and_verse.evals.results.record import (
    Gate,
    Record,
    bare,
    figure,
    gates,
    less_is_better,
    signed,
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


def totals_of(record: Record) -> list[Total]:
    """The totals of a run in its order, with those that a gate names and the run lacks."""
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


def changes_since(baseline: Record) -> list[Change]:
    """The totals beside an earlier run's, none where there is no baseline."""
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


def chance_in_words(baseline: Record) -> str:
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
