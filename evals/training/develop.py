r"""Readers compared on the development data: the reading alone, without the chain around it.

    python -m chapter_and_verse.evals.training.develop \
        --data BENCHMARKS --cache FOLDER READER.onnx [READER.onnx ...]

A reader is an exported ``.onnx`` file or the folder of a checkpoint. XQuAD's questions are read
over the first five passages found, CLAPnq's over the passage they come with. Nothing is fitted
but the logistic models, which are cross-validated by article.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chapter_and_verse.evals.benchmarks import clapnq, xquad
from chapter_and_verse.evals.scoring.metrics import squad_exact, squad_f1
from chapter_and_verse.evals.scoring.statistics import auroc, best_balanced_accuracy
from chapter_and_verse.evals.training.found import Ask, Found, Scored, search
from chapter_and_verse.evals.training.topics_scored import score_topics
from chapter_and_verse.index.hit import Hit
from chapter_and_verse.index.minilm import load_tokenizer
from chapter_and_verse.reading.open_reader import shipped_reader
from chapter_and_verse.reading.span_reader import Batch, ExtractiveReader, Logits
from chapter_and_verse.text.sentences import Span

Figures = dict[str, float]
RETRIEVAL_WEIGHT = 12.0
"""What the retriever's score adds to a span's margin, as the shipped chain has it."""
EVIDENCE_WEIGHTS = (1.0, 2.0, 3.0)
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


def open_any(path: Path) -> ExtractiveReader:
    """The reader in an exported file, or in the folder of a checkpoint."""
    if path.suffix == ".onnx":
        return shipped_reader(path)
    import torch

    from chapter_and_verse.evals.training.model import open_reader
    from chapter_and_verse.index.embeddings import default_model_path

    model = open_reader(path).eval()

    def run(batch: Batch) -> Logits:
        ids, mask, types = (
            torch.from_numpy(batch[k]) for k in ("input_ids", "attention_mask", "token_type_ids")
        )
        with torch.inference_mode():
            read = model(mask, types, input_ids=ids)
        return Logits(*(getattr(read, k).numpy() for k in vars(read)))

    return ExtractiveReader(str(path), load_tokenizer(default_model_path()), run, headed=True)


def read(reader: ExtractiveReader, question: str, hits: Sequence[Hit]) -> list[Scored]:
    """All sentences of the passages found for a question."""
    readings = reader.read(question, [hit.passage for hit in hits])
    return [Scored(h, r) for h, row in zip(hits, readings, strict=True) for r in row]


def score_xquad(reader: ExtractiveReader, data: Path, cache: Path, every: int = 1) -> Figures:
    """Figures of XQuAD; each question over all paragraphs and with its own left out.

    With ``every`` set to n, one question of n is asked.
    """
    loaded = xquad.load(data)
    asks = [Ask(c.question) for c in loaded.cases]
    asks += [Ask(c.question, without=c.paragraph) for c in loaded.cases]
    found = search(loaded.texts, asks, cache)
    total, cases = len(loaded.cases), loaded.cases[::every]
    numbers = [*range(0, total, every), *range(total, 2 * total, every)]
    rows = [read(reader, asks[n].question, found.hits[n]) for n in numbers]
    count = len(cases)
    figures: Figures = {}
    for name, weight, part in _rankings(rows):
        ranked = [sorted(row, key=lambda s: -_score(s, weight, part)) for row in rows]
        best = list(zip(cases, ranked[:count], strict=True))
        for k in (1, 3):
            hits = [
                xquad.hit(_places(row[:k]), found.names[case.paragraph], case.spans)
                for case, row in best
            ]
            figures[f"hit@{k} by {name}"] = float(np.mean(hits))
        short = [(case.answers, _short(row[0])) for case, row in best]
        figures[f"F1 by {name}"] = float(np.mean([squad_f1(text, gold) for gold, text in short]))
        figures[f"EM by {name}"] = float(np.mean([squad_exact(t, gold) for gold, t in short]))
    figures |= _left_out(rows, [c.article for c in cases])
    return figures


def _rankings(rows: list[list[Scored]]) -> Iterable[tuple[str, float, float]]:
    """Name, weight of the evidence, and the part (0 or 1) of the margin."""
    yield "margin", 0.0, 1.0
    if any(s.reading.evidence is not None for row in rows for s in row):
        yield "evidence", 6.0, 0.0
        for weight in EVIDENCE_WEIGHTS:
            yield f"margin + {weight:g} evidence", weight, 1.0


def _score(scored: Scored, weight: float, part: float) -> float:
    return part * scored.margin + weight * scored.evidence + RETRIEVAL_WEIGHT * scored.hit.score


def _places(row: Iterable[Scored]) -> list[tuple[str, Span]]:
    return [(s.hit.passage.source, s.reading.span) for s in row]


def _short(scored: Scored) -> str:
    answer = scored.reading.answer
    return scored.hit.passage.quote(answer) if answer else ""


def _signals(row: Sequence[Scored]) -> list[float]:
    """What tells whether a question is answered: of the best sentence, and of the best passage."""
    ranked = sorted(row, key=lambda s: -_score(s, 2.0, 1.0))
    best = ranked[0]
    return [
        best.margin,
        best.evidence,
        best.answerable,
        max(s.margin for s in row),
        max(s.evidence for s in row),
        max(s.answerable for s in row),
        best.hit.score,
        best.hit.cosine,
    ]


def _left_out(rows: list[list[Scored]], articles: list[str]) -> Figures:
    signals = np.array([_signals(row) for row in rows])
    answered = np.arange(len(rows)) < len(articles)
    figures = {
        f"left out: AUROC of {name}": auroc(signals[answered, i], signals[~answered, i])
        for name, i in (("margin", 3), ("evidence", 4), ("answerable", 5))
    }
    fitted = cross_validated(signals, answered, articles * 2)
    figures["left out: AUROC, logistic"] = auroc(fitted[answered], fitted[~answered])
    figures["left out: balanced accuracy, logistic"] = best_balanced_accuracy(
        fitted[answered], fitted[~answered]
    )[0]
    return figures


def cross_validated(
    signals: NDArray[np.float64], labels: NDArray[np.bool_], groups: Sequence[str]
) -> NDArray[np.float64]:
    """Each row's probability from a logistic model that saw no row of its group."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    return np.asarray(
        cross_val_predict(
            model, signals, labels, groups=groups, cv=GroupKFold(5), method="predict_proba"
        )[:, 1]
    )


