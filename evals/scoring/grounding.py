"""Whether what an answer says is borne out by what it quotes, without a language model.

The *statements* are the answer's own, and its short answer, which cites the quotes that it stands
in. Quotes *support* a statement when every name, year and number in it stands in
them, and at least `SHARED` of its words do (stemmed, without stop words), or where it stands in
one of them word for word. That is stricter than
the entailment model of ALCE about facts and blind to word order, which quotes settle by
themselves: where a statement is a quote, nothing is left to judge.

Refusals and replies to what is no question make no statements.
"""

from __future__ import annotations

from collections.abc import Sequence

from chapter_and_verse.answer.answer import Answer, Statement
from chapter_and_verse.answer.citation import find_quotes, is_inside
from chapter_and_verse.text.entities import find_entities
from chapter_and_verse.text.words import terms, words

SHARED = 0.8


def statements(answer: Answer) -> list[Statement]:
    """The statements of an answer, in order; none of a refusal or a reply to no question."""
    if answer.refused or answer.note:
        return []
    short = answer.short_answer
    if short is None:
        return list(answer.statements)
    around = tuple(
        number for number, citation in enumerate(answer.citations, 1) if is_inside(short, citation)
    )
    return [Statement(short.quote, around), *answer.statements]


def citation_recall(answer: Answer) -> float | None:
    """The share of statements that the quotes they cite support, 0 to 1; None without statements.

    ALCE's citation recall (Gao et al. 2023, https://arxiv.org/abs/2305.14627), with the support
    of this module in place of an entailment model. A statement without citations, or with one
    that points nowhere, is not supported.
    """
    made = statements(answer)
    return _mean([_cites_well(answer, statement) for statement in made])


def citation_precision(answer: Answer) -> float | None:
    """The share of citation marks that are needed, 0 to 1; None without marks.

    ALCE's citation precision: a mark counts when its statement is supported by all that it
    cites, and either this quote supports it alone, or the others do not without it.
    """
    kept = []
    for statement in statements(answer):
        well = _cites_well(answer, statement)
        for number in statement.citations:
            others = [n for n in statement.citations if n != number]
            kept.append(
                well
                and (
                    supports(statement.text, find_quotes(answer.citations, [number]))
                    or not supports(statement.text, find_quotes(answer.citations, others))
                )
            )
    return _mean(kept)


def faithfulness(answer: Answer) -> float | None:
    """The share of statements that all quotes together support, 0 to 1; None without statements.

    Ragas' faithfulness (Es et al. 2023, https://arxiv.org/abs/2309.15217), where the context is
    what the user is shown, and no model judges.
    """
    quotes = [citation.quote for citation in answer.citations]
    return _mean([supports(statement.text, quotes) for statement in statements(answer)])


def unsupported(answer: Answer) -> tuple[str, ...]:
    """The names, years and numbers that an answer says and none of its quotes has, in order."""
    quotes = [citation.quote for citation in answer.citations]
    return tuple(
        mention for statement in statements(answer) for mention in _lacking(statement.text, quotes)
    )


def supports(statement: str, quotes: Sequence[str]) -> bool:
    """Whether quotes bear a statement out, as the head of this module defines it."""
    if any(statement in quote for quote in quotes):
        return True
    meant, quoted = terms(statement), {term for quote in quotes for term in terms(quote)}
    return (
        not _lacking(statement, quotes)
        and sum(term in quoted for term in meant) >= SHARED * len(meant)
        and bool(quotes)
    )


def _lacking(text: str, quotes: Sequence[str]) -> list[str]:
    known = {word for quote in quotes for word in words(quote)}
    named = {mention for quote in quotes for mention in _mentions(quote)}
    return [m for m in _mentions(text) if m not in named and not known.issuperset(words(m))]


def _mentions(text: str) -> list[str]:
    return [span.of(text) for span, _ in find_entities(text)]


def _cites_well(answer: Answer, statement: Statement) -> bool:
    quotes = find_quotes(answer.citations, statement.citations)
    return len(quotes) == len(statement.citations) > 0 and supports(statement.text, quotes)


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
