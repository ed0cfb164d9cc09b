"""A question: what is asked, what was said before it, and which documents to search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chapter_and_verse.errors import QuestionError

HISTORY_FORM = (
    'It must read [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}, …].'
)


@dataclass(frozen=True)
class Turn:
    """One earlier message of the conversation.

    ``short_answer`` is that of the assistant's answer, None where the caller does not know it.
    """

    role: Literal["user", "assistant"]
    content: str
    short_answer: str | None = None

    def as_json(self) -> dict[str, str]:
        """The turn as a message that `parse_turns` reads; the short answer only where known."""
        known = {} if self.short_answer is None else {"short_answer": self.short_answer}
        return {"role": self.role, "content": self.content, **known}


@dataclass(frozen=True)
class Question:
    """A question, the turns before it (oldest first), and the documents to look in.

    ``only`` limits the search to these sources, None means all; ``without`` leaves some out.
    """

    text: str
    history: tuple[Turn, ...] = ()
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    @classmethod
    def of(cls, asked: str | Mapping[str, Any] | Question, max_chars: int) -> Question:
        """A question from a string, from a mapping with its fields, or from a question as it is.

        Raises:
            QuestionError: the text is empty or longer than ``max_chars`` characters, ``only`` is
                no list, or the history is not a list of
                ``{"role": "user"|"assistant", "content": "..."}``.
        """
        if isinstance(asked, Question):
            question = asked
        elif isinstance(asked, str):
            question = cls(asked)
        else:
            only = asked.get("only")
            if isinstance(only, str):
                raise QuestionError(f"“only” is a list of documents: write [{only!r}].")
            question = cls(
                str(asked.get("question", "")),
                parse_turns(asked.get("history") or ()),
                None if only is None else frozenset(only),
                frozenset(asked.get("without") or ()),
            )
        if not question.text.isascii() and not _is_text(question.text):
            raise QuestionError(
                "The question has characters that stand for nothing (lone surrogates). "
                "Type it again, or decode it as UTF-8."
            )
        if not question.text.strip():
            raise QuestionError("The question is empty. Type what you want to know.")
        if len(question.text) > max_chars:
            raise QuestionError(
                f"The question has {len(question.text):,} characters; at most {max_chars:,} are "
                "read. Shorten it, or raise RAG_MAX_QUESTION_CHARS."
            )
        return question


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def parse_turns(history: Sequence[Any]) -> tuple[Turn, ...]:
    """Turns from messages of the form ``{"role": "user"|"assistant", "content": "..."}``.

    Raises:
        QuestionError: a message has another form.
    """
    if not isinstance(history, Sequence) or isinstance(history, str):
        raise QuestionError(f"The history is not a list of messages. {HISTORY_FORM}")
    made = []
    for number, message in enumerate(history, 1):
        if isinstance(message, Turn):
            made.append(message)
            continue
        role = message.get("role") if isinstance(message, Mapping) else None
        content = message.get("content") if isinstance(message, Mapping) else None
        short = message.get("short_answer") if isinstance(message, Mapping) else None
        if (
            role not in ("user", "assistant")
            or not isinstance(content, str)
            or not isinstance(short, str | None)
        ):
            raise QuestionError(f"Message {number} of the history cannot be used. {HISTORY_FORM}")
        made.append(Turn(role, content, short))
    return tuple(made)
