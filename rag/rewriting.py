"""Follow-ups made to stand alone by a language model, where its words are the conversation's."""

from __future__ import annotations

from dataclasses import replace

from rag import prompts
from rag.chat_model import ChatModel, Usage
from rag.errors import ModelReplyError
from rag.facts import missing
from rag.followups import Standalone
from rag.question import Question
from rag.verification import coverage

FROM_CONVERSATION = 0.8
"""Share of the new question's words that must have been said, by either side."""


def rewritten(question: Question, chat: ChatModel, otherwise: Standalone) -> Standalone:
    """The question as the model rewrites it, or ``otherwise`` where that cannot be trusted.

    Trusted is one line that keeps the numbers, dates and names of the question, and has none
    that was not said, nor many other words.

    Raises:
        ModelError: the model cannot be used.
    """
    try:
        reply = "".join(chat.stream(prompts.rewrite(question.text, question.history), Usage()))
    except ModelReplyError:
        return otherwise
    text = reply.strip().strip('"“”')
    said = "\n".join([*(turn.content for turn in question.history), question.text])
    trusted = (
        0 < len(text) <= 2 * len(question.text) + 200
        and "\n" not in text
        and not missing(text, said)
        and not missing(question.text, text)
        and coverage(text, said) >= FROM_CONVERSATION
    )
    return replace(otherwise, text=text) if trusted else otherwise
