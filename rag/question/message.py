"""Finds the question in a message that says more than it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chapter_and_verse.text.pronouns import DEMONSTRATIVES, PRONOUNS
from chapter_and_verse.text.sentences import sentence_spans

SAID_SENTENCES = 2
"""How many sentences before a question are kept for what its "it" or "that" may mean."""

_MARKUP = re.compile(r"<script\b.*?</script\s*>|<[a-z/!][^<>]*>", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"[?？]\W*$")
_INTRODUCED = re.compile(
    r":\s+(?=(?:\w+\s+)?(?:who|whom|whose|what|when|where|which|why|how)\b)", re.IGNORECASE
)
_LEANING = PRONOUNS.union(DEMONSTRATIVES, ["there", "so"])
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class FoundQuestion:
    """The ``question`` of a message, and what was ``said`` before it that it may refer to."""

    question: str
    said: str = ""


def find_question(message: str) -> FoundQuestion:
    """The question of a message.

    Of several sentences, it is those that end in a question mark; in "What I need is this: when did
    …?", it is what follows the colon. HTML tags are removed. A message without a question mark, or
    of a single sentence, is the question as it stands.
    """
    unmarked = _MARKUP.sub(" ", message)
    text = " ".join(unmarked.split()) or message
    whole = FoundQuestion(message if unmarked == message else text)
    sentences = [span.of(text) for span in sentence_spans(text)]
    questions = [n for n, sentence in enumerate(sentences) if _ENDS.search(sentence)]
    if not questions:
        return whole
    first = questions[0]
    *introduction, asked = _INTRODUCED.split(sentences[first])
    if len(sentences) == 1 and not introduction:
        return whole
    question = " ".join([asked, *(sentences[n] for n in questions[1:])])
    said = [*sentences[max(0, first - SAID_SENTENCES) : first], *introduction]
    return FoundQuestion(question, " ".join(said) if leans_on_context(question) else "")


def leans_on_context(question: str) -> bool:
    """Whether a question has a word such as "it" that may refer to something said before."""
    return any(word.lower() in _LEANING for word in _WORD.findall(question))
