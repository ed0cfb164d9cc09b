"""The reader that a setting names: the shipped one, another model, or similarity alone."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from chapter_and_verse.errors import ModelError
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.minilm import load_tokenizer, load_weights
from chapter_and_verse.reading.reader import Reader, SimilarityReader
from chapter_and_verse.reading.span_reader import Batch, ExtractiveReader, Logits, Model

DEFAULT_READER = "default"
NO_READER = "none"


def open_reader(name: str, embeddings: Embeddings) -> Reader:
    """The reader of this name: ``default``, ``none``, or a model's hub name or path.

    Raises:
        ModelError: the model cannot be loaded.
    """
    if name == NO_READER:
        return SimilarityReader(embeddings)
    if name == DEFAULT_READER:
        return shipped_reader(shipped_reader_path())
    return transformers_reader(name)


def shipped_reader(path: Path) -> ExtractiveReader:
    """The reader in ``path``, in ONNX Runtime.

    Its graph begins after the word embeddings, which it shares with the embedding model.
    """
    folder = default_model_path()
    table = load_weights(folder)["embeddings.word_embeddings.weight"]
    model, headed = _onnx_model(path, table)
    return ExtractiveReader(
        DEFAULT_READER,
        load_tokenizer(folder),
        model,
        headed=headed,
        languages=frozenset({"en"}),
    )


def check_shipped_reader() -> None:
    """Compare the shipped reader with the digest beside it.

    Raises:
        ModelError: the file is missing or is another.
    """
    path = shipped_reader_path()
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["sha256"]
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        raise ModelError(
            f"The reader that ships with the package is damaged ({path}). "
            "Reinstall the package, or set RAG_READER=none to do without it."
        )


def shipped_reader_path() -> Path:
    """Where the reader that ships with the package lies."""
    return Path(str(files("chapter_and_verse.reading") / "models" / "reader.onnx"))


def _onnx_model(path: Path, table: NDArray[np.float32]) -> tuple[Model, bool]:
    """The model, and whether it reads headings: those that tell evidence have learnt with them."""
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base but this one
        raise ModelError(
            f"The reader {path} cannot be loaded: {error}. "
            "Reinstall the package, or set RAG_READER=none to do without it."
        ) from error

    given = {output.name for output in session.get_outputs()}
    names = ["start_logits", "end_logits"]
    if headed := "evidence_logits" in given:
        names += ["evidence_logits", "answerable_logit"]

    def run(batch: Batch) -> Logits:
        inputs = {**batch, "inputs_embeds": table[batch["input_ids"]]}
        del inputs["input_ids"]
        return Logits(*session.run(names, inputs))

    return run, headed


def transformers_reader(name: str) -> ExtractiveReader:
    """A question-answering model of the transformers library, by hub name or path, in torch.

    Raises:
        ModelError: it cannot be loaded.
    """
    local = Path(name).exists()
    try:
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=local)
        network = AutoModelForQuestionAnswering.from_pretrained(name, local_files_only=local)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"The reader {name!r} cannot be loaded: {error}. Set RAG_READER to a "
            "question-answering model on the hub or in a folder, or leave it unset."
        ) from error
    network.eval()
    taken = set(tokenizer.model_input_names)

    def run(batch: Batch) -> Logits:
        inputs = {key: torch.from_numpy(value) for key, value in batch.items() if key in taken}
        with torch.inference_mode():
            out = network(**inputs)
        return Logits(out.start_logits.float().numpy(), out.end_logits.float().numpy())

    return ExtractiveReader(name, tokenizer.backend_tokenizer, run)
