"""Examples as padded batches of tokens with their target positions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from transformers import PreTrainedTokenizerFast

from chapter_and_verse.evals.training.examples import Example

NO_ANSWER = 0
"""The position of the first token, which stands for "not in this passage"."""


@dataclass(frozen=True)
class Encoded:
    """Token ids of ``[CLS] question [SEP] window [SEP]``.

    ``starts`` and ``ends`` are weights by token position that add up to 1. With ``anywhere``
    set, one of the positions is right and the weights only say which are possible.
    """

    ids: list[int]
    types: list[int]
    starts: dict[int, float]
    ends: dict[int, float]
    anywhere: bool


def encode(
    examples: list[Example],
    tokenizer: PreTrainedTokenizerFast,
    rng: random.Random,
    max_tokens: int = 320,
    max_question_tokens: int = 48,
) -> list[Encoded]:
    """Tokens of each example; of a long passage, a window at random that holds a target."""
    cls, sep = tokenizer.cls_token_id, tokenizer.sep_token_id
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    questions = backend.encode_batch([e.question for e in examples], add_special_tokens=False)
    passages = backend.encode_batch([e.passage for e in examples], add_special_tokens=False)
    encoded = []
    for example, question, passage in zip(examples, questions, passages, strict=True):
        asked = question.ids[:max_question_tokens]
        room = max_tokens - len(asked) - 3
        tokens = _target_tokens(example, passage.offsets)
        low = _window_start(len(passage.ids), room, tokens, rng)
        before = len(asked) + 2
        starts: dict[int, float] = {}
        ends: dict[int, float] = {}
        for first, last, weight in tokens:
            if low <= first and last < low + room:
                inside = range(first, last + 1) if example.whole_sentence else None
                for position in inside or [first]:
                    starts[position - low + before] = weight
                for position in inside or [last]:
                    ends[position - low + before] = ends.get(position - low + before, 0) + weight
        window = passage.ids[low : low + room]
        encoded.append(
            Encoded(
                ids=[cls, *asked, sep, *window, sep],
                types=[0] * before + [1] * (len(window) + 1),
                starts=_normalised(starts),
                ends=_normalised(ends),
                anywhere=example.whole_sentence and bool(starts),
            )
        )
    return encoded


def _target_tokens(
    example: Example, offsets: list[tuple[int, int]]
) -> list[tuple[int, int, float]]:
    found = []
    for span, weight in example.targets:
        inside = [i for i, (a, b) in enumerate(offsets) if a < span.end and b > span.start]
        if inside:
            found.append((inside[0], inside[-1], weight))
    return found


def _window_start(
    length: int, room: int, targets: list[tuple[int, int, float]], rng: random.Random
) -> int:
    if length <= room:
        return 0
    if not targets:
        return rng.randint(0, length - room)
    first, last, _ = max(targets, key=lambda target: target[2])
    return rng.randint(max(0, min(last - room + 1, first)), min(first, length - room))


def _normalised(weights: dict[int, float]) -> dict[int, float]:
    total = sum(weights.values())
    return {p: w / total for p, w in weights.items()} if total else {NO_ANSWER: 1.0}


def batches(encoded: list[Encoded], tokens: int, rng: random.Random) -> list[list[Encoded]]:
    """Shuffled batches of items of like length, each of at most ``tokens`` padded tokens."""
    shuffled = rng.sample(encoded, len(encoded))
    made: list[list[Encoded]] = []
    for low in range(0, len(shuffled), 1024):
        block = sorted(shuffled[low : low + 1024], key=lambda item: len(item.ids))
        batch: list[Encoded] = []
        for item in block:
            if batch and (len(batch) + 1) * len(item.ids) > tokens:
                made.append(batch)
                batch = []
            batch.append(item)
        made.append(batch)
    rng.shuffle(made)
    return made


def tensors(batch: list[Encoded]) -> dict[str, torch.Tensor]:
    """Model inputs and dense target weights, each of shape (items, longest item)."""
    shape = (len(batch), max(len(item.ids) for item in batch))
    ids, types, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    starts, ends = torch.zeros(shape), torch.zeros(shape)
    for row, item in enumerate(batch):
        size = len(item.ids)
        ids[row, :size] = torch.tensor(item.ids)
        types[row, :size] = torch.tensor(item.types)
        mask[row, :size] = 1
        for dense, weights in ((starts, item.starts), (ends, item.ends)):
            for position, weight in weights.items():
                dense[row, position] = weight
    anywhere = torch.tensor([item.anywhere for item in batch])
    return {
        "input_ids": ids,
        "token_type_ids": types,
        "attention_mask": mask,
        "starts": starts,
        "ends": ends,
        "anywhere": anywhere,
    }


def answer_positions(items: list[Encoded]) -> Iterator[bool]:
    """For each item, whether its window holds an answer."""
    return (NO_ANSWER not in item.starts for item in items)
