"""A quote is marked on the picture of its page, however the page is turned."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import fpdf
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from chapter_and_verse.documents.loading import load
from chapter_and_verse.ui.source.pdf_pages import pictures

LINES = ("The chapel stands in Arden.", "Livia Monte painted it.", "It was restored in 1931.")


def ink_in_marks(folder: Path, rotation: int) -> float:
    """Of all ink on the page, the share that lies below the marks of the second line."""
    pdf = fpdf.FPDF()
    pdf.set_font("Helvetica", size=14)
    pdf.add_page()
    for line in LINES:
        pdf.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    file = folder / f"turned-{rotation}.pdf"
    with pypdfium2.PdfDocument(bytes(pdf.output())) as turned:
        turned[0].set_rotation(rotation)
        turned.save(file)
    document = load(file, file.name, 2**20)
    start = document.text.index(LINES[1])
    (picture,) = pictures(file, document, start, start + len(LINES[1]))
    ink = np.asarray(Image.open(BytesIO(picture.png)).convert("L")) < 128
    covered = np.zeros_like(ink)
    for mark in picture.marks:
        top, left = int(mark.top * picture.height), int(mark.left * picture.width)
        bottom = np.ceil((mark.top + mark.height) * picture.height).astype(int)
        right = np.ceil((mark.left + mark.width) * picture.width).astype(int)
        covered[top:bottom, left:right] = True
    return float(ink[covered].sum() / ink.sum())


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_quote_is_marked_on_a_turned_page(tmp_path: Path, rotation: int) -> None:
    upright = ink_in_marks(tmp_path, 0)
    assert 0.2 < upright < 0.45
    assert ink_in_marks(tmp_path, rotation) == pytest.approx(upright, abs=0.02)
