"""A conversation as a file: Markdown for people, JSON for machines, both with the citations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from chapter_and_verse.answer.answer import DID_YOU_MEAN, UNANSWERED
from chapter_and_verse.answer.citation import describe_place
from chapter_and_verse.ui.conversation.answer_html import CHANCE
from chapter_and_verse.ui.look.html import percent

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|$~&-])")


def export_conversation(held: Mapping[str, Any], kind: Literal["md", "json"]) -> dict[str, str]:
    """The file's name and text for a conversation as the browser keeps it."""
    stem = "-".join(re.findall(r"[^\W_]+", held["title"].lower()))[:60] or "conversation"
    text = (
        json.dumps(held, ensure_ascii=False, indent=2) if kind == "json" else write_markdown(held)
    )
    return {"name": f"{stem}.{kind}", "text": text}


def write_markdown(held: Mapping[str, Any]) -> str:
    """The conversation in Markdown; its special characters are escaped, so quotes stay verbatim."""
    parts = [f"# {_line(held['title'])}", f"{held['changed']}"]
    for exchange in held["exchanges"]:
        parts += [f"## {_line(exchange['question'])}", *_answer(exchange)]
    return "\n\n".join(parts) + "\n"


def _answer(exchange: Mapping[str, Any]) -> Iterator[str]:
    if exchange["problem"]:
        yield _line(exchange["problem"])
    answer = exchange["answer"]
    if answer is None:
        return
    if exchange["note"]:
        yield _line(exchange["note"])
    elif answer["refused"]:
        yield _line(answer["answer"])
        if answer.get("suggestion"):
            yield DID_YOU_MEAN.format(_line(answer["suggestion"]))
    elif answer["short_answer"]:
        yield f"**{_line(answer['short_answer']['text'])}**"
    model = answer.get("model") or {}
    if model.get("shown"):
        yield f"Written by {_line(model['name'])}, checked against the quotes below:"
        yield _line(answer["answer"])
    for quote in answer["citations"] or answer["closest"]:
        place = ", ".join(filter(None, (_line(quote["source"]), _line(describe_place(quote)))))
        place += f", characters {quote['start']} to {quote['end']}"
        lines = _SPECIAL.sub(r"\\\1", quote["quote"]).splitlines()
        yield "\n".join(f"> {line}" for line in lines)
        yield f"[{quote['n']}] {place}"
    if answer.get("caveat"):
        yield _line(answer["caveat"])
    for warning in answer.get("warnings", ()):
        yield f"Read, but {_line(warning['source'])}: {_line(warning['reason'])}"
    for part in () if answer["refused"] else answer.get("parts", ()):
        if not part["answered"]:
            yield UNANSWERED.format(_line(part["question"]))
    if exchange["note"]:
        return
    if not answer["refused"]:
        yield f"Confidence: {percent(answer['confidence'])}"
    elif answer["closest"]:
        yield f"{CHANCE}: {percent(answer['confidence'])}"


def _line(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
