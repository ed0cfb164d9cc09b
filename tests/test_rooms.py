"""Imports point down the list of rooms, and a module that grows long says why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "chapter_and_verse"
SETTINGS = ("errors", "settings", "once")  # below all rooms: whoever needs them may import them
RAG = "text documents index question reading answer logs llm receive pipeline assistant cli".split()
EVALS = "cases scoring results report run benchmarks comparison training commands".split()
UI = "look documents source evals conversation endpoints app commands".split()
ROOMS = [*RAG, *(f"evals.{room}" for room in EVALS), *(f"ui.{room}" for room in UI)]
LONGEST = 250


def modules() -> dict[str, Path]:
    """Every module by its name in the package, and the file that it is."""
    found = {}
    for folder, prefix in (("rag", ()), ("evals", ("evals",)), ("ui", ("ui",))):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = (*prefix, *path.relative_to(ROOT / folder).with_suffix("").parts)
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """What a file imports of the package, each with its line; for types alone as well."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.startswith(f"{PACKAGE}."):
                yield name.removeprefix(f"{PACKAGE}."), node.lineno


def room_of(name: str) -> str | None:
    """The room that a dotted name lies in; None for what belongs to no room."""
    return next((room for room in ROOMS if f"{name}.".startswith(f"{room}.")), None)


def test_no_import_points_back_up() -> None:
    up = []
    for name, path in modules().items():
        room = room_of(name)
        place = path.relative_to(ROOT).as_posix()
        for other, line in imported(path) if room else ():
            above = room_of(other)
            if above and ROOMS.index(above) > ROOMS.index(str(room)):
                up.append(f"{place}:{line}: {room} imports {above}")
    assert not up, "\n".join(up)


def test_every_module_has_a_room() -> None:
    outside = {"", "__main__", *SETTINGS, "evals", "ui"}
    assert [name for name in modules() if name not in outside and not room_of(name)] == []


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_and_errors_import_no_room(name: str) -> None:
    assert [other for other, _ in imported(modules()[name]) if room_of(other)] == []


def test_long_modules_say_why() -> None:
    long = {
        path.relative_to(ROOT).as_posix()
        for path in modules().values()
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
        and "Longer than" not in (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")
    }
    assert long == set()


def test_each_room_says_what_it_may_import() -> None:
    silent = []
    for name, path in modules().items():
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if name in ROOMS and path.name == "__init__.py" and "mport" not in said:
            silent.append(name)
    assert not silent
