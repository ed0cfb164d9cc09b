"""Plots of a run as SVG text: plain functions of numbers, coloured by the page's style sheet.

Each plot has a title and a description for those who do not see it, and is "" where there is
nothing to plot. Lengths are SVG user units; a plot is ``WIDTH`` wide and scales with its frame.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from chapter_and_verse.evals.results.record import printable
from chapter_and_verse.evals.scoring import statistics
from chapter_and_verse.evals.scoring.statistics import percentile

WIDTH = 420
BINS = 10

_LEFT, _RIGHT, _TOP = 58, WIDTH - 18, 12
_SLOTS = 50
_LANE = 54
_RADIUS = 2.9


@dataclass(frozen=True)
class Bin:
    """Cases of like confidence: their number, mean confidence, and how many came out right."""

    n: int
    confidence: float
    right: int


@dataclass(frozen=True)
class Dot:
    """A case in a strip: its confidence (0 to 1), its name, and the id of its place on the page."""

    confidence: float
    name: str
    anchor: str


def calibration_bins(confidences: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The ``BINS`` bins of `evals.scoring.statistics.calibration_bins`, in order."""
    members: list[list[int]] = [[] for _ in range(BINS)]
    for case, number in enumerate(statistics.calibration_bins(confidences, BINS)):
        members[int(number)].append(case)
    return [
        Bin(len(of), sum(confidences[i] for i in of) / max(1, len(of)), sum(right[i] for i in of))
        for of in members
    ]


