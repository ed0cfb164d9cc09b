"""Figures over the rows of a run: numbers taken from each row, and a statistic of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from chapter_and_verse.evals.scoring.statistics import (
    bootstrap_interval,
    expected_calibration_error,
)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Measure(Generic[Row]):
    """A figure: what it takes from a row, and the statistic of that over all rows.

    ``takes`` gives a row's numbers, or None if the row does not count. The statistic gets an array
    with a line for each row that counts, and gives NaN where it is not defined.
    """

    takes: Callable[[Row], Sequence[float] | None]
    statistic: Callable[[np.ndarray], float]


@dataclass(frozen=True)
class Estimate:
    """A figure over ``n`` rows with its 95 % bootstrap interval; None where it is not defined."""

    value: float | None
    interval: tuple[float, float] | None
    n: int


def estimate(
    measure: Measure[Row],
    rows: Sequence[Row],
    seed: int,
    group: Callable[[Row], Hashable] | None = None,
) -> Estimate:
    """The figure over the rows; with ``group``, whole groups are drawn for the interval."""
    taken = _taken(measure, rows)
    value = value_of(measure, rows)
    if value is None:
        return Estimate(None, None, len(taken))
    values = np.array([numbers for numbers, _ in taken], dtype=float)
    groups = [group(row) for _, row in taken] if group else range(len(taken))
    if len(set(groups)) < 2:
        return Estimate(value, None, len(taken))
    low, high = bootstrap_interval(
        values, measure.statistic, seed=seed, clusters=list(groups) if group else None
    )
    undefined = math.isnan(low) or math.isnan(high)
    return Estimate(value, None if undefined else (low, high), len(taken))


def value_of(measure: Measure[Row], rows: Sequence[Row]) -> float | None:
    """The figure over the rows alone; None where it is not defined."""
    values = np.array([numbers for numbers, _ in _taken(measure, rows)], dtype=float)
    value = float(measure.statistic(values)) if len(values) else math.nan
    return None if math.isnan(value) else value


def _taken(measure: Measure[Row], rows: Sequence[Row]) -> list[tuple[Sequence[float], Row]]:
    return [(numbers, row) for row in rows if (numbers := measure.takes(row)) is not None]


def mean(values: np.ndarray) -> float:
    """The mean of all numbers."""
    return float(values.mean())


def median(values: np.ndarray) -> float:
    """The median of all numbers."""
    return float(np.median(values))


def calibration_error(values: np.ndarray) -> float:
    """`expected_calibration_error` of lines (confidence, outcome)."""
    return expected_calibration_error(values[:, 0], values[:, 1])


def split(values: np.ndarray, statistic: Callable[[np.ndarray, np.ndarray], float]) -> float:
    """A statistic of those lines (number, flag) whose flag is set against the others.

    NaN where all flags or none are set.
    """
    numbers, flags = values[:, 0], values[:, 1] > 0
    if flags.all() or not flags.any():
        return math.nan
    return statistic(numbers[flags], numbers[~flags])
