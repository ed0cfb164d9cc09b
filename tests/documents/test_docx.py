"""What is read of Word documents, in which order, and why one is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx

from chapter_and_verse.documents.document import Document

MIB = 2**20
Read = Callable[[str, bytes], Document]


def make_docx(fill: Callable[[Any], object]) -> bytes:
    document = docx.Document()
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_docx_of_xml(body: str, before: str = "") -> bytes:
    """A document whose main part is written by hand."""
    original = zipfile.ZipFile(io.BytesIO(make_docx(lambda document: None)))
    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    xml = f"{before}<w:document {namespaces}><w:body>{body}</w:body></w:document>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as changed:
        for name in original.namelist():
            main = name == "word/document.xml"
            changed.writestr(name, xml if main else original.read(name))
    return file.getvalue()


def fill_table(document: Any, *rows: str) -> Any:
    table = document.add_table(len(rows), len(rows[0].split("|")))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row.split("|"), strict=True):
            cell.text = text
    return table


def test_word_paragraphs_and_tables_stand_in_their_order(read: Read) -> None:
    def fill(document: Any) -> None:
        document.add_heading("Title", 1)
        document.add_paragraph("Some ").add_run("bold").bold = True
        fill_table(document, "Name|Born|Died", "Ada|1815|1852", "Alan|1912|1954")
        document.add_paragraph("")
        fill_table(document, "Address|Rue\nHaute 1", "Phone|none")
        document.add_paragraph("Last\tone\nof it.", style="List Bullet")

    assert read("a.docx", make_docx(fill)).text.split("\n\n") == [
        "Title",
        "Some bold",
        "Name: Ada; Born: 1815; Died: 1852.",
        "Name: Alan; Born: 1912; Died: 1954.",
        "Address: Rue Haute 1.",
        "Phone: none.",
        "Last\tone\nof it.",
    ]


def test_merged_cells_are_read_once_across_and_in_every_row_down(read: Read) -> None:
    def fill(document: Any) -> None:
        table = fill_table(document, "Land|Town|Size", "CH||1", "||2", "Sum||3")
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(1, 1).text, table.cell(2, 1).text = "Bern", "Biel"
        table.cell(3, 0).merge(table.cell(3, 1))

    assert read("a.docx", make_docx(fill)).text.split("\n\n") == [
        "Land: CH; Town: Bern; Size: 1.",
        "Land: CH; Town: Biel; Size: 2.",
        "Land: Sum; Size: 3.",
    ]


def test_what_word_wraps_around_text_hides_none_of_it(read: Read) -> None:
    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    body = f"""
    <w:sdt><w:sdtContent><w:p>{run("In a control.")}</w:p></w:sdtContent></w:sdt>
    <w:p>{run("Kept, ")}<w:ins>{run("inserted")}</w:ins>
      <w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:hyperlink>{run(", linked")}
      </w:hyperlink><w:r><w:noBreakHyphen/></w:r></w:p>
    <w:p>{run("Before the box.")}<w:r><mc:AlternateContent>
      <mc:Choice><w:txbxContent><w:p>{run("Boxed.")}</w:p></w:txbxContent></mc:Choice>
      <mc:Fallback><w:txbxContent><w:p>{run("Boxed.")}</w:p></w:txbxContent></mc:Fallback>
    </mc:AlternateContent></w:r></w:p>"""
    assert read("a.docx", make_docx_of_xml(body)).text.split("\n\n") == [
        "In a control.",
        "Kept, inserted, linked-",
        "Before the box.",
        "Boxed.",
    ]


def test_entities_in_word_files_are_not_resolved(
    read: Read, refusal: Callable[[str, bytes], str], tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("SECRET")
    body = "<w:p><w:r><w:t>Text. </w:t><w:t>&x;</w:t></w:r></w:p>"
    outside = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    assert read("a.docx", make_docx_of_xml(body, outside)).text == "Text."
    tenfold = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "lol">{tenfold}<!ENTITY x "&e11;">]>'
    assert "damaged" in refusal("a.docx", make_docx_of_xml(body, laughs))


def test_word_files_that_cannot_be_read_say_why(refusal: Callable[[str, bytes], str]) -> None:
    good = make_docx(lambda document: document.add_paragraph("Text."))
    assert "damaged, or no Word document" in refusal("a.docx", good[: len(good) // 2])
    assert "damaged, or no Word document" in refusal("a.docx", b"no zip at all")
    old_or_locked = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
    assert "protected by a password" in refusal("a.docx", old_or_locked)
    assert "holds no text" in refusal("a.docx", make_docx(lambda document: None))
    bomb = io.BytesIO(good)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/bomb.bin", bytes(20 * MIB))
    assert len(bomb.getvalue()) < MIB
    assert "unpacks to 21 MiB" in refusal("a.docx", bomb.getvalue())
