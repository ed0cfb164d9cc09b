"""Documents of one's own in three formats, with cases on them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document

from chapter_and_verse import Assistant, Settings

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


@pytest.fixture(scope="session")
def lighthouse(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over these documents, indexed once for all tests; none of them changes it."""
    made = Assistant(Settings(documents=documents, store=tmp_path_factory.mktemp("store")))
    made.sync()
    return made
