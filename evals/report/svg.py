"""Pieces of SVG text that the plots are made of, coloured by the page's style sheet.

Lengths are SVG user units; a plot is ``WIDTH`` wide and scales with its frame. Words are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from chapter_and_verse.evals.results.record import printable

WIDTH = 420
LEFT, RIGHT, TOP = 58, WIDTH - 18, 12
QUARTERS = {0.0: "0", 0.25: "25 %", 0.5: "50 %", 0.75: "75 %", 1.0: "100 %"}
"""Ticks of a share, with their labels."""


def svg(name: str, height: float, title: str, description: str, parts: Sequence[str]) -> str:
    """A whole plot, with a title and a description for those who do not see it."""
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-labelledby="plot-{name}-title plot-{name}-desc">'
        f'<title id="plot-{name}-title">{safe(title)}</title>'
        f'<desc id="plot-{name}-desc">{safe(description)}</desc>{"".join(parts)}</svg>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A line; ``kind`` is a class of the style sheet, as everywhere here."""
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def bar(x: float, y: float, width: float, height: float, kind: str, hint: str = "") -> str:
    """A bar, with a hint where there is one to give."""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" '
        f'height="{max(0.0, height):.1f}">{tooltip(hint)}</rect>'
    )


def text(x: float, y: float, words: str, anchor: str, kind: str = "tick") -> str:
    """Words whose ``anchor`` (start, middle or end) stands at a point."""
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{safe(words)}</text>'
    )


def upright(x: float, y: float, words: str) -> str:
    """The name of an upright axis, read from bottom to top."""
    return (
        f'<text class="name" transform="translate({x:.1f} {y:.1f}) rotate(-90)" '
        f'text-anchor="middle">{safe(words)}</text>'
    )


def tooltip(words: str) -> str:
    """What a browser shows where the pointer rests."""
    return f"<title>{safe(words)}</title>" if words else ""


def safe(words: str) -> str:
    return escape(printable(words))
