"""The weights of an exported reader, turned back from seven bits into single precision.

So that what earlier passes learnt is kept where their checkpoints are not. The graph is the one
that `evals.training.export` writes: dynamic quantisation, a scale for each output channel.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

Arrays = dict[str, NDArray[np.float32]]


def read_shipped(path: Path) -> dict[str, torch.Tensor]:
    """The weights of the reader in ``path`` under the names of `evals.training.model`."""
    graph = onnx.load(path).graph
    raw = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    found: Arrays = {}
    for name, value in raw.items():
        if name.startswith("reader.bert.") and name.endswith((".weight", ".bias")):
            found[name.removeprefix("reader.")] = value
        if name.startswith("reader.bert.embeddings.") and name.endswith("_quantized"):
            stem = name.removesuffix("_quantized")
            found[stem.removeprefix("reader.")] = _dequantised(raw, stem)
    for name, value in raw.items():
        for head in ("span", "evidence", "answerable"):
            if name == f"reader.{head}.bias":
                found[f"{head}.bias"] = value
    if "reader.qa_outputs.bias" in raw:
        found["span.bias"] = raw["reader.qa_outputs.bias"]
    attentions = [n for n in graph.node if n.op_type == "QAttention"]
    for layer, node in enumerate(attentions):
        weight = _dequantised(raw, node.input[1].removesuffix("_quantized")).T
        stem = f"bert.encoder.layer.{layer}.attention.self"
        for part, rows, bias in zip(
            ("query", "key", "value"),
            np.split(weight, 3),
            np.split(raw[node.input[2]], 3),
            strict=True,
        ):
            found[f"{stem}.{part}.weight"], found[f"{stem}.{part}.bias"] = rows, bias
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            stem = node.input[1].removesuffix("_quantized")
            found[f"{_module_of(node.name)}.weight"] = _dequantised(raw, stem).T
    return {name: torch.tensor(np.ascontiguousarray(value)) for name, value in found.items()}


def _module_of(node: str) -> str:
    """``/reader/bert/encoder/layer.0/output/dense/MatMul_quant`` as the name of its layer."""
    module = node.strip("/").split("/")[1:-1]
    return "span" if module == ["qa_outputs"] else ".".join(module)


def _dequantised(raw: dict[str, NDArray[np.generic]], stem: str) -> NDArray[np.float32]:
    weight = raw[f"{stem}_quantized"].astype(np.float32)
    zero = raw[f"{stem}_zero_point"].astype(np.float32)
    return np.asarray((weight - zero) * raw[f"{stem}_scale"].astype(np.float32), dtype=np.float32)