def wilson_interval(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of ``right`` in ``n`` > 0 (Wilson 1927)."""
    z2 = 1.959964**2
    middle = (right + z2 / 2) / (n + z2)
    half = math.sqrt(z2 * (right * (n - right) / n + z2 / 4)) / (n + z2)
    return max(0.0, middle - half), min(1.0, middle + half)


def calibration(bins: Sequence[Bin]) -> str:
    """Share of right first quotes over confidence, with the diagonal and the bins' counts."""
    total = sum(group.n for group in bins)
    if not total:
        return ""
    top, bottom, counts = _TOP, 232, 296

    def x(share: float) -> float:
        return _LEFT + share * (_RIGHT - _LEFT)

    def y(share: float) -> float:
        return bottom - share * (bottom - top)

    parts = [_line(_LEFT, y(tick), _RIGHT, y(tick), "grid") for tick in _QUARTERS]
    parts += [_text(_LEFT - 8, y(tick) + 4, percent, "end") for tick, percent in _QUARTERS.items()]
    parts.append(_line(x(0), y(0), x(1), y(1), "diagonal"))
    filled = [(i, group) for i, group in enumerate(bins) if group.n]
    points = [(x(group.confidence), y(group.right / group.n)) for _, group in filled]
    for (_, group), (px, _py) in zip(filled, points, strict=True):
        low, high = wilson_interval(group.right, group.n)
        parts.append(_line(px, y(low), px, y(high), "whisker"))
    parts.append(
        f'<polyline class="curve" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>'
    )
    for (_, group), (px, py) in zip(filled, points, strict=True):
        hint = f"{group.right} of {group.n} right at a mean confidence of {group.confidence:.2f}"
        parts.append(
            f'<circle class="point" cx="{px:.1f}" cy="{py:.1f}" r="4.5">{_hint(hint)}</circle>'
        )
    most = max(group.n for group in bins)
    width = (_RIGHT - _LEFT) / len(bins)
    for i, group in enumerate(bins):
        height = 26 * group.n / most
        left = _LEFT + i * width
        parts.append(_bar(left + 2, counts - height, width - 4, height, "count"))
        parts.append(_text(left + width / 2, counts - height - 5, str(group.n or ""), "middle"))
    parts.append(_line(_LEFT, counts, _RIGHT, counts, "axis"))
    parts += [_text(x(tick), counts + 17, percent, "middle") for tick, percent in _QUARTERS.items()]
    parts.append(_text((_LEFT + _RIGHT) / 2, counts + 36, "confidence", "middle", "name"))
    parts.append(_upright(10, (top + bottom) / 2, "first quote right"))
    parts.append(_upright(10, counts - 18, "cases"))
    told = "; ".join(
        f"confidence {group.confidence:.0%}: {group.right} of {group.n} right"
        for _, group in filled
    )
    return _svg("calibration", counts + 42, "Calibration", f"{told}.", parts)


def strips(lanes: Mapping[str, Sequence[Dot]]) -> str:
    """Confidence as one row of dots for each kind of outcome; each dot leads to its case."""
    if not any(lanes.values()):
        return ""
    parts = [
        _line(_across(tick), _TOP, _across(tick), _TOP + _LANE * len(lanes), "grid")
        for tick in _QUARTERS
    ]
    told = []
    for number, (name, dots) in enumerate(lanes.items()):
        floor = _TOP + _LANE * (number + 1)
        parts.append(_line(_INSET, floor, _RIGHT, floor, "axis"))
        parts.append(_text(_INSET - 12, floor - 18, name, "end"))
        parts.append(_text(_INSET - 12, floor - 3, str(len(dots)), "end", "number"))
        parts += _stacked(dots, floor, name.replace(" ", "-"))
        told.append(f"{len(dots)} {name}{'s' * (len(dots) != 1)}{_range(dots)}")
    floor = _TOP + _LANE * len(lanes)
    parts += [_text(_across(t), floor + 17, percent, "middle") for t, percent in _QUARTERS.items()]
    parts.append(_text(_across(0.5), floor + 36, "confidence", "middle", "name"))
    return _svg("strips", floor + 42, "Confidence by outcome", f"{'; '.join(told)}.", parts)


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
            hint = _hint(f"{dot.name}, {dot.confidence:.0%}")
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
    bottom = _TOP + step * len(shown)

    def x(share: float) -> float:
        return left + share * (right - left)

    parts = [_line(x(tick), _TOP - 4, x(tick), bottom, "grid") for tick in _QUARTERS]
    for number, (tag, passed, n) in enumerate(shown):
        top = _TOP + step * number
        short = tag if len(tag) <= 18 else f"{tag[:17]}…"
        parts.append(_text(left - 8, top + 14, short, "end"))
        parts.append(_bar(left, top + 4, right - left, 13, "track"))
        parts.append(
            _bar(left, top + 4, x(passed / n) - left, 13, "share", f"{tag}: {passed} of {n}")
        )
        parts.append(_text(right + 8, top + 14, f"{passed}/{n}", "start", "number"))
    parts += [_text(x(tick), bottom + 17, percent, "middle") for tick, percent in _QUARTERS.items()]
    parts.append(_text(x(0.5), bottom + 36, "cases passed", "middle", "name"))
    told = "; ".join(f"{tag}: {passed} of {n}" for tag, passed, n in shown)
    return _svg("tags", bottom + 42, "Cases passed by tag", f"{told}.", parts)


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
        return _LEFT + ms / limit * (_RIGHT - _LEFT)

    def y(n: float) -> float:
        return bottom - n / heights[-1] * (bottom - top)

    parts = [_line(_LEFT, y(n), _RIGHT, y(n), "grid") for n in heights]
    parts += [_text(_LEFT - 8, y(n) + 4, f"{n:g}", "end") for n in heights]
    for number, n in sorted(counted.items()):
        start, end = limit / bars * number, limit / bars * (number + 1)
        hint = f"{n} from {start:.0f} ms to {end:.0f} ms"
        parts.append(_bar(x(start) + 1, y(n), x(end) - x(start) - 2, bottom - y(n), "share", hint))
    for name, value in (("p50", p50), ("p95", p95)):
        at = x(min(value, limit))
        side = "end" if name == "p50" else "start"
        shift = -5 if name == "p50" else 5
        if name == "p95" and at > _RIGHT - 70:
            side, shift = "end", -5
        height = top - 20 if name == "p95" else top - 4
        parts.append(_line(at, height - 6, at, bottom, "limit"))
        parts.append(_text(at + shift, height, f"{name} {value:.0f} ms", side, "number"))
    parts.append(_line(_LEFT, bottom, _RIGHT, bottom, "axis"))
    parts += [_text(x(ms), bottom + 17, f"{ms:g}", "middle") for ms in ticks]
    parts.append(_text((_LEFT + _RIGHT) / 2, bottom + 36, "time to answer, ms", "middle", "name"))
    parts.append(_upright(10, (top + bottom) / 2, "cases"))
    slower = sum(ms > limit for ms in milliseconds)
    told = (
        f"{len(milliseconds)} cases: median {p50:.0f} ms, 95th percentile {p95:.0f} ms, "
        f"slowest {max(milliseconds):.0f} ms"
    )
    if slower:
        told += f"; {slower} slower than {limit:g} ms in the last bar"
        parts.append(_text(_RIGHT, bottom - 8, f"{slower} slower →", "end", "number"))
    return _svg("latency", bottom + 42, "Time to answer", f"{told}.", parts)


def interval(value: float, low: float | None, high: float | None, bound: float | None) -> str:
    """A share (0 to 1) as a dot with its interval and its threshold, for a table's cell."""
    width, middle = 160, 9

    def x(share: float) -> float:
        return 5 + min(1.0, max(0.0, share)) * (width - 10)

    parts = [_line(x(0), middle, x(1), middle, "grid")]
    if low is not None and high is not None:
        parts.append(_line(x(low), middle, x(high), middle, "whisker"))
    if bound is not None:
        parts.append(_line(x(bound), 2, x(bound), 16, "limit"))
    parts.append(f'<circle class="point" cx="{x(value):.1f}" cy="{middle}" r="3.5"/>')
    return (
        f'<svg class="interval" viewBox="0 0 {width} 18" width="{width}" height="18" '
        f'aria-hidden="true">{"".join(parts)}</svg>'
    )


_QUARTERS = {0.0: "0", 0.25: "25 %", 0.5: "50 %", 0.75: "75 %", 1.0: "100 %"}
_INSET = 112


def _across(share: float) -> float:
    return _INSET + 10 + share * (_RIGHT - _INSET - 20)


def _round_step(limit: float, steps: int) -> float:
    """The least of 1, 2, 5, 10, 20, … that reaches ``limit`` in at most ``steps`` steps."""
    step = 1.0
    while step * steps < limit:
        step *= 2.5 if f"{step:g}".startswith("2") else 2
    return step


def _svg(name: str, height: float, title: str, description: str, parts: Sequence[str]) -> str:
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-labelledby="plot-{name}-title plot-{name}-desc">'
        f'<title id="plot-{name}-title">{_safe(title)}</title>'
        f'<desc id="plot-{name}-desc">{_safe(description)}</desc>{"".join(parts)}</svg>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _bar(x: float, y: float, width: float, height: float, kind: str, hint: str = "") -> str:
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" '
        f'height="{max(0.0, height):.1f}">{_hint(hint)}</rect>'
    )


def _text(x: float, y: float, words: str, anchor: str, kind: str = "tick") -> str:
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_safe(words)}</text>'
    )


def _upright(x: float, y: float, words: str) -> str:
    return (
        f'<text class="name" transform="translate({x:.1f} {y:.1f}) rotate(-90)" '
        f'text-anchor="middle">{_safe(words)}</text>'
    )


def _hint(words: str) -> str:
    return f"<title>{_safe(words)}</title>" if words else ""


def _safe(words: str) -> str:
    return escape(printable(words))
