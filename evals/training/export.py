"""Turn a trained reader into what the package ships: ONNX, int8, without word embeddings.

The graph takes the word embeddings of the tokens as its input, since those are the ones of
all-MiniLM-L6-v2, which its own package already brings. Weights are quantized to int8 for each
output channel, activations dynamically (ONNX Runtime's ``quantize_dynamic``). They take seven of
the eight bits: with all, sums of products overflow on processors without VNNI, and the answers
differ from one machine to another.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model

from chapter_and_verse.evals.training.model import MultiReader, open_reader


class _FromEmbeddings(torch.nn.Module):
    """The reader as a function of word embeddings, mask and token types."""

    def __init__(self, reader: MultiReader) -> None:
        super().__init__()
        self.reader = reader

    def forward(
        self, inputs_embeds: torch.Tensor, mask: torch.Tensor, types: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        read = self.reader(mask, types, inputs_embeds=inputs_embeds)
        return read.starts, read.ends, read.evidence, read.answerable


def export(checkpoint: Path, out: Path) -> None:
    """Write ``out`` (.onnx) and, beside it, a JSON file with its sha256.

    Outputs are ``start_logits``, ``end_logits`` and ``evidence_logits`` for each token (of the
    last, a sentence's logit is the mean over its tokens), and ``answerable_logit`` for each window.
    """
    reader = open_reader(checkpoint, attention="eager").eval()
    config = reader.bert.config
    size, heads = config.hidden_size, config.num_attention_heads
    example = (
        torch.randn(2, 16, size),
        torch.ones(2, 16, dtype=torch.long),
        torch.zeros(2, 16, dtype=torch.long),
    )
    inputs = ["inputs_embeds", "attention_mask", "token_type_ids"]
    outputs = ["start_logits", "end_logits", "evidence_logits"]
    axes = {0: "windows", 1: "tokens"}
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        torch.onnx.export(
            _FromEmbeddings(reader),
            example,
            plain,
            input_names=inputs,
            output_names=[*outputs, "answerable_logit"],
            dynamic_axes=dict.fromkeys((*inputs, *outputs), axes)
            | {"answerable_logit": {0: "windows"}},
            opset_version=17,
            dynamo=False,
        )
        optimized = optimize_model(str(plain), "bert", num_heads=heads, hidden_size=size)
        optimized.save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            out,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={
                "DefaultTensorType": onnx.TensorProto.FLOAT,
                "MatMulConstBOnly": True,
            },
        )
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    out.with_suffix(".json").write_text(json.dumps({"sha256": digest}, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    export(args.checkpoint, args.out)


if __name__ == "__main__":
    main()
