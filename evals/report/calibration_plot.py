"""How often an answer is right at each confidence, as a plot beside the diagonal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from chapter_and_verse.evals.report import svg
from chapter_and_verse.evals.report.svg import LEFT, QUARTERS, RIGHT, TOP
from chapter_and_verse.evals.scoring import statistics

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Cases of like confidence: their number, mean confidence, and how many came out right."""

    n: int
    confidence: float
    right: int


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
    top, bottom, counts = TOP, 232, 296

    def x(share: float) -> float:
        return LEFT + share * (RIGHT - LEFT)

    def y(share: float) -> float:
        return bottom - share * (bottom - top)

    parts = [svg.line(LEFT, y(tick), RIGHT, y(tick), "grid") for tick in QUARTERS]
    parts += [svg.text(LEFT - 8, y(tick) + 4, percent, "end") for tick, percent in QUARTERS.items()]
    parts.append(svg.line(x(0), y(0), x(1), y(1), "diagonal"))
    filled = [(i, group) for i, group in enumerate(bins) if group.n]
    points = [(x(group.confidence), y(group.right / group.n)) for _, group in filled]
    for (_, group), (px, _py) in zip(filled, points, strict=True):
        low, high = wilson_interval(group.right, group.n)
        parts.append(svg.line(px, y(low), px, y(high), "whisker"))
    parts.append(
        f'<polyline class="curve" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>'
    )
    for (_, group), (px, py) in zip(filled, points, strict=True):
        hint = f"{group.right} of {group.n} right at a mean confidence of {group.confidence:.2f}"
        shown = svg.tooltip(hint)
        parts.append(f'<circle class="point" cx="{px:.1f}" cy="{py:.1f}" r="4.5">{shown}</circle>')
    most = max(group.n for group in bins)
    width = (RIGHT - LEFT) / len(bins)
    for i, group in enumerate(bins):
        height = 26 * group.n / most
        left = LEFT + i * width
        parts.append(svg.bar(left + 2, counts - height, width - 4, height, "count"))
        parts.append(svg.text(left + width / 2, counts - height - 5, str(group.n or ""), "middle"))
    parts.append(svg.line(LEFT, counts, RIGHT, counts, "axis"))
    parts += [
        svg.text(x(tick), counts + 17, percent, "middle") for tick, percent in QUARTERS.items()
    ]
    parts.append(svg.text((LEFT + RIGHT) / 2, counts + 36, "confidence", "middle", "name"))
    parts.append(svg.upright(10, (top + bottom) / 2, "first quote right"))
    parts.append(svg.upright(10, counts - 18, "cases"))
    told = "; ".join(
        f"confidence {group.confidence:.0%}: {group.right} of {group.n} right"
        for _, group in filled
    )
    return svg.svg("calibration", counts + 42, "Calibration", f"{told}.", parts)
