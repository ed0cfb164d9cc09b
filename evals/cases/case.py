"""Cases: questions, and what a right answer to each must hold.

A file of cases is a YAML list; the head of ``evals/cases/golden.yaml`` describes its fields.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import ConfigDict, StrictBool, TypeAdapter, ValidationError

from chapter_and_verse.errors import RagError
from chapter_and_verse.question.question import Turn
from chapter_and_verse.text.sentences import Span

GOLDEN = Path(__file__).with_name("golden.yaml")

SEEDS = Path(__file__).parents[2] / "seeds"
"""The documents of the golden set: beside `evals`, in a checkout and in an installed package."""

Item = TypeVar("Item")

_EXACT = ConfigDict(extra="forbid", str_min_length=1)


class EvalError(RagError):
    """An eval cannot be run: its cases, thresholds or documents do not fit together."""


@dataclass(frozen=True)
class Gold:
    """A quote that a right answer must hold: characters of the text of ``source``.

    ``occurrence`` tells which one is meant, from 1, where the quote stands in the text more than
    once; with "any" each of them will do.
    """

    __pydantic_config__ = _EXACT

    source: str
    quote: str
    occurrence: int | Literal["any"] | None = None

    def spans(self, text: str) -> tuple[Span, ...]:
        """The spans of ``text``, the source's text, any of which the answer must hold.

        Raises:
            EvalError: the quote does not stand there, or stands there more than once without
                ``occurrence`` saying which one is meant.
        """
        found = find_occurrences(text, self.quote)
        if not found:
            near = re.search(r"\s+".join(map(re.escape, self.quote.split())), text)
            how = f"Copy it from the text that `rag source {self.source}` prints."
            if near:
                how = f"It differs in white space only; write {near.group()!r}."
            raise EvalError(f"The gold quote {self.quote!r} does not stand in {self.source}. {how}")
        if self.occurrence == "any" or (self.occurrence is None and len(found) == 1):
            return found
        if self.occurrence is None or not 1 <= self.occurrence <= len(found):
            if len(found) == 1:
                raise EvalError(
                    f"The gold quote {self.quote!r} stands once in {self.source}, so there is no "
                    f"occurrence {self.occurrence}. Remove `occurrence:`."
                )
            raise EvalError(
                f"The gold quote {self.quote!r} stands {len(found)} times in {self.source}. "
                f"Add `occurrence:` with a number from 1 to {len(found)}, or `any`."
            )
        return (found[self.occurrence - 1],)


@dataclass(frozen=True)
class Case:
    """One question and what is right: all ``gold`` quotes, or a refusal if not ``answerable``.

    ``short_answer`` holds the accepted short answers, as in SQuAD; ``history`` the turns before
    the question, oldest first; ``tags`` the kinds of question it is.
    """

    __pydantic_config__ = _EXACT

    id: str
    question: str
    answerable: StrictBool
    gold: tuple[Gold, ...] = ()
    short_answer: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.question.strip():
            raise ValueError("has an empty `question`; write what is asked")
        if self.answerable and not self.gold:
            raise ValueError("is answerable but has no `gold`; add the quotes that answer it")
        if not self.answerable and (self.gold or self.short_answer):
            raise ValueError(
                "is not answerable but has `gold` or `short_answer`; remove them, "
                "or write `answerable: true`"
            )


def load(path: Path = GOLDEN) -> tuple[Case, ...]:
    """The cases of a file, in its order.

    Raises:
        EvalError: the file cannot be read, is not YAML, or a case is malformed; the message
            names the file, the case and the mend.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EvalError(f"{path} cannot be read: {error.strerror}. Check its name.") from error
    except UnicodeDecodeError as error:
        raise EvalError(f"{path} is not UTF-8 text. Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        raise EvalError(
            f"{path} is not YAML: {_place(error)}. Mend that line; a text with `?`, `:` or `#` in "
            "it needs quotation marks."
        ) from error
    if not isinstance(rows, list) or not rows:
        raise EvalError(f"{path} must hold a list of cases, each beginning with `- id:`.")
    cases = tuple(_case(path, number, row) for number, row in enumerate(rows, 1))
    _check_distinct(path, cases)
    return cases


def draw_sample(items: Sequence[Item], limit: int | None, seed: int) -> Sequence[Item]:
    """So many of the items, drawn with ``seed``, in their order; all of them without a limit."""
    if limit is None or limit >= len(items):
        return items
    numbers = sorted(random.Random(seed).sample(range(len(items)), limit))
    return [items[number] for number in numbers]


_ADAPTER = TypeAdapter(Case)


def _case(path: Path, number: int, row: Any) -> Case:
    name = f"case {number}"
    if isinstance(row, dict) and isinstance(row.get("id"), str):
        name = f"case {row['id']!r}"
    try:
        return _ADAPTER.validate_python(row)
    except ValidationError as error:
        problems = "; ".join(dict.fromkeys(_problem(problem) for problem in error.errors()))
        raise EvalError(f"{path}, {name}: {problems}.") from error


def _problem(problem: Any) -> str:
    """A sentence without its full stop for one of pydantic's findings."""
    field = _field(problem["loc"])
    match problem["type"]:
        case "missing":
            return f"{field} is missing; add it"
        case "unexpected_keyword_argument":
            known = ", ".join(known.name for known in _owner(problem["loc"]))
            return f"{field} is not a field; remove it, or use one of {known}"
        case "string_type":
            return f"{field} must be text; put it in quotation marks"
        case "string_too_short":
            return f"{field} is empty; fill it in, or remove it"
        case "bool_type":
            return f"{field} must be `true` or `false`"
        case "tuple_type":
            return f"{field} must be a list; begin each entry with `- `"
        case "dataclass_type":
            return f"{field} must have named fields, as in `name: value`".strip()
        case "value_error":
            return str(problem["ctx"]["error"])
        case _ if "occurrence" in problem["loc"]:
            return f"{field} must be a whole number from 1, or `any`"
        case _:
            return f"{field}: {problem['msg']}; got {problem['input']!r}"


def _field(loc: Sequence[int | str]) -> str:
    """A place such as ``("gold", 0, "quote")`` in words."""
    match loc:
        case ():
            return ""
        case (name,):
            return f"`{name}`"
        case (name, int(number)):
            return f"entry {number + 1} of `{name}`"
        case (name, number, inner, *_):
            return f"`{inner}` in entry {int(number) + 1} of `{name}`"
    raise ValueError(loc)


def _owner(loc: Sequence[int | str]) -> tuple[Any, ...]:
    owners: dict[str, type[Case | Gold | Turn]] = {"gold": Gold, "history": Turn}
    return fields(owners.get(str(loc[0]), Case))


def _check_distinct(path: Path, cases: Sequence[Case]) -> None:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise EvalError(f"{path}: two cases have the id {case.id!r}. Rename one of them.")
        seen.add(case.id)


def find_occurrences(text: str, quote: str) -> tuple[Span, ...]:
    """Every place where a quote stands in a text, overlapping ones too."""
    found = []
    start = text.find(quote)
    while start >= 0:
        found.append(Span(start, start + len(quote)))
        start = text.find(quote, start + 1)
    return tuple(found)


def _place(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}"
    return " ".join(str(error).split())
