"""Small pieces of HTML and text that all parts of the page use."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chapter_and_verse.answer.citation import Citation


def escaped(text: str) -> str:
    """``text`` as HTML that reads as exactly these characters, in elements and attributes.

    A carriage return is written as a reference, since HTML would drop it; half of a surrogate
    pair, which no page can hold, becomes a question mark.
    """
    return html.escape(text.encode(errors="replace").decode()).replace("\r", "&#13;")


def percent(share: float) -> str:
    """A calibrated probability per cent, as in ``91 %``; never quite certain."""
    return f"{hundredths(share)} %"


def hundredths(share: float) -> str:
    """A probability per cent as a number in words, as in ``over 99``."""
    if share > 0.995:
        return "over 99"
    return f"{share:.0%}".rstrip("%") if share >= 0.005 else "under 1"


def place(citation: Citation) -> str:
    """Where in its file a quote stands, with its offsets, as plain text."""
    where = f"{citation.where}, " if citation.where else ""
    return f"{where}characters {citation.start}–{citation.end}"


def counted(number: int, noun: str) -> str:
    """``number`` and ``noun``, in the plural where it needs to be."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
