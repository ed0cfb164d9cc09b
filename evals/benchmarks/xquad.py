"""XQuAD (Artetxe et al. 2020), or any file in SQuAD's format: where is the answer, and what is it?

Each question is asked twice: over all paragraphs of the file, and once more with its own paragraph
left out, where the right answer is a refusal.

* ``paragraph_recall@k``: the question's paragraph is among the first k distinct documents, in the
  order in which the chain would quote them (`evals.benchmarks.corpus.Reply`); so @1 is the
  document of the first quote.
* ``evidence_hit@k``: a gold answer's character span lies wholly inside one of the first k
  sentences of the evidence, one sentence each, in the order in which the chain quotes them.
* ``answer_f1``, ``answer_exact``: the short answer in the first of them, against the gold answers
  with SQuAD's normalisation; no short answer counts as an empty one.
* ``refusal_*``: over all paragraphs against left out.

All but the balanced accuracy look at the evidence whether or not the chain refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chapter_and_verse.evals.benchmarks.corpus import Corpus
from chapter_and_verse.evals.benchmarks.data import (
    Format,
    Loaded,
    Text,
    Unusable,
    distinct,
    find,
    located,
    read_json,
)
from chapter_and_verse.evals.benchmarks.rows import (
    EVERYWHERE,
    REFUSAL,
    Row,
    mean_of,
    row,
    short_answer,
)
from chapter_and_verse.evals.scoring.metrics import squad_exact, squad_f1
from chapter_and_verse.text.sentences import Span

FILE = "xquad.en.json"

TOTALS = {
    **{
        check: mean_of(check)
        for check in (
            "paragraph_recall@1",
            "paragraph_recall@5",
            "evidence_hit@1",
            "evidence_hit@3",
            "answer_f1",
            "answer_exact",
        )
    },
    **REFUSAL,
    **EVERYWHERE,
}


class _Answer(Format):
    text: Text
    answer_start: int


class _Question(Format):
    id: Text
    question: Text
    answers: list[_Answer]


class _Paragraph(Format):
    context: Text
    qas: list[_Question]


class _Article(Format):
    title: Text = ""
    paragraphs: list[_Paragraph]


class _Squad(Format):
    data: list[_Article]


@dataclass(frozen=True)
class Case:
    """A question with its paragraph, its gold answers, and their spans in the paragraph."""

    id: str
    article: str
    question: str
    paragraph: str
    answers: tuple[str, ...]
    spans: tuple[Span, ...]


def load(data: Path) -> Loaded[Case]:
    """The questions of a file in SQuAD's format.

    Raises:
        BenchmarkError: the file is missing or malformed.
    """
    (path,) = find(data, FILE)
    cases: list[Case] = []
    unusable: list[Unusable] = []
    paragraphs: list[str] = []
    for number, article in enumerate(read_json(path, _Squad).data, 1):
        for paragraph in article.paragraphs:
            paragraphs.append(paragraph.context)
            for asked in paragraph.qas:
                found = _case(asked, paragraph.context, article.title or f"article {number}")
                if isinstance(found, Case):
                    cases.append(found)
                else:
                    unusable.append(found)
    return Loaded((path,), tuple(cases), distinct(paragraphs), tuple(unusable))


def _case(asked: _Question, paragraph: str, article: str) -> Case | Unusable:
    if not asked.question.strip():
        return Unusable(asked.id, "The question is blank.")
    placed = [(a.text, located(paragraph, a.text, a.answer_start)) for a in asked.answers]
    spans = tuple(dict.fromkeys(span for _, span in placed if span))
    if not spans:
        return Unusable(asked.id, "No gold answer stands in the paragraph.")
    answers = distinct(text for text, span in placed if span)
    return Case(asked.id, article, asked.question, paragraph, answers, spans)


def ask(case: Case, corpus: Corpus) -> Iterator[Row]:
    """Ask over all paragraphs, then with the question's own left out."""
    own = corpus.names[case.paragraph]
    reply = corpus.ask(case.question)
    short = short_answer(reply)
    checks = {
        "paragraph_recall@1": float(own in reply.sources[:1]),
        "paragraph_recall@5": float(own in reply.sources[:5]),
        "evidence_hit@1": hit(reply.places[:1], own, case.spans),
        "evidence_hit@3": hit(reply.places[:3], own, case.spans),
        "answer_f1": squad_f1(short, case.answers),
        "answer_exact": squad_exact(short, case.answers),
    }
    yield row(
        reply,
        corpus,
        id=case.id,
        group=case.article,
        asked="over all paragraphs",
        answerable=True,
        outcome=checks["evidence_hit@1"],
        expected={"source": own, "spans": case.spans, "answers": case.answers},
        checks=checks,
    )
    yield row(
        corpus.ask(case.question, without=[own]),
        corpus,
        id=case.id,
        group=case.article,
        asked="own paragraph left out",
        answerable=False,
    )


def hit(places: Sequence[tuple[str, Span]], source: str, spans: Sequence[Span]) -> float:
    """1.0 if a sentence among ``places`` stands in ``source`` and holds one of the spans."""
    return float(
        any(
            found == source and sentence.start <= span.start and span.end <= sentence.end
            for found, sentence in places
            for span in spans
        )
    )
