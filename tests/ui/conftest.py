"""A document of the page's own, which its tests read and none of them changes."""

from __future__ import annotations

import pytest

from chapter_and_verse import Assistant, Settings

HARBOUR = """The harbour of Tarn

The mayor Ada Marsh visited Norway from May 16 to 19. She met the shipbuilder Karl Voss in Bergen,
whose yard has built wooden ferries since 1902.

Ben Oak, who leads the opposition, said that higher fees would drive the fishermen away to other
harbours along the coast.

The harbour has 62 moorings for small boats. The ferry to Sandholm sails twice a day, and the
crossing takes forty minutes in calm weather.
"""


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over one document of several short passages."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "documents").mkdir()
    (folder / "documents" / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    made = Assistant(
        Settings(documents=folder / "documents", store=folder / "store", passage_chars=200)
    )
    made.sync()
    return made