def score_clapnq(reader: ExtractiveReader, data: Path, cache: Path) -> Figures:
    """Figures of CLAPnq, each question with its passage alone."""
    loaded = clapnq.load(data)
    asks = [Ask(c.question, only=c.passage) for c in loaded.cases]
    found: Found = search(loaded.texts, asks, cache)
    rows = [
        read(reader, case.question, hits)
        for case, hits in zip(loaded.cases, found.hits, strict=True)
    ]
    labelled = [(c, r) for c, r in zip(loaded.cases, rows, strict=True) if c.selected]
    figures: Figures = {}
    for name, weight, part in _rankings(rows):
        right = [
            bool(clapnq.quoted([_best(r, weight, part)], c.sentences) & c.selected)
            for c, r in labelled
        ]
        figures[f"first sentence by {name}"] = float(np.mean(right))
    for threshold in THRESHOLDS:
        at = np.log(threshold / (1 - threshold))
        scores = [_precision_recall(c, r, float(at)) for c, r in labelled]
        figures[f"sentences at {threshold}: precision"] = float(np.mean([p for p, _ in scores]))
        figures[f"sentences at {threshold}: recall"] = float(np.mean([r for _, r in scores]))
    signals = np.array([_signals(row) for row in rows])
    answered = np.array([c.answerable for c in loaded.cases])
    for name, i in (("margin", 3), ("evidence", 4), ("answerable", 5), ("cosine", 7)):
        figures[f"AUROC of {name}"] = auroc(signals[answered, i], signals[~answered, i])
    fitted = cross_validated(signals, answered, [c.group for c in loaded.cases])
    figures["AUROC, logistic"] = auroc(fitted[answered], fitted[~answered])
    figures["balanced accuracy, logistic"] = best_balanced_accuracy(
        fitted[answered], fitted[~answered]
    )[0]
    return figures


def _best(row: Sequence[Scored], weight: float, part: float) -> Span:
    return max(row, key=lambda s: part * s.margin + weight * s.evidence).reading.span


def _precision_recall(case: clapnq.Case, row: Sequence[Scored], at: float) -> tuple[float, float]:
    """Of the sentences whose evidence logit reaches ``at``, or of the best one if none does."""
    quotes = [s.reading.span for s in row if s.evidence >= at] or [_best(row, 1.0, 0.0)]
    numbers = clapnq.quoted(quotes, case.sentences)
    both = len(numbers & case.selected)
    return both / len(numbers) if numbers else 0.0, both / len(case.selected)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("readers", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--cache", type=Path, required=True, help="folder for what is found")
    parser.add_argument("--every", type=int, default=1, help="ask one of so many XQuAD questions")
    parser.add_argument("--topics", type=Path, help="topic questions, one JSON object a line")
    args = parser.parse_args()
    columns: list[Figures] = []
    for path in args.readers:
        reader = open_any(path)
        asked = score_xquad(reader, args.data, args.cache, args.every)
        figures = {f"XQuAD {k}": v for k, v in asked.items()}
        clap = score_clapnq(reader, args.data, args.cache)
        figures |= {f"CLAPnq {k}": v for k, v in clap.items()}
        if args.topics:
            topics = score_topics(reader, args.topics, args.cache)
            figures |= {f"topics {k}": v for k, v in topics.items()}
        columns.append(figures)
    width = max(len(name) for figures in columns for name in figures)
    for name in dict.fromkeys(name for figures in columns for name in figures):
        values = (f"{f[name]:.3f}" if name in f else "–" for f in columns)
        print(f"{name:{width}}  {'  '.join(values)}")


if __name__ == "__main__":
    main()
