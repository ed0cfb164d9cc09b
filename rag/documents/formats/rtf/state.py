"""What words of RTF change in the text that follows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class State:
    """What holds for the text of a group; ``target`` is where that text goes.

    ``fallback`` is how many characters for old readers follow one given by its number.
    """

    target: str = "body"
    hidden: bool = False
    struck: bool = False
    script: str = ""
    bold: bool = False
    font: int = -1
    fallback: int = 1
    level: int = 0
    in_table: bool = False
    is_item: bool = False


def formatted(state: State, word: str, number: int | None, levels: Mapping[int, int]) -> State:
    """``state`` after a word of formatting; ``levels`` are those of styles that are headings."""
    is_on = number != 0
    if word == "pard":
        return replace(state, level=0, in_table=False, is_item=False)
    if word == "plain":
        return replace(state, hidden=False, struck=False, script="", bold=False)
    if word == "s":
        return replace(state, level=levels.get(number or 0, 0))
    if word == "outlinelevel" and number is not None:
        return replace(state, level=number + 1 if number < 9 else 0)
    if word in ("strike", "striked", "deleted"):
        return replace(state, struck=is_on)
    if word in ("super", "sub", "nosupersub"):
        return replace(state, script=word if is_on and word != "nosupersub" else "")
    if word in ("f", "uc") and number is not None:
        return replace(state, font=number) if word == "f" else replace(state, fallback=number)
    if word == "ls":
        return replace(state, is_item=is_on)
    if word == "v":
        return replace(state, hidden=is_on)
    if word == "b":
        return replace(state, bold=is_on)
    if word == "intbl":
        return replace(state, in_table=is_on)
    return state
