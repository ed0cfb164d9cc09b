"""Raised, lowered, struck and hidden characters of a file mean something: none is lost or fused."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from chapter_and_verse import Assistant
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import load
from chapter_and_verse.text.typography import lower_text, raise_text
from chapter_and_verse.text.words import words


def read(folder: Path, name: str, data: bytes) -> Document:
    (folder / name).write_bytes(data)
    return load(folder / name, name, 10**6)


def raised_pdf(folder: Path) -> Document:
    """A price with a note mark, an area, a formula, and a paragraph after them."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    for text, script in [
        ("The toll is $75", "SUP"),
        (" a day for 12 m", "SUP"),
        (" of deck; CO", "SUB"),
        (" is not weighed.", None),
    ]:
        pdf.write(text=text)
        if script:
            pdf.char_vpos = script
            pdf.write(text="2")
            pdf.char_vpos = "LINE"
    pdf.ln(12)
    pdf.write(text="Nothing is raised here, in 1998.")
    return read(folder, "toll.pdf", bytes(pdf.output()))


def test_note_marks_and_exponents_of_a_pdf_are_superscripts(tmp_path: Path) -> None:
    text = raised_pdf(tmp_path).text
    assert text.startswith("The toll is $75² a day for 12 m² of deck; CO₂ is not weighed.\n")
    assert text.endswith("Nothing is raised here, in 1998.")


def test_raised_and_struck_words_of_a_web_page(tmp_path: Path) -> None:
    page = (
        b"<p>Rent: $90<sup>1</sup>, <del>$80</del> <s>$70</s> for 9 m<sup>2</sup> on the "
        b"1<sup>st</sup>; see H<sub>2</sub>O<sup><a>[3]</a></sup> and 10<sup>k,n</sup>.</p>"
    )
    text = read(tmp_path, "rent.html", page).text
    assert text == "Rent: $90¹, for 9 m² on the 1ˢᵗ; see H₂O^[3] and 10^k,n."


def test_raised_struck_and_hidden_words_of_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The fee is $40")
    paragraph.add_run("3").font.superscript = True
    paragraph.add_run(" or $30").font.strike = True
    paragraph.add_run(" (draft)").font.hidden = True
    kept = paragraph.add_run(" for H")
    kept.font.strike = False
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O.")
    data = io.BytesIO()
    document.save(data)
    assert read(tmp_path, "fee.docx", data.getvalue()).text == "The fee is $40³ for H₂O."


@given(st.text(alphabet="0123456789abcdehknt+-", min_size=1))
def test_what_unicode_can_raise_comes_back_as_it_was(text: str) -> None:
    assert unicodedata.normalize("NFKC", raise_text(text)).replace("\u2212", "-") == text
    assert words(f"$320{raise_text('1')} {raise_text(text)}")[:2] == ["320", "1"]


@pytest.mark.parametrize(("text", "raised", "lowered"), [("*", "*", "*"), ("Q", "^Q", "_Q")])
def test_what_unicode_cannot_raise_is_marked(text: str, raised: str, lowered: str) -> None:
    assert (raise_text(text), lower_text(text)) == (raised, lowered)


def test_a_price_with_a_note_mark_is_answered_without_it(
    make_assistant: Callable[..., Assistant],
) -> None:
    assistant = make_assistant({"toll.html": "<p>The toll of the bridge is $75<sup>2</sup>.</p>"})
    assistant.sync()
    answer = assistant.ask("What is the toll of the bridge?")
    assert answer.short_answer is not None
    assert answer.short_answer.quote in ("$75", "$75²")
    assert answer.citations[0].quote == "The toll of the bridge is $75²."
