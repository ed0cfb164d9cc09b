"""Train the reader: extractive question answering with "not in this passage" as an answer.

Starts from the weights of all-MiniLM-L6-v2 (or ``--from`` a checkpoint) and trains all layers
but the word embeddings, which the shipped reader takes from that model's own package. The
objective is the one of SQuAD 2.0 readers (Devlin et al. 2019), with the annotators' votes as
soft targets; sets that mark whole sentences are learnt by marginal likelihood (Clark and
Gardner 2018). Run it with ``make train DATA=FOLDER``; it goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import log_softmax
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from chapter_and_verse.evals.training.batches import batches, encode, tensors
from chapter_and_verse.evals.training.examples import Example, headed, qamr, qed, selqa, squad
from chapter_and_verse.evals.training.negatives import (
    hard_passages,
    near_misses,
    role_swaps,
    without_answer,
)
from chapter_and_verse.index.embeddings import default_model_path


def mixture(data: Path, rng: random.Random) -> list[Example]:
    """The examples of one pass: Wikipedia whole, the other sets in part, and negatives."""
    wiki = list(squad(data / "squadshifts.new_wiki.json"))
    informal = [
        *squad(data / "squadshifts.reddit.json", titled=False),
        *squad(data / "squadshifts.amazon_reviews.json", titled=False),
    ]
    words = list(
        qamr([data / "qamr.dev.tsv", data / "qamr.test.tsv"], data / "qamr.sentences.tsv", rng)
    )
    searched = list(qed(data / "qed.dev.jsonl"))
    sentences = [*selqa(data / "selqa.dev.json"), *selqa(data / "selqa.test.json")]

    def some(examples: Iterable[Example], count: int) -> list[Example]:
        found = list(examples)
        return rng.sample(found, min(count, len(found)))

    chosen = [
        *wiki,
        *some(informal, 7500),
        *some(words, 17000),
        *searched * 3,
        *sentences * 2,
        *near_misses(wiki, rng),
        *some(near_misses(searched + sentences, rng), 1000),
        *some(near_misses(words, rng), 3000),
        *some(role_swaps(wiki, rng), 2000),
        *some(role_swaps(words, rng), 800),
        *some(without_answer(wiki), 3000),
        *some(without_answer(words), 1500),
        *some(without_answer(informal), 1200),
        *some(without_answer(searched + sentences), 2800),
        *some(hard_passages(wiki, rng), 6000),
        *some(hard_passages(informal, rng), 1000),
        *some(hard_passages(searched + sentences, rng), 3500),
        *some(hard_passages(searched + sentences, rng), 1500),
    ]
    return list(headed(chosen, 0.5, rng))


def loss_of(
    start_logits: torch.Tensor, end_logits: torch.Tensor, batch: dict[str, torch.Tensor]
) -> torch.Tensor:
    """Mean over the batch of the cross-entropy of both ends; logits are (items, tokens)."""
    padding = batch["attention_mask"] == 0
    losses = []
    for logits, weights in ((start_logits, batch["starts"]), (end_logits, batch["ends"])):
        logp = log_softmax(logits.float().masked_fill(padding, -1e4), dim=-1)
        soft = -(weights * logp).sum(-1)
        marginal = -logp.masked_fill(weights == 0, -1e4).logsumexp(-1)
        losses.append(torch.where(batch["anywhere"], marginal, soft))
    return (losses[0] + losses[1]).mean() / 2


def train(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    tokenizer: Any = AutoTokenizer.from_pretrained(args.start)
    examples = mixture(args.data, rng)
    encoded = encode(examples, tokenizer, rng)
    todo = batches(encoded, args.tokens, rng)
    if args.steps:
        todo = todo[: args.steps]
    print(f"{len(encoded)} examples, {sum(len(e.ids) for e in encoded)} tokens, {len(todo)} steps")

    resumed = args.out / "state.pt"
    source = args.out if resumed.exists() else args.start
    model = AutoModelForQuestionAnswering.from_pretrained(
        source, attention_probs_dropout_prob=0.0, dtype=torch.float32
    ).train()
    model.base_model.embeddings.word_embeddings.requires_grad_(False)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=args.lr, weight_decay=0.01, fused=True)
    first = 0
    if resumed.exists():
        state = torch.load(resumed, weights_only=True)
        optimiser.load_state_dict(state["optimiser"])
        first = state["step"]
    warm = max(1, int(0.06 * len(todo)))
    saved, running = time.monotonic(), math.nan
    for step in range(first, len(todo)):
        rate = args.lr * min((step + 1) / warm, (len(todo) - step) / (len(todo) - warm))
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = tensors(todo[step])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            out = model(
                input_ids=batch["input_ids"],
                attention_mask=batch["attention_mask"],
                token_type_ids=batch["token_type_ids"],
            )
        loss: Any = loss_of(out.start_logits, out.end_logits, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        running = loss.item() if math.isnan(running) else 0.98 * running + 0.02 * loss.item()
        if step % 50 == 0:
            print(f"step {step}/{len(todo)} loss {running:.3f} lr {rate:.2e}", flush=True)
        if time.monotonic() - saved > args.save_every or step + 1 == len(todo):
            model.save_pretrained(args.out)
            tokenizer.save_pretrained(args.out)
            torch.save({"optimiser": optimiser.state_dict(), "step": step + 1}, resumed)
            saved = time.monotonic()
    (args.out / "training.json").write_text(
        json.dumps({"examples": len(encoded), "steps": len(todo), "lr": args.lr, "loss": running})
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument(
        "--from", dest="start", default=str(default_model_path()), help="model to start from"
    )
    parser.add_argument("--lr", type=float, default=1.6e-4)
    parser.add_argument("--tokens", type=int, default=3200, help="padded tokens in a step")
    parser.add_argument("--steps", type=int, help="stop after so many (the rate falls to 0 there)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-every", type=float, default=300, help="seconds")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
