"""Whether an answer's statements are supported by its quotes, without a language model.

Quotes *support* a statement if it stands in one of them word for word, or if they have every name,
year and number in it and at least `SHARED` of its other words (stemmed, without stop words). This
is stricter about facts than the entailment model of ALCE, and blind to word order.

The short answer counts as a statement that cites the quotes it stands in. Refusals, and replies to
what is no question, make no statements.
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


def find_unsupported(answer: Answer) -> tuple[str, ...]:
    """The names, years and numbers in an answer that none of its quotes has, in order."""
    quotes = [citation.quote for citation in answer.citations]
    return tuple(
        mention
        for statement in statements(answer)
        for mention in _find_lacking(statement.text, quotes)
    )


def supports(statement: str, quotes: Sequence[str]) -> bool:
    """Whether quotes bear a statement out, as the head of this module defines it."""
    if any(statement in quote for quote in quotes):
        return True
    meant, quoted = terms(statement), {term for quote in quotes for term in terms(quote)}
    return (
        not _find_lacking(statement, quotes)
        and sum(term in quoted for term in meant) >= SHARED * len(meant)
        and bool(quotes)
    )


def _find_lacking(text: str, quotes: Sequence[str]) -> list[str]:
    known = {word for quote in quotes for word in words(quote)}
    named = {mention for quote in quotes for mention in _find_mentions(quote)}
    return [m for m in _find_mentions(text) if m not in named and not known.issuperset(words(m))]


def _find_mentions(text: str) -> list[str]:
    return [span.of(text) for span, _ in find_entities(text)]


def _cites_well(answer: Answer, statement: Statement) -> bool:
    quotes = find_quotes(answer.citations, statement.citations)
    return len(quotes) == len(statement.citations) > 0 and supports(statement.text, quotes)


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
