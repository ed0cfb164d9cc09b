"""Documents of one's own in three formats, with cases on them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document

LIGHTHOUSE = Path(__file__).parent / "lighthouse"
KEEPERS = (
    "Five keepers lived on Skarholm, each with a family and a cow.",
    "Sigrid Aune was the last keeper. She wound the clockwork of the lamp by hand for thirty-one "
    "years. When the light became automatic she left the island in 1987.",
)


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lighthouse")
    for name in ("visit.md", "history.html"):
        shutil.copy(LIGHTHOUSE / name, folder)
    keepers = Document()
    keepers.add_heading("The keepers", 1)
    for paragraph in KEEPERS:
        keepers.add_paragraph(paragraph)
    keepers.save(str(folder / "keepers.docx"))
    return folder
