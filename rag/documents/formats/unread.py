"""What office documents show that is no text, in a sentence for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_THINGS = {
    "picture": ("picture", "pictures", " without a description"),
    "chart": ("chart", "charts", " whose values the file does not keep"),
    "drawing": ("drawing", "drawings", ""),
    "object": ("embedded object", "embedded objects", " of other programs"),
    "media": ("sound or film", "sounds or films", ""),
    "part": ("embedded document", "embedded documents", ""),
    "symbol": ("character", "characters", " of symbol fonts"),
}
"""One and several of a kind, and what is said of them."""


def missing_things(missing: Mapping[str, int]) -> Iterator[str]:
    """A sentence for each kind of thing that is only seen, by how many of it there are."""
    for kind, (thing, things, more) in _THINGS.items():
        if number := missing.get(kind, 0):
            yield f"It has {count_of(number, thing, things)}{more}, not read."


def count_of(number: int, thing: str, things: str = "") -> str:
    """``count_of(2, "comment")`` is "2 comments"."""
    return f"{number} {thing}" if number == 1 else f"{number} {things or thing + 's'}"
