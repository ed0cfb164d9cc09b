"""The golden set says what is right, so it must itself be right; and other cases say clearly
what is wrong with them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from pathlib import Path

import pytest

from chapter_and_verse import Settings
from chapter_and_verse.answer.answer import REFUSAL
from chapter_and_verse.evals.cases.case import GOLDEN, Case, EvalError, Gold, load

CASES = load()
ANSWERABLE = [case for case in CASES if case.answerable]
SEED = "000_309af3e99c88b27b.txt"
TAGS = "# Tags of this file. What is asked for:"


def _id(case: Case) -> str:
    return case.id


@pytest.mark.parametrize("case", ANSWERABLE, ids=_id)
def test_gold_quotes_stand_in_the_document(case: Case, seed_text: str) -> None:
    for gold in case.gold:
        assert gold.source == SEED
        spans = gold.spans(seed_text)
        assert all(span.of(seed_text) == gold.quote for span in spans)
        if gold.occurrence is None:
            assert seed_text.count(gold.quote) == 1


@pytest.mark.parametrize("case", ANSWERABLE, ids=_id)
def test_short_answers_stand_in_a_gold_quote(case: Case) -> None:
    for accepted in case.short_answer:
        assert any(accepted in gold.quote for gold in case.gold)


AT_LEAST = {
    "date": 15,
    "number": 8,
    "name": 15,
    "description": 2,
    "place": 12,
    "reason": 8,
    "who-said": 15,
    "list": 8,
    "yes-no": 6,
    "paraphrase": 20,
    "multi-sentence": 5,
    "follow-up": 15,
    "typo": 4,
    "lower-case": 6,
    "keywords": 3,
    "other-language": 8,
    "long-question": 4,
    "hostile": 10,
    "unanswerable": 50,
    "off-topic": 10,
    "near-miss": 6,
    "role-swap": 6,
    "false-premise": 6,
    "attribution-trap": 6,
    "missing-detail": 8,
}
WHY_NOT = {
    "off-topic",
    "near-miss",
    "role-swap",
    "false-premise",
    "attribution-trap",
    "missing-detail",
}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 120
    assert len(ANSWERABLE) >= 70
    assert len(CASES) - len(ANSWERABLE) >= 50


@pytest.mark.parametrize("tag", AT_LEAST)
def test_there_are_enough_cases_of_each_kind(tag: str) -> None:
    assert sum(tag in case.tags for case in CASES) >= AT_LEAST[tag]


@pytest.mark.parametrize("tag", ["follow-up", "other-language", "hostile", "long-question"])
def test_hard_kinds_are_both_answerable_and_not(tag: str) -> None:
    assert {case.answerable for case in CASES if tag in case.tags} == {True, False}


def test_tags_tell_what_a_case_is() -> None:
    for case in CASES:
        assert ("unanswerable" in case.tags) is not case.answerable, case.id
        assert bool(WHY_NOT & set(case.tags)) is not case.answerable, case.id
        assert ("follow-up" in case.tags) is bool(case.history), case.id
        assert ("multi-sentence" in case.tags) is (len(case.gold) > 1), case.id


def test_tags_tell_how_a_question_is_written() -> None:
    for case in CASES:
        if "lower-case" in case.tags:
            assert case.question.islower(), case.id
        if not case.question.isascii():
            assert {"other-language", "hostile"} & set(case.tags), case.id
        assert ("long-question" in case.tags) is (len(case.question) > 250), case.id


def test_every_tag_is_explained_at_the_head_of_the_file_and_used() -> None:
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    head = list(takewhile(lambda line: line.startswith("#"), lines))
    tags_alone = "\n".join(head[head.index(TAGS) :])
    explained = re.findall(r"^#   ([a-z-]+)  +\w", tags_alone, re.MULTILINE)
    used = [tag for case in CASES for tag in case.tags]

    assert len(explained) == len(set(explained))
    assert set(explained) == set(used) == set(AT_LEAST)


def test_no_tag_is_given_twice() -> None:
    for case in CASES:
        assert len(case.tags) == len(set(case.tags)), case.id


def test_questions_are_distinct() -> None:
    asked = Counter(case.question.casefold() for case in CASES)

    assert [question for question, times in asked.items() if times > 1] == []


def test_no_question_is_too_long_to_be_asked() -> None:
    longest = min(4000, Settings.model_fields["max_question_chars"].default)

    assert [case.id for case in CASES if len(case.question) > longest] == []


def test_earlier_turns_alternate_and_end_with_an_answer() -> None:
    for case in CASES:
        roles = [turn.role for turn in case.history]
        assert roles == ["user", "assistant"] * (len(roles) // 2), case.id


def test_some_conversations_are_long() -> None:
    lengths = Counter(len(case.history) // 2 for case in CASES)

    assert lengths[1] >= 6
    assert lengths[2] >= 3
    assert lengths[3] >= 2


def test_earlier_answers_quote_the_document_or_refuse(seed_text: str) -> None:
    for case in CASES:
        for turn in case.history:
            if turn.role == "assistant" and turn.content != REFUSAL:
                assert turn.content.startswith("“"), case.id
                assert turn.content.endswith("” [1]"), case.id
                assert turn.content[1:-5] in seed_text, case.id


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("When did Li Shangfu visit Russia?", "from April 16 to 19"),
        (
            "What did Xia Ming say would happen if the West increased sanctions?",
            "it will have a great impact on China‘s national economy",
        ),
    ],
)
def test_the_first_questions_anyone_asks_are_in_it(question: str, quote: str) -> None:
    (case,) = (case for case in CASES if case.question == question)

    assert [gold.quote for gold in case.gold] == [quote]


def test_a_file_of_cases_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        """
- id: price
  question: And what does it cost?
  history:
    - {role: user, content: "Is there a family ticket?"}
    - {role: assistant, content: "“Families get one ticket.” [1]"}
  answerable: true
  gold:
    - {source: prices/2024.md, quote: 18 euros, occurrence: any}
  short_answer: ["18", 18 euros]
  tags: [number]
