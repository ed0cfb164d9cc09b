"""What each metric says of one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.evals.cases.case import Case
from chapter_and_verse.evals.scoring import grounding, metrics


@dataclass(frozen=True)
class Checks:
    """What each metric says of one answer, 0 to 1 or a flag; None where it does not apply.

    ``gold_in_quotes`` is for answerable cases, ``refused_right`` for the others, ``answer_f1``
    and ``answer_exact`` for cases with short answers, and the three of `evals.scoring.grounding`
    for answers that state something. `evals.scoring.metrics` and `evals.scoring.grounding` define
    each.
    """

    verbatim: bool
    gold_in_quotes: bool | None
    refused_right: bool | None
    first_is_right: bool
    answer_f1: float | None
    answer_exact: float | None
    citation_recall: float | None
    citation_precision: float | None
    faithfulness: float | None
    unsupported: tuple[str, ...]
    quoted_chars: int


def check(
    case: Case, answer: Answer, gold: metrics.GoldSpans, text_of: Callable[[str], str]
) -> Checks:
    """Every metric on one answer; ``text_of`` gives the text of a source."""
    short, accepted = metrics.short_answer_text(answer), case.short_answer
    return Checks(
        verbatim=metrics.verbatim(answer, text_of),
        gold_in_quotes=metrics.gold_in_quotes(answer, gold) if case.answerable else None,
        refused_right=None if case.answerable else answer.refused,
        first_is_right=metrics.first_is_right(answer, gold),
        answer_f1=metrics.squad_f1(short, accepted) if accepted else None,
        answer_exact=metrics.squad_exact(short, accepted) if accepted else None,
        citation_recall=grounding.citation_recall(answer),
        citation_precision=grounding.citation_precision(answer),
        faithfulness=grounding.faithfulness(answer),
        unsupported=grounding.find_unsupported(answer),
        quoted_chars=metrics.quoted_chars(answer),
    )
