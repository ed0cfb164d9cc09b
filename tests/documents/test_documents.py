"""Which files are read, what text each format gives, and why a file is refused."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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
PACKED = (
    ".epub",
    ".rtf",
    ".pdf",
    ".docx",
    ".pptx",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".odt",
    ".odp",
)


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
    assert "holds no text" in refusal("a.pdf", b"")
    assert "Run OCR on it first" in refusal("a.pdf", make_pdf("", ""))


def test_a_pdf_that_opens_without_a_password_is_read(read: Read) -> None:
    assert read("a.pdf", make_pdf("Open.", owner_password="owner")).text == "Open."


# Files of any kind


@pytest.mark.parametrize("suffix", [".txt", ".log", ".rst", ".md", ".html", ".csv", ".tsv", ".py"])
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
        "Save it in a format that is, such as PDF, Word or text."
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
        "a.html": b"<p>a<p>b",
    }.items():
        assert read(name, data) == read(name, data)
