"""The reader that is trained: one encoder, three readings of the same pass.

* span: a start and an end logit for each token, the first token for "no short answer here";
* evidence: a logit for each token, whose mean over a sentence says whether the sentence belongs
  to the answer (a linear layer on the mean of states is the mean of that layer on the states);
* answerable: a logit from the first token's state, whether the passage answers at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel

from chapter_and_verse.evals.training.shipped import read_shipped
from chapter_and_verse.index.embeddings import default_model_path

WEIGHTS = "model.safetensors"


@dataclass(frozen=True)
class Readings:
    """Logits of one pass: the first three of shape (windows, tokens), the last (windows,)."""

    starts: torch.Tensor
    ends: torch.Tensor
    evidence: torch.Tensor
    answerable: torch.Tensor


class MultiReader(torch.nn.Module):
    """A BERT encoder with a span, an evidence and an answerable head; word embeddings frozen."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.span = torch.nn.Linear(config.hidden_size, 2)
        self.evidence = torch.nn.Linear(config.hidden_size, 1)
        self.answerable = torch.nn.Linear(config.hidden_size, 1)
        for head in (self.span, self.evidence, self.answerable):
            torch.nn.init.normal_(head.weight, std=0.01)
            torch.nn.init.zeros_(head.bias)
        self.bert.embeddings.word_embeddings.requires_grad_(False)

    def forward(self, mask: torch.Tensor, types: torch.Tensor, **tokens: torch.Tensor) -> Readings:
        """Readings of windows, given as ``input_ids`` or ``inputs_embeds``."""
        states = self.bert(attention_mask=mask, token_type_ids=types, **tokens).last_hidden_state
        starts, ends = self.span(states).unbind(-1)
        evidence = self.evidence(states).squeeze(-1)
        return Readings(starts, ends, evidence, self.answerable(states[:, 0]).squeeze(-1))


STEPS = 64
"""The largest value of a rounded weight: seven bits with a sign, as the exported file has them."""


def rounded(weight: torch.Tensor) -> torch.Tensor:
    """A layer's weights as the exported file will hold them, a scale for each output channel.

    Gradients pass as if nothing were rounded (the straight-through estimator of Bengio et al.
    2013), so that training finds weights which lose little by it.
    """
    scale = weight.detach().abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / STEPS
    return weight + ((weight / scale).round() * scale - weight).detach()


def round_weights(model: MultiReader) -> None:
    """Let every layer compute with its rounded weights; the weights themselves stay whole."""

    def forward(layer: torch.nn.Linear, states: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.linear(states, rounded(layer.weight), layer.bias)

    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.forward = partial(forward, module)  # type: ignore[method-assign]


def open_reader(start: Path, attention: str = "sdpa") -> MultiReader:
    """A reader to train: from a shipped ``.onnx`` file, a checkpoint's folder, or MiniLM's own.

    Heads that the start does not have begin at small values.
    """
    folder = default_model_path()
    config = BertConfig.from_pretrained(
        folder, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
    )
    config._attn_implementation = attention
    model = MultiReader(config)
    plain = load_file(folder / WEIGHTS)
    held = {f"bert.{name}": value.float() for name, value in plain.items()}
    if start.suffix == ".onnx":
        held |= read_shipped(start)
    elif start != folder:
        held |= load_file(start / WEIGHTS)
    names = model.state_dict().keys()
    missing, _ = model.load_state_dict({n: v for n, v in held.items() if n in names}, strict=False)
    unset = [n for n in missing if not n.startswith(("span.", "evidence.", "answerable."))]
    if unset:
        raise ValueError(f"{start} lacks weights of the encoder: {', '.join(unset[:5])}.")
    return model


def save_reader(model: MultiReader, folder: Path) -> None:
    """Write the weights that differ from MiniLM's own to ``folder``, all at once or not at all."""
    word = "bert.embeddings.word_embeddings.weight"
    state = {n: v.contiguous() for n, v in model.state_dict().items() if n != word}
    partial = folder / f"{WEIGHTS}.part"
    save_file(state, partial)
    partial.replace(folder / WEIGHTS)
