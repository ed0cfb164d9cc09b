"""What each rule brings: rules are switched off inside the eval alone, and are put back."""

from __future__ import annotations

import pytest
from places import text_document

from chapter_and_verse import Assistant
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.evals.benchmarks.ablation import Effect, table
from chapter_and_verse.evals.benchmarks.kept import KeptReader, Readings
from chapter_and_verse.evals.benchmarks.rules import SHIPPED, switched_off, watched
from chapter_and_verse.reading import contradiction

ASKED, TOLD = "Whom did he meet on April 25?", "On Tuesday (April 18), he met Ann Lee."


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_named_is_one_of_the_product(name: str) -> None:
    rule = SHIPPED[name]
    original = getattr(rule.module, rule.name)
    with switched_off(rule):
        assert getattr(rule.module, rule.name) is not original
    assert getattr(rule.module, rule.name) is original


def test_a_rule_is_off_for_as_long_as_it_is_switched_off() -> None:
    assert contradiction.is_contradicted(ASKED, TOLD)
    with switched_off(SHIPPED["contradicted: names_another_day"]):
        assert not contradiction.is_contradicted(ASKED, TOLD)
    assert contradiction.is_contradicted(ASKED, TOLD)


def test_only_rules_that_did_something_are_noted() -> None:
    with watched(SHIPPED) as used:
        contradiction.is_contradicted(ASKED, TOLD)
    assert used == {"contradicted: names_another_day"}


def test_kept_readings_are_those_of_the_reader(seed_assistant: Assistant) -> None:
    question = "Whom did Ann Lee meet?"
    text = "Ann Lee met Bo Ek in May. They left."
    passages = split(text_document("a.txt", text), 900)
    kept = KeptReader(seed_assistant.reader, Readings())
    first = kept.read(question, passages)
    assert first == kept.read(question, passages)
    assert [[r.span for r in found] for found in first] == [
        list(passage.sentences) for passage in passages
    ]


def test_the_table_has_the_figures_and_what_each_rule_changes() -> None:
    figures = {"refusal_auroc": 0.958}
    effects = [
        Effect("", figures, 0, (), (), {}),
        Effect("denial", {"refusal_auroc": 0.951}, 3, (), (), {}),
        Effect("emphasis", figures, 0, (), (), {}),
    ]
    assert table({"near-miss": effects}).splitlines() == [
        "| switched off | near-miss refusal auroc |",
        "|---|---:|",
        "| nothing | .958 |",
        "| denial | -.007 |",
        "| emphasis |  |",
    ]
