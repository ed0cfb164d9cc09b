"""What axe-core finds on the page, where it is installed: `make axe`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from visits import BRIDGE, ask, settled, tab

pytestmark = pytest.mark.browser
GRADIO = ["#cv-upload .upload-container"]
"""The area for uploads is Gradio's, its label differs from the words in it."""
AXE = Path(os.environ.get("AXE", ".venv/axe/node_modules/axe-core/axe.min.js"))
RUN = "others => axe.run({ exclude: others }).then(result => result.violations)"


@pytest.mark.skipif(not AXE.exists(), reason=f"{AXE} is missing: `make axe`, which needs npm")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Any, scheme: str) -> None:
    page = visit(color_scheme=scheme, viewport={"width": 1280, "height": 800})
    found: list[str] = []

    def examine(state: str) -> None:
        settled(page)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for violation in page.evaluate(RUN, GRADIO):
            if violation["impact"] in ("serious", "critical"):
                places = [node["target"] for node in violation["nodes"][:3]]
                found.append(f"{state}: {violation['id']} at {places}")

    page.wait_for_selector(".cv-examples")
    examine("welcome")
    ask(page, BRIDGE).locator(".cv-mark").first.click()
    page.wait_for_selector(".cv-source")
    examine("source")
    page.keyboard.press("Escape")
    ask(page, "What is the capital of Peru?")
    examine("refusal")
    for name in ("Conversations", "Documents", "Evals", "Settings"):
        tab(page, name)
        examine(name)
    assert found == []
