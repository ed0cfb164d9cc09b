"""Which files are read, what text each format gives, and why a file is refused."""

from __future__ import annotations

import codecs
import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import fpdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.folder import source_files, source_name
from chapter_and_verse.documents.formats.pdf import Box, character_boxes
from chapter_and_verse.documents.loading import load
from chapter_and_verse.errors import DocumentError, NoDocumentsError

MIB = 2**20
Read = Callable[[str, bytes], Document]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Writes bytes to a file of the given name and loads it."""
    folder = tmp_path_factory.mktemp("documents")

    def write_and_load(name: str, data: bytes) -> Document:
        path = folder / name
        path.write_bytes(data)
        return load(path, name, max_bytes=MIB)

    return write_and_load


@pytest.fixture
def refusal(read: Read) -> Callable[[str, bytes], str]:
    """The reason for which a file of the given name and bytes is refused."""

    def reason(name: str, data: bytes) -> str:
        with pytest.raises(DocumentError) as caught:
            read(name, data)
        assert caught.value.source == name
        return caught.value.reason

    return reason


# The folder


def test_all_visible_files_below_the_folder_are_sources(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/image.png", ".hidden.txt", ".git/config.txt", "~$c.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    names = [source_name(tmp_path, path) for path in source_files(tmp_path)]
    assert names == ["a/image.png", "a/z.md", "b.txt"]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "secret.txt", tmp_path / "documents"
    outside.write_text("secret")
    (folder / "sub").mkdir(parents=True)
    (folder / "kept.txt").write_text("text")
    (folder / "out.txt").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "broken.txt").symlink_to(folder / "nothing.txt")
    (folder / "sub" / "inside.txt").symlink_to(folder / "kept.txt")
    names = [source_name(folder, path) for path in source_files(folder)]
    assert names == ["kept.txt", "sub/inside.txt"]


def test_what_is_neither_file_nor_folder_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert source_files(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoDocumentsError, match=r"nowhere does not exist\. Name one with"):
        source_files(tmp_path / "nowhere")
    (tmp_path / "file.txt").write_text("text")
    with pytest.raises(NoDocumentsError, match=r"file\.txt is not a folder"):
        source_files(tmp_path / "file.txt")


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_opened_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    with pytest.raises(NoDocumentsError, match="closed cannot be opened: Permission denied"):
        source_files(tmp_path)


# Plain text


awkward_text = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    | st.sampled_from(
        ["\r\n", "\r", "\t", "\f", "\x85", "\u2028", "e\u0301", "👩‍👩‍👧", "𝔄", "\ufeff"]
    )
).map("".join)


@pytest.mark.parametrize("suffix", [".txt", ".text", ".log", ".md", ".markdown", ".rst", ".TXT"])
def test_plain_text_is_the_file_as_it_is(read: Read, suffix: str) -> None:
    text = "# Title\r\n\r\n\tIndented\r  caf\u00e9 *not* rendered\n"
    assert read("file" + suffix, text.encode()).text == text


@settings(deadline=None, max_examples=60)
@given(text=awkward_text.filter(lambda text: text.removeprefix("\ufeff").strip()))
def test_plain_text_comes_back_byte_for_byte(read: Read, text: str) -> None:
    assert read("any.txt", codecs.BOM_UTF8 + text.encode()).text == text
    if not text.startswith("\ufeff"):
        assert read("any.txt", text.encode()).text.encode() == text.encode()


def test_the_digest_is_of_the_bytes(read: Read) -> None:
    plain, marked = read("a.txt", b"same"), read("a.txt", codecs.BOM_UTF8 + b"same")
    assert plain.text == marked.text
    assert plain.sha256 != marked.sha256
    assert plain.page_at(0) is None


# Tables


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
        ("Population of towns,,\nTown,Canton,Size", "Population of towns.\n\nTown; Canton; Size."),
        ("just,one,row", "just; one; row."),
    ],
)
def test_the_first_row_names_the_columns_unless_clearly_not(
    read: Read, table: str, expected: str
) -> None:
    assert read("a.csv", table.encode()).text == expected


@settings(deadline=None, max_examples=60)
@given(data=st.data(), names=st.lists(st.text("abcdefgh", min_size=1), min_size=2, max_size=4))
def test_every_cell_stands_in_its_row(read: Read, data: st.DataObject, names: list[str]) -> None:
    cells = st.lists(awkward_text, min_size=len(names), max_size=len(names))
    rows = data.draw(st.lists(cells, min_size=1, max_size=5))
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


# PDF


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
    assert document.text == "\n".join(LINES) + "\n\n" + "\n\n" + "Page three."
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


# Word


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
    assert "damaged, or not a Word document" in refusal("a.docx", good[: len(good) // 2])
    assert "damaged, or not a Word document" in refusal("a.docx", b"no zip at all")
    old_or_locked = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
    assert "protected by a password or older" in refusal("a.docx", old_or_locked)
    assert "holds no text" in refusal("a.docx", make_docx(lambda document: None))
    bomb = io.BytesIO(good)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/bomb.bin", bytes(20 * MIB))
    assert len(bomb.getvalue()) < MIB
    assert "unpacks to 21 MiB" in refusal("a.docx", bomb.getvalue())


# Files of any kind


@pytest.mark.parametrize("suffix", [".txt", ".log", ".rst", ".md", ".html", ".csv", ".tsv"])
def test_text_files_that_are_none_say_why(
    refusal: Callable[[str, bytes], str], suffix: str
) -> None:
    name = "file" + suffix
    assert "holds no text" in refusal(name, b"")
    assert "holds no text" in refusal(name, codecs.BOM_UTF8 + b" \r\n\t")
    assert "binary data" in refusal(name, b"text\0text")
    assert "binary data" in refusal(name, b"\x89PNG\r\n\x1a\n\0\0\0\r")
    assert "not valid UTF-16" in refusal(name, codecs.BOM_UTF16_LE + b"odd")
    assert "larger than 1 MiB" in refusal(name, b"x" * (MIB + 1))


def test_other_kinds_of_files_are_refused_unread(
    tmp_path: Path, refusal: Callable[[str, bytes], str]
) -> None:
    assert refusal("image.png", b"") == (
        "Files that end in .png are not read. "
        "Save it as plain text, Markdown, HTML, PDF, DOCX or CSV."
    )
    assert "Files without an ending" in refusal("Makefile", b"text")


def test_files_that_cannot_be_opened_say_why(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.txt: It cannot be opened: No such file"):
        load(tmp_path / "gone.txt", "gone.txt", MIB)
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError, match="Is a directory"):
        load(tmp_path / "folder.txt", "folder.txt", MIB)
    with pytest.raises(DocumentError, match="name is not valid UTF-8"):
        load(tmp_path / "caf\udce9.txt", "caf\udce9.txt", MIB)


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_files_that_may_not_be_read_say_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch(mode=0)
    with pytest.raises(DocumentError, match="Permission denied"):
        load(tmp_path / "a.txt", "a.txt", MIB)


def test_the_same_bytes_give_the_same_document(read: Read) -> None:
    for name, data in {
        "a.pdf": make_pdf("\n".join(LINES)),
        "a.docx": make_docx(lambda document: fill_table(document, "a|b|c", "1|2|3")),
        "a.html": b"<p>a<p>b",
    }.items():
        assert read(name, data) == read(name, data)
