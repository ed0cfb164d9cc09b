"""Questions made of a document's sentences: what the page offers, and what an eval drafts."""

from __future__ import annotations

import pytest

from chapter_and_verse.question.example_questions import make_questions


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "The bridge over the Tay was opened in 1887.",
            "When was the bridge over the Tay opened?",
            "1887",
        ),
        ("The roof was painted by Livia Monte.", "By whom was the roof painted?", "Livia Monte"),
        ("The roof was painted on 3 May 2011.", "When was the roof painted?", "3 May 2011"),
        (
            "Minister Ada Marsh visited Norway in late 1931.",
            "When did Minister Ada Marsh visit Norway?",
            "1931",
        ),
        ("Ada Marsh met with Livia Monte there.", "Whom did Ada Marsh meet?", "Livia Monte"),
        (
            "Tom Aske joined the Lima office in 2011.",
            "When did Tom Aske join the Lima office?",
            "2011",
        ),
        (
            "Ada Marsh visited Norway from 3 May 1931 to 7 June 1931.",
            "When did Ada Marsh visit Norway?",
            "from 3 May 1931 to 7 June 1931",
        ),
        (
            "Ada Marsh has led the choir since May 2011.",
            "Since when has Ada Marsh led the choir?",
            "May 2011",
        ),
        (
            "Since 2011, the choir has sung in Lima, a town by the sea.",
            "Since when has the choir sung in Lima?",
            "2011",
        ),
        (
            "Livia Monte said that the roof of the church leaks, and left.",
            "Who said that the roof of the church leaks?",
            "Livia Monte",
        ),
        ("There are 12 roses in Lima.", "How many roses are there in Lima?", "12"),
        ("The garden has 4,500 roses.", "How many roses does the garden have?", "4,500"),
        ("Ada Marsh, a poet, left.", "Who is Ada Marsh?", ""),
    ],
)
def test_a_question_is_made_of_a_sentence_with_its_answer(
    sentence: str, question: str, answer: str
) -> None:
    first = next(make_questions(sentence))
    assert (first.question, first.answer) == (question, answer)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was opened in 1887.",
        "She founded the garden in 1998.",
        "Ada Soto did not found the garden in 1998.",
        "Ada Soto founded this garden in 1998.",
        "The garden Ada Soto founded in 1998 was sold.",
        "Founded in 1998",
        "Nothing of note.",
        "She has led the choir since 2011.",
        "Monte said that she leads the choir.",
    ],
)
def test_most_sentences_are_left_alone(sentence: str) -> None:
    assert list(make_questions(sentence)) == []


def test_a_sentence_of_two_forms_gives_two_questions() -> None:
    made = make_questions("The office was opened in 2015 by Karl Brandt.")
    assert {one.question: one.answer for one in made} == {
        "When was the office opened?": "2015",
        "By whom was the office opened in 2015?": "Karl Brandt",
    }
