"""The embedded default model's forward pass in NumPy, for one question at a time.

A question is embedded without importing torch, which takes longer than everything else that
answering it needs. Same weights, same tokens and same arithmetic as sentence-transformers
gives: a BERT encoder (Devlin et al. 2019), mean pooling, unit length.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from chapter_and_verse.once import load_once

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LAYERS, HEADS, MAX_TOKENS = 6, 12, 256
EPSILON = 1e-12

Array = NDArray[np.float32]

_embedding = Lock()
"""How many threads BLAS uses is a state of the process: one thread at a time changes it, since of
two the later would put back what the earlier had set."""


class MiniLM:
    """all-MiniLM-L6-v2 from its folder (``model.safetensors`` and ``tokenizer.json``)."""

    def __init__(self, folder: Path) -> None:
        self._weights = load_weights(folder)
        self._tokenizer = load_tokenizer(folder)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._blas = ThreadpoolController().select(user_api="blas")

    def embed(self, text: str) -> Array:
        """The unit vector of ``text``, shape (384,).

        On one thread: the products are so small that threads which wait for each other cost
        more than they bring, many times more where other work wants the processors too.
        """
        encoded = self._tokenizer.encode(text)
        with _embedding, self._blas.limit(limits=1):
            hidden = encode(self._weights, np.asarray(encoded.ids))
        pooled = hidden.mean(axis=0)
        return np.asarray(pooled / np.linalg.norm(pooled), dtype=np.float32)


@load_once
def load_weights(folder: Path) -> dict[str, Array]:
    """The weights by name, read once."""
    from safetensors.numpy import load_file

    return load_file(folder / "model.safetensors")


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer, without truncation or padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@load_once
def load_vocabulary(folder: Path) -> frozenset[str]:
    """The words and parts of words that the tokenizer knows, read once."""
    return frozenset(load_tokenizer(folder).get_vocab())


def encode(weights: Mapping[str, Array], ids: NDArray[np.int64]) -> Array:
    """The last hidden states of a text's tokens, shape (tokens, 384)."""

    def linear(x: Array, name: str) -> Array:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def normalize(x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])

    def split_heads(x: Array) -> Array:
        return x.reshape(len(x), HEADS, -1).transpose(1, 0, 2)

    x = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    x = normalize(x, "embeddings.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            split_heads(linear(x, f"{layer}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        attention = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        attention = np.exp(attention - attention.max(axis=-1, keepdims=True))
        attention /= attention.sum(axis=-1, keepdims=True)
        mixed = (attention @ value).transpose(1, 0, 2).reshape(x.shape)
        x = normalize(
            x + linear(mixed, f"{layer}.attention.output.dense"),
            f"{layer}.attention.output.LayerNorm",
        )
        inner = linear(x, f"{layer}.intermediate.dense")
        x = normalize(x + linear(gelu(inner), f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    return x


def gelu(x: Array) -> Array:
    """Gaussian error linear units; erf by Abramowitz and Stegun's 7.1.26, error below 2e-7."""
    z = np.abs(x) * np.float32(1 / np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    return np.asarray(0.5 * x * (1 + erf), dtype=np.float32)
