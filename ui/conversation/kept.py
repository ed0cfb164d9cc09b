"""The conversations that a browser keeps, as JSON; all functions give a new shelf.

The script that stores it is `browser_storage.js`. A shelf is
``{"schema": 1, "current": id or None, "conversations": [...]}``, the conversation that was
changed last first. It comes from the browser, so nothing in it is trusted: a quote is shown
again only after it was cited anew from its file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chapter_and_verse.answer.answer import Answer, Dropped, ModelRecord, Part, Statement
from chapter_and_verse.answer.citation import Citation, cite, find_quotes
from chapter_and_verse.documents.document import Document
from chapter_and_verse.errors import RagError
from chapter_and_verse.llm.claim_verification import find_objection
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.ui.conversation.exchanges import Exchange, Exchanges

Shelf = dict[str, Any]
EMPTY: Shelf = {"schema": 1, "current": None, "conversations": []}
MOST_KEPT = 100
"""Conversations kept; the oldest give way, as browsers hold 5 MB."""
TITLE_CHARS = 80
READ = """() => {
  const read = (storage) => {
    try { return JSON.parse(storage.getItem("chapter-and-verse")); } catch { return null; }
  };
  return [{ ...read(localStorage), current: read(sessionStorage) }];
}"""
"""What `browser_storage.js` keeps, with the conversation that this tab had open."""
CHANGED = "A document that was quoted here has changed or is gone. Ask again to see what it says."


@dataclass(frozen=True)
class Opened:
    """The conversation that a tab shows: its id, and the versions that the tab read or wrote."""

    key: str
    versions: tuple[str, ...] = ()


def shelf_of(stored: Any) -> Shelf:
    """What the browser stored, or an empty shelf where it has another form."""
    if isinstance(stored, Mapping) and stored.get("schema") == EMPTY["schema"]:
        conversations = stored.get("conversations")
        if isinstance(conversations, list) and all(map(_is_conversation, conversations)):
            return {**EMPTY, "current": stored.get("current"), "conversations": conversations}
    return EMPTY


def _is_conversation(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and all(isinstance(value.get(key), str) for key in ("id", "title", "changed"))
        and isinstance(value.get("exchanges"), list)
        and all(
            isinstance(exchange, Mapping) and isinstance(exchange.get("question"), str)
            for exchange in value["exchanges"]
        )
    )


def begun() -> Opened:
    """A conversation that is on no shelf yet."""
    return Opened(uuid4().hex)


def opened(held: Mapping[str, Any]) -> Opened:
    """A conversation as it was just read from the shelf."""
    return Opened(held["id"], (held["changed"],))


def kept(shelf: Shelf, tab: Opened, exchanges: Exchanges) -> tuple[Shelf, Opened]:
    """The shelf with the conversation of a tab as it is now, on top and current.

    A version that another tab has stored meanwhile stays as it is: what this tab has is kept
    beside it, as a conversation of its own.
    """
    held = conversation(shelf, tab.key)
    if held and held["changed"] not in tab.versions:
        held, tab = None, begun()
    changed = datetime.now(UTC).isoformat(timespec="milliseconds")
    now = {
        "id": tab.key,
        "title": held["title"] if held else exchanges[0].question.strip()[:TITLE_CHARS],
        "changed": changed,
        "exchanges": [exchange_json(exchange) for exchange in exchanges],
    }
    others = [other for other in shelf["conversations"] if other["id"] != tab.key]
    shelf = {**shelf, "current": tab.key, "conversations": [now, *others][:MOST_KEPT]}
    return shelf, replace(tab, versions=(*tab.versions, changed))


def conversation(shelf: Shelf, key: str | None) -> dict[str, Any] | None:
    """The conversation ``key``, if it is on the shelf."""
    return next((held for held in shelf["conversations"] if held["id"] == key), None)


def chosen(shelf: Shelf, key: str | None) -> Shelf:
    """The shelf with the conversation ``key``, or a new one, as the current one."""
    return {**shelf, "current": key}


def renamed(shelf: Shelf, key: str, title: str) -> Shelf:
    """The shelf with another title for a conversation; an empty one changes nothing."""
    title = " ".join(title.split())[:TITLE_CHARS]
    return {
        **shelf,
        "conversations": [
            {**held, "title": title} if title and held["id"] == key else held
            for held in shelf["conversations"]
        ],
    }


def deleted(shelf: Shelf, key: str) -> Shelf:
    """The shelf without a conversation."""
    left = [held for held in shelf["conversations"] if held["id"] != key]
    return {**shelf, "current": None if shelf["current"] == key else shelf["current"]} | {
        "conversations": left
    }


def found(shelf: Shelf, words: str) -> list[dict[str, Any]]:
    """The conversations that hold each of the words in title, questions or answers."""
    wanted = words.casefold().split()
    return [
        held
        for held in shelf["conversations"]
        if all(word in _all_words(held).casefold() for word in wanted)
    ]


def _all_words(held: Mapping[str, Any]) -> str:
    answers = [(exchange.get("answer") or {}).get("answer", "") for exchange in held["exchanges"]]
    questions = [exchange["question"] for exchange in held["exchanges"]]
    return " ".join(map(str, [held["title"], *questions, *answers]))


def exchange_json(exchange: Exchange) -> dict[str, Any]:
    """An exchange as it is stored and exported; the answer has the form of ``rag ask --json``."""
    return {
        "question": exchange.question,
        "only": list(exchange.only),
        "state": exchange.state,
        "problem": exchange.problem,
        "note": exchange.answer.note if exchange.answer else "",
        "answer": exchange.answer and exchange.answer.as_json(),
    }


def exchanges_of(held: Mapping[str, Any], read: Callable[[str], Document]) -> Exchanges:
    """The exchanges of a stored conversation, each quote cited anew with ``read``."""
    return tuple(_exchange(stored, read) for stored in held["exchanges"])


def _exchange(stored: Mapping[str, Any], read: Callable[[str], Document]) -> Exchange:
    exchange = Exchange(
        stored["question"],
        problem=stored.get("problem"),
        state="done" if stored.get("state") == "done" else "stopped",
        only=tuple(map(str, stored.get("only") or ())),
    )
    if stored.get("answer") is None:
        return exchange
    try:
        return replace(exchange, answer=_answer(stored, read))
    except (RagError, KeyError, TypeError, ValueError):
        return replace(exchange, problem=CHANGED)


def _answer(stored: Mapping[str, Any], read: Callable[[str], Document]) -> Answer:
    given = stored["answer"]

    def cited(quoted: Mapping[str, Any], text: str) -> Citation:
        return cite(read(quoted["source"]), Span(quoted["start"], quoted["end"]), quoted[text])

    citations = tuple(cited(quoted, "quote") for quoted in given["citations"])
    return Answer(
        str(given["question"]),
        str(given["standalone_question"]),
        statements=_statements(given, citations),
        note=str(stored.get("note") or ""),
        short_answer=cited(given["short_answer"], "text") if given["short_answer"] else None,
        refused=bool(given["refused"]),
        confidence=float(given["confidence"]),
        citations=citations,
        closest=tuple(cited(quoted, "quote") for quoted in given["closest"]),
        model=_model(given),
        parts=tuple(Part(str(p["question"]), bool(p["answered"])) for p in given.get("parts", ())),
        suggestion=str(given.get("suggestion") or ""),
    )


def _statements(given: Mapping[str, Any], citations: Sequence[Citation]) -> tuple[Statement, ...]:
    """The statements of a stored answer, a language model's claims held to their quotes anew.

    An answer that was stored without them has one for each of its quotes.

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


def _model(given: Mapping[str, Any]) -> ModelRecord | None:
    """What a language model had to do with an answer."""
    held = given.get("model")
    if not held:
        return None
    dropped = tuple(Dropped(str(c["text"]), str(c["reason"])) for c in held["dropped"])
    tokens = {str(name): int(count) for name, count in held["tokens"].items()}
    return ModelRecord(
        str(held["name"]),
        int(held["shown"]) if given.get("statements") else 0,
        dropped,
        str(held["problem"]),
        tokens,
        None if held.get("cost") is None else float(held["cost"]),
        bool(held.get("unusable")),
    )
