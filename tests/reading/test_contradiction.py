"""What speaks against an answer: another day, another speaker, no number, no name."""

from __future__ import annotations

import pytest

from chapter_and_verse.reading.contradiction import (
    another_speaks,
    counts_another,
    denies,
    has_another_subject,
    names_nobody,
    tells_of_another,
)
from chapter_and_verse.reading.dates import gives_no_date, of_another_day, of_another_year
from chapter_and_verse.reading.life_events import of_another_event
from chapter_and_verse.text.entities import missing_share


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
    assert of_another_day(question, sentence) is another


@pytest.mark.parametrize(
    ("question", "near", "sentence", "another"),
    [
        ("How many boats sank in 2022?", "", "In 2023, eleven boats sank.", True),
        ("How many boats sank in 2023?", "", "In 2023, eleven boats sank.", False),
        ("How many boats sank in 2022?", "It was 2022. ", "In 2023, eleven boats sank.", False),
        ("How many boats sank before 2024?", "", "In 2023, eleven boats sank.", False),
        ("How many boats sank in 2022?", "", "Eleven boats sank.", False),
        ("How many boats sank?", "", "In 2023, eleven boats sank.", False),
    ],
)
def test_another_year(question: str, near: str, sentence: str, another: bool) -> None:
    assert of_another_year(question, sentence, near) is another


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("When was Bo Ek born?", "She married the botanist Bo Ek in 1905.", True),
        ("When was Bo Ek born?", "Bo Ek (3 June 1871 – 19 November 1948) drew maps.", False),
        ("Where was Bo Ek born?", "The geographer Bo Ek of Germany drew maps.", False),
        ("When did Bo Ek die?", "In 1905 Bo Ek moved to Leith.", True),
        ("When did Bo Ek die?", "Bo Ek was killed at Loos in 1915.", False),
        ("Who was Bo Ek's father?", "Bo Ek was a cartographer of the German coast.", True),
        ("Who was Bo Ek's father?", "Bo was the third child of Lars Ek.", False),
        ("Whom did Bo Ek marry?", "Bo Ek met Ann Lee in 1905.", True),
        ("Where is Bo Ek buried?", "His grave is at St Monans.", False),
        ("Whom did Bo Ek meet?", "Bo Ek met Ann Lee in 1905.", False),
    ],
)
def test_another_event_of_a_life(question: str, sentence: str, another: bool) -> None:
    assert of_another_event(question, sentence) is another


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
    assert another_speaks(question, lead) is another


@pytest.mark.parametrize(
    ("question", "answer", "nothing"),
    [
        ("How many boats were there?", "boats from the harbour.", True),
        ("How many boats were there?", "twelve boats.", False),
        ("How many boats were there?", "a few boats.", False),
        ("Which boats were there?", "boats from the harbour.", False),
        ("How many daughters were there?", "second daughter of a glover.", True),
    ],
)
def test_no_number_where_one_is_asked_for(question: str, answer: str, nothing: bool) -> None:
    assert counts_another(question, answer) is nothing


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
    ("question", "answer", "nothing"),
    [
        ("When was she born?", "Grenoble", True),
        ("When was she born?", "3 May 1871", False),
        ("Where was she born?", "Grenoble", False),
        ("When do they meet?", "at noon", False),
    ],
)
def test_no_date_where_one_is_asked_for(question: str, answer: str, nothing: bool) -> None:
    assert gives_no_date(question, answer) is nothing


@pytest.mark.parametrize(
    ("question", "answer", "nobody"),
    [
        ("What is the name of the adviser?", "a senior adviser", True),
        ("What is the name of the adviser?", "Ann Lee", False),
        ("What is the name of Bo Ek's adviser?", "Bo Ek", True),
        ("Who led the club before Bo Ek?", "Bo Ek", True),
        ("Who won, Bo Ek or Ann Lee?", "Bo Ek", False),
        ("Who was quoted?", "a senior adviser", False),
        ("Who built the Guillemot?", "1998", True),
        ("Which club did Bo Ek lead?", "Bo Ek", False),
    ],
)
def test_no_name_where_one_is_asked_for(question: str, answer: str, nobody: bool) -> None:
    assert names_nobody(question, answer) is nobody


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
