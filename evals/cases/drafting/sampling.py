"""From documents to answerable cases: which sentences are asked about, and what."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.splitting import LONGEST_SENTENCE
from chapter_and_verse.evals.cases.case import Case, Gold
from chapter_and_verse.question.example_questions import ExampleQuestion, make_questions
from chapter_and_verse.reading.short_answer import marker_length
from chapter_and_verse.text.entities import find_entities
from chapter_and_verse.text.sentences import Span, sentence_spans, trim_span
from chapter_and_verse.text.words import terms

_SPOKEN = re.compile(r"[“”«»\"?]")
"""A mark of somebody's own speech, which states nothing, or not in the document's name."""
_LITTLE = frozenset("a an the did does do was were is are has have had of in on at to by".split())


@dataclass(frozen=True)
class Drafted:
    """A question on a sentence of a document: ``span`` of its text."""

    document: Document
    span: Span
    asked: ExampleQuestion

    @property
    def sentence(self) -> str:
        """The sentence that answers."""
        return self.span.of(self.document.text)

    @property
    def specific(self) -> int:
        """2 with a name or number in the question, 1 with many words, else 0."""
        named = bool(find_entities(self.asked.question.split(" ", 1)[1]))
        return 2 if named else int(len(terms(self.asked.question)) > 3)


def draft_questions(document: Document, seen: set[str]) -> list[list[Drafted]]:
    """For each sentence that can be asked about, its questions, without those already ``seen``."""
    found = []
    for sentence in _sentences(document):
        asked = [
            one
            for one in make_questions(" ".join(sentence.of(document.text).split()))
            if _is_specific(one) and one.question not in seen
        ]
        seen.update(one.question for one in asked)
        if asked:
            found.append([Drafted(document, sentence, one) for one in asked])
    return found


def spread_evenly(
    by_document: Sequence[list[list[Drafted]]], limit: int, rng: random.Random
) -> list[Drafted]:
    """So many drafts, one a sentence, evenly of all documents and of all parts of each.

    Of each part the question is taken that says most of what it is about; of equal ones, that of
    the kind which is rarest so far.
    """
    shares = _shares([len(sentences) for sentences in by_document], limit, rng)
    kinds: Counter[str] = Counter()
    chosen = []
    for sentences, share in zip(by_document, shares, strict=True):
        for part in range(share):
            low, high = (len(sentences) * n // share for n in (part, part + 1))
            inside = [draft for drafts in sentences[low:high] for draft in drafts]
            rng.shuffle(inside)
            best = max(inside, key=lambda draft: (draft.specific, -kinds[draft.asked.wanted]))
            kinds[best.asked.wanted] += 1
            chosen.append(best)
    return chosen


def make_answerable_cases(drafts: Iterable[Drafted]) -> Iterator[Case]:
    """A case for each draft; the sentence is the gold quote, which also shows what is meant."""
    for draft in drafts:
        source, text = draft.document.source, draft.document.text
        places = [span.start for span in Gold(source, draft.sentence, "any").spans(text)]
        which = places.index(draft.span.start) + 1 if len(places) > 1 else None
        yield Case(
            make_slug(draft.asked.question),
            draft.asked.question,
            answerable=True,
            gold=(Gold(source, draft.sentence, which),),
            short_answer=(draft.asked.answer,),
            tags=("draft", draft.asked.wanted),
        )


def _is_specific(one: ExampleQuestion) -> bool:
    """Whether a question has one short answer, and does not give it away."""
    asks, answers = set(terms(one.question)), set(terms(one.answer))
    return bool(answers) and len(asks) > 1 and not asks & answers


def _sentences(document: Document) -> Iterator[Span]:
    """The sentences that may be prose, each without the mark of a list's item."""
    text = document.text
    for span in _running_text(document):
        sentence = span.of(text)
        is_long = len(sentence) > LONGEST_SENTENCE
        if is_long or _SPOKEN.search(sentence):
            continue
        before = text[max(0, span.start - 40) : span.start]
        yield trim_span(text, Span(span.start + marker_length(before, sentence), span.end))


def _running_text(document: Document) -> Iterator[Span]:
    for block in document.blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            found = sentence_spans(block.span.of(document.text))
            yield from (span.shifted(block.span.start) for span in found)


def _shares(sizes: Sequence[int], limit: int, rng: random.Random) -> list[int]:
    """``limit`` divided evenly, none above its size; chance says who gets one more."""
    shares = [0] * len(sizes)
    order = rng.sample(range(len(sizes)), len(sizes))
    while sum(shares) < min(limit, sum(sizes)):
        for n in order:
            if shares[n] < sizes[n] and sum(shares) < limit:
                shares[n] += 1
    return shares


def make_slug(question: str) -> str:
    """An id that can be read: the first words of the question, without the little ones."""
    found = re.findall(r"[^\W_]+", re.sub(r"['’‘]s\b", "", question.lower()))
    return "-".join([word for word in found if word not in _LITTLE][:7])
