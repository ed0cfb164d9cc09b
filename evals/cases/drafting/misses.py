"""Drafted questions as near misses: with one mention swapped so that no document answers them."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.evals.cases.case import Case
from chapter_and_verse.evals.cases.drafting.sampling import Drafted, make_slug
from chapter_and_verse.evals.cases.entity_swaps import collect_names, swap
from chapter_and_verse.text.dates import MONTHS, WEEKDAYS
from chapter_and_verse.text.entities import EntityKind, find_entities
from chapter_and_verse.text.peoples import MAY_BE_ADJECTIVE
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import terms, words

PASSAGE_CHARS = 600
"""Length of the passages that must not answer a near miss."""
MOST_SHARED = 0.3
"""The share of a near miss's other words that a passage with its swapped mention may have."""
TRIES = 40
"""Swaps that are tried for one question."""

_CALENDAR = frozenset([*MONTHS, *WEEKDAYS])
_PLACING = frozenset("in at near from to".split())
_MAY_FOLLOW = _PLACING | frozenset("by as with for on of during since under and or".split())

_ASKED_OF = re.compile(r"(?:\w+ ){0,2}(?:was|were|did|does) ")
"""What stands before the subject of a question, behind its first word."""
_ACTS = re.compile(r"was|is|has|had|met|\w+ed")


@dataclass(frozen=True)
class _Named:
    """The mentions of a document, and for its names the ``uses`` it makes of them.

    A name is used with "the", as a "place" (in Lima), as an author ("by" Soto), or as one who
    "acts" (Soto founded).
    """

    others: dict[EntityKind, list[str]]
    uses: dict[str, frozenset[str]]

    @classmethod
    def of(cls, text: str) -> _Named:
        """What a text names."""
        uses: dict[str, set[str]] = defaultdict(set)
        for span, kind in find_entities(text):
            if kind is EntityKind.NAME:
                uses[span.of(text)] |= _use(text, span)
        others = collect_names([text])
        others[EntityKind.NAME] = [name for name in others[EntityKind.NAME] if _is_plain_name(name)]
        return cls(others, {name: frozenset(found) for name, found in uses.items()})

    def alike(self, one: str, other: str) -> bool:
        """Whether the document uses two names in the same way."""
        uses, others = (self.uses.get(name, frozenset[str]()) for name in (one, other))
        same = all((use in uses) == (use in others) for use in ("the", "place"))
        return bool(uses & others) and same


def make_near_misses(
    drafts: Iterable[Drafted], documents: Sequence[Document], limit: int, rng: random.Random
) -> Iterator[Case]:
    """Cases of questions with a mention swapped, one of a draft, ``limit`` at the most.

    The other mention is one of the same document; a year or number may come from another. No
    passage of any document has it beside more than `MOST_SHARED` of what else the question asks.
    """
    held = [set(terms(p.text)) for d in documents for p in split(d, PASSAGE_CHARS)]
    own = {d.source: _Named.of(d.text) for d in documents}
    numbers = collect_names([d.text for d in documents]) | {EntityKind.NAME: []}
    anywhere = _Named(numbers, {})
    left, taken = list(drafts), set[str]()
    for nearby in (True, False):
        for draft in list(left):
            if limit == 0:
                return
            named = own[draft.document.source] if nearby else anywhere
            question = _missing(draft, named, held, rng)
            if question and question not in taken:
                taken.add(question)
                left.remove(draft)
                tags = ("draft", "unanswerable", "near-miss")
                yield Case(make_slug(question), question, answerable=False, tags=tags)
                limit -= 1


def _missing(
    draft: Drafted, named: _Named, held: Sequence[set[str]], rng: random.Random
) -> str | None:
    """The draft's question with a mention swapped so that none of the passages answers it."""
    opening, rest = draft.asked.question.split(" ", 1)
    for _ in range(TRIES):
        swapped = swap(rest, draft.sentence, named.others, rng)
        if not swapped:
            return None
        asks, asked = set(terms(swapped)), set(terms(rest))
        new, kept = asks - asked, asks & asked
        answers = any(new <= has and len(kept & has) > MOST_SHARED * len(kept) for has in held)
        if new and not answers and _reads_well(rest, swapped, named):
            return f"{opening} {swapped}"
    return None


def _reads_well(before: str, after: str, named: _Named) -> bool:
    """Whether the mention that gave way is one that the other can stand for."""
    span, kind = next(
        (span, kind)
        for span, kind in find_entities(before)
        if after.startswith(before[: span.start]) and after.endswith(before[span.end :])
    )
    old, new = span.of(before), after[span.start : len(after) - len(before) + span.end]
    if kind is EntityKind.NUMBER:
        in_a_date = not _CALENDAR.isdisjoint(before.lower().split())
        return not in_a_date and abs(len(old) - len(new)) <= 1
    if kind is EntityKind.YEAR:
        return True
    following = re.match(r"[ ?,]*([^ ?,]*)", before[span.end :])
    word = following[1] if following else ""
    repeats = not set(words(new)).isdisjoint(words(before))
    is_subject = _ASKED_OF.fullmatch(before[: span.start]) is not None
    stands_alone = not word or word in _MAY_FOLLOW or is_subject
    joined = before[: span.start].endswith(("and ", "or "))
    fits = stands_alone and not (joined or repeats)
    return fits and _is_plain_name(old) and named.alike(old, new)


def _use(text: str, span: Span) -> set[str]:
    before = re.search(r"(\w+)\s+$", text[max(0, span.start - 30) : span.start])
    after = re.match(r"\s+(\w+)", text[span.end : span.end + 30])
    word = before[1].lower() if before else ""
    found = {"acts"} if after and _ACTS.fullmatch(after[1]) else set()
    if word in ("the", "by"):
        found.add(word)
    return found | ({"place"} if word in _PLACING else set())


def _is_plain_name(name: str) -> bool:
    """Whether a name is no adjective, month or weekday, and stands on one line."""
    is_adjective = "-" in name or MAY_BE_ADJECTIVE.fullmatch(name) is not None
    return not is_adjective and "\n" not in name and _CALENDAR.isdisjoint(name.lower().split())
