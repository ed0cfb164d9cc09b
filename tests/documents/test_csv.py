"""Tables of separated values: which row names the columns, and where each row stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chapter_and_verse.documents.document import Document

Read = Callable[[str, bytes], Document]


def test_a_row_can_be_read_alone(read: Read) -> None:
    table = (
        'Name,Born,Note\nAda,1815,"first\nprogrammer"\nAlan,1912,\n\nGrace,1906,Admiral!,extra\n'
    )
    assert read("a.csv", table.encode()).text.split("\n\n") == [
        "Name: Ada; Born: 1815; Note: first programmer.",
        "Name: Alan; Born: 1912.",
        "Name: Grace; Born: 1906; Note: Admiral!; extra.",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(read: Read, delimiter: str) -> None:
    table = delimiter.join(["City", "Size"]) + "\n" + delimiter.join(["Bern", "51,6"])
    quoted = table.replace("51,6", '"51,6"')
    assert read("a.csv", quoted.encode()).text == "City: Bern; Size: 51,6."
    assert read("a.tsv", quoted.encode()).text == "City: Bern; Size: 51,6."


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Country,2019,2020\nChad,1,2", "Country: Chad; 2019: 1; 2020: 2."),
        ("1,Ada,36\n2,Alan,41", "1; Ada; 36.\n\n2; Alan; 41."),
        ("2021-05-01,shut\n2021-05-02,open", "2021-05-01; shut.\n\n2021-05-02; open."),
        ("Population of towns,,\nTown,Canton,Size", "Population of towns\n\nTown; Canton; Size."),
        ("just,one,row", "just; one; row."),
    ],
)
def test_the_first_row_names_the_columns_unless_clearly_not(
    read: Read, table: str, expected: str
) -> None:
    assert read("a.csv", table.encode()).text == expected


awkward_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@settings(deadline=None, max_examples=60)
@given(data=st.data(), names=st.lists(st.text("abcdefgh", min_size=1), min_size=2, max_size=4))
def test_every_cell_stands_in_its_row(read: Read, data: st.DataObject, names: list[str]) -> None:
    cells = st.lists(awkward_text, min_size=len(names), max_size=len(names))
    full = cells.filter(lambda row: sum(1 for cell in row if cell.split()) > 1)
    rows = data.draw(st.lists(full, min_size=1, max_size=5))
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=data.draw(st.sampled_from(",;\t|"))).writerows([names, *rows])
    expected = []
    for row in rows:
        flat = [" ".join(cell.split()) for cell in row]
        expected += ["; ".join(f"{n}: {c}" for n, c in zip(names, flat, strict=True) if c)]
    text = read("any.csv", file.getvalue().encode()).text
    if any(expected):
        rows_read = text.split("\n\n")
        assert [row.rstrip(".!?。！？") for row in rows_read] == [
            row.rstrip(".!?。！？") for row in expected if row
        ]
        assert all(row[-1] in ".!?。！？" for row in rows_read)


def test_a_row_has_its_number_as_place_and_lines_above_the_table_are_no_row(read: Read) -> None:
    table = "Report of the line;;\n;;\nStation;Guests;Income\nAlvik;124;88,5\n;;\nBerga;93;61,25\n"
    document = read("a.csv", table.encode())
    assert [(block.kind.value, block.place) for block in document.blocks] == [
        ("paragraph", "row 1"),
        ("row", "row 4"),
        ("row", "row 6"),
    ]
    assert document.text.endswith("Station: Berga; Guests: 93; Income: 61,25.")


def test_two_tables_in_one_file_have_their_own_columns(read: Read) -> None:
    table = "Ship,Year\nAda,1990\n\nPort,Depth\nBremen,12\n"
    assert (
        read("a.csv", table.encode()).text == "Ship: Ada; Year: 1990.\n\nPort: Bremen; Depth: 12."
    )


def test_a_first_line_may_state_the_delimiter(read: Read) -> None:
    document = read("a.csv", b"sep=;\r\nTown;Size, in km\r\nBern;51,6\r\n")
    assert document.text == "Town: Bern; Size, in km: 51,6."
    assert document.blocks[0].place == "row 3"


def test_commas_in_cells_are_no_delimiters(read: Read) -> None:
    table = "Part;Note\nA-1;small, red, old\nA-2;large, blue, new\nA-3;none"
    assert "Part: A-2; Note: large, blue, new." in read("a.csv", table.encode()).text
