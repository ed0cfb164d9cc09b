"""Files that evals write: found out to be writable before the run, not after it."""

from __future__ import annotations

import os
from pathlib import Path

from chapter_and_verse.evals.cases.case import EvalError


def check_writable(path: Path) -> None:
    """Make the folder of a file, and see that the file can be written.

    Raises:
        EvalError: it cannot.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error}. Name another file.") from error
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise EvalError(f"{path} cannot be written. Name a file in a folder of yours.")


def write_text(path: Path, text: str) -> None:
    """Write a file as UTF-8.

    Raises:
        EvalError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvalError(
            f"{path} cannot be written: {error.strerror}. Name another file."
        ) from error
