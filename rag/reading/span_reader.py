"""Extractive question answering: where in a passage the answer stands, or that it does not.

The model form is the usual one of SQuAD 2.0 (Rajpurkar et al. 2018; Devlin et al. 2019): a
start and an end logit for each token of ``question [SEP] passage``, the first token standing
for "not in this passage".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.reading.reader import SentenceReading
from chapter_and_verse.text.sentences import Span

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

WINDOW_TOKENS = 320
STRIDE_TOKENS = 96
"""How many tokens two windows of a long passage share."""
QUESTION_TOKENS = 64
ANSWER_TOKENS = 40
"""The longest short answer."""

Batch = dict[str, NDArray[np.int64]]
"""``input_ids``, ``attention_mask`` and ``token_type_ids``, each of shape (windows, tokens)."""
Model = Callable[[Batch], tuple[NDArray[np.float32], NDArray[np.float32]]]
"""Start and end logits, each of shape (windows, tokens)."""


@dataclass(frozen=True)
class _Window:
    """One window of one passage; its offsets are characters of the passage."""

    passage: int
    encoding: Encoding
    first: int
    last: int


class ExtractiveReader:
    """Scores a sentence by the best answer span inside it, less the score of "no answer".

    The score is a difference of logits: above 0 the model holds the span for an answer. A
    passage longer than a window is read in windows that overlap, so nothing is skipped.
    """

    def __init__(self, name: str, tokenizer: Tokenizer, model: Model) -> None:
        self.name = name
        self._plain = _copy(tokenizer)
        self._windowed = _copy(tokenizer)
        self._windowed.enable_truncation(
            WINDOW_TOKENS, stride=STRIDE_TOKENS, strategy="only_second"
        )
        self._model = model

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[SentenceReading]]:
        """See `reading.reader.Reader.read`."""
        windows = list(self._windows(question, [passage.text for passage in passages]))
        if not windows:
            return [[] for _ in passages]
        starts, ends = self._model(_batch([window.encoding for window in windows]))
        found: list[dict[Span, SentenceReading]] = [{} for _ in passages]
        for window, start, end in zip(windows, starts, ends, strict=True):
            best = found[window.passage]
            for reading in _sentences(passages[window.passage], window, start, end):
                held = best.get(reading.span)
                if held is None or reading.score > held.score:
                    best[reading.span] = reading
        return [
            [best[span] for span in passage.sentences if span in best]
            for passage, best in zip(passages, found, strict=True)
        ]

    def _windows(self, question: str, texts: Sequence[str]) -> Iterator[_Window]:
        tokens = self._plain.encode(question, add_special_tokens=False)
        if len(tokens) > QUESTION_TOKENS:
            question = question[: tokens.offsets[QUESTION_TOKENS - 1][1]]
        encodings = self._windowed.encode_batch([(question, text) for text in texts])
        for number, encoding in enumerate(encodings):
            for window in (encoding, *encoding.overflowing):
                inside = [i for i, part in enumerate(window.sequence_ids) if part == 1]
                if inside:
                    yield _Window(number, window, inside[0], inside[-1])


def _copy(tokenizer: Tokenizer) -> Tokenizer:
    """A tokenizer of its own, since truncation is a state that threads would share."""
    copy = type(tokenizer).from_str(tokenizer.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy


def _batch(encodings: Sequence[Encoding]) -> Batch:
    shape = (len(encodings), max(len(encoding) for encoding in encodings))
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for row, encoding in enumerate(encodings):
        size = len(encoding)
        ids[row, :size] = encoding.ids
        mask[row, :size] = 1
        types[row, :size] = encoding.type_ids
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}


def _sentences(
    passage: Passage, window: _Window, start: NDArray[np.float32], end: NDArray[np.float32]
) -> Iterator[SentenceReading]:
    """The sentences that have tokens in the window, with their best spans."""
    nothing = float(start[0] + end[0])
    offsets = np.asarray(window.encoding.offsets)
    tokens = np.arange(len(offsets))
    inside = (tokens >= window.first) & (tokens <= window.last) & (offsets[:, 0] < offsets[:, 1])
    for sentence in passage.sentences:
        low, high = sentence.shifted(-passage.start)
        own = np.flatnonzero(inside & (offsets[:, 0] < high) & (offsets[:, 1] > low))
        if not len(own):
            continue
        pairs = start[own][:, None] + end[own][None, :]
        width = np.arange(len(own))
        length = width[None, :] - width[:, None]
        pairs = np.where((length >= 0) & (length < ANSWER_TOKENS), pairs, -np.inf)
        first, last = np.unravel_index(int(pairs.argmax()), pairs.shape)
        answer = Span(
            max(low, int(offsets[own[first], 0])), min(high, int(offsets[own[last], 1]))
        ).shifted(passage.start)
        yield SentenceReading(sentence, float(pairs[first, last]) - nothing, answer)
