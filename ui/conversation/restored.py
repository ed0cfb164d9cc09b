"""A conversation that the browser kept, made into answers again.

Nothing that comes from a browser is trusted: each quote is cited anew from its file, and a language
model's claim is shown only if these quotes bear it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chapter_and_verse.answer.answer import Answer, Dropped, ModelRecord, Part, Statement
from chapter_and_verse.answer.citation import Citation, cite, find_quotes
from chapter_and_verse.answer.quote_writer import with_warnings
from chapter_and_verse.documents.document import Document
from chapter_and_verse.errors import RagError
from chapter_and_verse.llm.claim_verification import find_objection
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.ui.conversation.exchanges import Exchange, Exchanges

OLD_FORM = (
    "What the language model wrote here was kept in an older form that cannot be checked, so these "
    "are quotes alone. Ask again to see its answer."
)
CHANGED = "A document that was quoted here has changed or is gone. Ask again to see what it says."


def restore_exchanges(held: Mapping[str, Any], read: Callable[[str], Document]) -> Exchanges:
    """The exchanges of a kept conversation, each quote cited anew from the file that it names."""
    return tuple(_restore_exchange(stored, read) for stored in held["exchanges"])


def _restore_exchange(stored: Mapping[str, Any], read: Callable[[str], Document]) -> Exchange:
    exchange = Exchange(
        stored["question"],
        problem=stored.get("problem"),
        state="done" if stored.get("state") == "done" else "stopped",
        only=tuple(map(str, stored.get("only") or ())),
    )
    if stored.get("answer") is None:
        return exchange
    try:
        return replace(exchange, answer=_restore_answer(stored, read))
    except (RagError, KeyError, TypeError, ValueError):
        return replace(exchange, problem=CHANGED)


def _restore_answer(stored: Mapping[str, Any], read: Callable[[str], Document]) -> Answer:
    given = stored["answer"]

    def cited(quoted: Mapping[str, Any], text: str) -> Citation:
        return cite(read(quoted["source"]), Span(quoted["start"], quoted["end"]), quoted[text])

    citations = tuple(cited(quoted, "quote") for quoted in given["citations"])
    answer = Answer(
        str(given["question"]),
        str(given["standalone_question"]),
        statements=_restore_statements(given, citations),
        note=str(stored.get("note") or ""),
        short_answer=cited(given["short_answer"], "text") if given["short_answer"] else None,
        refused=bool(given["refused"]),
        confidence=float(given["confidence"]),
        citations=citations,
        closest=tuple(cited(quoted, "quote") for quoted in given["closest"]),
        model=_restore_model(given),
        parts=tuple(Part(str(p["question"]), bool(p["answered"])) for p in given.get("parts", ())),
        suggestion=str(given.get("suggestion") or ""),
        caveat=str(given.get("caveat") or ""),
    )
    return next(with_warnings(iter([answer]), read))


def _restore_statements(
    given: Mapping[str, Any], citations: Sequence[Citation]
) -> tuple[Statement, ...]:
    """The statements of a kept answer, a language model's claims checked against the quotes again.

    An answer that was kept before answers had statements gets one for each of its quotes.

    Raises:
        ValueError: a claim is not borne out by its quotes.
    """
    if given["refused"]:
        return ()
    if not given.get("statements"):
        return tuple(Statement(c.quote, (n,), True) for n, c in enumerate(citations, 1))
    shown = bool((given.get("model") or {}).get("shown"))
    said = [Statement(str(s["text"]), tuple(map(int, s["citations"]))) for s in given["statements"]]
    made = []
    for statement in said:
        quotes = find_quotes(citations, statement.citations)
        verbatim = not shown and quotes == [statement.text]
        whole = len(quotes) == len(statement.citations) > 0
        if not whole or (not verbatim and find_objection(statement.text, quotes)):
            raise ValueError("A claim is not borne out by its quotes.")
        made.append(replace(statement, verbatim=verbatim))
    return tuple(made)


def _restore_model(given: Mapping[str, Any]) -> ModelRecord | None:
    """What a language model contributed to a kept answer; its claims may have been lost."""
    held = given.get("model")
    if not held:
        return None
    shown, has_claims = int(held["shown"]), bool(given.get("statements"))
    dropped = tuple(Dropped(str(c["text"]), str(c["reason"])) for c in held["dropped"])
    tokens = {str(name): int(count) for name, count in held["tokens"].items()}
    return ModelRecord(
        str(held["name"]),
        shown if has_claims else 0,
        dropped,
        OLD_FORM if shown and not has_claims else str(held["problem"]),
        tokens,
        None if held.get("cost") is None else float(held["cost"]),
        bool(held.get("unusable")),
    )
