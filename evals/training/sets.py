"""The sets that come as JSON lines of one form, read with what each of them labels.

What a set says of its answers decides what is learnt from it:

* span: where the answer is short. Open questions (topics, reasons, whole sections) teach that
  there is no short answer; where a set marks sentences only because its annotators did, or marks
  the passage alone, a short answer may stand there all the same, and the span is left out.
* evidence: the labelled sentences, and those that hold a span. The others are no evidence where
  the set labels completely, perhaps none where it does not (``others`` between 0 and 1), and
  unknown where only the passage is labelled.
* answerable: always.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chapter_and_verse.evals.training.examples import LIKELY_NOT, Example, lines_of_sentences
from chapter_and_verse.text.sentences import Span

LONGEST_SHORT = 25
"""Words; a longer span is evidence, not a short answer."""


@dataclass(frozen=True)
class SetForm:
    """How the rows of a set are read.

    ``others``: how surely the unlabelled sentences of an answerable row are no evidence.
    ``open``: what rows without a span say of a short answer: False that there is none, None
    that they do not tell.
    """

    others: float
    open: bool | None = None


FORMS: dict[str, SetForm] = {
    "squad.sample": SetForm(LIKELY_NOT),
    "nq.oracle": SetForm(LIKELY_NOT),
    "afriqa": SetForm(LIKELY_NOT),
    "timeqa": SetForm(LIKELY_NOT),
    "fairytaleqa": SetForm(LIKELY_NOT),
    "hotpotqa.sample": SetForm(1.0),
    "qadiscourse": SetForm(0.5),
    "quotesum": SetForm(0.5),
    "doqa": SetForm(0.8),
    "omosqa.en": SetForm(0.8),
    "awsdocs": SetForm(0.8),
    "qmsum": SetForm(0.3, open=False),  # its labels are precise, but not complete
    "medquad": SetForm(1.0, open=False),
    "pubmedqa": SetForm(0.8, open=False),
    "nq.longanswer": SetForm(0.8, open=False),
    "boolq.val": SetForm(0.0),
}


def rows(data: Path, name: str, language: str = "en") -> Iterator[dict[str, Any]]:
    """The rows of a set in one language."""
    for line in (data / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["lang"] == language:
            yield row


def json_lines(data: Path, name: str) -> Iterator[Example]:
    """The examples of a set; `FORMS` says what it labels."""
    form = FORMS[name]
    for row in rows(data, name):
        yield _example(row, form, name)


def _example(row: dict[str, Any], form: SetForm, name: str) -> Example:
    text = row["context"]
    title = row.get("title", "")
    if title.endswith(".md"):
        title = title.rsplit("/", 1)[-1].removesuffix(".md")
    spans = dict.fromkeys(Span(a["start"], a["start"] + len(a["text"])) for a in row["answers"])
    short = [span for span in spans if len(span.of(text).split()) <= LONGEST_SHORT]
    labelled = [Span(*pair) for pair in row.get("sentences", ())]
    held = _sentences_of(text, [*labelled, *(span for span in spans if span not in short)])
    known = bool(held or spans)
    answerable = bool(row["answerable"])
    return Example(
        question=row["question"].strip(),
        passage=text,
        targets=tuple((span, 1 / len(short)) for span in short),
        group=f"{name}/{title or text[:60]}",
        heading=f"{title}\n" if title and name != "qmsum" else "",
        evidence=held,
        others=(form.others if known else 0.0) if answerable else 1.0,
        answerable=answerable,
        short=(True if short else None if spans else form.open) if answerable else False,
    )


def _sentences_of(text: str, spans: list[Span]) -> tuple[Span, ...]:
    """The sentences of which a span covers at least half, or which cover it."""
    found = [
        sentence
        for sentence in (lines_of_sentences(text) if spans else ())
        if any(
            2 * (min(sentence.end, span.end) - max(sentence.start, span.start))
            >= min(sentence.end - sentence.start, span.end - span.start)
            for span in spans
        )
    ]
    return tuple(found)
