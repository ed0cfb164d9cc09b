"""What tests of every format need: to load bytes as a file, and to be told why they are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import load
from chapter_and_verse.errors import DocumentError

MIB = 2**20
Read = Callable[[str, bytes], Document]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Writes bytes to a file of the given name and loads it."""
    folder = tmp_path_factory.mktemp("documents")

    def write_and_load(name: str, data: bytes) -> Document:
        path = folder / name
        path.write_bytes(data)
        return load(path, name, max_bytes=MIB)

    return write_and_load


@pytest.fixture
def refusal(read: Read) -> Callable[[str, bytes], str]:
    """The reason for which a file of the given name and bytes is refused."""

    def reason(name: str, data: bytes) -> str:
        with pytest.raises(DocumentError) as caught:
            read(name, data)
        assert caught.value.source == name
        return caught.value.reason

    return reason
