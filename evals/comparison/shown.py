"""What a system shows for a question, and what counts on it: one function for each figure.

The same functions judge every system of `evals.comparison`. Offsets are characters of a
document's extracted text. What a refusal shows as closest is no answer: it counts for the text to
read and for the verbatim rate, and for nothing else.

* ``answer_first``: the first thing shown (a quote, a chunk) holds a gold span whole.
* ``answer_shown``: the share of the gold parts of a question that stand whole in what is shown.
* ``gold_share``: of the characters shown as the answer, the share that stands in a sentence with
  a gold span in it: whole sentences, since nobody is to be blamed for not cutting them. Text that
  is shown twice counts twice. 0 for a refusal.
* ``chars_to_answer_p50``: the median of the characters to read, in the order shown, until a gold
  span has been read to its end. A short answer is read before the quotes, but only a quote, which
  can be checked, counts as having read the answer. A question whose answer is never reached
  counts as infinite, so that nobody gains by showing less; an infinite median prints as "never".
* ``chars_shown_p50``: the median of all characters shown, over answerable questions and others.
* ``answer_f1``: the short answer against the accepted ones (`evals.scoring.metrics.squad_f1`); a
refusal
  counts as an empty one. Systems that never give a short answer have no such figure.
* ``refusal_auroc``: of the confidence, answerable questions against the others.
* ``refusal_balanced_accuracy``: of the refusals that the system made by itself; 0.5 for one that
  always answers. ``…_best`` is what the best threshold on its confidence would reach, chosen on
  these very questions, hence optimistic: is a similarity with a threshold enough?
* ``verbatim_rate``: of all that is shown, the share whose characters the document has there.
* ``latency_ms_p50``: the median time from question to answer.

The first four and ``answer_f1`` run over the answerable questions whose gold spans are known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

import numpy as np

from chapter_and_verse.evals.benchmarks.rows import EVERYWHERE, REFUSAL, Row, group_of, mean_of
from chapter_and_verse.evals.scoring.figures import Estimate, Measure, estimate
from chapter_and_verse.evals.scoring.metrics import GoldSpans, squad_f1
from chapter_and_verse.evals.scoring.statistics import best_balanced_accuracy
from chapter_and_verse.question.question import Question
from chapter_and_verse.text.sentences import Span, sentence_spans


@dataclass(frozen=True)
class Quoted:
    """Text that a system shows, and the place in ``source`` where it says that it stands."""

    source: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Shown:
    """What a system shows: ``spans`` in reading order; on a refusal they are the closest ones.

    ``confidence`` may have any scale: higher is surer. ``short_answer`` is None where there is
    none.
    """

    spans: tuple[Quoted, ...]
    confidence: float
    refused: bool
    short_answer: Quoted | None = None

    @property
    def answer(self) -> tuple[Quoted, ...]:
        """What is shown as the answer; nothing on a refusal."""
        return () if self.refused else self.spans


@dataclass(frozen=True)
class Asked:
    """A question and what is right: ``gold`` as in `evals.scoring.metrics`, ``accepted`` short
    answers.

    ``group`` is what questions share that are not independent, such as an article.
    """

    id: str
    group: str
    question: Question
    answerable: bool
    gold: GoldSpans = ()
    accepted: tuple[str, ...] = ()


def holds(quotes: Sequence[Quoted], source: str, span: Span) -> bool:
    """Whether the quotes together hold every character of a span; quotes that touch are one."""
    reached = span.start
    for start, end in sorted((q.start, q.end) for q in quotes if q.source == source):
        if start <= reached < end:
            reached = end
    return reached >= span.end


def answer_first(shown: Shown, gold: GoldSpans) -> float:
    """1.0 if the first thing shown holds a gold span; where several are needed, one will do."""
    return float(any(holds(shown.answer[:1], source, s) for source, spans in gold for s in spans))


def answer_shown(shown: Shown, gold: GoldSpans) -> float:
    """The share of the gold parts that what is shown holds, each in any of its places."""
    held = [any(holds(shown.answer, source, s) for s in spans) for source, spans in gold]
    return sum(held) / len(held)


def gold_share(shown: Shown, gold: GoldSpans, texts: Mapping[str, str]) -> float:
    """The share of the answer's characters that stand in sentences with a gold span in them."""
    sentences = {
        (source, sentence)
        for source, spans in gold
        for sentence in _sentences(texts[source])
        for span in spans
        if sentence.start < span.end and span.start < sentence.end
    }
    shared = sum(
        max(0, min(quote.end, sentence.end) - max(quote.start, sentence.start))
        for quote in shown.answer
        for source, sentence in sentences
        if source == quote.source
    )
    return shared / max(1, sum(quote.end - quote.start for quote in shown.answer))


