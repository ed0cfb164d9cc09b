"""A language model's claims as HTML, and beside them those that were left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

UNUSABLE = "The language model could not be used, so these are quotes alone. “rag doctor” says why."

if TYPE_CHECKING:
    from chapter_and_verse.answer.answer import Answer, ModelRecord


def render_claims(answer: Answer, escaped: Callable[[str], str]) -> str:
    """The claims of an answer, each with a mark for each of its quotes."""
    said = []
    for statement in answer.statements:
        marks = "".join(map(_mark, statement.citations))
        said.append(f"{escaped(statement.text)} {marks}")
    return (
        '<p class="cv-searched">Written by a language model, checked against the quotes below</p>'
        f'<p class="cv-said cv-claims" dir="auto">{" ".join(said)}</p>'
    )


def render_left_out(model: ModelRecord, escaped: Callable[[str], str]) -> str:
    """The claims that are not shown with the reasons, and the tokens used, folded away."""
    items = "".join(
        f"<li>“{escaped(claim.text)}” – <span>{escaped(claim.reason)}</span></li>"
        for claim in model.dropped
    )
    used = model.tokens
    tokens = f"{used['input']:,} read, {used['output']:,} written" if used else "unknown"
    if model.cost is not None:
        tokens += f", cost {model.cost:.6f}"
    count = len(model.dropped)
    head = f"{count} claim{'' if count == 1 else 's'} left out" if count else "nothing left out"
    problem = UNUSABLE if model.unusable else escaped(model.problem)
    note = f'<p class="cv-note">{problem}</p>' if problem and not model.shown else ""
    return (
        f'{note}<details class="cv-left-out"><summary>{escaped(model.name)}: {head}</summary>'
        f"<ul>{items}</ul><p>Tokens: {tokens}</p></details>"
    )


def _mark(number: int) -> str:
    return (
        f'<button type="button" class="cv-point" data-quote="{number}" '
        f'aria-label="Show quote {number}">{number}</button>'
    )
