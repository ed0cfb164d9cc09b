"""The documents, what became of added ones, and the settings, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from chapter_and_verse.ui.look.html import counted, escaped

if TYPE_CHECKING:
    from chapter_and_verse.settings import Settings
    from chapter_and_verse.ui.documents.library import Entry

WARNINGS_SHOWN = 3
"""Warnings of a document that are shown at once."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file, in a sentence for the visitor."""

    name: str
    ok: bool
    detail: str


def documents(entries: Sequence[Entry], *, removable: bool) -> str:
    """The table of all documents."""
    if not entries:
        return '<p class="cv-empty">There are no documents yet.</p>'
    rows = "".join(_row(entry, removable) for entry in entries)
    passages = sum(entry.passages for entry in entries)
    heading = f"{counted(len(entries), 'document')}, {counted(passages, 'passage')}"
    last = '<th scope="col"><span class="cv-unseen">Remove</span></th>' if removable else ""
    return (
        f'<table class="cv-documents"><caption>{heading}</caption><thead><tr>'
        '<th scope="col">Document</th><th scope="col">Passages</th><th scope="col">Date</th>'
        f'<th scope="col">State</th>{last}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(entry: Entry, removable: bool) -> str:
    name = escaped(entry.name)
    date = f"{entry.changed:%Y-%m-%d}" if entry.changed else ""
    state = escaped(entry.problem) if entry.problem else "Indexed"
    if entry.warnings and not entry.problem:
        state = f"Read, but {_reasons(entry.warnings)}"
    button = (
        f'<td><button type="button" data-remove="{name}" aria-label="Remove {name}">Remove'
        "</button></td>"
        if removable
        else ""
    )
    ok = not (entry.problem or entry.warnings)
    return (
        f'<tr data-ok="{ok}"><th scope="row"><bdi>{name}</bdi></th>'
        f'<td data-label="Passages">{entry.passages:,}</td><td data-label="Date">{date}</td>'
        f'<td class="cv-state">{state}</td>{button}</tr>'
    )


def _reasons(warnings: Sequence[str]) -> str:
    """Warnings one after another; those after the first few unfold."""
    first, rest = warnings[:WARNINGS_SHOWN], warnings[WARNINGS_SHOWN:]
    more = f"<details><summary>and {len(rest):,} more</summary>{_lines(rest)}</details>"
    return f"{_lines(first)}{more if rest else ''}"


def _lines(warnings: Sequence[str]) -> str:
    return "".join(f"<div>{escaped(reason)}</div>" for reason in warnings)


def outcomes(found: Sequence[Outcome]) -> str:
    """One line for each file."""
    lines = "".join(
        f'<li data-ok="{outcome.ok}"><bdi>{escaped(outcome.name)}</bdi> '
        f"<span>{escaped(outcome.detail)}</span></li>"
        for outcome in found
    )
    return f'<ul class="cv-outcomes" role="status">{lines}</ul>' if lines else ""


def settings(given: Settings) -> str:
    """All settings as they are, without secrets and without the places of folders."""
    rows = "".join(
        f'<tr><th scope="row"><code>RAG_{name.upper()}</code></th>'
        f"<td>{escaped(_value(getattr(given, name)))}</td>"
        f"<td>{'set' if name in given.model_fields_set else 'default'}</td>"
        f"<td>{escaped(field.description or '')}</td></tr>"
        for name, field in type(given).model_fields.items()
    )
    return (
        '<p class="cv-hint">Settings come from the command line, the environment or a '
        "<code>.env</code> file, and are read when the page is started.</p>"
        '<table class="cv-settings"><caption>Settings</caption><thead><tr>'
        '<th scope="col">Setting</th><th scope="col">Value</th><th scope="col">From</th>'
        f'<th scope="col">Meaning</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _value(value: object) -> str:
    if isinstance(value, Path):
        return "(a place on the server)"
    if isinstance(value, SecretStr):
        return "(secret)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and Path(value).is_absolute():
        return Path(value).name
    return "–" if value is None else str(value)
