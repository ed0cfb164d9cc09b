"""Items that a question names by their number: "clause 2", "step 3"."""

from __future__ import annotations

import re

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import STOP_WORDS, terms

_NAMED = re.compile(r"\b(?P<what>[^\W\d_]{3,})\s+(?P<number>\d{1,3}(?:\.\d{1,3})*)(?![\w.,:]*\d)")
_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3})*)[.)]?\s")


def is_asked_by_number(question: str, passage: Passage, sentence: Span) -> bool:
    """Whether a question names the item of a list in which a sentence stands by its number.

    "What does clause 2 of the supply agreement say?" asks for "2. The buyer shall pay …" in that
    agreement: half of the other words of the question stand in the item, the titles over it, or
    the passage around it.
    """
    block = passage.block_of(sentence)
    item = _NUMBER.match(passage.quote(block.span)) if block.kind is BlockKind.ITEM else None
    named = [m for m in _NAMED.finditer(question) if m["what"].lower() not in STOP_WORDS]
    numbers = {match["number"] for match in named}
    if item is None or item["number"] not in numbers:
        return False
    asked = set(terms(question)) - numbers
    around = " ".join([*passage.titles_over(sentence), passage.text])
    return 2 * len(asked & set(terms(around))) >= len(asked) > 0
