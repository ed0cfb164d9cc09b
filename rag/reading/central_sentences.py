"""The central sentences of a document, as a summary that is all quotes.

The document is divided into as many parts of equal length as there are sentences wanted. Of each
part the most central passages are read (cosine of their vectors to the centroid; Radev et al.
2004); their sentences are scored by LexRank (Erkan & Radev 2004), the first ones a little higher
(Edmundson 1969); and sentences are taken one by one, each for what it adds: less in a part that
has one already (the diversity reward of Lin & Bilmes 2011), less the more it resembles one that
was taken (maximal marginal relevance; Carbonell & Goldstein 1998).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.reading.evidence import Sentence
from chapter_and_verse.text.pronouns import DEMONSTRATIVES, PERSONS, THINGS
from chapter_and_verse.text.words import any_of, terms, words

Array = NDArray[np.float64]

PASSAGES_READ = 48
SENTENCES_READ = 400
"""Of a longer document the most central passages, and an even sample of their sentences."""

LONGEST = 400
"""Characters of a sentence of a summary."""
FULL_LENGTH = 12
"""Terms of a sentence that says enough; a shorter one counts for less."""
LEAD = 0.5
"""What standing first adds to a score, whose highest value is 1 otherwise; halved at the second."""
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.ITEM)
RELEVANCE = 0.7
"""The weight of what a sentence says, against that of how little it repeats."""

_BEGINS = re.compile(r"[“\"‘'«(\[]*[^\W_]")
_ENDS = re.compile(r"[.!。！…][”\"’'»)\]]*$")
_LEANS = re.compile(
    rf"[“\"‘'«(\[]*(?:{any_of(*PERSONS, *THINGS, *DEMONSTRATIVES)}|such|both|others?|and|"
    r"but|or|so|also|however|therefore|thus|moreover|furthermore|instead|otherwise|besides|then|"
    r"yet|still|here|there|another|similarly|likewise|nevertheless|meanwhile|for example|"
    r"for instance|in addition|as a result|on the other hand|an example of)\b"
    r"|(?:\w+\W+){1,4}(?:also|this|these|those|such)\b"
    r"|.*\b(?:he|she|they) (?:said|says|added|wrote)\W*$",
    re.IGNORECASE | re.DOTALL,
)


def find_central_sentences(
    passages: Sequence[Passage], vectors: Array, wanted: int | None = None
) -> list[Sentence]:
    """Sentences that tell what the document is about, in its order.

    ``passages`` are those of one document in their order, and ``vectors`` their unit vectors.
    Without ``wanted`` there are 3 to 7 sentences, more the longer the document. Headings, captions
    and fragments are left out, and so are sentences that lean on the one before them and rows of
    tables, unless there is nothing else.
    """
    if not passages:
        return []
    centroid = vectors.mean(axis=0)
    central = vectors @ (centroid / max(float(np.linalg.norm(centroid)), 1e-9))
    wanted = wanted or usual_length(passages)
    read = _read(_parts([passage.start for passage in passages], wanted), central, wanted)
    found = [(i, span, passages[i].quote(span)) for i in read for span in passages[i].sentences]
    found = found[:: -(-len(found) // SENTENCES_READ)]
    kinds = [passages[i].block_of(span).kind for i, span, _ in found]
    titles = [passages[i].is_title(span) for i, span, _ in found]
    kept = _candidates([text for _, _, text in found], kinds, titles)
    bags = [Counter(terms(text)) for _, _, text in found]
    likeness = _likeness(bags)
    rank = lexrank(likeness)
    scores = np.zeros(len(found))
    for place, n in enumerate(kept):
        full = min(1.0, bags[n].total() / FULL_LENGTH)
        scores[n] = rank[n] * max(0.0, central[found[n][0]]) * full + LEAD / 2**place
    parts = _parts([span.start for _, span, _ in found], wanted)
    chosen = _spread(kept, scores, parts, likeness, wanted)
    return [
        Sentence(passages[found[n][0]], found[n][1], float(scores[n]), 0.0, 0.0)
        for n in sorted(chosen)
    ]


def usual_length(passages: Sequence[Passage]) -> int:
    """How many sentences sum up a document: the root of what it has, from 3 to 7."""
    return int(np.clip(round(sum(len(p.sentences) for p in passages) ** 0.5), 3, 7))


def lexrank(likeness: Array, damping: float = 0.85, rounds: int = 50) -> Array:
    """Continuous LexRank: the stationary share of each sentence, the highest being 1."""
    weights = likeness - np.diag(np.diag(likeness))
    sums = weights.sum(axis=1, keepdims=True)
    steps = np.divide(weights, sums, out=np.full_like(weights, 1 / len(weights)), where=sums > 0)
    rank = np.full(len(weights), 1 / len(weights))
    for _ in range(rounds):
        rank = (1 - damping) / len(weights) + damping * rank @ steps
    return np.asarray(rank / rank.max())


def _parts(starts: Sequence[int], count: int) -> list[int]:
    """The part, from 0, of ``count`` equal ones in which each offset lies."""
    low, length = starts[0], starts[-1] - starts[0] + 1
    return [(start - low) * count // length for start in starts]


def _read(part_of: Sequence[int], central: Array, parts: int) -> list[int]:
    """The most central passages of each part, in their order."""
    most = max(1, PASSAGES_READ // parts)
    by_part: dict[int, list[int]] = {}
    for i in np.argsort(-central, kind="stable").tolist():
        by_part.setdefault(part_of[i], []).append(i)
    return sorted(i for inside in by_part.values() for i in inside[:most])


def _candidates(
    texts: Sequence[str], kinds: Sequence[BlockKind], titles: Sequence[bool]
) -> list[int]:
    """The sentences that can stand alone, else the whole ones, else all that are no titles."""
    untitled = [n for n, is_title in enumerate(titles) if not is_title]
    running = [n for n in untitled if kinds[n] in _RUNNING]
    whole = [n for n in running if _is_whole(texts[n])]
    whole = whole or [n for n in untitled if _is_whole(texts[n])]
    alone = [n for n in whole if not _LEANS.match(texts[n])]
    return alone or whole or untitled or list(range(len(texts)))


def _is_whole(text: str) -> bool:
    return (
        _BEGINS.match(text) is not None
        and not text.lstrip("“\"‘'«([")[0].islower()
        and _ENDS.search(text) is not None
        and not {"|", "\t"} & set(text)
        and len(text) <= LONGEST
        and text.count("“") == text.count("”")
        and text.count("(") == text.count(")")
        and text.count('"') % 2 == 0
        and len(words(text)) > 4
    )


def _likeness(bags: Sequence[Counter[str]]) -> Array:
    """The cosine of every two sentences, their terms weighted by tf-idf within the document."""
    spread = Counter(term for bag in bags for term in bag)
    column = {term: n for n, term in enumerate(spread)}
    table = np.zeros((len(bags), len(column)))
    for row, bag in enumerate(bags):
        for term, count in bag.items():
            table[row, column[term]] = count * np.log((len(bags) + 1) / (spread[term] + 0.5))
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    table = np.divide(table, lengths, out=np.zeros_like(table), where=lengths > 0)
    return np.asarray(table @ table.T)


def _spread(
    kept: Sequence[int], scores: Array, parts: Sequence[int], likeness: Array, wanted: int
) -> list[int]:
    chosen: list[int] = []
    held = np.zeros(wanted)  # the scores taken, by part
    left = set(kept)

    def gain(n: int) -> float:
        has = held[parts[n]]
        adds = np.sqrt(has + scores[n]) - np.sqrt(has)
        repeats = max((likeness[n, other] for other in chosen), default=0.0)
        return float(RELEVANCE * adds - (1 - RELEVANCE) * repeats)

    while left and len(chosen) < wanted:
        best = max(sorted(left), key=gain)
        left.remove(best)
        chosen.append(best)
        held[parts[best]] += scores[best]
    return chosen
