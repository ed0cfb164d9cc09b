"""A run of the evals as HTML: its figures beside what they must reach, and its report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chapter_and_verse.ui.look.html import escaped

if TYPE_CHECKING:
    from chapter_and_verse.evals.results.record import Gate

NONE = '<p class="cv-empty">No evals have been run here yet.</p>'


def about(cases: Path | None) -> str:
    """What a run asks."""
    which = f"the cases of {escaped(cases.name)}" if cases else "the golden set"
    return f"A run asks {which} on an index of its own and holds the answers to thresholds."


def table(run: Mapping[str, Any]) -> str:
    """The figures that a run had to reach, each with its bound, under the number of passed cases.

    ``run`` is the record that ``rag eval --json`` writes.
    """
    from chapter_and_verse.evals.results.record import gates

    rows = run["rows"]
    passed = sum(bool(row.get("passed")) for row in rows)
    at = escaped(str(run.get("at") or "")[:16].replace("T", " "))
    intervals = run.get("intervals") or {}
    lines = "".join(_line(gate, intervals.get(gate.name)) for gate in gates(run))
    return (
        f'<table class="cv-figures"><caption>{passed} of {len(rows)} cases passed '
        f"<span>{at} UTC</span></caption><thead><tr>"
        '<th scope="col">Figure</th><th scope="col">Value</th>'
        '<th scope="col">95 % interval</th><th scope="col">Threshold</th>'
        f'<th scope="col">State</th></tr></thead><tbody>{lines}</tbody></table>'
    )


def _line(gate: Gate, interval: Any) -> str:
    from chapter_and_verse.evals.results.record import bare, figure, label

    between = "–".join(bare(gate.name, end) for end in interval or ())
    state = {True: "met", False: "falls short", None: "not measured"}[gate.met]
    return (
        f'<tr data-ok="{gate.met is not False}"><th scope="row">{label(gate.name)}</th>'
        f'<td data-label="Value">{figure(gate.name, gate.value)}</td>'
        f'<td data-label="Interval">{between}</td>'
        f'<td data-label="Threshold">{gate.bound}</td><td class="cv-state">{state}</td></tr>'
    )


def report(file: Path) -> str:
    """The report, which brings all it needs, in a frame that reaches nothing around it."""
    inside = escaped(file.read_text(encoding="utf-8"))
    return (
        f'<iframe title="Report of the evals" sandbox="allow-scripts" srcdoc="{inside}"></iframe>'
    )
