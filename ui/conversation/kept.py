"""The conversations that a browser keeps, as JSON that `browser_storage.js` stores.

Together they are the *shelf*: ``{"schema": 1, "current": id or None, "conversations": [...]}``, the
one changed last first. Functions give a new shelf and leave the old one as it is. A shelf comes
from the browser, so nothing in it is trusted; see `ui.conversation.restored`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chapter_and_verse.ui.conversation.exchanges import Exchange, Exchanges

Shelf = dict[str, Any]
EMPTY: Shelf = {"schema": 1, "current": None, "conversations": []}
MOST_KEPT = 100
"""Conversations; the oldest are dropped, since a browser stores 5 MB of text."""
TITLE_CHARS = 80
READ = """() => {
  const read = (storage) => {
    try { return JSON.parse(storage.getItem("chapter-and-verse")); } catch { return null; }
  };
  return [{ ...read(localStorage), current: read(sessionStorage) }];
}"""
"""What `browser_storage.js` keeps, with the conversation that this tab had open."""


@dataclass(frozen=True)
class Opened:
    """The conversation that a browser tab shows: its id, and when it was changed by this tab.

    ``versions`` are the times of all versions that the tab has read or written. Another one on the
    shelf was written by another tab.
    """

    key: str
    versions: tuple[str, ...] = ()


def read_shelf(stored: Any) -> Shelf:
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


def begin_conversation() -> Opened:
    """A new conversation, which is not on the shelf yet."""
    return Opened(uuid4().hex)


def open_conversation(held: Mapping[str, Any]) -> Opened:
    """A conversation that was just read from the shelf."""
    return Opened(held["id"], (held["changed"],))


def keep_conversation(shelf: Shelf, tab: Opened, exchanges: Exchanges) -> tuple[Shelf, Opened]:
    """The shelf with a tab's conversation as it is now, as the first and current one.

    Where another tab has gone on with the same conversation, nothing of it is overwritten: this
    tab's exchanges become a conversation of their own.
    """
    held = find_conversation(shelf, tab.key)
    if held and held["changed"] not in tab.versions:
        held, tab = None, begin_conversation()
    changed = datetime.now(UTC).isoformat(timespec="milliseconds")
    now = {
        "id": tab.key,
        "title": held["title"] if held else exchanges[0].question.strip()[:TITLE_CHARS],
        "changed": changed,
        "exchanges": [store_exchange(exchange) for exchange in exchanges],
    }
    others = [other for other in shelf["conversations"] if other["id"] != tab.key]
    shelf = {**shelf, "current": tab.key, "conversations": [now, *others][:MOST_KEPT]}
    return shelf, replace(tab, versions=(*tab.versions, changed))


def find_conversation(shelf: Shelf, key: str | None) -> dict[str, Any] | None:
    """The conversation ``key``, if it is on the shelf."""
    return next((held for held in shelf["conversations"] if held["id"] == key), None)


def choose_conversation(shelf: Shelf, key: str | None) -> Shelf:
    """The shelf with the conversation ``key``, or a new one, as the current one."""
    return {**shelf, "current": key}


def rename_conversation(shelf: Shelf, key: str, title: str) -> Shelf:
    """The shelf with another title for a conversation; an empty one changes nothing."""
    title = " ".join(title.split())[:TITLE_CHARS]
    return {
        **shelf,
        "conversations": [
            {**held, "title": title} if title and held["id"] == key else held
            for held in shelf["conversations"]
        ],
    }


def delete_conversation(shelf: Shelf, key: str) -> Shelf:
    """The shelf without a conversation."""
    left = [held for held in shelf["conversations"] if held["id"] != key]
    return {**shelf, "current": None if shelf["current"] == key else shelf["current"]} | {
        "conversations": left
    }


def search_conversations(shelf: Shelf, words: str) -> list[dict[str, Any]]:
    """The conversations in whose title, questions or answers all the words occur."""
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


def store_exchange(exchange: Exchange) -> dict[str, Any]:
    """An exchange as it is kept and exported; the answer has the form of ``rag ask --json``."""
    return {
        "question": exchange.question,
        "only": list(exchange.only),
        "state": exchange.state,
        "problem": exchange.problem,
        "note": exchange.answer.note if exchange.answer else "",
        "answer": exchange.answer and exchange.answer.as_json(),
    }
