"""What a run was made with: the versions of packages and the checksums of models."""

from __future__ import annotations

import hashlib
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from chapter_and_verse import __version__
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.reading.open_reader import DEFAULT_READER, shipped_reader_path
from chapter_and_verse.settings import DEFAULT_EMBEDDING_MODEL, Settings

PACKAGES = (
    "bm25s",
    "chromadb",
    "langchain-core",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "sentencex",
    "tokenizers",
    "torch",
)
"""What answers depend on; a run records the version of each that is installed."""


def versions() -> dict[str, str]:
    """The versions of this package, of Python, and of what answers depend on."""
    found = {"rag": __version__, "python": platform.python_version()}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


def models(settings: Settings) -> dict[str, dict[str, str | None]]:
    """The models by the step they serve, each with its name and the SHA-256 of its weights.

    The digest is None for a model that is not on this machine as one file.
    """
    reader, embedding = settings.reader, settings.embedding_model
    return {
        "reader": {
            "name": reader,
            "sha256": _digest(
                shipped_reader_path() if reader == DEFAULT_READER else _weights(Path(reader))
            ),
        },
        "embedding_model": {
            "name": embedding,
            "sha256": _digest(
                _weights(
                    default_model_path()
                    if embedding == DEFAULT_EMBEDDING_MODEL
                    else Path(embedding)
                )
            ),
        },
        **({"chat_model": {"name": settings.model, "sha256": None}} if settings.model else {}),
    }


def _weights(folder: Path) -> Path:
    return folder / "model.safetensors"


def _digest(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
