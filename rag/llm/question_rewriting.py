"""Rewrites questions with a language model, and checks that it invented nothing.

A follow-up is made to stand alone, and a question that takes several steps is split into them. A
step that needs the answer of an earlier one has that step's number in its place ("Who leads #1?"),
as in QDMR (Wolfson et al. 2020, https://arxiv.org/abs/2001.11770). What the model says is used
only where its words are those of the conversation; else the question stays as it was.
"""

from __future__ import annotations

import re
from dataclasses import replace

from chapter_and_verse.errors import ModelError
from chapter_and_verse.llm import prompts
from chapter_and_verse.llm.chat_model import ChatModel, Usage
from chapter_and_verse.llm.claim_verification import measure_coverage
from chapter_and_verse.question.decomposition import NUMBER_OF_PART
from chapter_and_verse.question.followups import Standalone
from chapter_and_verse.question.question import Question
from chapter_and_verse.text.fact_matching import find_missing_facts

MIN_WORDS_KEPT = 0.8
"""The share (0 to 1) of the new question's words that the conversation must have."""
MOST_STEPS = 4

_MAY_TAKE_STEPS = re.compile(
    r"\w\W.*\b(?:and|both|than|before|after|who|whom|whose|which|that|where|when)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\s*(?:\d+[.):]|[-*])\s*")


def rewrite_question(
    question: Question, chat: ChatModel, usage: Usage, otherwise: Standalone
) -> Standalone:
    """The question as the model rewrites it, or ``otherwise`` where that cannot be trusted.

    A reply is trusted if it is one line, keeps the numbers, dates and names of the question, has
    none that the conversation lacks, and takes its other words from there (`MIN_WORDS_KEPT`).
    """
    try:
        reply = "".join(
            chat.stream(prompts.ask_for_rewriting(question.text, question.history), usage)
        )
    except ModelError:
        return otherwise
    text = reply.strip().strip('"“”')
    said = "\n".join([*(turn.content for turn in question.history), question.text])
    trusted = (
        0 < len(text) <= 2 * len(question.text) + 200
        and "\n" not in text
        and not find_missing_facts(text, said)
        and not find_missing_facts(question.text, text)
        and measure_coverage(text, said) >= MIN_WORDS_KEPT
    )
    return replace(otherwise, text=text) if trusted else otherwise


def split_into_steps(question: str, chat: ChatModel, usage: Usage) -> tuple[str, ...]:
    """The simpler questions that must be answered one after another; itself where it is simple.

    "Who leads the firm that built the Tay bridge?" becomes "Which firm built the Tay bridge?" and
    "Who leads #1?". A reply is trusted if it has two to `MOST_STEPS` lines that together have the
    same numbers, dates and names as the question, few other words (`MIN_WORDS_KEPT`), and numbers
    ("#1") of earlier lines only. A question that holds a "#1" itself is not split.
    """
    if not _MAY_TAKE_STEPS.search(question) or NUMBER_OF_PART.search(question):
        return (question,)
    try:
        reply = "".join(chat.stream(prompts.ask_for_steps(question), usage))
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
        and measure_coverage(plain, question) >= MIN_WORDS_KEPT
    )
    return tuple(lines) if trusted else (question,)
