"""Rows of tables and lists of values: what they say of what is told by their form."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from places import text_document

from chapter_and_verse import Assistant
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.reading.table_lookup import find_asked_fields

COMPANY = """# Norrland Ferries

The company runs four ships and has 143 employees.

- Engineers: 27
- Deck crew: 58
- Kitchen: 31

Address: Kajgatan 4
Phone: +46 90 555 01 20
Opening hours: Monday to Friday, 8 to 16
Chief executive: Karin Ståhl

| Ship | Built | Passengers | Captain |
|---|---|---|---|
| Aurora | 1998 | 800 | Per Lund |
| Botnia | 2009 | 1,200 | Eva Sjö |
| Stella | 2021 | 450 | Ali Demir |
"""
PRICES = b"Product,Price,Stock,Supplier\nLantern,24.50,12,Beck\nRope 10 m,8.90,140,Marlow\n"


def asked(question: str, source: str, text: str) -> list[str]:
    """The values in a file of this text that a question asks for by name."""
    document = text_document(source, text)
    passages = split(document, 2000)
    found = find_asked_fields(question, passages)
    return [span.of(document.text) for span in found.values()]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How many engineers are there?", ["27"]),
        ("How many people work in the kitchen?", ["31"]),
        ("What is the phone number?", ["+46 90 555 01 20"]),
        ("Who is the chief executive?", ["Karin Ståhl"]),
        ("What are the opening hours?", ["Monday to Friday, 8 to 16"]),
        ("When was the Aurora built?", ["1998"]),
        ("How many passengers does the Botnia take?", ["1,200"]),
        ("Who is the captain of the Stella?", ["Ali Demir"]),
        ("Which ship does Eva Sjö captain?", ["Botnia"]),
        ("Who is the captain of the Vega?", []),
        ("Who works in the kitchen?", []),
        ("When does the kitchen open?", []),
        ("How many passengers are there?", []),
        ("Tell me about the Aurora.", []),
        ("", []),
    ],
)
def test_a_value_is_found_by_its_name(question: str, values: list[str]) -> None:
    assert asked(question, "company.md", COMPANY) == values


FERRIES = """<h1>Ferries</h1><p>Boats sail every day.</p><table>
<tr><th>Route</th><th>First boat</th><th>Last boat</th><th>Fare</th></tr>
<tr><td>Umeå – Vaasa</td><td>08:00</td><td>18:30</td><td>€39</td></tr>
<tr><td>Vaasa – Umeå</td><td>09:15</td><td>20:00</td><td>€41</td></tr></table>
<dl><dt>Harbour master</dt><dd>Ewan Muir</dd><dt>Office</dt><dd>555 01</dd></dl>
<table><tr><td>Captain</td><td>Eva Sjö</td></tr><tr><td>Cook</td><td>Ali Demir</td></tr></table>"""


def test_a_value_of_an_html_file_is_found_by_its_column() -> None:
    ferries = FERRIES
    assert asked("What is the fare from Umeå to Vaasa?", "ferries.html", ferries) == ["€39"]
    assert asked("What is the fare from Vaasa to Umeå?", "ferries.html", ferries) == ["€41"]
    assert asked("When is the last boat from Vaasa to Umeå?", "ferries.html", ferries) == ["20:00"]
    assert asked("Who is the cook?", "ferries.html", ferries) == ["Ali Demir"]
    assert asked("Who is the harbour master?", "ferries.html", ferries) == ["Ewan Muir"]
    assert asked("Who is the purser?", "ferries.html", ferries) == []


def test_an_empty_cell_keeps_its_column() -> None:
    table = "Here:\n\n| Ship | Built | Sold |\n|---|---|---|\n| Aurora | | 2001 |\n"
    assert asked("When was the Aurora sold?", "a.md", table) == ["2001"]
    assert asked("When was the Aurora built?", "a.md", table) == []


def test_a_title_is_no_value() -> None:
    text = "South Park: The Fractured\n\nIt is a game for two.\n\n- Made in: 2017\n- Price: 20\n"
    assert asked("How many days does South Park take?", "game.md", text) == []
    assert asked("Who made South Park?", "game.md", text) == []
    assert asked("What is the price of South Park?", "game.md", text) == ["20"]


def test_a_row_is_quoted_with_the_names_of_its_columns(
    make_assistant: Callable[..., Assistant],
) -> None:
    assistant = make_assistant({"company.md": COMPANY})
    assistant.sync()
    answer = assistant.ask("Who is the captain of the Stella?")
    assert "| Ship | Built | Passengers | Captain |" in [c.quote for c in answer.citations]


def test_what_somebody_says_is_no_value() -> None:
    play = "Anna: I saw the ship.\nBen: Where was it?\nAnna: In the bay.\n"
    assert asked("What did Anna see?", "play.txt", play) == []


def test_a_value_of_a_csv_file_is_found_by_its_column() -> None:
    prices = PRICES.decode()
    assert asked("What is the price of a lantern?", "prices.csv", prices) == ["24.50"]
    assert asked("How many lanterns are in stock?", "prices.csv", prices) == ["12"]
    assert asked("Who supplies the rope?", "prices.csv", prices) == ["Marlow"]
    assert asked("Which supplier sells 10 m of rope?", "prices.csv", prices) == ["Marlow"]
    assert asked("What is the price of a compass?", "prices.csv", prices) == []


@pytest.mark.parametrize(
    ("question", "short", "quote"),
    [
        ("How many deck crew are there?", "58", "Deck crew: 58"),
        ("What is the address?", "Kajgatan 4", "Address: Kajgatan 4"),
        ("Who is the captain of the Stella?", "Ali Demir", "| Stella | 2021 | 450 | Ali Demir |"),
        ("Who supplies the rope?", "Marlow", "Product: Rope 10 m; Price: 8.90; Stock: 140;"),
    ],
)
def test_a_row_answers(
    make_assistant: Callable[..., Assistant], question: str, short: str, quote: str
) -> None:
    assistant = make_assistant({"company.md": COMPANY, "prices.csv": PRICES.decode()})
    assistant.sync()
    answer = assistant.ask(question)
    assert answer.short_answer is not None
    assert answer.short_answer.quote == short
    assert quote in answer.citations[0].quote


KILNS = """Kiln,Fuel,Maximum temperature,Firing day
Kiln A (Ilse),gas,1280,Tuesday
Kiln B (Otto),wood,1320,Friday
Kiln C (Pip),electric,1100,Monday
"""


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What is the firing day of Kiln A?", ["Tuesday"]),
        ("What is the maximum temperature of Kiln B?", ["1320"]),
        ("Which fuel does Kiln C (Pip) burn?", ["electric"]),
        ("What is the minimum temperature of Kiln B?", []),
        ("What is the firing day of Kiln D?", []),
    ],
)
@pytest.mark.parametrize("table", [KILNS, re.sub(r" \(\w+\)", "", KILNS)])
def test_rows_are_told_apart_by_a_letter(question: str, values: list[str], table: str) -> None:
    assert asked(question.replace(" (Pip)", ""), "kilns.csv", table) == values


def test_a_row_that_is_not_there_is_refused(make_assistant: Callable[..., Assistant]) -> None:
    assistant = make_assistant({"kilns.csv": KILNS})
    assistant.sync()
    assert assistant.ask("What is the firing day of Kiln D?").refused
    answer = assistant.ask("What is the firing day of Kiln A?")
    assert answer.short_answer is not None
    assert answer.short_answer.quote == "Tuesday"
