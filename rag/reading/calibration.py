"""How sure to be of an answer: a logistic model with few, readable signals."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Calibration:
    """``probability = sigmoid(intercept + sum of weight * signal)``; refused below ``threshold``.

    Where something speaks against the sentence (the signal "contradicted"; see
    `reading.contradiction`), the probability is ``contradicted`` at the most.

    The other weights rank sentences, in units of the reader's scores: what a passage's retrieval
    score adds, what the share of the question's terms in the sentence and in its passage adds,
    what the share of its names and numbers that are missing there takes away, and how far below
    the best sentence another one is still quoted. ``field_margin`` is what the reader's score is
    at the least where the form of a table or a list tells the answer (see
    `reading.table_lookup`). ``ceiling`` is the highest probability of all.
    """

    intercept: float
    weights: Mapping[str, float]
    contradicted: float
    threshold: float
    retrieval_weight: float
    coverage_weight: float
    passage_coverage_weight: float
    missing_weight: float
    quote_within: float
    field_margin: float
    ceiling: float = 1.0

    def probability(self, signals: Mapping[str, float]) -> float:
        """The probability (0 to 1) that the answer with these signals is right."""
        z = self.intercept + sum(w * signals[name] for name, w in self.weights.items())
        likely = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))
        likely = min(likely, self.ceiling)
        return min(likely, self.contradicted) if signals["contradicted"] else likely


@cache
def calibration_for(reader: str) -> Calibration:
    """The coefficients shipped for the reader of this name.

    They are fitted by ``evals/benchmarks/calibrate.py`` and lie in
    ``rag/reading/calibration.json``. A reader that nobody fitted gets those of the shipped one.
    """
    models = json.loads(
        (files("chapter_and_verse.reading") / "calibration.json").read_text(encoding="utf-8")
    )
    return Calibration(**models.get(reader, models["default"]))
