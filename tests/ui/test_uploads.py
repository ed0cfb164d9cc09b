"""Uploads stay in the documents folder, under names that are safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from chapter_and_verse.ui.documents.uploads import UploadError, added, safe_name, set_aside


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("paper.pdf", "paper.pdf"),
        ("../../etc/cron.txt", "cron.txt"),
        ("..\\..\\boot.md", "boot.md"),
        ("/srv/secret.txt", "secret.txt"),
        (".hidden.txt", "hidden.txt"),
        ("~$lock.docx", "lock.docx"),
        ("a\x00b\nc\u202e.txt", "abc.txt"),
        ('<img src="x">.md', "_img src=_x__.md"),
        ("研究.txt", "研究.txt"),
        ("x" * 300 + ".txt", "x" * 116 + ".txt"),
    ],
)
def test_names_are_made_safe(given: str, name: str) -> None:
    assert safe_name(given) == name


@pytest.mark.parametrize("given", ["run.exe", "noending", ".txt", "", ".."])
def test_other_kinds_are_told_what_is_read(given: str) -> None:
    with pytest.raises(UploadError, match=r"are not read; these are: \.txt"):
        safe_name(given)


def test_nothing_is_overwritten_and_nothing_kept_twice(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text("one")
    upload = tmp_path / "upload"
    upload.write_text("two")
    assert added(upload, "a.txt", folder, 100) == "a-2.txt"
    assert (folder / "a.txt").read_text() == "one"
    with pytest.raises(UploadError, match=r"there already, as a-2\.txt"):
        added(upload, "a.txt", folder, 100)
    with pytest.raises(UploadError, match="larger than"):
        added(upload, "b.txt", folder, 2)
    assert sorted(path.name for path in folder.iterdir()) == ["a-2.txt", "a.txt"]


def test_only_what_is_in_the_folder_can_be_removed(tmp_path: Path) -> None:
    folder, store = tmp_path / "documents", tmp_path / "store"
    folder.mkdir()
    (tmp_path / "private.txt").write_text("x")
    for name in ("../private.txt", "/etc/hostname", "", "missing.txt"):
        with pytest.raises(UploadError, match="no such document"):
            set_aside(name, folder, store)
    for _ in range(2):
        (folder / "a.txt").write_text("x")
        set_aside("a.txt", folder, store)
    assert sorted(path.name for path in (store / "removed").iterdir()) == ["a-2.txt", "a.txt"]
