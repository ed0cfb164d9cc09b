"""What speaks against an answer: another name, another day, another speaker, a denial."""

from __future__ import annotations

import pytest

from chapter_and_verse.reading.contradiction import (
    denies,
    has_another_subject,
    is_contradicted,
    is_of_another_speaker,
    tells_of_another,
)
from chapter_and_verse.reading.days import names_another_day
from chapter_and_verse.text.entities import missing_share


@pytest.mark.parametrize(
    ("question", "sentence", "before_answer"),
    [
        ("Who trained the Russian officers?", "In May, Bo Ek trained 20 Chinese officers.", ""),
        ("When did Ann Lee leave?", "Bo Ek left in May.", ""),
        ("Whom did he meet on April 25?", "On Tuesday (April 18), he met Ann Lee.", ""),
        ("What does Bo Ek think of it?", "The minister believes that it grows.", ""),
        (
            "When are fires allowed?",
            "Fires are not allowed from May.",
            "Fires are not allowed from ",
        ),
    ],
)
def test_each_kind_of_contradiction_counts(
    question: str, sentence: str, before_answer: str
) -> None:
    """Each case is one that no other clause notices."""
    assert is_contradicted(question, sentence, before_answer=before_answer)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who trained the Russian officers?", "In May, Bo Ek trained 20 Russian officers."),
        ("When did Ann Lee leave?", "Ann Lee left in May."),
        ("Whom did he meet on April 25?", "On Tuesday (April 25), he met Ann Lee."),
        ("What does Bo Ek think of it?", "Bo Ek believes that it grows."),
        ("When are fires allowed?", "Fires are allowed from May."),
    ],
)
def test_nothing_speaks_against_an_answer(question: str, sentence: str) -> None:
    assert not is_contradicted(question, sentence, before_answer=sentence.partition("May")[0])


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("Whom did he meet on April 25?", "On Tuesday (April 18), he met Ann Lee.", True),
        ("Whom did he meet on April 18?", "On Tuesday (April 18), he met Ann Lee.", False),
        ("Was he there on April 17?", "He stayed from April 16 to 19.", False),
        ("Was he there on March 17?", "He stayed from April 16 to 19.", True),
        ("Whom did he meet in April?", "On Tuesday (April 18), he met Ann Lee.", False),
        ("Whom did he meet on April 25?", "He met Ann Lee last Tuesday.", False),
        ("Are you open on sunday?", "| Monday | 9:00–17:00 |", True),
        ("Are you open on Sunday?", "Open Sat–Mon.", False),
        ("Are you open on Wednesday?", "Open Monday to Friday.", False),
        ("Are you open on Wednesday?", "Open at weekends only.", True),
        ("Are you open on Wednesday?", "Open daily.", False),
        (
            "Where do the ashes of ash wednesday come from?",
            "Palms of Palm Sunday are burnt.",
            False,
        ),
        ("Who sat in the sun on Monday?", "The Sun shone while Ann sat there.", False),
    ],
)
def test_another_day(question: str, sentence: str, another: bool) -> None:
    assert names_another_day(question, sentence) is another


@pytest.mark.parametrize(
    ("question", "lead", "another"),
    [
        ("How does Bo Ek describe the pressure?", "Ann Lee believes that it grows.", True),
        ("According to Bo Ek, what grows?", "Ann Lee believes that it grows.", True),
        ("What, in Bo Ek's opinion, grows?", "Ann Lee believes that it grows.", True),
        ("What did the minister Bo Ek say?", "Ann Lee believes that it grows.", True),
        ("What does Ann Lee think?", "Ann Lee believes that it grows.", False),
        ("What are farms in Denmark called?", "They are known as gaarde.", False),
        ("Who built Grand Central station?", "It was built by a firm of the city.", False),
    ],
)
def test_another_speaker(question: str, lead: str, another: bool) -> None:
    assert is_of_another_speaker(question, lead) is another


@pytest.mark.parametrize(
    ("question", "before", "denied"),
    [
        ("When are fires allowed?", "Fires are not allowed from ", True),
        ("Where may one smoke?", "One may not smoke in ", True),
        ("When are fires allowed?", "Stoves are not allowed, but fires are from ", False),
        ("When are fires not allowed?", "Fires are not allowed from ", False),
        ("Why are fires allowed?", "Fires are not allowed ", False),
        ("Are fires allowed in May?", "Fires are not allowed in ", False),
    ],
)
def test_what_is_denied_is_no_answer(question: str, before: str, denied: bool) -> None:
    assert denies(question, before) is denied


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("When did Ann Lee leave?", "Bo Ek left in May.", True),
        ("When did Ann Lee leave?", "Bo Ek left in May with Ann.", False),
        ("When did Ann Lee leave?", "Bo Ek left her in May.", False),
        ("When did Ann Lee leave?", "In May, the painter left.", False),
        ("When did the painter leave?", "Bo Ek left in May.", False),
    ],
)
def test_another_subject(question: str, sentence: str, another: bool) -> None:
    assert has_another_subject(question, sentence) is another


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("Which Chinese tanks had Russian parts?", "Chinese parts were in Russian tanks.", True),
        ("Which Russian tanks had Chinese parts?", "Chinese parts were in Russian tanks.", False),
        ("Where did Ann Lee live?", "Unlike Ann Lee, Bo Ek lived there.", False),
    ],
)
def test_peoples_that_change_places(question: str, sentence: str, another: bool) -> None:
    assert tells_of_another(question, sentence) is another


@pytest.mark.parametrize(
    ("name", "text", "share"),
    [
        ("Ukraine", "Ukrainian President Volodymyr Zelensky", 0.0),
        ("Chinese", "China has denied it.", 0.0),
        ("Austria", "Australian farmers", 1.0),
        ("Ann", "Anna came.", 0.0),
    ],
)
def test_a_place_and_its_people_are_akin(name: str, text: str, share: float) -> None:
    assert missing_share(name, text) == share
