"""What is read of presentations: slide by slide, with notes, tables and charts."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from chapter_and_verse.documents.document import Document

Read = Callable[[str, bytes], Document]
BOX = (0, 0, 3_000_000, 2_000_000)


def make_pptx(fill: Callable[[Any], object]) -> bytes:
    presentation = pptx.Presentation()
    fill(presentation)
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def add_slide(presentation: Any, title: str, layout: int = 1) -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    slide.shapes.title.text = title
    return slide


def test_a_slide_is_a_page_below_its_title(read: Read) -> None:
    def fill(presentation: Any) -> None:
        opening = add_slide(presentation, "The harbour", layout=0)
        opening.placeholders[1].text = "Report of the year"
        slide = add_slide(presentation, "Ships")
        frame = slide.placeholders[1].text_frame
        frame.text = "Two ferries"
        frame.add_paragraph().text = "The Ada, of 1990"
        frame.paragraphs[1].level = 1
        raised = frame.add_paragraph()
        raised.add_run().text = "Area: 12 km"
        raised.add_run().text = "2"
        raised.runs[1].font._element.set("baseline", "30000")
        struck = raised.add_run()
        struck.text = " or 13"
        struck.font._element.set("strike", "sngStrike")
        slide.notes_slide.notes_text_frame.text = "Say who built them."

    document = read("a.pptx", make_pptx(fill))
    found = [(b.kind.value, b.level, b.span.of(document.text).strip()) for b in document.blocks]
    assert found == [
        ("heading", 1, "The harbour"),
        ("paragraph", 0, "Report of the year"),
        ("heading", 2, "Ships"),
        ("item", 1, "Two ferries"),
        ("item", 2, "The Ada, of 1990"),
        ("item", 1, "Area: 12 km²"),
        ("heading", 3, "Notes"),
        ("paragraph", 0, "Say who built them."),
    ]
    assert document.page_at(document.text.index("Report")) == 1
    assert document.page_at(document.text.index("Ships")) == 2


def test_tables_and_charts_are_rows(read: Read) -> None:
    def fill(presentation: Any) -> None:
        slide = add_slide(presentation, "Guests", layout=5)
        table = slide.shapes.add_table(3, 3, *BOX).table
        for row, line in enumerate(("Port|Year|Guests", "Bern|2019|4", "|2020|5")):
            for column, text in enumerate(line.split("|")):
                table.cell(row, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        data = CategoryChartData()
        data.categories = ["May", "June"]
        data.add_series("Ferries", (4.3, 5))
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data)

    document = read("a.pptx", make_pptx(fill))
    assert document.text.split("\n\n")[1:] == [
        "Port: Bern; Year: 2019; Guests: 4.",
        "Port: Bern; Year: 2020; Guests: 5.",
        "May; Ferries: 4.3.",
        "June; Ferries: 5.",
    ]


def test_numbered_points_keep_their_numbers(read: Read) -> None:
    def fill(presentation: Any) -> None:
        frame = add_slide(presentation, "Steps").placeholders[1].text_frame
        for number, text in enumerate(("Ring", "Wait")):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.text = text
            properties = paragraph._p.get_or_add_pPr()
            numbering = properties.makeelement(
                "{http://schemas.openxmlformats.org/drawingml/2006/main}buAutoNum",
                {"type": "alphaUcParenR", "startAt": "3"},
            )
            properties.append(numbering)

    assert read("a.pptx", make_pptx(fill)).text == "Steps\n\nC) Ring\nD) Wait"


def test_hidden_slides_are_named(read: Read) -> None:
    def fill(presentation: Any) -> None:
        add_slide(presentation, "Shown")
        add_slide(presentation, "Secret")._element.set("show", "0")
        add_slide(presentation, "Last")

    document = read("a.pptx", make_pptx(fill))
    assert document.text == "Shown\n\nLast"
    assert document.page_at(document.text.index("Last")) == 3
    assert document.warnings == ("Slide 2 is hidden. It was not read.",)


def test_presentations_that_cannot_be_read_say_why(refusal: Callable[[str, bytes], str]) -> None:
    good = make_pptx(lambda presentation: add_slide(presentation, "Shown"))
    assert "damaged" in refusal("a.pptx", good[: len(good) // 2])
    locked = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
    assert "protected by a password" in refusal("a.pptx", locked)
