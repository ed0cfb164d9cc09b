"""The rules of reading by name, each with what stands in its place where it is switched off.

The code that users run has no switches: the ablation puts a function that does nothing in the
place of the rule's own, for as long as it measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.question import followups
from chapter_and_verse.question.message import FoundQuestion
from chapter_and_verse.reading import (
    answer_choice,
    contradiction,
    evidence,
    short_answer,
)
from chapter_and_verse.reading.calibration import Calibration, calibration_for
from chapter_and_verse.text.sentences import Span


@dataclass(frozen=True)
class Rule:
    """A function ``name`` of a module, and the one that stands for it while the rule is off."""

    module: Any
    name: str
    instead: Callable[..., Any]


@contextmanager
def switched_off(rule: Rule) -> Iterator[None]:
    """The product without the rule, for as long as the context lasts.

    Raises:
        AttributeError: the module no longer has the rule's function.
    """
    with patch.object(rule.module, rule.name, rule.instead):
        yield


@contextmanager
def watched(rules: Mapping[str, Rule]) -> Iterator[set[str]]:
    """The names of the rules that did something while the context lasts.

    A rule did something where its function gave another value than the one that would stand for
    it; only there can switching it off change an answer.
    """
    used: set[str] = set()
    with ExitStack() as stack:
        for name, rule in rules.items():
            original = getattr(rule.module, rule.name)
            stack.enter_context(
                patch.object(rule.module, rule.name, _noting(name, original, rule.instead, used))
            )
        yield used


def _noting(
    name: str, original: Callable[..., Any], instead: Callable[..., Any], used: set[str]
) -> Callable[..., Any]:
    def noting(*given: Any) -> Any:
        found = original(*given)
        found = list(found) if isinstance(found, Iterator) else found
        if name not in used and found != instead(*given):
            used.add(name)
        return found

    return noting


def _no(*_: Any, **__: Any) -> bool:
    return False


def _nothing(*given: Any) -> dict[Any, Any]:
    return {}


def _none(*_: Any, **__: Any) -> None:
    return None


def _last(*given: Any) -> Any:
    """The last argument: the span that a rule for short answers would narrow."""
    return given[-1]


def _text(_: str, text: str, *__: Any) -> str:
    return text


def _kept(text: str, *_: Any) -> str:
    return text


def _answer(question: str, passage: Any, sentence: Span, answer: Span) -> Span:
    return answer


def _weight(name: str) -> Rule:
    shipped = calibration_for

    def without(reader: str) -> Calibration:
        changed: dict[str, Any] = {name: 0.0}
        return replace(shipped(reader), **changed)

    return Rule(evidence, "calibration_for", without)


CONTRADICTION: Mapping[str, Rule] = {
    f"contradicted: {name}": Rule(contradiction, name, _no)
    for name in (
        "tells_of_another",
        "has_another_subject",
        "names_another_day",
        "is_of_another_speaker",
        "denies",
    )
}
RANKING: Mapping[str, Rule] = {
    "weight: retrieval": _weight("retrieval_weight"),
    "weight: coverage": _weight("coverage_weight"),
    "weight: passage_coverage": _weight("passage_coverage_weight"),
    "weight: missing": _weight("missing_weight"),
    "headings left out": Rule(Passage, "is_title", _no),
    "lead-in follows pronouns": Rule(evidence, "opens_with_pronoun", _no),
    "table lookup": Rule(evidence, "find_asked_fields", _nothing),
}
NARROWING: Mapping[str, Rule] = {
    "short answer: all of its rules": Rule(evidence, "trim_short_answer", _answer),
    **{
        f"short answer: {name}": Rule(answer_choice, name, _last)
        for name in ("_amount_asked_for", "_in_office", "_clause_asked_for")
    },
    "short answer: narrow_to_kind": Rule(short_answer, "narrow_to_kind", _last),
    "short answer: list marker": Rule(short_answer, "marker_length", lambda *_: 0),
    "short answer: one cell": Rule(short_answer, "_one_cell", _last),
    "short answer: whole tokens": Rule(short_answer, "cover_tokens", _last),
    "short answer: _bounded": Rule(short_answer, "_bounded", _last),
    "short answer: brackets": Rule(short_answer, "_brackets", lambda *_: []),
    "short answer: emphasis": Rule(short_answer, "_emphasis", lambda *_: []),
}
UNDERSTANDING: Mapping[str, Rule] = {
    "question: in parts": Rule(followups, "split_question", lambda question: (question,)),
    "question: out of a message": Rule(followups, "find_question", FoundQuestion),
    "follow-up: another name": Rule(followups, "_with_other_name", _none),
    "follow-up: bare why": Rule(followups, "_after_bare", _text),
    "follow-up: he and she": Rule(followups, "_with_person", _kept),
    "follow-up: it": Rule(followups, "_with_thing", _kept),
}
SHIPPED: Mapping[str, Rule] = {
    "contradicted: all clauses": Rule(evidence, "is_contradicted", _no),
    **CONTRADICTION,
    "contradicted: people swapped": Rule(contradiction, "_is_swapped", _no),
    **RANKING,
    **NARROWING,
    **UNDERSTANDING,
}


def signal_rules(rows: Sequence[Mapping[str, float]]) -> Mapping[str, Rule]:
    """A rule for each signal of the confidence, which gives it its mean over ``rows`` instead."""
    names = sorted({name for row in rows for name in row} - {"contradicted"})
    means = {name: sum(row[name] for row in rows) / len(rows) for name in names}
    return {f"signal: {name}": _neutral(name, mean) for name, mean in means.items()}


def _neutral(name: str, mean: float) -> Rule:
    shipped = evidence.collect_signals

    def without(*given: Any) -> dict[str, float]:
        signals: dict[str, float] = shipped(*given)
        return signals | {name: mean}

    return Rule(evidence, "collect_signals", without)


@contextmanager
def signals_seen() -> Iterator[list[dict[str, float]]]:
    """The signals of every answer that is given while the context lasts."""
    seen: list[dict[str, float]] = []
    shipped = evidence.collect_signals

    def noting(*given: Any) -> dict[str, float]:
        seen.append(shipped(*given))
        return seen[-1]

    with patch.object(evidence, "collect_signals", noting):
        yield seen
