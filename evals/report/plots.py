"""Plots of a run as SVG text: plain functions of numbers, coloured by the page's style sheet.

Each plot has a title and a description for those who do not see it, and is "" where there is
nothing to plot. `svg` has the pieces they are made of, and their units.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from chapter_and_verse.evals.report import svg
from chapter_and_verse.evals.report.svg import LEFT, QUARTERS, RIGHT, TOP, WIDTH
from chapter_and_verse.evals.scoring.statistics import percentile

_SLOTS = 50
_LANE = 54
_RADIUS = 2.9


@dataclass(frozen=True)
class Dot:
    """A case in a strip: its confidence (0 to 1), its name, and the id of its place on the page."""

    confidence: float
    name: str
    anchor: str


def strips(lanes: Mapping[str, Sequence[Dot]]) -> str:
    """Confidence as one row of dots for each kind of outcome; each dot leads to its case."""
    if not any(lanes.values()):
        return ""
    parts = [
        svg.line(_across(tick), TOP, _across(tick), TOP + _LANE * len(lanes), "grid")
        for tick in QUARTERS
    ]
    told = []
    for number, (name, dots) in enumerate(lanes.items()):
        floor = TOP + _LANE * (number + 1)
        parts.append(svg.line(_INSET, floor, RIGHT, floor, "axis"))
        parts.append(svg.text(_INSET - 12, floor - 18, name, "end"))
        parts.append(svg.text(_INSET - 12, floor - 3, str(len(dots)), "end", "number"))
        parts += _stacked(dots, floor, name.replace(" ", "-"))
        told.append(f"{len(dots)} {name}{'s' * (len(dots) != 1)}{_range(dots)}")
    floor = TOP + _LANE * len(lanes)
    parts += [
        svg.text(_across(t), floor + 17, percent, "middle") for t, percent in QUARTERS.items()
    ]
    parts.append(svg.text(_across(0.5), floor + 36, "confidence", "middle", "name"))
    return svg.svg("strips", floor + 42, "Confidence by outcome", f"{'; '.join(told)}.", parts)


def _stacked(dots: Sequence[Dot], floor: float, kind: str) -> list[str]:
    slots: dict[int, list[Dot]] = {}
    for dot in dots:
        slots.setdefault(min(_SLOTS - 1, int(dot.confidence * _SLOTS)), []).append(dot)
    tallest = max((len(slot) for slot in slots.values()), default=1)
    step = min(2 * _RADIUS, (_LANE - 4 * _RADIUS) / max(1, tallest - 1))
    parts = []
    for number, slot in slots.items():
        middle = _across((number + 0.5) / _SLOTS)
        for height, dot in enumerate(slot):
            above = floor - _RADIUS - 1 - height * step
            hint = svg.tooltip(f"{dot.name}, {dot.confidence:.0%}")
            parts.append(
                f'<a href="#{escape(dot.anchor)}" tabindex="-1"><circle class="dot {kind}" '
                f'cx="{middle:.1f}" cy="{above:.1f}" r="{_RADIUS}">{hint}</circle></a>'
            )
    return parts


def _range(dots: Sequence[Dot]) -> str:
    if not dots:
        return ""
    low, high = min(d.confidence for d in dots), max(d.confidence for d in dots)
    return f", confidence {low:.0%} to {high:.0%}"


def tag_scores(scores: Sequence[tuple[str, int, int]]) -> str:
    """Bars of ``(tag, passed, n)``: the share of each tag's cases that passed, lowest first."""
    shown = sorted((s for s in scores if s[2]), key=lambda s: (s[1] / s[2], -s[2], s[0]))
    if not shown:
        return ""
    left, right, step = 138, WIDTH - 64, 21
    bottom = TOP + step * len(shown)

    def x(share: float) -> float:
        return left + share * (right - left)

    parts = [svg.line(x(tick), TOP - 4, x(tick), bottom, "grid") for tick in QUARTERS]
    for number, (tag, passed, n) in enumerate(shown):
        top = TOP + step * number
        short = tag if len(tag) <= 18 else f"{tag[:17]}…"
        parts.append(svg.text(left - 8, top + 14, short, "end"))
        parts.append(svg.bar(left, top + 4, right - left, 13, "track"))
        parts.append(
            svg.bar(left, top + 4, x(passed / n) - left, 13, "share", f"{tag}: {passed} of {n}")
        )
        parts.append(svg.text(right + 8, top + 14, f"{passed}/{n}", "start", "number"))
    parts += [
        svg.text(x(tick), bottom + 17, percent, "middle") for tick, percent in QUARTERS.items()
    ]
    parts.append(svg.text(x(0.5), bottom + 36, "cases passed", "middle", "name"))
    told = "; ".join(f"{tag}: {passed} of {n}" for tag, passed, n in shown)
    return svg.svg("tags", bottom + 42, "Cases passed by tag", f"{told}.", parts)


