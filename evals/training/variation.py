"""Questions as people type them: without a mark, with a slip of the finger, in few words."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from chapter_and_verse.evals.training.examples import Example

_ARTICLES = re.compile(r"\b(?:the|a|an) ", re.IGNORECASE)
_POLITE = ("can you tell me {q}", "please, {q}", "I want to know {q}", "hi, {q}", "{q} please")


def varied(example: Example, rng: random.Random) -> Example:
    """The example with its question as another person might have typed it.

    Upper and lower case need no variation: the base model's tokens have none.
    """
    question = example.question
    if rng.random() < 0.35:
        question = question.rstrip("?. ")
    if rng.random() < 0.05:
        question = _ARTICLES.sub("", question)
    if rng.random() < 0.03:
        question = rng.choice(_POLITE).format(q=question)
    if rng.random() < 0.08:
        question = mistyped(question, rng)
    return replace(example, question=question or example.question)


def mistyped(text: str, rng: random.Random) -> str:
    """One letter of one longer word doubled, dropped, or changed with its neighbour."""
    words = list(re.finditer(r"\b[a-z]{5,}\b", text))
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randint(word.start() + 1, word.end() - 2)
    slips = (text[at] * 2, "", text[at + 1] + text[at])
    slip = rng.choice(slips)
    return text[:at] + slip + text[at + (2 if slip == slips[2] else 1) :]
