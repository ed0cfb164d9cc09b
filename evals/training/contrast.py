"""Pairs that differ in one thing: what teaches the reader to look closely.

Kinds of mentions come from the annotations: what answers a "who" question is a person, what
answers "where" a place, and so on; dates and quantities are told by their form. Nothing here is
shared with the evals.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chapter_and_verse.evals.training.examples import Example, lines_of_sentences, unanswered
from chapter_and_verse.text.sentences import Span

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
FORMS = {
    "day": re.compile(rf"\b(?:\d{{1,2}} (?:{_MONTH})|(?:{_MONTH}) \d{{1,2}}(?!\d))\b"),
    "month": re.compile(rf"\b(?:{_MONTH})\b"),
    "weekday": re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
    "year": re.compile(r"\b(?:1[0-9]|20)\d\d\b"),
    "century": re.compile(r"\b\d{1,2}(?:st|nd|rd|th) century\b"),
    "quantity": re.compile(r"\b\d+(?:[.,]\d+)*(?: (?:percent|million|billion|miles|km|metres))?\b"),
    "person": re.compile(
        r"\b[A-Z][a-z]+(?: (?:[A-Z]\.|[A-Z][a-z'-]+|de|von|van)){1,3}(?<! de)(?<! von)(?<! van)\b"
    ),
    "name": re.compile(r"(?<=[a-z,] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*\b"),
}
"""Forms by kind, the surest first: a stretch of text belongs to the first that matches it."""

ASKED = {
    "person": re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE),
    "place": re.compile(r"\b(?:where|(?:what|which) (?:city|country|state|town|region))\b", re.I),
    "role": re.compile(r"\bwhat (?:position|role|job|title|profession|occupation)\b", re.I),
    "team": re.compile(r"\b(?:what|which) (?:team|club|company|university|school|band)\b", re.I),
}
_NO_NAME = frozenset("The This These That It He She They In On At For From What Which Who".split())

Names = dict[str, list[str]]
"""Mentions by kind."""


@dataclass(frozen=True)
class Bank:
    """The mentions of each article, and of all, by kind."""

    of_group: dict[str, Names]
    everywhere: Names
    known: dict[str, str]


def make_bank(examples: list[Example]) -> Bank:
    """Mentions of the passages' articles: annotated answers by what was asked, and forms."""
    known: dict[str, str] = {}
    groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for example in examples:
        for kind, asked in ASKED.items():
            if asked.search(example.question) and not example.whole_sentence:
                for span, weight in example.targets:
                    name = re.sub(r"^(?:the|a|an|in|at|by) ", "", span.of(example.passage))
                    if weight >= 0.3 and name[:1].isupper() and len(name.split()) <= 4:
                        known.setdefault(name, kind)
                        groups[example.group][kind].add(name)
    for example in {e.passage: e for e in examples}.values():
        for kind, span in mentions(example.passage, known):
            groups[example.group][kind].add(span.of(example.passage))
    everywhere: dict[str, set[str]] = defaultdict(set)
    for kinds in groups.values():
        for kind, names in kinds.items():
            everywhere[kind] |= names
    return Bank(
        {g: {k: sorted(n) for k, n in kinds.items()} for g, kinds in groups.items()},
        {k: sorted(n) for k, n in everywhere.items()},
        known,
    )


def mentions(text: str, known: dict[str, str]) -> Iterator[tuple[str, Span]]:
    """The kind and place of every mention; where two overlap, the surer kind's."""
    taken: list[Span] = []
    for kind, form in FORMS.items():
        for match in form.finditer(text):
            span = Span(*match.span())
            first, *others = span.of(text).split()
            if len(others) > 1 and text[: span.start].rstrip()[-1:] in ("", ".", "!", "?"):
                # "Later Carl Benz" opens a sentence: its capital says nothing of the first word.
                span = Span(span.start + len(first) + 1, span.end)
                first = others[0]
            if first in _NO_NAME or any(span.start < t.end and t.start < span.end for t in taken):
                continue
            taken.append(span)
            yield known.get(span.of(text), kind), span


