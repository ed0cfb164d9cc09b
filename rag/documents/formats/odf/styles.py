"""What the styles of an OpenDocument file say of its paragraphs and characters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, STYLE, TABLE = (f"{{{_OASIS}{name}:1.0}}" for name in ("text", "style", "table"))
DRAW, OFFICE = (f"{{{_OASIS}{name}:1.0}}" for name in ("drawing", "office"))
_FORMAT = f"{{{_OASIS}xsl-fo-compatible:1.0}}"
_PRESENTATION = f"{{{_OASIS}presentation:1.0}}"
_CAPTIONS = frozenset({"Caption", "Illustration", "Table", "Figure", "Drawing"})


@dataclass(frozen=True)
class Look:
    """What a style, with those that it is based on, says; ``script`` is "super", "sub" or empty."""

    is_title: bool = False
    is_caption: bool = False
    hidden: bool = False
    bold: bool = False
    script: str = ""


def read_styles(content: Any, styles: Any) -> dict[str, Look]:
    """The look of each style, by its name; those of the content itself come last."""
    roots = [root for root in (styles, content) if root is not None]
    elements = {
        style.get(STYLE + "name", ""): style
        for root in roots
        for style in root.iter(STYLE + "style")
    }
    looks = {}
    for name in elements:
        chain = [name]
        while (above := elements[chain[-1]].get(STYLE + "parent-style-name")) in elements:
            if above in chain:
                break
            chain.append(above)
        look = Look(is_title="Title" in chain, is_caption=not _CAPTIONS.isdisjoint(chain))
        for one in reversed(chain):
            look = _styled(elements[one], look)
        looks[name] = look
    return looks


def _styled(style: Any, look: Look) -> Look:
    page = style.find(STYLE + "drawing-page-properties")
    if page is not None and page.get(_PRESENTATION + "visibility") == "hidden":
        look = replace(look, hidden=True)
    properties = style.find(STYLE + "text-properties")
    if properties is None:
        return look
    struck = properties.get(STYLE + "text-line-through-style", "")
    unseen = properties.get(TEXT + "display", "")
    position = properties.get(STYLE + "text-position", "").split(" ")[0]
    weight = properties.get(_FORMAT + "font-weight", "")
    if struck or unseen:
        look = replace(look, hidden=struck not in ("", "none") or unseen == "none")
    if weight:
        look = replace(look, bold=weight in ("bold", "600", "700", "800", "900"))
    return replace(look, script=_script(position)) if position else look


def _script(position: str) -> str:
    """ "super" or "sub" for a position such as "33%" or "-8%"."""
    if position in ("super", "sub"):
        return position
    if position.strip("%-0.") == "":
        return ""
    return "sub" if position.startswith("-") else "super"
