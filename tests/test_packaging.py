"""What the wheel brings, and what it asks for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from chapter_and_verse.evals.cases.case import GOLDEN
from chapter_and_verse.evals.run import runner
from chapter_and_verse.settings import Settings

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = {"rag": (), "evals": ("evals",), "ui": ("ui",)}
TRAINING = (
    "evals/training",
    "evals/benchmarks/calibrate.py",
    "evals/benchmarks/unknown_languages.py",
)
PLUGIN = {"pytest"}  # whoever uses the fixture has it


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0]) for line in requirements}


def imports(path: Path) -> set[str]:
    """The top-level names that a file imports from outside the package and Python."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"chapter_and_verse"}


def test_every_package_is_in_the_wheel() -> None:
    found = set()
    for folder, prefix in FOLDERS.items():
        for path in (ROOT / folder).rglob("*.py"):
            inside = path.parent.relative_to(ROOT / folder).parts
            found.add(".".join(("chapter_and_verse", *prefix, *inside)))
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    assert listed == found | {"chapter_and_verse.seeds"}


def test_every_import_is_a_declared_dependency() -> None:
    always = declared(PROJECT["project"]["dependencies"]) | PLUGIN
    extras = PROJECT["project"]["optional-dependencies"]
    training, ocr = always | declared(extras["train"]), always | declared(extras["ocr"])
    homes = packages_distributions()
    missing = []
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            place = path.relative_to(ROOT).as_posix()
            known = training if place.startswith(TRAINING) else always
            known = ocr if path.stem == "ocr" else known
            for name in imports(path):
                if not {normal(home) for home in homes.get(name, [name])} & known:
                    missing.append(f"{place}: {name}")
    assert not missing, "\n".join(sorted(missing))


def test_the_golden_set_brings_its_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RAG_DOCUMENTS", raising=False)
    golden, own = runner.Options(), runner.Options(cases=tmp_path / "cases.yaml")
    assert list(runner.with_documents(Settings(), golden).documents.glob("*.txt"))
    assert runner.with_documents(Settings(), own).documents == Path("seeds")
    named = Settings(documents=tmp_path / "papers")
    assert runner.with_documents(named, golden).documents == tmp_path / "papers"
    assert golden.cases == GOLDEN


def test_the_versions_agree() -> None:
    release = PROJECT["project"]["version"].partition(".dev")[0]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changes, re.MULTILINE)
    assert newest is not None
    assert newest[1] == release