- id: parking
  question: Is there parking?
  answerable: false
""",
        encoding="utf-8-sig",
    )

    price, parking = load(path)

    assert price.gold == (Gold("prices/2024.md", "18 euros", "any"),)
    assert price.short_answer == ("18", "18 euros")
    assert [turn.role for turn in price.history] == ["user", "assistant"]
    assert parking == Case("parking", "Is there parking?", answerable=False)


MALFORMED = {
    "- {id: a, question: q}": ["case 'a'", "`answerable` is missing"],
    "- {question: q, answerable: false}": ["case 1", "`id` is missing"],
    "- {id: 7, question: q, answerable: false}": ["case 1", "`id` must be text", "quotation"],
    "- {id: a, question: q, answerable: perhaps}": ["`answerable` must be `true` or `false`"],
    "- {id: a, question: ' ', answerable: false}": ["empty `question`"],
    "- {id: a, question: q, answerable: false, answer: x}": ["`answer` is not a field", "gold,"],
    "- {id: a, question: q, answerable: true}": ["has no `gold`; add"],
    "- {id: a, question: q, answerable: true, gold: [{source: s}]}": [
        "`quote` in entry 1 of `gold` is missing"
    ],
    "- {id: a, question: q, answerable: true, gold: [{source: s, quote: x, page: 2}]}": [
        "`page` in entry 1 of `gold` is not a field",
        "source, quote, occurrence",
    ],
    "- {id: a, question: q, answerable: true, gold: [{source: s, quote: x, occurrence: last}]}": [
        "`occurrence` in entry 1 of `gold` must be a whole number from 1, or `any`"
    ],
    "- {id: a, question: q, answerable: false, short_answer: [x]}": ["is not answerable but has"],
    "- {id: a, question: q, answerable: false, tags: date}": ["`tags` must be a list"],
    "- {id: a, question: q, answerable: false, tags: [2023-04-19]}": ["entry 1 of `tags`"],
    "- {id: a, question: q, answerable: false, history: [{role: bot, content: c}]}": [
        "`role` in entry 1 of `history`",
        "'user' or 'assistant'",
    ],
    "- {id: a, question: q, answerable: false}\n- {id: a, question: r, answerable: false}": [
        "two cases have the id 'a'",
        "Rename",
    ],
    "- just words": ["case 1", "must have named fields"],
    "cases: {}": ["must hold a list of cases"],
    "": ["must hold a list of cases"],
    "- id: 'a\n  - [": ["is not YAML: line 2", "Mend that line"],
    "- !!python/object/apply:os.getcwd []": ["is not YAML: line 1", "tag"],
}


@pytest.mark.parametrize(("text", "parts"), MALFORMED.items(), ids=range(len(MALFORMED)))
def test_a_malformed_file_is_named_with_the_case_and_the_mend(
    tmp_path: Path, text: str, parts: list[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(EvalError) as caught:
        load(path)

    for part in ["mine.yaml", *parts]:
        assert part in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"none\.yaml cannot be read: No such file"):
        load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("- id: caf\xe9".encode("latin-1"))
    with pytest.raises(EvalError, match=r"latin\.yaml is not UTF-8 text\. Save it as UTF-8\."):
        load(tmp_path / "latin.yaml")


TWICE = "one two one"


def test_a_gold_quote_is_found_by_its_occurrence() -> None:
    assert Gold("s", "two").spans(TWICE) == ((4, 7),)
    assert Gold("s", "one", 2).spans(TWICE) == ((8, 11),)
    assert Gold("s", "one", "any").spans(TWICE) == ((0, 3), (8, 11))


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        (Gold("s.txt", "three"), r"'three' does not stand in s\.txt\. Copy it"),
        (Gold("s.txt", "one"), r"stands 2 times in s\.txt\. Add `occurrence:`"),
        (Gold("s.txt", "one", 3), "with a number from 1 to 2"),
        (Gold("s.txt", "one", 0), "with a number from 1 to 2"),
    ],
)
def test_a_gold_quote_that_cannot_be_placed_is_an_error(gold: Gold, message: str) -> None:
    with pytest.raises(EvalError, match=message):
        gold.spans(TWICE)
