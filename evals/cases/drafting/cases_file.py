"""Cases as a YAML file that a person reads and mends; `evals.cases.case` reads it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import chain, repeat
from typing import Any

import yaml

from chapter_and_verse.evals.cases.case import Case


def as_yaml(cases: Iterable[Case], notes: Iterable[str] = ()) -> str:
    """The cases below each other, fields that are empty left out.

    Of several with one id the later ones get ``-2``, ``-3`` behind it. ``notes`` are comments that
    stand above the cases, in the same order.
    """
    texts = []
    for (case, name), note in zip(
        _with_distinct_ids(cases), chain(notes, repeat("")), strict=False
    ):
        comment = "".join(f"\n# {line}" for line in note.splitlines())
        history = tuple(turn.as_json() for turn in case.history)
        texts.append(comment + _yaml({**asdict(case), "id": name, "history": history}))
    return "".join(texts)


def _with_distinct_ids(cases: Iterable[Case]) -> Iterator[tuple[Case, str]]:
    taken: set[str] = set()
    for case in cases:
        name, number = case.id, 1
        while name in taken:
            number += 1
            name = f"{case.id}-{number}"
        taken.add(name)
        yield case, name


class _Flow(list[str]):
    """A list that stands on one line."""


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their name, and lines of a text stand as they are."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)
_Dumper.add_representer(
    _Flow,
    lambda dumper, items: dumper.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=True
    ),
)


def _yaml(row: Mapping[str, Any]) -> str:
    """One case of the file; fields that are empty are left out."""
    shown = {name: value for name, value in row.items() if value not in ((), None)}
    shown["tags"] = _Flow(row["tags"])
    if row["short_answer"]:
        shown["short_answer"] = _Flow(row["short_answer"])
    if row["gold"]:
        shown["gold"] = [{k: v for k, v in gold.items() if v is not None} for gold in row["gold"]]
    text: str = yaml.dump([shown], None, _Dumper, sort_keys=False, allow_unicode=True, width=10**6)
    return f"\n{text}"
