"""Breaks answers on purpose, and sees whether the eval notices: mutation testing of the gates.

A mutant alters all answers of a real run in the one way that its name says. The altered answers
get the same checks and gates. A mutant is *caught* by each gate that the real run passes and the
mutant does not. This is mutation testing (DeMillo, Lipton and Sayward 1978), with the answering as
the program and the gates as its tests.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from chapter_and_verse.answer.answer import Answer, Statement
from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.evals.results.checks import check
from chapter_and_verse.evals.results.gates import Gates
from chapter_and_verse.evals.results.rows import TOTALS, Row
from chapter_and_verse.evals.scoring.figures import value_of

Alter = Callable[[Answer, Answer], Answer]
"""Alters an answer; also gets the answer to another question of the run."""


@dataclass(frozen=True)
class Outcome:
    """A mutant, and the names of the totals that caught it.

    ``changed`` is how many answers it altered. If it is 0, the cases have no answer that this
    mutant could break, and there was nothing to catch.
    """

    name: str
    caught_by: tuple[str, ...]
    changed: int

    @property
    def missed(self) -> bool:
        """Whether it broke answers and no gate noticed."""
        return bool(self.changed) and not self.caught_by


def _quote_instead(answer: Answer, citations: Sequence[Citation]) -> Answer:
    """The same answer with these quotes in place of its own."""
    said = tuple(Statement(c.quote, (n,), verbatim=True) for n, c in enumerate(citations, 1))
    return replace(answer, statements=said, citations=tuple(citations), closest=(), refused=False)


def _change_quotes(answer: Answer, change: Callable[[Citation], Citation]) -> Answer:
    """The answer with each of its quotes changed."""
    if answer.refused:
        return replace(answer, closest=tuple(change(c) for c in answer.closest))
    return _quote_instead(answer, [change(c) for c in answer.citations])


def one_character_off(answer: Answer, other: Answer) -> Answer:
    """Each quote begins and ends a character late, and its words are those of the right place."""
    return _change_quotes(answer, lambda c: replace(c, start=c.start + 1, end=c.end + 1))


def from_the_wrong_file(answer: Answer, other: Answer) -> Answer:
    """Each quote names a file that does not hold it."""
    return _change_quotes(answer, lambda c: replace(c, source=f"not-{c.source}"))


def paraphrased(answer: Answer, other: Answer) -> Answer:
    """Each quote says the same in slightly other words."""
    return _change_quotes(
        answer, lambda c: replace(c, quote=re.sub(r"\bthe\b", "this", c.quote + " "))
    )


def invented_number(answer: Answer, other: Answer) -> Answer:
    """The right quote, with a number beside it that no document has."""
    if answer.refused or not answer.citations:
        return answer
    return replace(answer, statements=(Statement("It was 98,317 in all.", ()), *answer.statements))


def always_refuses(answer: Answer, other: Answer) -> Answer:
    """Refuses, and shows as closest what it would have quoted."""
    return replace(
        answer,
        statements=(),
        refused=True,
        short_answer=None,
        citations=(),
        closest=answer.citations or answer.closest,
    )


def never_refuses(answer: Answer, other: Answer) -> Answer:
    """Answers with the closest passages what it would have refused."""
    return _quote_instead(answer, answer.closest) if answer.refused else answer


def shuffled_citations(answer: Answer, other: Answer) -> Answer:
    """The marks after the quotes trade places."""
    count = len(answer.citations)
    said = tuple(
        replace(s, citations=tuple(number % count + 1 for number in s.citations))
        for s in answer.statements
    )
    return replace(answer, statements=said)


def echoes_the_question(answer: Answer, other: Answer) -> Answer:
    """Says the question's own words as if they were the answer, and cites the quotes for it."""
    if answer.refused or not answer.citations:
        return answer
    said = answer.standalone_question.rstrip("?!. ")
    return replace(answer, statements=(Statement(f"Yes: {said}.", (1,)),), short_answer=None)


def beside_the_point(answer: Answer, other: Answer) -> Answer:
    """Quotes verbatim, but what answers another question."""
    quotes = other.citations or other.closest
    return answer if answer.refused or not quotes else _quote_instead(answer, quotes)


def always_certain(answer: Answer, other: Answer) -> Answer:
    """Claims full confidence in every answer and every refusal."""
    return replace(answer, confidence=1.0)


MUTANTS: Mapping[str, Alter] = {
    "quotes one character off": one_character_off,
    "quotes from the wrong file": from_the_wrong_file,
    "paraphrased quotes": paraphrased,
    "an invented number beside the quote": invented_number,
    "always refuses": always_refuses,
    "never refuses": never_refuses,
    "shuffled citations": shuffled_citations,
    "the question's own words": echoes_the_question,
    "verbatim but beside the point": beside_the_point,
    "always fully confident": always_certain,
}


def run_mutants(
    rows: Sequence[Row], gates: Gates, text_of: Callable[[str], str], seed: int
) -> list[Outcome]:
    """What catches each mutant of a run.

    Some mutants need an answer to another question, which is drawn with ``seed``. ``text_of`` gives
    the text of a source.
    """
    others = [row.answer for row in rows]
    random.Random(seed).shuffle(others)
    missed = _find_missed(rows, gates)
    found = []
    for name, alter in MUTANTS.items():
        mutated, changed = [], 0
        for row, other in zip(rows, others, strict=True):
            answer = row.answer if row.answer.note else alter(row.answer, other)
            changed += answer != row.answer
            checks = check(row.case, answer, row.gold, text_of)
            mutated.append(replace(row, answer=answer, checks=checks))
        caught = tuple(total for total in _find_missed(mutated, gates) if total not in missed)
        found.append(Outcome(name, caught, changed))
    return found


def _find_missed(rows: Sequence[Row], gates: Gates) -> list[str]:
    totals = {name: value_of(measure, rows) for name, measure in TOTALS.items()}
    return [gate.name for gate in gates.beside(totals) if gate.met is False]