def latencies(milliseconds: Sequence[float]) -> str:
    """A histogram of the time to answer, in milliseconds, with the median and the 95th percentile.

    Times beyond twice the 95th percentile are counted in the last bar.
    """
    if not milliseconds:
        return ""
    p50, p95 = percentile(milliseconds, 50), percentile(milliseconds, 95)
    top, bottom, bars = 34, 226, 24
    longest = min(max(milliseconds), 2 * p95) or 1
    step = _round_step(longest, 5)
    ticks = [i * step for i in range(math.ceil(longest / step) + 1)]
    limit = ticks[-1]
    counted = Counter(min(bars - 1, int(ms / limit * bars)) for ms in milliseconds)
    most = max(counted.values())
    rise = _round_step(most, 4)
    heights = [i * rise for i in range(math.ceil(most / rise) + 1)]

    def x(ms: float) -> float:
        return LEFT + ms / limit * (RIGHT - LEFT)

    def y(n: float) -> float:
        return bottom - n / heights[-1] * (bottom - top)

    parts = [svg.line(LEFT, y(n), RIGHT, y(n), "grid") for n in heights]
    parts += [svg.text(LEFT - 8, y(n) + 4, f"{n:g}", "end") for n in heights]
    for number, n in sorted(counted.items()):
        start, end = limit / bars * number, limit / bars * (number + 1)
        hint = f"{n} from {start:.0f} ms to {end:.0f} ms"
        parts.append(
            svg.bar(x(start) + 1, y(n), x(end) - x(start) - 2, bottom - y(n), "share", hint)
        )
    for name, value in (("p50", p50), ("p95", p95)):
        at = x(min(value, limit))
        side = "end" if name == "p50" else "start"
        shift = -5 if name == "p50" else 5
        if name == "p95" and at > RIGHT - 70:
            side, shift = "end", -5
        height = top - 20 if name == "p95" else top - 4
        parts.append(svg.line(at, height - 6, at, bottom, "limit"))
        parts.append(svg.text(at + shift, height, f"{name} {value:.0f} ms", side, "number"))
    parts.append(svg.line(LEFT, bottom, RIGHT, bottom, "axis"))
    parts += [svg.text(x(ms), bottom + 17, f"{ms:g}", "middle") for ms in ticks]
    parts.append(svg.text((LEFT + RIGHT) / 2, bottom + 36, "time to answer, ms", "middle", "name"))
    parts.append(svg.upright(10, (top + bottom) / 2, "cases"))
    slower = sum(ms > limit for ms in milliseconds)
    told = (
        f"{len(milliseconds)} cases: median {p50:.0f} ms, 95th percentile {p95:.0f} ms, "
        f"slowest {max(milliseconds):.0f} ms"
    )
    if slower:
        told += f"; {slower} slower than {limit:g} ms in the last bar"
        parts.append(svg.text(RIGHT, bottom - 8, f"{slower} slower →", "end", "number"))
    return svg.svg("latency", bottom + 42, "Time to answer", f"{told}.", parts)


def interval(value: float, low: float | None, high: float | None, bound: float | None) -> str:
    """A share (0 to 1) as a dot with its interval and its threshold, for a table's cell."""
    width, middle = 160, 9

    def x(share: float) -> float:
        return 5 + min(1.0, max(0.0, share)) * (width - 10)

    parts = [svg.line(x(0), middle, x(1), middle, "grid")]
    if low is not None and high is not None:
        parts.append(svg.line(x(low), middle, x(high), middle, "whisker"))
    if bound is not None:
        parts.append(svg.line(x(bound), 2, x(bound), 16, "limit"))
    parts.append(f'<circle class="point" cx="{x(value):.1f}" cy="{middle}" r="3.5"/>')
    return (
        f'<svg class="interval" viewBox="0 0 {width} 18" width="{width}" height="18" '
        f'aria-hidden="true">{"".join(parts)}</svg>'
    )


_INSET = 112


def _across(share: float) -> float:
    return _INSET + 10 + share * (RIGHT - _INSET - 20)


def _round_step(limit: float, steps: int) -> float:
    """The least of 1, 2, 5, 10, 20, … that reaches ``limit`` in at most ``steps`` steps."""
    step = 1.0
    while step * steps < limit:
        step *= 2.5 if f"{step:g}".startswith("2") else 2
    return step
