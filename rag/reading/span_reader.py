"""Extractive question answering: where in a passage the answer stands, or that it does not.

The model form is the usual one of SQuAD 2.0 (Rajpurkar et al. 2018; Devlin et al. 2019): a
start and an end logit for each token of ``question [SEP] passage``, the first token standing
for "not in this passage". A reader may say two more things of the same pass: for each token how
likely its sentence belongs to the answer, and for each window whether it answers at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

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
HEADING_TOKENS = 40
"""The most that the headings over a passage may take of a window."""
ANSWER_TOKENS = 40
"""The longest short answer."""

Batch = dict[str, NDArray[np.int64]]
"""``input_ids``, ``attention_mask`` and ``token_type_ids``, each of shape (windows, tokens)."""


class Logits(NamedTuple):
    """What a model makes of windows: shape (windows, tokens), ``answerable`` (windows,)."""

    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    evidence: NDArray[np.float32] | None = None
    answerable: NDArray[np.float32] | None = None


Model = Callable[[Batch], Logits]


@dataclass(frozen=True)
class _Window:
    """One window of one passage; its offsets less ``shift`` are characters of the passage.

    ``offsets`` has the shape (tokens, 2); an encoding makes its own anew each time.
    """

    passage: int
    encoding: Encoding
    offsets: NDArray[np.int64]
    first: int
    last: int
    shift: int = 0


@dataclass
class _Found:
    """What the windows of a passage have said so far."""

    best: dict[Span, SentenceReading] = field(default_factory=dict)
    evidence: dict[Span, list[float]] = field(default_factory=dict)
    answerable: float | None = None

    def readings(self, sentences: Sequence[Span]) -> list[SentenceReading]:
        """The sentences read, in order; their evidence is the mean over all their tokens."""
        return [
            replace(
                self.best[span],
                evidence=float(np.mean(self.evidence[span])) if span in self.evidence else None,
                answerable=self.answerable,
            )
            for span in sentences
            if span in self.best
        ]


class ExtractiveReader:
    """Scores a sentence by the best answer span inside it, less the score of "no answer".

    The score is a difference of logits: above 0 the model holds the span for an answer. A
    passage longer than a window is read in windows that overlap, so nothing is skipped.
    """

    def __init__(
        self,
        name: str,
        tokenizer: Tokenizer,
        model: Model,
        *,
        headed: bool = False,
        languages: frozenset[str] | None = None,
    ) -> None:
        """``headed``: whether the model reads the headings over a passage before its windows."""
        self.name = name
        self.languages = languages
        self._plain = _copy(tokenizer)
        self._windowed = _copy(tokenizer)
        self._windowed.enable_truncation(
            WINDOW_TOKENS, stride=STRIDE_TOKENS, strategy="only_second"
        )
        self._model = model
        self._headed = headed

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[SentenceReading]]:
        """See `reading.reader.Reader.read`."""
        windows = list(self._windows(question, passages))
        if not windows:
            return [[] for _ in passages]
        logits = Logits(*self._model(_batch([window.encoding for window in windows])))
        found = [_Found() for _ in passages]
        for row, window in enumerate(windows):
            passage, held = passages[window.passage], found[window.passage]
            for span, own in _sentences(passage, window):
                reading = _best_span(
                    passage, span, own, window, logits.starts[row], logits.ends[row]
                )
                if span not in held.best or reading.score > held.best[span].score:
                    held.best[span] = reading
                if logits.evidence is not None:
                    held.evidence.setdefault(span, []).extend(logits.evidence[row][own].tolist())
            if logits.answerable is not None:
                said = float(logits.answerable[row])
                held.answerable = max(said, -np.inf if held.answerable is None else held.answerable)
        return [
            held.readings(passage.sentences) for passage, held in zip(passages, found, strict=True)
        ]

    def _windows(self, question: str, passages: Sequence[Passage]) -> Iterator[_Window]:
        question = self._cut(question, QUESTION_TOKENS)
        headings = [
            self._cut(passage.heading, HEADING_TOKENS) if self._headed else ""
            for passage in passages
        ]
        encodings = self._windowed.encode_batch(
            [(question, h + passage.seen) for h, passage in zip(headings, passages, strict=True)]
        )
        for number, (heading, encoding) in enumerate(zip(headings, encodings, strict=True)):
            made = [(window, len(heading)) for window in (encoding, *encoding.overflowing)]
            if heading and encoding.overflowing:
                made = list(self._under_heading(question, heading, passages[number].seen))
            for window, shift in made:
                inside = [i for i, part in enumerate(window.sequence_ids) if part == 1]
                if inside:
                    offsets = np.asarray(window.offsets)
                    yield _Window(number, window, offsets, inside[0], inside[-1], shift)

    def _cut(self, text: str, tokens: int) -> str:
        encoded = self._plain.encode(text, add_special_tokens=False)
        return text[: encoded.offsets[tokens - 1][1]] if len(encoded) > tokens else text

    def _under_heading(
        self, question: str, heading: str, text: str
    ) -> Iterator[tuple[Encoding, int]]:
        """Overlapping windows of a long text, each with the heading before it, and their shift."""
        offsets = self._plain.encode(text, add_special_tokens=False).offsets
        room = WINDOW_TOKENS - len(self._plain.encode(question, heading))
        for low in range(0, max(1, len(offsets) - STRIDE_TOKENS), room - STRIDE_TOKENS):
            start, end = offsets[low][0], offsets[min(low + room, len(offsets)) - 1][1]
            window = self._plain.encode(question, heading + text[start:end])
            yield window, len(heading) - start


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


def _sentences(passage: Passage, window: _Window) -> Iterator[tuple[Span, NDArray[np.intp]]]:
    """The sentences that have tokens in the window, with the positions of these tokens."""
    offsets = window.offsets
    tokens = np.arange(len(offsets))
    inside = (tokens >= window.first) & (tokens <= window.last) & (offsets[:, 0] < offsets[:, 1])
    for sentence in passage.sentences:
        low, high = sentence.shifted(window.shift - passage.start)
        own = np.flatnonzero(inside & (offsets[:, 0] < high) & (offsets[:, 1] > low))
        if len(own):
            yield sentence, own


def _best_span(
    passage: Passage,
    sentence: Span,
    own: NDArray[np.intp],
    window: _Window,
    start: NDArray[np.float32],
    end: NDArray[np.float32],
) -> SentenceReading:
    """The sentence with the best span of its tokens ``own``, less the score of "no answer"."""
    nothing = float(start[0] + end[0])
    pairs = start[own][:, None] + end[own][None, :]
    width = np.arange(len(own))
    length = width[None, :] - width[:, None]
    pairs = np.where((length >= 0) & (length < ANSWER_TOKENS), pairs, -np.inf)
    first, last = np.unravel_index(int(pairs.argmax()), pairs.shape)
    back = passage.start - window.shift
    answer = Span(
        max(sentence.start, int(window.offsets[own[first], 0]) + back),
        min(sentence.end, int(window.offsets[own[last], 1]) + back),
    )
    return SentenceReading(sentence, float(pairs[first, last]) - nothing, answer)
