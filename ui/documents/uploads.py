"""Files that visitors add to the documents folder, and take out of it."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path, PurePosixPath, PureWindowsPath
from uuid import uuid4

from chapter_and_verse.documents.loading import SUFFIXES
from chapter_and_verse.errors import RagError

LONGEST_NAME = 120
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


class UploadError(RagError):
    """A file cannot be added; the message is for the visitor."""


def safe_name(given: str) -> str:
    """``given`` as a plain file name that stays in the folder and is not hidden.

    >>> safe_name("../../etc/.pass<wd>.txt")
    'pass_wd_.txt'

    Raises:
        UploadError: files with this ending are not read.
    """
    name = PureWindowsPath(PurePosixPath(given).name).name
    name = unicodedata.normalize("NFC", name.encode(errors="replace").decode())
    name = _UNFIT.sub("_", "".join(c for c in name if c.isprintable())).lstrip(".~$ ").strip()
    path = Path(name)
    if path.suffix.lower() not in SUFFIXES or not path.stem:
        kinds = ", ".join(SUFFIXES)
        raise UploadError(f"Files of this kind are not read; these are: {kinds}.")
    return path.stem[: LONGEST_NAME - len(path.suffix)].rstrip(". ") + path.suffix


def added(upload: Path, given: str, folder: Path, max_bytes: int) -> str:
    """Put the uploaded file into the folder, and return the name it has there.

    Another file of the same name keeps it; the new one gets a number.

    Raises:
        UploadError: the file is too large, of another kind, or there already.
    """
    name = safe_name(given)
    if upload.stat().st_size > max_bytes:
        raise UploadError(f"It is larger than {max_bytes / 2**20:.3g} MiB.")
    for place in _places(folder, name):
        if place.exists():
            if place.read_bytes() == upload.read_bytes():
                raise UploadError(f"It is there already, as {place.name}.")
            continue
        arriving = folder / f".{uuid4().hex}.part"  # hidden, so no index run sees a part of it
        shutil.copyfile(upload, arriving)
        arriving.rename(place)
        return place.name
    raise AssertionError("the places never end")


def _places(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    for number in count(2):
        yield folder / f"{Path(name).stem}-{number}{Path(name).suffix}"


def set_aside(name: str, folder: Path, store: Path) -> None:
    """Move a document out of the folder, to where whoever runs the assistant finds it again.

    Raises:
        UploadError: there is no such document.
    """
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise UploadError("There is no such document any more.")
    aside = store / "removed"
    aside.mkdir(parents=True, exist_ok=True)
    place = next(place for place in _places(aside, path.name) if not place.exists())
    shutil.move(path, place)
