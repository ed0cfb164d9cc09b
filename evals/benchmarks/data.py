"""Benchmark files: found, read and validated, with one sentence for what is wrong with one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from chapter_and_verse.errors import RagError
from chapter_and_verse.text.sentences import Span

Case = TypeVar("Case")
Model = TypeVar("Model", bound=BaseModel)


class BenchmarkError(RagError):
    """A benchmark is unknown, or its data are missing or malformed."""


class Format(BaseModel):
    """The base of the models that describe the files; fields that nobody needs are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


def storable(text: Any) -> Any:
    """``text`` with U+FFFD for what no text file can hold (NUL, lone surrogates); same length."""
    return re.sub(r"[\x00\ud800-\udfff]", "\ufffd", text) if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(storable)]


@dataclass(frozen=True)
class Unusable:
    """A question of the file that cannot be scored, and why."""

    id: str
    reason: str


@dataclass(frozen=True)
class Loaded(Generic[Case]):
    """What the files of a benchmark hold: the cases, and the texts of the pool."""

    files: tuple[Path, ...]
    cases: tuple[Case, ...]
    texts: tuple[str, ...]
    unusable: tuple[Unusable, ...] = field(default=())


def find(data: Path, *names: str) -> tuple[Path, ...]:
    """``data`` itself if it is a file, else the files with these names in that folder.

    Raises:
        BenchmarkError: there is no such folder, or a file is missing in it.
    """
    if data.is_file():
        return (data,)
    if not data.is_dir():
        raise BenchmarkError(f"There is no file or folder {data}. Name the data with --data.")
    missing = [name for name in names if not (data / name).is_file()]
    if missing:
        raise BenchmarkError(
            f"{data} has no {' and no '.join(missing)}. Name the folder that has, or the file "
            "itself, with --data."
        )
    return tuple(data / name for name in names)


def read_json(path: Path, form: type[Model]) -> Model:
    """The one JSON value in ``path``, of the form ``form``.

    Raises:
        BenchmarkError: the file cannot be read, or holds something else.
    """
    return _parsed(_content(path), form, str(path))


def read_json_lines(path: Path, form: type[Model]) -> list[Model]:
    """One value of the form ``form`` from each line of ``path`` that is not blank.

    Raises:
        BenchmarkError: the file cannot be read, or a line holds something else.
    """
    lines = enumerate(_content(path).split("\n"), 1)
    return [_parsed(line, form, f"{path}, line {n}") for n, line in lines if line.strip()]


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BenchmarkError(f"{path} cannot be read: {error}.") from error


def _parsed(content: str, form: type[Model], place: str) -> Model:
    try:
        return form.model_validate(json.loads(content))
    except json.JSONDecodeError as error:
        raise BenchmarkError(f"{place} is not JSON: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field_name = ".".join(str(part) for part in first["loc"]) or "the value"
        raise BenchmarkError(
            f"{place} is not in the benchmark's format: {field_name}: {first['msg']}."
        ) from error


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts in the order in which each came first."""
    return tuple(dict.fromkeys(texts))


def located(text: str, part: str, start: int) -> Span | None:
    """The span of ``part`` in ``text``: at ``start``, else where it occurs nearest to that."""
    if not part.strip():
        return None
    if text.startswith(part, start):
        return Span(start, start + len(part))
    found = [match.start() for match in re.finditer(re.escape(part), text)]
    nearest = min(found, key=lambda place: abs(place - start), default=None)
    return None if nearest is None else Span(nearest, nearest + len(part))


def aligned(text: str, sentences: Sequence[str]) -> list[Span | None]:
    """The span of each of ``sentences`` in ``text``, found one after the other.

    White space may differ. A sentence that does not follow the one before it has no span.
    """
    spans: list[Span | None] = []
    place = 0
    for sentence in sentences:
        pattern = r"\s+".join(re.escape(word) for word in sentence.split())
        match = re.compile(pattern).search(text, place) if pattern else None
        spans.append(Span(*match.span()) if match else None)
        place = match.end() if match else place
    return spans
