"""CLAPnq (Rosenthal et al. 2024): real search questions, and which sentences answer them.

A document is a passage below the title of its article, as the file gives both.

* ``retrieval_recall@k``: the passage of an answerable question is among the first k distinct
  documents of the retriever, over the passages of answerable and unanswerable questions alike.
* ``sentence_precision``, ``sentence_recall``: each question is asked with its passage alone. The
  quotes (citations, or the closest passages of a refusal) are mapped onto the passage's own list
  of sentences; a sentence is quoted where quote and sentence share at least half of the shorter
  of the two. Precision is the share of quoted sentences that any annotator selected (0 if none
  is quoted), recall the share of selected ones that are quoted; the means over the answerable
  questions for which some are selected.
* ``refusal_*``: answerable against unanswerable, each with its passage alone.

Among the details, ``first_sentence_precision`` asks whether the best sentence of the evidence is
a selected one; that is also the outcome which the confidence is calibrated against (unknown where
a question has an answer but no selected sentence).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from chapter_and_verse.evals.benchmarks.corpus import Corpus
from chapter_and_verse.evals.benchmarks.data import (
    Format,
    Loaded,
    Text,
    Unusable,
    aligned,
    distinct,
    find,
    read_json_lines,
)
from chapter_and_verse.evals.benchmarks.rows import EVERYWHERE, REFUSAL, Row, mean_of, row
from chapter_and_verse.text.sentences import Span

FILES = ("clapnq_answerable.jsonl", "clapnq_unanswerable.jsonl")

TOTALS = {
    **{
        check: mean_of(check)
        for check in (
            "retrieval_recall@1",
            "retrieval_recall@5",
            "sentence_precision",
            "sentence_recall",
        )
    },
    **REFUSAL,
    **EVERYWHERE,
}
DETAILS = {"first_sentence_precision": mean_of("first_sentence_precision")}


class _Passage(Format):
    title: Text = ""
    text: Text
    sentences: list[Text]

    @property
    def under_title(self) -> str:
        return f"{self.title}\n\n{self.text}" if self.title.strip() else self.text


class _Output(Format):
    answer: Text = ""
    selected_sentences: list[Text] = Field(default_factory=list)


class _Line(Format):
    id: Text
    input: Text
    passages: list[_Passage] = Field(min_length=1)
    output: list[_Output]


@dataclass(frozen=True)
class Case:
    """A question with its passage, the passage's sentences, and the numbers of selected ones.

    ``group`` is the passage's title, or its beginning where it has none.
    """

    id: str
    group: str
    question: str
    passage: str
    answerable: bool
    sentences: tuple[Span | None, ...]
    selected: frozenset[int]


def load(data: Path) -> Loaded[Case]:
    """The questions of both files, or of the one that ``data`` names.

    A question is answerable if an annotator wrote an answer or selected a sentence.

    Raises:
        BenchmarkError: a file is missing or malformed.
    """
    paths = find(data, *FILES)
    lines = [line for path in paths for line in read_json_lines(path, _Line)]
    texts = distinct(passage.under_title for line in lines for passage in line.passages)
    cases = tuple(_case(line) for line in lines if line.input.strip())
    blank = [Unusable(x.id, "The question is blank.") for x in lines if not x.input.strip()]
    lost = [
        Unusable(case.id, "The passage lacks a sentence of its list.")
        for case in cases
        if None in case.sentences
    ]
    return Loaded(paths, cases, texts, (*blank, *lost))


def _case(line: _Line) -> Case:
    passage = line.passages[0]
    selected = {_spaced(s) for output in line.output for s in output.selected_sentences}
    numbers = (n for n, s in enumerate(passage.sentences) if _spaced(s) in selected)
    lead = len(passage.under_title) - len(passage.text)
    return Case(
        line.id,
        passage.title or passage.text[:40],
        line.input,
        passage.under_title,
        any(output.answer.strip() or output.selected_sentences for output in line.output),
        tuple(span and span.shifted(lead) for span in aligned(passage.text, passage.sentences)),
        frozenset(numbers),
    )


def _spaced(sentence: str) -> str:
    return " ".join(sentence.split())


def ask(case: Case, corpus: Corpus) -> Iterator[Row]:
    """Search all passages if the question is answerable; then ask with its passage alone."""
    own = corpus.names[case.passage]
    checks = {}
    if case.answerable:
        found = corpus.search(case.question)
        checks = {
            "retrieval_recall@1": float(own in found[:1]),
            "retrieval_recall@5": float(own in found[:5]),
        }
    reply = corpus.ask(case.question, only=[own])
    first = [span for _, span in reply.places[:1]]
    outcome: float | None = None if case.answerable else 0.0
    if case.answerable and case.selected:
        outcome = float(bool(quoted(first, case.sentences) & case.selected))
        shown = [*reply.answer.citations, *reply.answer.closest]
        numbers = quoted([Span(c.start, c.end) for c in shown], case.sentences)
        both = len(numbers & case.selected)
        checks |= {
            "sentence_precision": both / len(numbers) if numbers else 0.0,
            "sentence_recall": both / len(case.selected),
            "first_sentence_precision": outcome,
        }
    yield row(
        reply,
        corpus,
        id=case.id,
        group=case.group,
        asked="with its passage alone",
        answerable=case.answerable,
        outcome=outcome,
        expected={
            "source": own,
            "selected": [case.sentences[number] for number in sorted(case.selected)],
        },
        checks=checks,
    )


def quoted(quotes: Iterable[Span], sentences: Sequence[Span | None]) -> frozenset[int]:
    """The numbers of the sentences that a quote shares half of the shorter of the two with."""
    return frozenset(
        number
        for quote in quotes
        for number, sentence in enumerate(sentences)
        if sentence and _shares_half(quote, sentence)
    )


def _shares_half(one: Span, other: Span) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= min(one.end - one.start, other.end - other.start) > 0
