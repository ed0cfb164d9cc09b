"""A file of cases is read as written, and what is wrong with it is told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from chapter_and_verse import Assistant
from chapter_and_verse.evals.cases.case import Case, EvalError, Gold, load
from chapter_and_verse.evals.run.asking import find_gold_spans


def test_every_shipped_case_can_be_asked(seed_assistant: Assistant, seed_text: str) -> None:
    cases = load()

    placed = find_gold_spans(seed_assistant, cases)

    assert len(placed) == len(cases) > 0
    for case, golds in zip(cases, placed, strict=True):
        for gold, (_, spans) in zip(case.gold, golds, strict=True):
            assert all(span.of(seed_text) == gold.quote for span in spans), case.id


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