def another_of_its_kind(
    examples: list[Example], bank: Bank, rng: random.Random
) -> Iterator[Example]:
    """Each question with one mention swapped for another of its kind that its passage lacks.

    The other one stands in the same article where there is one, else in another article.
    """
    for example in examples:
        lowered = f"{example.heading}{example.passage}".lower()
        choices = list(mentions(example.question, bank.known))
        rng.shuffle(choices)
        for kind, span in choices:
            own = bank.of_group.get(example.group, {}).get(kind, [])
            fitting = [n for n in own if n.lower() not in lowered]
            if not fitting and kind != "name":
                drawn = rng.sample(bank.everywhere[kind], min(8, len(bank.everywhere[kind])))
                fitting = [n for n in drawn if n.lower() not in lowered]
            if span.of(example.question).lower() in lowered and fitting:
                yield unanswered(example, _with(example.question, span, rng.choice(fitting)))
                break


def roles_swapped(examples: list[Example], bank: Bank, rng: random.Random) -> Iterator[Example]:
    """Each question with one mention swapped for another of its kind in the same passage.

    The other one is no part of an answer, and not in the sentence that answers: there, it might
    be what the question means as well.
    """
    for example in examples:
        holding = " ".join(s.of(example.passage) for s in _holding(example))
        answers = " ".join(span.of(example.passage) for span, _ in example.targets).lower()
        inside = [(k, s.of(example.passage)) for k, s in mentions(example.passage, bank.known)]
        for kind, span in mentions(example.question, bank.known):
            asked = span.of(example.question)
            others = [
                name
                for other, name in inside
                if other == kind
                and name.lower() not in answers
                and name not in example.question
                and asked.lower() not in name.lower()
                and name.lower() not in asked.lower()
                and name not in holding
            ]
            if asked in holding and others:
                yield unanswered(example, _with(example.question, span, rng.choice(others)))
                break


_DENIALS = (
    (re.compile(r"\b(was|were|is|are)(?= [a-z]+(?:ed|en|own|uilt|ade)\b)"), r"\1 never"),
    (re.compile(r"\b(has|have|had)(?= [a-z]+(?:ed|en)\b)"), r"\1 never"),
    (re.compile(r"\b(can|could|will|would|must|should)(?= [a-z]+\b)"), r"\1 not"),
)


def denied(examples: list[Example]) -> Iterator[Example]:
    """Each passage with the one verb of the sentence that answers denied: then nothing answers."""
    for example in examples:
        holding = _holding(example)
        if len(holding) != 1 or re.search(r"\b(?:not|never|no)\b|n't", example.question):
            continue
        sentence = holding[0].of(example.passage)
        if re.search(r",| and | but |;|\b(?:not|never|no)\b|n't", sentence):
            continue  # the denied verb may be another clause's
        for form, denial in _DENIALS:
            made, count = form.subn(denial, sentence)
            if count == 1:
                low, high = holding[0]
                passage = example.passage[:low] + made + example.passage[high:]
                yield unanswered(example, passage=passage)
                break


def with_question_in_text(
    examples: list[Example], rng: random.Random, answered: bool
) -> Iterator[Example]:
    """Passages in which the question itself stands as a line: it is no evidence.

    With ``answered`` the passage answers below it; else its answering sentences are gone.
    """
    for example in examples:
        question = example.question.rstrip("?").strip() + "?"
        line = rng.choice(("", "Q: ", "## ", "- ")) + question[:1].upper() + question[1:]
        if answered:
            low = _holding(example)[0].start if _holding(example) else 0
            text = example.passage
            before, after = text[:low].rstrip(), text[low:]
            opening = f"{before}\n{line}\n" if before else f"{line}\n"
            shift = len(opening) - low
            moved = [
                (Span(*s).shifted(shift if s.start >= low else 0), w) for s, w in example.targets
            ]
            evidence = [s.shifted(shift if s.start >= low else 0) for s in example.evidence]
            yield replace(
                example,
                passage=opening + after,
                targets=tuple(moved),
                evidence=tuple(evidence),
            )
        else:
            gone = set(_holding(example))
            kept = [
                s.of(example.passage) for s in lines_of_sentences(example.passage) if s not in gone
            ]
            rest = " ".join(kept).lower()
            if len(kept) > 1 and not any(
                span.of(example.passage).lower() in rest for span, _ in example.targets
            ):
                kept.insert(rng.randint(0, len(kept)), f"\n{line}\n")
                yield unanswered(example, passage=" ".join(kept).strip())


def _holding(example: Example) -> list[Span]:
    """The sentences that hold a target or are evidence."""
    return [
        s
        for s in lines_of_sentences(example.passage)
        if any(s.start < t.end and t.start < s.end for t, _ in example.targets)
        or any(s.start < e.end and e.start < s.end for e in example.evidence)
    ]


def _with(text: str, span: Span, other: str) -> str:
    return text[: span.start] + other + text[span.end :]
