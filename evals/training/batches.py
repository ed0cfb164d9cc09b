"""Examples as padded batches of tokens with what is to be read in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import torch
from tokenizers import Encoding, Tokenizer

from chapter_and_verse.evals.training.examples import Example, lines_of_sentences
from chapter_and_verse.text.sentences import Span

NO_ANSWER = 0
"""The position of the first token, which stands for "no short answer here"."""
HEADING_TOKENS = 40
CLS, SEP = "[CLS]", "[SEP]"


@dataclass(frozen=True)
class Sentence:
    """Tokens ``first`` to ``last`` of a window; ``label`` 1 for evidence, and the loss's weight."""

    first: int
    last: int
    label: float
    weight: float


@dataclass(frozen=True)
class Encoded:
    """Token ids of ``[CLS] question [SEP] headings, window [SEP]`` and what is right there.

    ``starts`` and ``ends`` are weights by token position that add up to 1. With ``anywhere``
    set, one of the positions is right and the weights only say which are possible. Without
    ``span_known`` nothing is to be learnt for the span.
    """

    ids: list[int]
    types: list[int]
    starts: dict[int, float]
    ends: dict[int, float]
    anywhere: bool
    span_known: bool
    sentences: tuple[Sentence, ...]
    answerable: float


def encode(
    examples: list[Example],
    tokenizer: Tokenizer,
    rng: random.Random,
    max_tokens: int = 320,
    usual_tokens: int = 320,
    max_question_tokens: int = 64,
) -> list[Encoded]:
    """Tokens of each example; of a long passage, a window at random that holds what answers.

    A quarter of the windows may take ``max_tokens``, the others ``usual_tokens``.
    """
    questions = _tokens(tokenizer, [e.question for e in examples])
    headings = _tokens(tokenizer, [e.heading for e in examples])
    passages = _tokens(tokenizer, [e.passage for e in examples])
    vocabulary = tokenizer.get_vocab()
    cls, sep = vocabulary[CLS], vocabulary[SEP]
    encoded = []
    for example, question, heading, passage in zip(
        examples, questions, headings, passages, strict=True
    ):
        asked, over = question.ids[:max_question_tokens], heading.ids[:HEADING_TOKENS]
        most = max_tokens if rng.random() < 0.25 else usual_tokens
        room = most - len(asked) - len(over) - 3
        targets = _target_tokens(example, passage.offsets)
        sentences = _sentence_tokens(example, passage.offsets)
        held = [(s.first, s.last, 1.0) for s in sentences if s.label and s.weight]
        wanted = targets or ([rng.choice(held)] if held else [])
        low = _window_start(len(passage.ids), room, wanted, rng)
        before = len(asked) + 2 + len(over)
        starts, ends = _positions(example, targets, low, room, before)
        window = passage.ids[low : low + room]
        encoded.append(
            Encoded(
                ids=[cls, *asked, sep, *over, *window, sep],
                types=[0] * (len(asked) + 2) + [1] * (len(over) + len(window) + 1),
                starts=_normalised(starts),
                ends=_normalised(ends),
                anywhere=example.whole_sentence and bool(starts),
                span_known=example.short is not None,
                sentences=tuple(_inside(sentences, low, room, before)),
                answerable=float(example.answerable),
            )
        )
    return encoded


def _tokens(tokenizer: Tokenizer, texts: list[str]) -> list[Encoding]:
    tokenizer.no_truncation()
    tokenizer.no_padding()
    found: list[Encoding] = tokenizer.encode_batch(texts, add_special_tokens=False)
    return found


@lru_cache(maxsize=50_000)
def _sentences(passage: str) -> list[Span]:
    return lines_of_sentences(passage)


def _sentence_tokens(example: Example, offsets: list[tuple[int, int]]) -> list[Sentence]:
    """The sentences of a passage by its tokens, with their labels."""
    spans = _sentences(example.passage)
    found, token = [], 0
    for span in spans:
        while token < len(offsets) and offsets[token][1] <= span.start:
            token += 1
        first = token
        while token < len(offsets) and offsets[token][0] < span.end:
            token += 1
        label = any(_shares_half(span, e) for e in example.evidence) or any(
            t.start < span.end and span.start < t.end for t, _ in example.targets
        )
        if first < token:
            weight = 1.0 if label else example.others
            found.append(Sentence(first, token - 1, float(label), weight))
    return found


def _shares_half(one: Span, other: Span) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= min(one.end - one.start, other.end - other.start)


def _inside(sentences: list[Sentence], low: int, room: int, before: int) -> Iterator[Sentence]:
    """The sentences of which at least half stand in a window, counted from its first token."""
    for s in sentences:
        first, last = max(s.first, low), min(s.last, low + room - 1)
        if s.weight and 2 * (last - first + 1) >= s.last - s.first + 1:
            yield Sentence(first - low + before, last - low + before, s.label, s.weight)


def _target_tokens(
    example: Example, offsets: list[tuple[int, int]]
) -> list[tuple[int, int, float]]:
    found = []
    for span, weight in example.targets:
        inside = [i for i, (a, b) in enumerate(offsets) if a < span.end and b > span.start]
        if inside:
            found.append((inside[0], inside[-1], weight))
    return found


def _positions(
    example: Example, targets: list[tuple[int, int, float]], low: int, room: int, before: int
) -> tuple[dict[int, float], dict[int, float]]:
    """Weights of the starts and ends that a window holds, by position."""
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for first, last, weight in targets:
        if low <= first and last < low + room:
            inside = range(first, last + 1) if example.whole_sentence else None
            for position in inside or [first]:
                at = position - low + before
                starts[at] = starts.get(at, 0) + weight
            for position in inside or [last]:
                at = position - low + before
                ends[at] = ends.get(at, 0) + weight
    return starts, ends


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
    """Model inputs and targets of shape (items, longest item), and the sentences of all items.

    ``sentences`` has a row ``item, first, last`` for each, ``labels`` and ``weights`` go with it.
    """
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
    held = [(row, s) for row, item in enumerate(batch) for s in item.sentences]
    places = torch.tensor([(row, s.first, s.last) for row, s in held], dtype=torch.long)
    return {
        "input_ids": ids,
        "token_type_ids": types,
        "attention_mask": mask,
        "starts": starts,
        "ends": ends,
        "anywhere": torch.tensor([item.anywhere for item in batch]),
        "span_known": torch.tensor([item.span_known for item in batch]),
        "sentences": places.reshape(-1, 3),
        "labels": torch.tensor([s.label for _, s in held]),
        "weights": torch.tensor([s.weight for _, s in held]),
        "answerable": torch.tensor([item.answerable for item in batch]),
    }
