"""Fit the confidence of answers on benchmark runs, and write ``rag/reading/calibration.json``.

A logistic model over the readable signals of `reading.evidence` gives the probability that the
question is answerable there and the first quote is right. It is fitted on the questions whose
first quote nothing speaks against (see `reading.contradiction`); the probability of the others
is at most the share of them that are right. Figures are cross-validated: whole groups (articles,
passages) are held out in turn, so no question is scored by a model that saw its article. The
refusal threshold is the one with the best mean balanced accuracy of the benchmarks over the
held-out predictions. Every benchmark weighs the same.

    rag eval --benchmark xquad --data DATA --json xquad.json
    rag eval --benchmark clapnq --data DATA --json clapnq.json
    python -m chapter_and_verse.evals.benchmarks.calibrate xquad.json clapnq.json --reader default
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from chapter_and_verse.evals.scoring.statistics import auroc, expected_calibration_error

Table = dict[str, np.ndarray]
SHIPPED = Path(str(files("chapter_and_verse.reading") / "calibration.json"))


def table(runs: Sequence[dict[str, Any]], names: Sequence[str], shares: Sequence[float]) -> Table:
    """The runs' rows as arrays: signals, contradicted, outcome, answerable, group, run, weight."""
    rows = [
        (number, row)
        for number, run in enumerate(runs)
        for row in run["rows"]
        if row["signals"] and row["outcome"] is not None
    ]
    run = np.array([number for number, _ in rows])
    return {
        "signals": np.array([[row["signals"][name] for name in names] for _, row in rows]),
        "contradicted": np.array([row["signals"]["contradicted"] > 0 for _, row in rows]),
        "outcome": np.array([row["outcome"] >= 0.5 for _, row in rows]),
        "answerable": np.array([row["answerable"] for _, row in rows]),
        "group": np.array([f"{number}/{row['group']}" for number, row in rows]),
        "run": run,
        "weight": np.asarray(shares)[run] / np.bincount(run)[run],
    }


@dataclass(frozen=True)
class Fit:
    """A logistic model over standardised signals, and the most for what is contradicted."""

    model: Any
    contradicted: float

    def probabilities(self, data: Table) -> np.ndarray:
        """The probability of each row."""
        likely = self.model.predict_proba(data["signals"])[:, 1]
        held: np.ndarray = np.where(
            data["contradicted"], np.minimum(likely, self.contradicted), likely
        )
        return held


def fit(data: Table) -> Fit:
    """The model of all rows of the table."""
    against, weight = data["contradicted"], data["weight"] / data["weight"].mean()
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    model.fit(
        data["signals"][~against],
        data["outcome"][~against],
        logisticregression__sample_weight=weight[~against],
    )
    share = np.average(data["outcome"][against], weights=weight[against]) if against.any() else 1.0
    return Fit(model, float(share))


def held_out(data: Table, folds: int = 6) -> np.ndarray:
    """The probability of each row from a model that saw none of its group."""
    probabilities = np.zeros(len(data["outcome"]))
    for train, test in GroupKFold(folds).split(data["signals"], groups=data["group"]):
        fitted = fit({name: column[train] for name, column in data.items()})
        probabilities[test] = fitted.probabilities(
            {name: column[test] for name, column in data.items()}
        )
    return probabilities


def balanced(probabilities: np.ndarray, answerable: np.ndarray, threshold: float) -> float:
    """The mean of the shares of answerable rows answered and of the others refused."""
    answered = probabilities >= threshold
    return float((answered[answerable].mean() + (~answered[~answerable]).mean()) / 2)


def best_threshold(data: Table, probabilities: np.ndarray) -> float:
    """The threshold with the best mean balanced accuracy over the runs."""

    def mean_balanced(threshold: float) -> float:
        each = [data["run"] == number for number in np.unique(data["run"])]
        return float(
            np.average(
                [balanced(probabilities[r], data["answerable"][r], threshold) for r in each],
                weights=[data["weight"][r].sum() for r in each],
            )
        )

    grid = np.round(np.arange(0.05, 0.95, 0.01), 2)
    scores = np.array([mean_balanced(threshold) for threshold in grid])
    near = grid[scores >= scores.max() - 0.002]
    return float(near[len(near) // 2])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", help="JSON files of benchmark runs")
    parser.add_argument("--reader", default="default", help="whose coefficients to write")
    parser.add_argument(
        "--signals",
        default="margin,gap,retrieval,likeness,coverage,passage_coverage,missing,missing_near",
    )
    parser.add_argument("--shares", default="1", help="what each run weighs; 1 for the rest")
    parser.add_argument("--dry-run", action="store_true", help="print figures, write nothing")
    args = parser.parse_args()
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in args.runs]
    names = args.signals.split(",")
    shares = [float(share) for share in args.shares.split(",")]
    shares += [1.0] * (len(runs) - len(shares))
    data = table(runs, names, shares)
    probabilities = held_out(data)
    threshold = best_threshold(data, probabilities)
    figures: dict[str, Any] = {
        "expected_calibration_error": expected_calibration_error(
            probabilities, data["outcome"].astype(float)
        )
    }
    for number, path in enumerate(args.runs):
        rows = data["run"] == number
        p, answerable = probabilities[rows], data["answerable"][rows]
        figures[path.stem] = {
            "n": int(rows.sum()),
            "refusal_auroc": auroc(p[answerable], p[~answerable]),
            "refusal_balanced_accuracy": balanced(p, answerable, threshold),
            "expected_calibration_error": expected_calibration_error(
                p, data["outcome"][rows].astype(float)
            ),
        }
    print(json.dumps(figures, indent=2))
    last = fit(data)
    scaler, logistic = last.model[0], last.model[1]
    weights = logistic.coef_[0] / scaler.scale_
    intercept = float(logistic.intercept_[0] - (weights * scaler.mean_).sum())
    fitted = {
        "intercept": round(intercept, 4),
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        "contradicted": round(last.contradicted, 4),
        "threshold": threshold,
    }
    print(json.dumps(fitted, indent=2))
    if not args.dry_run:
        shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
        shipped[args.reader] = shipped["default"] | shipped.get(args.reader, {}) | fitted
        shipped.setdefault("fitted_on", {})[args.reader] = {
            "figures": figures,
            "data": [
                {"benchmark": run["benchmark"], "files": run["files"], "share": share}
                for run, share in zip(runs, shares, strict=True)
            ],
        }
        SHIPPED.write_text(json.dumps(shipped, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
