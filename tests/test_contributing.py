"""What CONTRIBUTING.md names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"(?<!\.)\b((?:rag|evals|ui|tests)/[\w/.]*\w)", TEXT)))
NAMED = re.findall(r"`(\w+)(?:\.\w+)?` in\s+`([\w/]+\.py)`", TEXT)


def test_files_and_folders_are_named() -> None:
    assert len(PATHS) > 20


@pytest.mark.parametrize("path", PATHS)
def test_a_file_or_folder_that_is_named_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_what_is_said_to_be_in_a_module_is_defined_there(name: str, path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^(?:def|class) {name}\b|^{name}\b.* = ", source, re.MULTILINE)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z-]+)\b(?! a)", TEXT))))
def test_a_make_target_that_is_named_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
