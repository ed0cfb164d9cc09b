"""What a claim may say, given the sentences that it cites."""

from __future__ import annotations

import pytest

from chapter_and_verse.llm.claim_verification import (
    find_objection,
    find_subject_sentence,
    polarity_agrees,
)
from chapter_and_verse.text.fact_matching import find_missing_facts


@pytest.mark.parametrize(
    ("claim", "text", "absent"),
    [
        ("It cost 1,200 pounds.", "The price was 1200 pounds.", []),
        ("It cost 1,200 pounds.", "The price was 1,187 pounds.", ["1,200"]),
        ("It has three decks.", "There are 3 decks.", []),
        ("It cost 5 million.", "It cost 5 billion.", ["million"]),
        ("It rose by 5%.", "It rose by 5 per cent, or 5 percent.", []),
        ("It rose by 5%.", "It rose by 5 points.", ["5%"]),
        ("It opened on 12 Sept. 1987.", "It opened on September 12th, 1987, at 12.", []),
        ("It opened in May.", "It may open in June.", ["May"]),
        ("It opened in May.", "It opened in May 1987.", []),
        ("The Russian fleet sailed.", "Russia sent its fleet.", []),
        ("The UN agreed.", "The United Nations agreed.", []),
        ("The U.S. agreed.", "The US agreed.", []),
        ("Johnson agreed.", "John agreed.", ["Johnson"]),
        ("Li Shangfu met Putin.", "Li Shangfu met Shoigu.", ["Putin"]),
    ],
)
def test_facts_must_stand_in_the_text(claim: str, text: str, absent: list[str]) -> None:
    assert [fact.text for fact in find_missing_facts(claim, text)] == absent


@pytest.mark.parametrize(
    ("claim", "text", "agrees"),
    [
        ("The bridge does not carry lorries.", "The bridge does not carry lorries.", True),
        ("The bridge carries lorries.", "The bridge does not carry lorries.", False),
        ("The bridge does not carry lorries.", "The bridge carries lorries.", False),
        ("The bridge never opened.", "It was not opened; the bridge never was.", True),
        ("The tower is tall.", "The tower is not only tall but wide.", True),
    ],
)
def test_what_is_denied_must_be_denied(claim: str, text: str, agrees: bool) -> None:
    assert polarity_agrees(claim, text) is agrees


@pytest.mark.parametrize(
    ("claim", "sentences", "reason"),
    [
        ("Ben Oak said the bridge cost too much.", ["“It cost too much,” said Ben Oak."], None),
        (
            "Ada Marsh said the bridge cost too much.",
            ["“The bridge cost too much,” said Ben Oak.", "Ada Marsh is the mayor."],
            "the cited sentences do not say that it was Ada Marsh who said so",
        ),
        (
            "I opened the bridge for you.",
            ["She opened the bridge."],
            "it speaks for itself or to the reader, and the cited sentences do not",
        ),
    ],
)
def test_who_speaks(claim: str, sentences: list[str], reason: str | None) -> None:
    assert find_objection(claim, sentences) == reason


def test_the_sentence_that_names_the_subject_is_cited_as_well() -> None:
    she, it = "She opened the bridge in May.", "The bridge opened in May."
    before = ["Ada Marsh met Ben Oak.", "The town of Tarn"]
    claim = "Ada Marsh opened the bridge in May."
    assert find_subject_sentence(claim, [she], before, before[1:]) == 0
    assert find_subject_sentence(claim, [it], before, before[1:]) is None
    late = "The bridge that was opened in the month of May is Ben Oak’s."
    assert find_subject_sentence(late, [she], before, before[1:]) is None
    assert find_subject_sentence("Tarn opened the bridge in May.", [it], before, before[1:]) == 1
