"""The question in a message, apart from what is said around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chapter_and_verse.text.pronouns import DEMONSTRATIVES, PRONOUNS
from chapter_and_verse.text.sentences import sentence_spans

SAID_SENTENCES = 2
"""How many sentences before a question are looked at for what it leans on."""

_MARKUP = re.compile(r"<script\b.*?</script\s*>|<[a-z/!][^<>]*>", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"[?？]\W*$")
_INTRODUCED = re.compile(
    r":\s+(?=(?:\w+\s+)?(?:who|whom|whose|what|when|where|which|why|how)\b)", re.IGNORECASE
)
_LEANING = PRONOUNS.union(DEMONSTRATIVES, ["there", "so"])
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class FoundQuestion:
    """The ``question`` of a message, and what was ``said`` before it that it may lean on."""

    question: str
    said: str = ""


def find_question(message: str) -> FoundQuestion:
    """What a message asks.

    Of several sentences, those that end in a question mark; of "What I need is this: when did
    …?", what follows the colon. Markup is left out. A message without a question mark, or of
    one plain sentence, is the question as it stands.
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
    """Whether a question has a word that may stand for something said before it."""
    return any(word.lower() in _LEANING for word in _WORD.findall(question))
