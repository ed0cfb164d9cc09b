"""Statistics on the outcomes of an eval: pure functions of arrays.

Scores are higher for what is more surely answerable; outcomes are 1 (right) or 0 (wrong).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike


def auroc(positive: ArrayLike, negative: ArrayLike) -> float:
    """The chance that a positive scores above a negative, 0 to 1; 0.5 tells nothing.

    AUROC = (#{p > n} + #{p = n} / 2) / (P N) over all pairs of a positive p and a negative n:
    the area under the ROC curve, which is the Mann-Whitney U divided by P N (Hanley and
    McNeil 1982).

    Raises:
        ValueError: there are no positives or no negatives, or a score is not a number.
    """
    pos, neg = _scores(positive, "positive"), np.sort(_scores(negative, "negative"))
    below = np.searchsorted(neg, pos, side="left")
    ties = np.searchsorted(neg, pos, side="right") - below
    return float((below + ties / 2).sum() / (pos.size * neg.size))


def balanced_accuracy(
    answered_of_answerable: ArrayLike, answered_of_unanswerable: ArrayLike
) -> float:
    """The mean of the share of answerable questions answered and of unanswerable ones refused.

    (mean(a) + 1 - mean(u)) / 2 over the flags "was answered" of the answerable questions a and
    of the unanswerable ones u (Brodersen et al. 2010); 0.5 for always answering.

    Raises:
        ValueError: there are no answerable or no unanswerable questions.
    """
    answerable = _scores(answered_of_answerable, "answerable")
    unanswerable = _scores(answered_of_unanswerable, "unanswerable")
    return float((answerable.mean() + 1 - unanswerable.mean()) / 2)


def best_balanced_accuracy(positive: ArrayLike, negative: ArrayLike) -> tuple[float, float]:
    """The highest `balanced_accuracy` over all thresholds, and the lowest threshold with it.

    A score of at least the threshold counts as answered; ``inf`` means that none is. The
    threshold is chosen on the very scores it is judged by, so the figure is optimistic.

    Raises:
        ValueError: there are no positives or no negatives, or a score is not a number.
    """
    pos, neg = np.sort(_scores(positive, "positive")), np.sort(_scores(negative, "negative"))
    thresholds = np.append(np.unique(np.concatenate([pos, neg])), np.inf)
    answered = 1 - np.searchsorted(pos, thresholds, side="left") / pos.size
    refused = np.searchsorted(neg, thresholds, side="left") / neg.size
    best = int(np.argmax(answered + refused))
    return float((answered[best] + refused[best]) / 2), float(thresholds[best])


def expected_calibration_error(
    confidences: ArrayLike, outcomes: ArrayLike, bins: int = 10
) -> float:
    """How far confidence is from the share of right outcomes, on average; 0 is best, 1 worst.

    ECE = sum over bins of |B| / n * |mean outcome in B - mean confidence in B|, with the bins of
    `calibration_bins` (Naeini et al. 2015, Guo et al. 2017).

    Raises:
        ValueError: nothing is given, the lengths differ, or a value lies outside 0 to 1.
    """
    confidence, outcome = _scores(confidences, "confidences"), _scores(outcomes, "outcomes")
    if confidence.size != outcome.size:
        raise ValueError(f"{confidence.size} confidences but {outcome.size} outcomes.")
    for name, values in (("confidence", confidence), ("outcome", outcome)):
        if values.min() < 0 or values.max() > 1:
            raise ValueError(f"Each {name} must lie between 0 and 1.")
    number = calibration_bins(confidence, bins)
    gaps = np.bincount(number, weights=outcome - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / confidence.size)


def calibration_bins(confidences: ArrayLike, bins: int = 10) -> np.ndarray:
    """The number, from 0, of the bin that each confidence falls into.

    There are ``bins`` of them, of *equal width* over [0, 1], closed above; 0 belongs to the first.
    """
    edges = np.linspace(0, 1, bins + 1)[1:-1]
    numbers: np.ndarray = np.digitize(np.asarray(confidences, dtype=float), edges, right=True)
    return numbers


def bootstrap_interval(
    values: ArrayLike,
    statistic: Callable[[np.ndarray], float] = np.mean,
    *,
    seed: int = 0,
    resamples: int = 1000,
    level: float = 0.95,
    clusters: Sequence[Hashable] | None = None,
) -> tuple[float, float]:
    """The percentile bootstrap interval of ``statistic`` (Efron and Tibshirani 1993, chapter 13).

    The rows of ``values`` (its first axis) are drawn with replacement ``resamples`` times; the
    interval lies between the (1 - level) / 2 and (1 + level) / 2 quantiles of the statistic.
    With ``clusters``, one label a row, whole clusters are drawn (Field and Welsh 2007): for
    questions on one paragraph, whose outcomes go together.

    Raises:
        ValueError: there are no values, or not one cluster label for each.
    """
    rows = np.asarray(values, dtype=float)
    if not rows.size:
        raise ValueError("There are no values to resample.")
    members = _members(clusters, len(rows))
    units = len(rows) if members is None else len(members)
    rng = np.random.default_rng(seed)
    found = np.empty(resamples)
    for i in range(resamples):
        drawn = rng.integers(units, size=units)
        chosen = drawn if members is None else np.concatenate([members[unit] for unit in drawn])
        found[i] = statistic(rows[chosen])
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def percentile(values: ArrayLike, q: float) -> float:
    """The value below which ``q`` percent lie, interpolated (Hyndman and Fan 1996, type 7).

    Raises:
        ValueError: there are no values.
    """
    return float(np.percentile(_scores(values, "values"), q))


def _members(clusters: Sequence[Hashable] | None, rows: int) -> list[np.ndarray] | None:
    if clusters is None:
        return None
    if len(clusters) != rows:
        raise ValueError(f"{rows} values but {len(clusters)} cluster labels.")
    members: dict[Hashable, list[int]] = {}
    for row, label in enumerate(clusters):
        members.setdefault(label, []).append(row)
    return [np.asarray(group) for group in members.values()]


def _scores(values: ArrayLike, name: str) -> np.ndarray:
    scores = np.asarray(values, dtype=float).ravel()
    if not scores.size:
        raise ValueError(f"The {name} are empty.")
    if np.isnan(scores).any():
        raise ValueError(f"The {name} hold a value that is not a number.")
    return scores
