"""Train the reader: short answers, evidence sentences, and whether a passage answers at all.

``--from`` names what to start from: the shipped reader's ``.onnx`` file, the folder of a
checkpoint, or, if left out, all-MiniLM-L6-v2 itself. All layers but the word embeddings are
trained; the shipped reader takes those from the base model's own package. The learning rate rises
and falls with the share of the budget that is spent: steps, hours, or a time of day. A run that
was cut off goes on from its last checkpoint. Run it with ``make train DATA=FOLDER``.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import torch

from chapter_and_verse.evals.training.batches import Encoded, batches, encode, tensors
from chapter_and_verse.evals.training.mixture import mixture
from chapter_and_verse.evals.training.model import (
    MultiReader,
    open_reader,
    round_weights,
    save_reader,
)
from chapter_and_verse.evals.training.objective import Losses, losses_of
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.minilm import load_tokenizer

WARM = 0.05
"""The share of the budget in which the rate rises."""


@dataclass
class Progress:
    """How far a run has come: steps done, seconds spent, losses averaged over recent steps."""

    step: int = 0
    seconds: float = 0.0
    span: float = math.nan
    evidence: float = math.nan
    answerable: float = math.nan

    def add(self, losses: Losses) -> None:
        """Count a step and blend its losses in."""
        self.step += 1
        for name, loss in vars(losses).items():
            old, new = getattr(self, name), loss.item()
            setattr(self, name, new if math.isnan(old) else 0.98 * old + 0.02 * new)


def rate_at(share: float, peak: float) -> float:
    """The learning rate when a share of the budget, 0 to 1, is spent."""
    return peak * max(0.0, min(share / WARM, (1 - share) / (1 - WARM)))


def seconds_until(clock: str, now: datetime) -> float:
    """Seconds from ``now`` until the next time that it is ``HH:MM``."""
    hour, minute = map(int, clock.split(":"))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (at - now if at > now else at - now + timedelta(days=1)).total_seconds()


def _encoded(args: argparse.Namespace) -> list[Encoded]:
    rng = random.Random(args.seed)
    parts = mixture(args.data, rng, args.share)
    for part in parts:
        answerable = sum(example.answerable for example in part.examples)
        print(f"{part.name}: {len(part.examples)}, {answerable} answerable")
    examples = [example for part in parts for example in part.examples]
    return encode(
        examples, load_tokenizer(default_model_path()), rng, usual_tokens=args.usual_tokens
    )


def _endless(
    encoded: list[Encoded], args: argparse.Namespace, first: int
) -> Iterator[list[Encoded]]:
    """Batches of one pass after the other, from number ``first`` on."""
    epoch, position = 0, 0
    while True:
        for batch in batches(encoded, args.tokens, random.Random(args.seed + 1000 + epoch)):
            if position >= first:
                yield batch
            position += 1
        epoch += 1


def _freeze(model: MultiReader, layers: int) -> None:
    """Leave the lowest layers as they are: no backward pass goes through them."""
    if layers:
        frozen = [model.bert.embeddings, *model.bert.encoder.layer[:layers]]
        for module in frozen:
            module.requires_grad_(False)


def _optimiser(model: MultiReader, args: argparse.Namespace) -> torch.optim.Optimizer:
    """AdamW; heads that begin at small values take larger steps than the rest."""
    fresh = (model.evidence, model.answerable)
    heads = [p for head in fresh for p in head.parameters()]
    ids = {id(p) for p in heads}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in ids]
    groups = [{"params": rest, "scale": 1.0}, {"params": heads, "scale": args.head_scale}]
    return torch.optim.AdamW(groups, lr=args.lr, weight_decay=0.01)


def train(args: argparse.Namespace) -> None:
    """Train within the budget of ``args`` and leave the weights in ``args.out``."""
    torch.manual_seed(args.seed)
    encoded = _encoded(args)
    progress, state_file = Progress(), args.out / "state.pt"
    model = open_reader(args.out if state_file.exists() else Path(args.start)).train()
    _freeze(model, args.frozen_layers)
    if args.round_weights:
        round_weights(model)
    optimiser = _optimiser(model, args)
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        optimiser.load_state_dict(state["optimiser"])
        progress = Progress(**state["progress"])
    left = seconds_until(args.until, datetime.now()) if args.until else args.hours * 3600
    budget = left if not args.until else progress.seconds + left
    tokens = sum(len(item.ids) for item in encoded)
    print(f"{len(encoded)} examples, {tokens} tokens, {budget:.0f} s from step {progress.step}")

    weights = (1.0, args.evidence_weight, args.answerable_weight)
    began = time.monotonic() - progress.seconds
    saved = time.monotonic()
    for items in _endless(encoded, args, progress.step):
        progress.seconds = time.monotonic() - began
        share = progress.step / args.steps if args.steps else progress.seconds / budget
        if share >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate_at(share, args.lr) * group["scale"]
        losses = _step(model, optimiser, items, weights)
        progress.add(losses)
        if progress.step % 20 == 0:
            print(
                f"{datetime.now():%H:%M:%S} step {progress.step} ({share:.1%})"
                f" span {progress.span:.3f} evidence {progress.evidence:.3f}"
                f" answerable {progress.answerable:.3f}",
                flush=True,
            )
        if time.monotonic() - saved > args.save_every:
            _save(model, optimiser, progress, args.out)
            saved = time.monotonic()
    _save(model, optimiser, progress, args.out)
    (args.out / "training.json").write_text(
        json.dumps({**asdict(progress), "examples": len(encoded), "lr": args.lr}, indent=1)
    )
    print(f"done after {progress.step} steps, {progress.seconds:.0f} s", flush=True)


def _step(
    model: MultiReader,
    optimiser: torch.optim.Optimizer,
    items: list[Encoded],
    weights: tuple[float, float, float],
) -> Losses:
    batch = tensors(items)
    readings = model(batch["attention_mask"], batch["token_type_ids"], input_ids=batch["input_ids"])
    losses = losses_of(readings, batch)
    total = sum(weight * loss for weight, loss in zip(weights, vars(losses).values(), strict=True))
    assert isinstance(total, torch.Tensor)
    total.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()
    return losses


def _save(
    model: MultiReader, optimiser: torch.optim.Optimizer, progress: Progress, out: Path
) -> None:
    """Write the weights and what is needed to go on; the state last, since it says there is one."""
    save_reader(model, out)
    partial = out / "state.part"
    state = {"optimiser": optimiser.state_dict(), "progress": asdict(progress)}
    torch.save(state, partial)
    partial.replace(out / "state.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument(
        "--from", dest="start", default=str(default_model_path()), help="model to start from"
    )
    parser.add_argument("--lr", type=float, default=1e-4, help="the highest learning rate")
    parser.add_argument("--head-scale", type=float, default=5.0, help="times that for new heads")
    parser.add_argument("--tokens", type=int, default=3200, help="padded tokens in a step")
    parser.add_argument("--usual-tokens", type=int, default=224, help="of three in four windows")
    parser.add_argument("--frozen-layers", type=int, default=0, help="lowest, left as they are")
    parser.add_argument(
        "--round-weights",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="compute with weights as the export rounds them",
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the mixture's examples")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--steps", type=int, help="the budget in steps")
    budget.add_argument("--hours", type=float, default=2.0, help="the budget in hours")
    budget.add_argument("--until", help="the budget as a time of day, HH:MM")
    parser.add_argument("--evidence-weight", type=float, default=1.5)
    parser.add_argument("--answerable-weight", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-every", type=float, default=300, help="seconds")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
