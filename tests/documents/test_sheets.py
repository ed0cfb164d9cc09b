"""What is read of workbooks: values as shown, their places, and what is hidden."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import openpyxl
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.formats.sheets.loader import cell_text

Read = Callable[[str, bytes], Document]


def make_workbook(fill: Callable[[Any], object]) -> bytes:
    workbook = openpyxl.Workbook()
    fill(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def fill_prices(workbook: Any) -> None:
    sheet = workbook.active
    sheet.title = "Prices"
    for row in (
        ["Prices of the shop"],
        [],
        ["Part", "Price", 2024],
        ["Belt", 12.0, 3.25],
        ["Cap", 4, 0.1],
    ):
        sheet.append(row)


def test_a_row_is_a_sentence_with_its_place_in_the_sheet(read: Read) -> None:
    document = read("a.xlsx", make_workbook(fill_prices))
    assert document.text.split("\n\n") == [
        "Prices of the shop",
        "Part: Belt; Price: 12; 2024: 3.25.",
        "Part: Cap; Price: 4; 2024: 0.1.",
    ]
    assert [block.place for block in document.blocks] == [
        "Prices, row 1",
        "Prices, row 4",
        "Prices, row 5",
    ]
    assert [cell.column for cell in document.blocks[1].cells] == ["Part", "Price", "2024"]


def test_several_sheets_are_headings_and_hidden_ones_are_named(read: Read) -> None:
    def fill(workbook: Any) -> None:
        fill_prices(workbook)
        workbook.create_sheet("Staff").append(["Name", "Since"])
        workbook["Staff"].append(["Ada", datetime(2021, 5, 1)])
        workbook.create_sheet("Secret").append(["Name", "Wage"])
        workbook["Secret"].sheet_state = "hidden"
        workbook["Prices"].row_dimensions[5].hidden = True
        workbook["Prices"].column_dimensions["C"].hidden = True
        workbook["Staff"]["B2"].comment = Comment("Check this", "Bob")

    document = read("a.xlsx", make_workbook(fill))
    assert document.text.split("\n\n") == [
        "Prices",
        "Prices of the shop",
        "Part: Belt; Price: 12.",
        "Staff",
        "Name: Ada; Since: 2021-05-01.",
        "Comments",
        "Comment by Bob on B2: Check this",
    ]
    assert document.blocks[-1].place == "Staff, B2"
    assert document.warnings == (
        "The sheet “Secret” is hidden. It was not read.",
        "The sheet “Prices” hides 1 row and 1 column, not read.",
    )


def test_a_merged_cell_stands_in_each_of_its_rows(read: Read) -> None:
    def fill(workbook: Any) -> None:
        for row in (["Land", "Town", "Size"], ["CH", "Bern", 1], ["", "Biel", 2]):
            workbook.active.append(row)
        workbook.active.merge_cells("A2:A3")

    assert read("a.xlsx", make_workbook(fill)).text.endswith("Land: CH; Town: Biel; Size: 2.")


def test_pictures_over_a_sheet_are_named(read: Read) -> None:
    picture = io.BytesIO()
    PIL.Image.new("RGB", (4, 4)).save(picture, "PNG")

    def fill(workbook: Any) -> None:
        fill_prices(workbook)
        workbook.active.add_image(Image(picture), "B9")

    document = read("a.xlsx", make_workbook(fill))
    assert document.warnings == ("It has 1 picture without a description, not read.",)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (datetime(2024, 5, 31), "2024-05-31"),
        (datetime(2024, 5, 31, 13, 5), "2024-05-31 13:05"),
        (time(9, 30), "09:30"),
        ("two\nlines", "two lines"),
    ],
)
def test_values_are_written_as_a_sheet_shows_them(value: Any, shown: str) -> None:
    assert cell_text(value) == shown


def test_a_sheet_that_spans_millions_of_empty_cells_is_refused(
    refusal: Callable[[str, bytes], str],
) -> None:
    def fill(workbook: Any) -> None:
        workbook.active["A1"] = workbook.active["XFD1048576"] = 1

    assert "spans 17,179,869,184 cells" in refusal("a.xlsx", make_workbook(fill))


def test_a_repeated_cell_of_an_open_document_sheet_is_refused(
    refusal: Callable[[str, bytes], str],
) -> None:
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    content = f"""<office:document-content xmlns:office="{spaces}:office:1.0"
    xmlns:table="{spaces}:table:1.0" xmlns:text="{spaces}:text:1.0"><office:body>
    <office:spreadsheet><table:table table:name="a">
    <table:table-row table:number-rows-repeated="1000000">
    <table:table-cell table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>
    </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    assert "spans 16,000,000,000 cells" in refusal("a.ods", file.getvalue())


def test_workbooks_that_cannot_be_read_say_why(refusal: Callable[[str, bytes], str]) -> None:
    good = make_workbook(fill_prices)
    assert "damaged" in refusal("a.xlsx", good[: len(good) // 2])
    assert "damaged" in refusal("a.xlsx", b"no zip at all")
    assert "protected by a password" in refusal(
        "a.xls", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
    )
    bomb = io.BytesIO(good)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/bomb.bin", bytes(20 * 2**20))
    assert "unpacks to 20 MiB" in refusal("a.xlsx", bomb.getvalue())


values = (
    st.none() | st.integers(-(10**9), 10**9) | st.booleans() | st.text("ab c1;:.\n", max_size=8)
)

full_rows = st.lists(values, max_size=5).filter(lambda row: any(str(v or "").strip() for v in row))


@settings(deadline=None, max_examples=25)
@given(rows=st.lists(full_rows, min_size=1, max_size=6))
def test_blocks_tile_the_text_and_every_value_is_in_it(read: Read, rows: list[list[Any]]) -> None:
    def fill(workbook: Any) -> None:
        for row in [["Key", "Value"], *rows]:
            workbook.active.append(row)

    document = read("any.xlsx", make_workbook(fill))
    assert "".join(block.span.of(document.text) for block in document.blocks) == document.text
    for row in rows:
        for value in filter(lambda value: value is not None, row):
            assert cell_text(value) in document.text
