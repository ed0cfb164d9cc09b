"""What the three readings of a batch are held against."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, log_softmax

from chapter_and_verse.evals.training.model import Readings

Batch = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Losses:
    """The three losses of a batch, apart; each is a mean in nats."""

    span: torch.Tensor
    evidence: torch.Tensor
    answerable: torch.Tensor


def losses_of(readings: Readings, batch: Batch) -> Losses:
    """Span cross-entropy, and binary cross-entropies of sentences and of passages."""
    return Losses(
        span=_span_loss(readings, batch),
        evidence=_evidence_loss(readings, batch),
        answerable=binary_cross_entropy_with_logits(readings.answerable, batch["answerable"]),
    )


def _span_loss(readings: Readings, batch: Batch) -> torch.Tensor:
    """Cross-entropy of both ends, with the annotators' votes as soft targets; marginal likelihood
    (Clark and Gardner 2018) where the answer lies somewhere inside a sentence.
    """
    padding, known = batch["attention_mask"] == 0, batch["span_known"].float()
    losses = []
    for logits, weights in ((readings.starts, batch["starts"]), (readings.ends, batch["ends"])):
        logp = log_softmax(logits.masked_fill(padding, -1e4), dim=-1)
        soft = -(weights * logp).sum(-1)
        marginal = -logp.masked_fill(weights == 0, -1e4).logsumexp(-1)
        losses.append(torch.where(batch["anywhere"], marginal, soft))
    return ((losses[0] + losses[1]) * known).sum() / known.sum().clamp(min=1) / 2


def sentence_logits(evidence: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """The mean of the tokens' logits over each sentence, a row ``item, first, last`` of places."""
    sums = torch.nn.functional.pad(evidence.cumsum(-1), (1, 0))
    item, first, last = places.unbind(-1)
    return (sums[item, last + 1] - sums[item, first]) / (last + 1 - first)


def _evidence_loss(readings: Readings, batch: Batch) -> torch.Tensor:
    logits = sentence_logits(readings.evidence, batch["sentences"])
    each = binary_cross_entropy_with_logits(logits, batch["labels"], reduction="none")
    return (each * batch["weights"]).sum() / batch["weights"].sum().clamp(min=1)
