"""What shared words tell where the reader does not know the language of a question.

    python -m chapter_and_verse.evals.benchmarks.unknown_languages --data FOLDER

``FOLDER`` holds question-answering sets in other languages than English, as JSON lines with
``question``, ``context``, ``answerable`` and, if they like, ``title``. Each question is put to its
own passage and to the one of `OTHERS` others (of the same title where there are such) that shares
most words with it. The table says, language by language, how well the share of the question's
words in the best sentence tells the two apart (AUROC); then comes the logistic model of that share
and the passage's, which `rag/reading/calibration.json` has under "overlap", and what its
thresholds do, each language left out of the fit in turn.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from chapter_and_verse.text.sentences import sentence_spans
from chapter_and_verse.text.words import coverage

FILES = (
    "cmrc2018.zh drcd.zh jaquad.ja norquad.no idkmrc.id faquad.pt arcd.ar pquad.fa heq.he "
    "omosqa.de omosqa.fr"
).split()
QUESTIONS = 150
"""Of each file."""
OTHERS = 20


def measure_shares(question: str, passage: str, language: str) -> tuple[float, float]:
    """The share of the question's words in the best sentence, and in the whole passage."""
    sentences = (span.of(passage) for span in sentence_spans(passage, language))
    best = max((coverage(question, sentence) for sentence in sentences), default=0.0)
    return best, coverage(question, passage)


def read_pairs(path: Path, rng: random.Random) -> list[tuple[float, float, bool]]:
    """The two shares of each question with its own passage, and with another's."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rng.shuffle(rows)
    language = path.name.split(".")[1]
    pairs = []
    for row in [r for r in rows if r["answerable"] and not r.get("history")][:QUESTIONS]:
        strange = [r["context"] for r in rows if r["context"] != row["context"]]
        of_title = [
            r["context"]
            for r in rows
            if r["context"] != row["context"] and r.get("title") == row.get("title") is not None
        ]
        choice = of_title or strange
        tried = rng.sample(choice, min(OTHERS, len(choice)))
        other = max(tried, key=lambda context: coverage(row["question"], context))
        pairs.append((*measure_shares(row["question"], row["context"], language), True))
        pairs.append((*measure_shares(row["question"], other, language), False))
    return pairs


def main(argv: Sequence[str] | None = None) -> int:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    args = parser.parse_args(argv)
    rng = random.Random(0)
    shares, own, group = [], [], []
    for number, name in enumerate(FILES):
        pairs = read_pairs(args.data / f"{name}.jsonl", rng)
        auroc = roc_auc_score([is_own for *_, is_own in pairs], [best for best, *_ in pairs])
        print(f"{name:14} {len(pairs) // 2:4} questions, AUROC {auroc:.3f}")
        shares += [pair[:2] for pair in pairs]
        own += [pair[2] for pair in pairs]
        group += [number] * len(pairs)
    labels = np.array(own)
    model = LogisticRegression()
    probability = cross_val_predict(
        model, shares, labels, groups=group, cv=LeaveOneGroupOut(), method="predict_proba"
    )[:, 1]
    model.fit(shares, labels)
    sentence, passage = model.coef_[0]
    print(
        f"all: AUROC {roc_auc_score(labels, probability):.3f}; intercept {model.intercept_[0]:.2f}"
    )
    print(f"weights: coverage {sentence:.2f}, passage_coverage {passage:.2f}")
    for threshold in (0.3, 0.4, 0.5, 0.6):
        quoted = probability >= threshold
        right, wrong = quoted[labels].mean(), quoted[~labels].mean()
        print(f"from {threshold}: {right:.0%} of answers quoted, {wrong:.0%} of the others too")
    return 0


if __name__ == "__main__":
    sys.exit(main())
