"""An item of a list is what a question names by its number."""

from __future__ import annotations

import pytest
from places import text_document

from chapter_and_verse.documents.splitting import split
from chapter_and_verse.reading.numbered_items import is_asked_by_number

CODE = """# Code of the rowing club

1. Boats are cleaned after use.
2. The 3 oldest members hold the keys. They lend them out.
10. Nobody rows alone at night.
"""


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What does rule 1 of the rowing club's code say?", ["1."]),
        ("What does rule 2 of the club's code say?", ["2.", "They"]),
        ("What is rule 10 of the code?", ["10."]),
        ("What does rule 3 of the club's code say?", []),
        ("Who are the 2 oldest members of the club?", []),
        ("What does rule 1 of the tennis federation's charter say?", []),
        ("Who holds the keys?", []),
    ],
)
def test_the_item_of_that_number_is_asked_for(question: str, asked: list[str]) -> None:
    (passage,) = split(text_document("code.md", CODE), 900)
    found = [s for s in passage.sentences if is_asked_by_number(question, passage, s)]
    assert [passage.quote(s).split()[0] for s in found] == asked
