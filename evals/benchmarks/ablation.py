"""What each rule brings: the figures with each signal or rule of reading switched off.

    python -m chapter_and_verse.evals.benchmarks.ablation --data FOLDER [--cache FOLDER]

Every question is searched for and read once; then those for which a rule did something are asked
again without it (`evals.benchmarks.rules`), from the same passages and readings. A signal of the
confidence is neutralised, not refitted: every answer gets its mean over the set, so that a figure
says what the signal tells beside the others under the shipped coefficients, not what a new fit
could do.

The sets are the golden set (cases passed, answers quoted, refusals), XQuAD, CLAPnq, near misses
and swapped roles; see those modules for what a figure counts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

from chapter_and_verse.evals.benchmarks import BENCHMARKS, rows
from chapter_and_verse.evals.benchmarks.corpus import corpus
from chapter_and_verse.evals.benchmarks.kept import Readings, keep
from chapter_and_verse.evals.benchmarks.rules import (
    SHIPPED,
    signal_rules,
    signals_seen,
    switched_off,
    watched,
)
from chapter_and_verse.evals.cases.case import GOLDEN, load
from chapter_and_verse.evals.cases.output_files import check_writable, write_text
from chapter_and_verse.evals.results.checks import check
from chapter_and_verse.evals.results.rows import TOTALS, Row
from chapter_and_verse.evals.run.asking import find_gold_spans, private_index, text_of
from chapter_and_verse.evals.scoring.figures import value_of
from chapter_and_verse.question.question import Question
from chapter_and_verse.settings import Settings

FIGURES: Mapping[str, Sequence[str]] = {
    "golden": ("passed", "quoted", "refused", "refusal_auroc"),
    "xquad": ("evidence_hit@1", "evidence_hit@3", "answer_f1", "answer_exact", "refusal_auroc"),
    "clapnq": ("sentence_precision", "sentence_recall", "refusal_auroc"),
    "near-miss": ("refusal_auroc",),
    "role-swap": ("refusal_auroc",),
}
"""The sets, and the figures of each that the table has."""


@dataclass(frozen=True)
class Shown:
    """An answer in short: what a rule may change."""

    refused: bool
    short_answer: str
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class Questions:
    """A set to ask: ``ask`` gives the rows of the question of a number, from 0.

    ``figures`` are those of all rows; ``shown`` is the answer of a row, with its id, and
    ``passed`` whether a golden case passes (None in the other sets).
    """

    number: int
    ask: Callable[[int], list[Any]]
    figures: Callable[[list[Any]], dict[str, float]]
    shown: Callable[[Any], tuple[str, Shown]]
    passed: Callable[[Any], bool | None]


@dataclass(frozen=True)
class Effect:
    """What became of a set without a rule: figures, golden cases won and lost, other answers.

    ``asked`` is how many questions the rule did something for.
    """

    rule: str
    figures: dict[str, float]
    asked: int
    won: tuple[str, ...]
    lost: tuple[str, ...]
    changed: dict[str, tuple[Shown, Shown]]


@contextmanager
def golden(settings: Settings, readings: Readings) -> Iterator[Questions]:
    """The golden set, indexed."""
    cases = load(GOLDEN)
    with private_index(settings) as assistant:
        golds = find_gold_spans(assistant, cases)
        assistant.sync()
        keep(assistant, readings)
        text = cache(text_of(assistant))

        def ask(number: int) -> list[Row]:
            case, gold = cases[number], golds[number]
            answer = assistant.chain.invoke(Question(case.question, case.history))
            return [Row(case, gold, answer, check(case, answer, gold, text), 0.0)]

        yield Questions(len(cases), ask, _golden_figures, _golden_answer, lambda row: row.passed)


def _golden_figures(found: list[Row]) -> dict[str, float]:
    return {
        "passed": sum(row.passed for row in found),
        "quoted": sum(row.checks.gold_in_quotes is True for row in found),
        "refused": sum(row.checks.refused_right is True for row in found),
        "refusal_auroc": value_of(TOTALS["refusal_auroc"], found) or 0.0,
    }


def _golden_answer(row: Row) -> tuple[str, Shown]:
    answer = row.answer
    short = answer.short_answer.quote if answer.short_answer else ""
    quotes = tuple(citation.quote for citation in (*answer.citations, *answer.closest))
    return row.case.id, Shown(answer.refused, short, quotes)


@contextmanager
def benchmark(name: str, data: Path, settings: Settings, readings: Readings) -> Iterator[Questions]:
    """A public benchmark, indexed."""
    chosen = BENCHMARKS[name]
    cases = chosen.load(data, 0)
    with corpus(cases.texts, settings, lambda step, done, total: None) as made:
        keep(made.assistant, readings)
        yield Questions(
            len(cases.cases),
            lambda number: list(chosen.ask(cases.cases[number], made)),
            lambda found: {k: value_of(chosen.totals[k], found) or 0.0 for k in FIGURES[name]},
            _benchmark_answer,
            lambda row: None,
        )


def _benchmark_answer(row: rows.Row) -> tuple[str, Shown]:
    quotes = tuple(quote["quote"] for quote in row.quotes)
    return f"{row.id} {row.asked}", Shown(row.refused, row.short_answer, quotes)


def ablate(questions: Questions, only: Sequence[str]) -> Iterator[Effect]:
    """What the set comes to with all rules, then without each."""
    base: list[list[Any]] = []
    used: list[set[str]] = []
    with signals_seen() as seen:
        for number in range(questions.number):
            with watched(SHIPPED) as by_rule:
                base.append(questions.ask(number))
            used.append(by_rule)
    yield Effect("", questions.figures(list(chain(*base))), 0, (), (), {})
    signals = signal_rules(seen)
    for name, rule in {**SHIPPED, **signals}.items():
        if only and name not in only:
            continue
        asked = [n for n, names in enumerate(used) if name in names or name in signals]
        without = list(base)
        with switched_off(rule):
            for number in asked:
                without[number] = questions.ask(number)
        yield _effect(questions, name, len(asked), list(chain(*base)), list(chain(*without)))


def _effect(
    questions: Questions, rule: str, asked: int, base: list[Any], without: list[Any]
) -> Effect:
    before, after = (dict(map(questions.shown, found)) for found in (base, without))
    passed, passes = (
        {questions.shown(row)[0] for row in found if questions.passed(row)}
        for found in (base, without)
    )
    return Effect(
        rule,
        questions.figures(without),
        asked,
        tuple(sorted(passes - passed)),
        tuple(sorted(passed - passes)),
        {id: (before[id], shown) for id, shown in after.items() if shown != before[id]},
    )


def table(effects: Mapping[str, Sequence[Effect]]) -> str:
    """The effects in Markdown: figures with all rules, then what switching each off changes."""
    columns = [(name, key) for name in effects for key in FIGURES[name]]
    heads = [f"{name} {key}".replace("_", " ") for name, key in columns]
    lines = [f"| switched off | {' | '.join(heads)} |", "|---|" + "---:|" * len(columns)]
    base = {name: found[0].figures for name, found in effects.items()}
    by_rule = {
        effect.rule: {n: e for n, found in effects.items() for e in found if e.rule == effect.rule}
        for effect in next(iter(effects.values()))
    }
    for rule, of_sets in by_rule.items():
        cells = [
            _cell(of_sets[name].figures[key], None if not rule else base[name][key])
            if name in of_sets
            else ""
            for name, key in columns
        ]
        lines.append(f"| {rule or 'nothing'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float, before: float | None) -> str:
    is_count = float(value).is_integer() and value > 1
    if before is None:
        return f"{value:.0f}" if is_count else f"{value:.3f}".removeprefix("0")
    change = value - before
    if abs(change) < 0.0005:
        return ""
    return f"{change:+.0f}" if is_count else f"{change:+.3f}".replace("0.", ".")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--json", type=Path, help="where each changed answer is written")
    parser.add_argument("--cache", type=Path, help="folder that keeps the readings")
    parser.add_argument("--sets", nargs="+", default=list(FIGURES), choices=list(FIGURES))
    parser.add_argument("--rules", nargs="+", default=[], help="the rules to switch off")
    args = parser.parse_args()
    if args.json:
        check_writable(args.json)
    effects: dict[str, list[Effect]] = {}
    for name in args.sets:
        readings = Readings(args.cache / f"{name}.json" if args.cache else None)
        open_set = golden if name == "golden" else partial(benchmark, name, args.data)
        with open_set(Settings(), readings) as questions:
            effects[name] = []
            for effect in ablate(questions, args.rules):
                effects[name].append(effect)
                readings.save()
                print(f"{name}: {effect.rule} ({effect.asked} questions)", file=sys.stderr)
                if args.json:
                    found = {key: [asdict(one) for one in each] for key, each in effects.items()}
                    write_text(args.json, json.dumps(found, ensure_ascii=False, indent=1))
    print(table(effects))


if __name__ == "__main__":
    main()