@lru_cache(maxsize=256)
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(sentence_spans(text))


def chars_to_answer(shown: Shown, gold: GoldSpans) -> float:
    """The characters to read until a gold span has been read to its end; infinite if never."""
    read = _chars(_short(shown))
    for number, quote in enumerate(shown.answer, 1):
        ends = [
            min(span.end, quote.end)
            for source, spans in gold
            for span in spans
            if holds(shown.answer[:number], source, span)
        ]
        if ends:
            return float(read + min(ends) - quote.start)
        read += _chars([quote])
    return math.inf


def chars_shown(shown: Shown) -> float:
    """All characters shown: the short answer, then the quotes or the closest passages."""
    return float(_chars([*_short(shown), *shown.spans]))


def _short(shown: Shown) -> list[Quoted]:
    return [shown.short_answer] if shown.short_answer else []


def _chars(quotes: Sequence[Quoted]) -> int:
    return sum(len(quote.text) for quote in quotes)


def is_verbatim(quote: Quoted, texts: Mapping[str, str]) -> bool:
    """Whether the document has the quoted characters in that place."""
    text = texts.get(quote.source, "")
    return 0 <= quote.start < quote.end and text[quote.start : quote.end] == quote.text


def row(asked: Asked, shown: Shown, latency_ms: float, texts: Mapping[str, str]) -> Row:
    """A question and what one system showed for it, with every check."""
    short = shown.short_answer.text if shown.short_answer and not shown.refused else ""
    checks = {"chars_shown": chars_shown(shown)}
    if asked.gold:
        checks |= {
            "answer_first": answer_first(shown, asked.gold),
            "answer_shown": answer_shown(shown, asked.gold),
            "gold_share": gold_share(shown, asked.gold, texts),
            "chars_to_answer": chars_to_answer(shown, asked.gold),
        }
    if asked.accepted:
        checks["answer_f1"] = squad_f1(short, asked.accepted)
    everything = [*_short(shown), *shown.spans]
    left_out = ", ".join(sorted(asked.question.without))
    return Row(
        id=asked.id,
        group=asked.group,
        asked=f"without {left_out}" if left_out else "over all documents",
        question=asked.question.text,
        standalone_question=asked.question.text,
        answerable=asked.answerable,
        expected={"gold": [list(part) for part in asked.gold], "accepted": asked.accepted},
        outcome=checks.get("answer_first"),
        confidence=shown.confidence,
        refused=shown.refused,
        short_answer=short,
        quotes=tuple(asdict(quote) for quote in shown.spans),
        sentences=(),
        sources=tuple(dict.fromkeys(quote.source for quote in shown.spans)),
        signals={},
        checks=checks,
        verbatim=(sum(is_verbatim(quote, texts) for quote in everything), len(everything)),
        latency_ms=latency_ms,
    )


def _median_of(check: str) -> Measure[Row]:
    mean = mean_of(check)
    return Measure(mean.takes, lambda values: float(np.median(values)))


def _at_best_threshold(values: np.ndarray) -> float:
    confidence, answerable = values[:, 0], values[:, 1] > 0
    if answerable.all() or not answerable.any():
        return math.nan
    return best_balanced_accuracy(confidence[answerable], confidence[~answerable])[0]


FIGURES: Mapping[str, Measure[Row]] = {
    "answer_first": mean_of("answer_first"),
    "answer_shown": mean_of("answer_shown"),
    "gold_share": mean_of("gold_share"),
    "chars_to_answer_p50": _median_of("chars_to_answer"),
    "chars_shown_p50": _median_of("chars_shown"),
    "answer_f1": mean_of("answer_f1"),
    **REFUSAL,
    "refusal_balanced_accuracy_best": Measure(REFUSAL["refusal_auroc"].takes, _at_best_threshold),
    "verbatim_rate": EVERYWHERE["verbatim_rate"],
    "latency_ms_p50": EVERYWHERE["latency_ms_p50"],
}


def figures(rows: Sequence[Row], seed: int = 0) -> dict[str, Estimate]:
    """Every figure over one system's rows, with its 95 % bootstrap interval."""
    with np.errstate(invalid="ignore"):  # between two infinite medians there is no number
        found = {name: estimate(measure, rows, seed, group_of) for name, measure in FIGURES.items()}
    if not any(row.short_answer for row in rows):
        found["answer_f1"] = Estimate(None, None, 0)
    return found
