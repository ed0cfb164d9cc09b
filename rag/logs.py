"""The log: what was indexed, asked, answered or refused, and what was slow, on standard error.

Modules write to loggers of their own names; nothing is shown until a program configures one, as
the command line does from ``RAG_LOG_LEVEL``. What people asked is written at the level DEBUG
alone; at INFO a question has a length and a kind.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chapter_and_verse.answer.answer import Answer

log = logging.getLogger(__name__)

SLOW_MS = 10_000
"""Milliseconds from which an answer was slow, which is a warning."""

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _StandardError(logging.StreamHandler[Any]):
    """Writes to what standard error is when a line is written, not when it was configured."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(logging.Formatter(_FORM))

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def configure_log(level: str) -> None:
    """Show what this package logs from ``level`` (debug, info, warning or error) on."""
    logger = logging.getLogger(__package__)
    logger.setLevel(level.upper())
    if not any(isinstance(handler, _StandardError) for handler in logger.handlers):
        logger.addHandler(_StandardError())


def ms_since(began: float) -> float:
    """The milliseconds since `time.perf_counter` gave ``began``."""
    return (time.perf_counter() - began) * 1000


def log_question(text: str, kind: str, turns: int) -> None:
    """Write down that a question was asked: its length, its kind, and the turns before it."""
    log.info("Asked: a %s of %d characters after %d turns", kind, len(text), turns)
    log.debug("Asked: %s", text)


def log_answer(parts: Iterator[Answer], began: float) -> Iterator[Answer]:
    """The parts of an answer as they come; at their end the log says what they came to.

    ``began`` is what `time.perf_counter` gave when the question was asked.
    """
    answer: Answer | None = None
    for part in parts:
        answer = answer + part if answer else part
        yield part
    if answer is None:
        return
    ms = ms_since(began)
    if answer.refused:
        log.info("Refused in %.0f ms, confidence %.2f", ms, answer.confidence)
    else:
        quotes = len(answer.citations)
        log.info("Answered in %.0f ms, confidence %.2f, %d quotes", ms, answer.confidence, quotes)
    if ms > SLOW_MS:
        steps = ", ".join(f"{step} {took:.0f}" for step, took in answer.timings_ms.items())
        log.warning("Slow: an answer took %.0f ms (%s)", ms, steps)
