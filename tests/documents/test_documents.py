"""Which files are read, what text each format gives, and why a file is refused."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.folder import source_files, source_name
from chapter_and_verse.documents.loading import load
from chapter_and_verse.errors import DocumentError, NoDocumentsError

MIB = 2**20
Read = Callable[[str, bytes], Document]
PACKED = (
    ".epub",
    ".rtf",
    ".pdf",
    ".docx",
    ".pptx",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".odt",
    ".odp",
)


# The folder


def test_all_visible_files_below_the_folder_are_sources(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/image.png", ".hidden.txt", ".git/config.txt", "~$c.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    names = [source_name(tmp_path, path) for path in source_files(tmp_path)]
    assert names == ["a/image.png", "a/z.md", "b.txt"]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "secret.txt", tmp_path / "documents"
    outside.write_text("secret")
    (folder / "sub").mkdir(parents=True)
    (folder / "kept.txt").write_text("text")
    (folder / "out.txt").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "broken.txt").symlink_to(folder / "nothing.txt")
    (folder / "sub" / "inside.txt").symlink_to(folder / "kept.txt")
    names = [source_name(folder, path) for path in source_files(folder)]
    assert names == ["kept.txt", "sub/inside.txt"]


def test_what_is_neither_file_nor_folder_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert source_files(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoDocumentsError, match=r"nowhere does not exist\. Name one with"):
        source_files(tmp_path / "nowhere")
    (tmp_path / "file.txt").write_text("text")
    with pytest.raises(NoDocumentsError, match=r"file\.txt is not a folder"):
        source_files(tmp_path / "file.txt")


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_opened_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    with pytest.raises(NoDocumentsError, match="closed cannot be opened: Permission denied"):
        source_files(tmp_path)


# Plain text


awkward_text = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    | st.sampled_from(
        ["\r\n", "\r", "\t", "\f", "\x85", "\u2028", "e\u0301", "👩‍👩‍👧", "𝔄", "\ufeff"]
    )
).map("".join)


@pytest.mark.parametrize("suffix", [".txt", ".text", ".log", ".md", ".markdown", ".rst", ".TXT"])
def test_plain_text_is_the_file_as_it_is(read: Read, suffix: str) -> None:
    text = "# Title\r\n\r\n\tIndented\r  caf\u00e9 *not* rendered\n"
    assert read("file" + suffix, text.encode()).text == text


@settings(deadline=None, max_examples=60)
@given(text=awkward_text.filter(lambda text: text.removeprefix("\ufeff").strip()))
def test_plain_text_comes_back_byte_for_byte(read: Read, text: str) -> None:
    assert read("any.txt", codecs.BOM_UTF8 + text.encode()).text == text
    if not text.startswith("\ufeff"):
        assert read("any.txt", text.encode()).text.encode() == text.encode()


def test_the_digest_is_of_the_bytes(read: Read) -> None:
    plain, marked = read("a.txt", b"same"), read("a.txt", codecs.BOM_UTF8 + b"same")
    assert plain.text == marked.text
    assert plain.sha256 != marked.sha256
    assert plain.page_at(0) is None


# Files of any kind


@pytest.mark.parametrize("suffix", [".txt", ".log", ".rst", ".md", ".html", ".csv", ".tsv", ".py"])
def test_text_files_that_are_none_say_why(
    refusal: Callable[[str, bytes], str], suffix: str
) -> None:
    name = "file" + suffix
    assert "holds no text" in refusal(name, b"")
    assert "holds no text" in refusal(name, codecs.BOM_UTF8 + b" \r\n\t")
    assert "binary data" in refusal(name, b"text\0text")
    assert "binary data" in refusal(name, b"\x89PNG\r\n\x1a\n\0\0\0\r")
    assert "not valid UTF-16" in refusal(name, codecs.BOM_UTF16_LE + b"odd")
    assert "larger than 1 MiB" in refusal(name, b"x" * (MIB + 1))


def test_other_kinds_of_files_are_refused_unread(
    refusal: Callable[[str, bytes], str],
) -> None:
    assert refusal("image.gif", b"") == (
        "Files that end in .gif are not read. "
        "Save it in a format that is, such as PDF, Word or text."
    )
    assert "Files without an ending" in refusal("Makefile", b"text")


def test_files_that_cannot_be_opened_say_why(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.txt: It cannot be opened: No such file"):
        load(tmp_path / "gone.txt", "gone.txt", MIB)
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError, match="Is a directory"):
        load(tmp_path / "folder.txt", "folder.txt", MIB)
    with pytest.raises(DocumentError, match="name is not valid UTF-8"):
        load(tmp_path / "caf\udce9.txt", "caf\udce9.txt", MIB)


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read everything")
def test_files_that_may_not_be_read_say_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch(mode=0)
    with pytest.raises(DocumentError, match="Permission denied"):
        load(tmp_path / "a.txt", "a.txt", MIB)


def test_the_same_bytes_give_the_same_document(read: Read) -> None:
    for name, data in {
        "a.html": b"<p>a<p>b",
    }.items():
        assert read(name, data) == read(name, data)
