"""Questions made simpler by a language model, where its words are those of the conversation.

Follow-ups are made to stand alone, and a question that takes several steps is taken apart. Steps
that need the answer of an earlier one have its number in its place ("#1"), as in QDMR (Wolfson et
al. 2020, https://arxiv.org/abs/2001.11770).
"""

from __future__ import annotations

import re
from dataclasses import replace

from chapter_and_verse.errors import ModelError
from chapter_and_verse.llm import prompts
from chapter_and_verse.llm.chat_model import ChatModel, Usage
from chapter_and_verse.llm.claim_verification import coverage
from chapter_and_verse.question.decomposition import NUMBER_OF_PART
from chapter_and_verse.question.followups import Standalone
from chapter_and_verse.question.question import Question
from chapter_and_verse.text.fact_matching import find_missing_facts

FROM_CONVERSATION = 0.8
"""Share of the new question's words that must have been said, by either side."""
MOST_STEPS = 4

_STEPS = re.compile(
    r"\w\W.*\b(?:and|both|than|before|after|who|whom|whose|which|that|where|when)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\s*(?:\d+[.):]|[-*])\s*")


def rewritten(
    question: Question, chat: ChatModel, usage: Usage, otherwise: Standalone
) -> Standalone:
    """The question as the model rewrites it, or ``otherwise`` where that cannot be trusted.

    Trusted is one line that keeps the numbers, dates and names of the question, and has none
    that was not said, nor many other words.
    """
    try:
        reply = "".join(chat.stream(prompts.rewrite(question.text, question.history), usage))
    except ModelError:
        return otherwise
    text = reply.strip().strip('"“”')
    said = "\n".join([*(turn.content for turn in question.history), question.text])
    trusted = (
        0 < len(text) <= 2 * len(question.text) + 200
        and "\n" not in text
        and not find_missing_facts(text, said)
        and not find_missing_facts(question.text, text)
        and coverage(text, said) >= FROM_CONVERSATION
    )
    return replace(otherwise, text=text) if trusted else otherwise


def steps(question: str, chat: ChatModel, usage: Usage) -> tuple[str, ...]:
    """The simpler questions that the model takes a question apart into; itself where it is simple.

    So is one that has a "#1" of its own. Trusted are two to `MOST_STEPS` lines that together keep
    the numbers, dates and names of the question, have none beside, nor many other words, and
    point to earlier lines alone.
    """
    if not _STEPS.search(question) or NUMBER_OF_PART.search(question):
        return (question,)
    try:
        reply = "".join(chat.stream(prompts.steps(question), usage))
    except ModelError:
        return (question,)
    lines = [_NUMBERED.sub("", line).strip() for line in reply.splitlines() if line.strip()]
    plain = NUMBER_OF_PART.sub("", " ".join(lines))
    trusted = (
        2 <= len(lines) <= MOST_STEPS
        and all(len(line) <= len(question) + 40 and line.endswith("?") for line in lines)
        and all(
            0 < int(number) <= before
            for before, line in enumerate(lines)
            for number in NUMBER_OF_PART.findall(line)
        )
        and not find_missing_facts(plain, question)
        and not find_missing_facts(question, plain)
        and coverage(plain, question) >= FROM_CONVERSATION
    )
    return tuple(lines) if trusted else (question,)
