"""What is read of PDFs, and where on their pages it stands."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fpdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.formats.pdf.loader import Box, character_boxes
from chapter_and_verse.documents.formats.pdf.ocr import can_recognise
from chapter_and_verse.documents.loading import load
from chapter_and_verse.errors import DocumentError

MIB = 2**20
Read = Callable[[str, bytes], Document]


LINES = ["Ada Lovelace wrote the first", "program in 1843. It computed", "Bernoulli numbers."]


def make_pdf(*pages: str, **encryption: Any) -> bytes:
    pdf = fpdf.FPDF(unit="pt")
    pdf.set_font("helvetica", size=12)
    for page in pages:
        pdf.add_page()
        for line in page.splitlines():
            pdf.cell(text=line, h=14, new_x="LMARGIN", new_y="NEXT")
    if encryption:
        pdf.set_encryption(**encryption)
    return bytes(pdf.output())


def text_under(path: Path, boxes: list[Box]) -> str:
    """What PDFium finds inside the boxes, a hair smaller so that they touch nothing else."""

    def lines(pdf: Any) -> Iterator[str]:
        for box in boxes:
            text_page = pdf[box.page - 1].get_textpage()
            sides = box.left + 0.3, box.bottom + 3, box.right - 0.3, box.top - 3
            yield text_page.get_text_bounded(*sides).strip()

    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(lines(pdf))


def test_each_pdf_page_begins_where_the_document_says(read: Read) -> None:
    document = read("a.pdf", make_pdf("\n".join(LINES), "", "Page three."))
    assert document.text == "\n".join(LINES) + "\n\n" + "Page three."
    assert document.page_at(document.text.index("Ada")) == 1
    assert document.page_at(document.text.index("numbers.")) == 1
    assert document.page_at(document.text.index("Page three")) == 3
    assert len(document.page_starts) == 3


@pytest.mark.parametrize(
    "quote", ["Ada", "first\nprogram in 1843.", "Bernoulli", "numbers.\n\nPage"]
)
def test_boxes_cover_the_quote_and_nothing_else(tmp_path: Path, quote: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf("\n".join(LINES), "Page two."))
    document = load(path, "a.pdf", MIB)
    start = document.text.index(quote)
    boxes = character_boxes(path, document, start, start + len(quote))
    assert text_under(path, boxes) == " ".join(quote.split())
    assert len(boxes) == len(quote.split("\n\n")) + quote.replace("\n\n", "").count("\n")
    assert {box.page for box in boxes} == ({1, 2} if "Page" in quote else {1})


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_boxes_of_any_span_hold_its_words(tmp_path_factory: Any, data: st.DataObject) -> None:
    path = tmp_path_factory.getbasetemp() / "span.pdf"
    path.write_bytes(make_pdf("\n".join(LINES), "Another page\nof a few words."))
    document = load(path, "span.pdf", MIB)
    places = [i for i, char in enumerate(document.text) if not char.isspace()]
    start, last = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    boxes = character_boxes(path, document, start, last + 1)
    assert text_under(path, boxes).split() == document.text[start : last + 1].split()


def test_a_paragraph_ends_where_the_page_shows_it(read: Read) -> None:
    pdf = fpdf.FPDF()
    pdf.add_page()
    for size, text in (
        (16, "A heading"),
        (11, "The first paragraph\nhas two lines."),
        (11, "The second as well\nhas two."),
        (8, "A note in small print."),
    ):
        pdf.set_font("helvetica", size=size)
        pdf.multi_cell(90, size / 2, text, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(4 if size == 11 else 0)
    assert read("a.pdf", bytes(pdf.output())).text.split("\n\n") == [
        "A heading",
        "The first paragraph\nhas two lines.",
        "The second as well\nhas two.",
        "A note in small print.",
    ]


def test_a_word_divided_at_the_end_of_a_line_is_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf("Much infor-\nmation on Anglo-\nSaxon in 1914-\n1918 of COVID-\n19."))
    document = load(path, "a.pdf", MIB)
    assert document.text == "Much information on Anglo-Saxon in 1914-\n1918 of COVID-19."
    start = document.text.index("information")
    first, second = character_boxes(path, document, start, start + len("information"))
    assert first.bottom > second.bottom
    assert text_under(path, [first]).startswith("infor")
    assert text_under(path, [second]) == "mation"


def pdf_with_codes(shown: str, meanings: dict[str, str]) -> bytes:
    """A page that shows letters which mean other characters (UTF-16, as hexadecimal digits)."""
    pairs = "".join(f"<{ord(letter):02X}> <{meaning}>\n" for letter, meaning in meanings.items())
    cmap = (
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        f"{len(meanings)} beginbfchar\n{pairs}endbfchar endcmap"
    )
    content = f"BT /F 12 Tf 50 200 Td ({shown}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    numbered = "".join(f"{n} 0 obj\n{body}\nendobj\n" for n, body in enumerate(objects, 1))
    return f"%PDF-1.7\n{numbered}trailer << /Size 7 /Root 1 0 R >>\n%%EOF\n".encode()


def test_letters_that_are_no_single_characters_keep_their_place(tmp_path: Path) -> None:
    meanings = {
        "a": "D83DDE00",  # a character beyond the first 65536
        "b": "006600660069",  # a ligature
        "c": "0000",
        "d": "D83D",  # half a character
        "e": "FFFE",
        "f": "00AD",  # a hyphen that is drawn
    }
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with_codes("XaYbcdeZfW", meanings))
    document = load(path, "a.pdf", MIB)
    assert document.text == "X😀YffiZ-W"

    def span(of: str) -> tuple[float, float]:
        start = document.text.index(of)
        (box,) = character_boxes(path, document, start, start + len(of))
        return box.left, box.right

    edges = [span(part) for part in ("X", "😀", "Y", "ffi", "Z", "-", "W")]
    assert edges == sorted(edges)
    assert span("X😀YffiZ-W") == (edges[0][0], edges[-1][1])
    assert span("😀") == pytest.approx((edges[0][1], edges[2][0]))
    assert span("f") == span("i") == span("ffi")


def test_boxes_are_for_pdfs_that_have_not_changed(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf("Before."))
    document = load(path, "a.pdf", MIB)
    assert character_boxes(path, document, 3, 3) == []
    path.write_bytes(make_pdf("After it."))
    with pytest.raises(DocumentError, match=r"has changed\. Run `rag index`"):
        character_boxes(path, document, 0, 3)
    path.unlink()
    with pytest.raises(DocumentError, match="cannot be opened"):
        character_boxes(path, document, 0, 3)
    assert character_boxes(path, read("a.txt", b"no pages"), 0, 2) == []


def test_pdfs_that_cannot_be_read_say_why(refusal: Callable[[str, bytes], str]) -> None:
    locked = make_pdf("Secret.", owner_password="owner", user_password="user")
    assert "protected by a password" in refusal("a.pdf", locked)
    assert "damaged, or not a PDF" in refusal("a.pdf", b"%PDF-1.7\ngarbage")
    assert "damaged, or not a PDF" in refusal("a.pdf", b"")
    assert "Run OCR on it first" in refusal("a.pdf", make_pdf("", ""))


def test_a_pdf_that_opens_without_a_password_is_read(read: Read) -> None:
    assert read("a.pdf", make_pdf("Open.", owner_password="owner")).text == "Open."


# What the page shows


Drawn = tuple[float, float, str]


def draw(*pages: list[Drawn], size: int = 11) -> bytes:
    """Pages with pieces of text at their places, drawn in that order: x, y from the top, text.

    A text that begins with "#" is a heading, one with "*" is bold, one with "~" is small.
    """
    pdf = fpdf.FPDF(unit="pt", format="A4")
    looks = {"#": ("", size + 5), "*": ("B", size), "~": ("", size - 3)}
    for page in pages:
        pdf.add_page()
        for x, y, text in page:
            style, points = looks.get(text[0], ("", size))
            pdf.set_font("helvetica", style=style, size=points)
            pdf.text(x, y, text[1:] if text[0] in looks else text)
    return bytes(pdf.output())


def prose(x: float, y: float, *lines: str) -> list[Drawn]:
    return [(x, y + 14 * number, line) for number, line in enumerate(lines)]


def kinds(document: Document) -> list[tuple[BlockKind, str]]:
    return [(b.kind, b.span.of(document.text).strip()) for b in document.blocks]


LEFT = ["The east tower was raised by", "Olga Brandt in 1744 to watch", "the river for the town."]
RIGHT = ["The west tower was raised by", "Pavel Simic in 1790 to store", "grain for the winter."]


def test_columns_drawn_line_by_line_are_read_one_after_the_other(
    tmp_path: Path, read: Read
) -> None:
    both = [piece for pair in zip(prose(60, 90, *LEFT), prose(320, 90, *RIGHT), strict=True)
            for piece in pair]  # fmt: skip
    path = tmp_path / "a.pdf"
    path.write_bytes(draw(both))
    document = load(path, "a.pdf", MIB)
    assert document.text == "\n".join(LEFT + RIGHT)
    start = document.text.index("Pavel")
    (box,) = character_boxes(path, document, start, start + len("Pavel Simic"))
    assert text_under(path, [box]) == "Pavel Simic"


def test_a_table_without_rules_is_read_row_by_row(read: Read) -> None:
    rows = [("*Ship", "*Built", "*Captain"), ("Heron", "1911", "Ida Moe"), ("Tern", "1926", "Lund")]
    pieces = [(60.0 + 150 * c, 160.0 + 18 * r, t) for r, row in enumerate(rows)
              for c, t in enumerate(row)]  # fmt: skip
    lines = prose(60, 100, "The ships of the harbour stand below.")
    document = read("a.pdf", draw([*lines, *pieces]))
    rows_read = [block for block in document.blocks if block.kind is BlockKind.ROW]
    assert [block.span.of(document.text).strip() for block in rows_read] == [
        "Ship: Heron; Built: 1911; Captain: Ida Moe.",
        "Ship: Tern; Built: 1926; Captain: Lund.",
    ]
    cell = rows_read[1].cells[1]
    assert (cell.column, cell.span.of(document.text)) == ("Built", "1926")


def test_headings_are_told_by_size_and_weight(read: Read) -> None:
    document = read(
        "a.pdf",
        draw([(60, 80, "#Manual"), *prose(60, 120, "Read this first.", "It is short."),
              (60, 180, "*Cleaning"), *prose(60, 210, "Rinse the filter.", "Dry it.")]),
    )  # fmt: skip
    assert [(b.kind, b.level) for b in document.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
    ]
    assert document.headings_at(document.text.index("Rinse")) == ("Manual", "Cleaning")


def test_a_sentence_goes_on_over_the_end_of_a_page(read: Read) -> None:
    def page(number: int, *lines: str) -> list[Drawn]:
        foot = (60.0, 800.0, f"~{number}")
        return [(60, 40, "Annual report of the mill"), *prose(60, 100, *lines), foot]

    document = read(
        "a.pdf",
        draw(
            page(7, "The wheel was", "mended by the"),
            page(8, "smith of the village.", "It turned again and the"),
            page(9, "millers were glad."),
        ),
    )
    assert "mended by the\nsmith of the village." in document.text
    assert "again and the\nmillers were glad." in document.text
    assert document.text.count("Annual report") == 1
    assert document.page_at(document.text.index("smith")) == 2
    assert document.page_labels == ("7", "8", "9")


def test_a_note_at_the_foot_stands_by_itself(read: Read) -> None:
    document = read(
        "a.pdf",
        draw(
            [*prose(60, 100, "The fee is due in", "May of each"), (60, 780, "~1 Not by cheque.")],
            prose(60, 100, "year, by post."),
        ),
    )
    assert (BlockKind.PARAGRAPH, "1 Not by cheque.") in kinds(document)
    assert "May of each\nyear, by post." in document.text


def test_what_stands_elsewhere_tells_whether_a_hyphen_stays(read: Read) -> None:
    lines = [
        "A zorn-blick lamp is dear. The zorn-",
        "blick lamp of the quar-",
        "klop is not. A quarklop",
    ]
    text = read("a.pdf", draw(prose(60, 100, *lines))).text
    assert text.count("zorn-blick") == 2
    assert text.count("quarklop") == 2


def test_a_word_drawn_wide_is_a_word(read: Read) -> None:
    document = read("a.pdf", draw([(60, 80, "#H A R B O U R"), *prose(60, 120, "It is open.")]))
    assert document.text.startswith("HARBOUR\n")


def test_arabic_is_in_the_order_in_which_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with_codes("abc", {"a": "0633", "b": "06440627", "c": "0645"}))
    assert load(path, "a.pdf", MIB).text == "\u0645\u0644\u0627\u0633"


def test_remarks_and_attachments_are_read_or_named(read: Read) -> None:
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.cell(text="The gate is green.")
    pdf.text_annotation(10, 10, "Paint it again in June.", title="Vera")
    pdf.embed_file(basename="plan.txt", bytes=b"a plan")
    document = read("a.pdf", bytes(pdf.output()))
    assert "Remark by Vera: Paint it again in June." in document.text
    assert document.warnings == ("The file plan.txt is attached to it. It was not read.",)


def picture(text: str) -> Any:
    image = Image.new("RGB", (1000, 260), "white")
    ImageDraw.Draw(image).text((40, 80), text, fill="black", font=ImageFont.load_default(64))
    return image


def scan(text: str) -> bytes:
    pdf = fpdf.FPDF(unit="pt", format=(500, 130))
    pdf.set_font("helvetica", size=12)
    pdf.add_page()
    pdf.text(40, 60, "The first page is text.")
    pdf.add_page()
    pdf.image(picture(text), 0, 0, 500)
    return bytes(pdf.output())


@pytest.mark.skipif(can_recognise(), reason="the extra ocr is installed")
def test_a_page_that_is_a_picture_is_named(
    read: Read, refusal: Callable[[str, bytes], str]
) -> None:
    assert read("a.pdf", scan("Lost words")).warnings == (
        "Page 2 is a picture. Its text was not read.",
    )
    png = io.BytesIO()
    picture("Lost words").save(png, "PNG")
    assert 'pip install "chapter-and-verse[ocr]"' in refusal("a.png", png.getvalue())


@pytest.mark.slow
@pytest.mark.skipif(not can_recognise(), reason="the extra ocr is not installed")
def test_a_picture_is_recognised_and_marked(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scan("The lamp is blue"))
    picture("The lamp is blue").save(tmp_path / "a.png")
    for name, page in (("a.pdf", 2), ("a.png", 1)):
        document = load(tmp_path / name, name, MIB)
        assert f"Page {page} is a picture. Its text was recognised" in document.warnings[0]
        start = document.text.index("lamp")
        (box,) = character_boxes(tmp_path / name, document, start, start + 4)
        assert box.page == page
        assert 0 < box.left < box.right


def test_damaged_pictures_are_refused(refusal: Callable[[str, bytes], str]) -> None:
    assert "damaged, or not a picture" in refusal("a.png", b"no picture")


places = st.tuples(
    st.floats(0, 500), st.floats(10, 800), st.text("ab1-. ()?:¹", min_size=1, max_size=30)
)


@settings(deadline=None, max_examples=40)
@given(pages=st.lists(st.lists(places, max_size=12), min_size=1, max_size=3))
def test_blocks_tile_whatever_is_drawn(read: Read, pages: list[list[Drawn]]) -> None:
    pdf = draw([(60, 400, "ab"), *pages[0]], *pages[1:], size=9)
    document = read("any.pdf", pdf)
    assert "".join(b.span.of(document.text) for b in document.blocks) == document.text
    assert len(document.page_starts) == len(pages)
    for block in document.blocks:
        assert all(block.span.start <= c.span.start < c.span.end <= block.span.end
                   for c in block.cells)  # fmt: skip
