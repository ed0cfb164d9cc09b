"""What the styles of a Word document say of its paragraphs and characters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])")
_BODY_LEVEL = 9
_UNSEEN = ("strike", "dstrike", "vanish")


@dataclass(frozen=True)
class Look:
    """What a style, with those that it is based on, or a paragraph or run itself, says.

    ``name`` is the style's in small letters; Word's own styles have English names in every
    language. ``level`` is that of a heading, from 1, and 0 for other text. ``depth`` is that of
    an item of the list ``list_id``. ``script`` is "superscript", "subscript" or else.
    """

    name: str = ""
    level: int = 0
    list_id: str = ""
    depth: int = -1
    hidden: bool = False
    bold: bool = False
    script: str = ""

    @property
    def is_title(self) -> bool:
        return self.name == "title"


def read_styles(root: Any) -> dict[str, Look]:
    """The look of each style of ``word/styles.xml``, by its id."""
    if root is None:
        return {}
    elements = {style.get(_W + "styleId", ""): style for style in root.findall(_W + "style")}
    looks: dict[str, Look] = {}
    for style_id in elements:
        chain = [style_id]
        while (above := _value(elements[chain[-1]], "basedOn")) in elements and above not in chain:
            chain.append(above)
        look = Look()
        for one in reversed(chain):
            look = _styled(elements[one], look)
        looks[style_id] = look
    return looks


def _styled(style: Any, look: Look) -> Look:
    name = _value(style, "name").lower()
    heading = _HEADING.fullmatch(name)
    look = replace(look, name=name, level=int(heading[1]) if heading else look.level)
    return run_look(style, paragraph_look(style, look))


def paragraph_look(element: Any, look: Look) -> Look:
    """``look`` with what the properties of a paragraph or style add to it."""
    properties = element.find(_W + "pPr")
    if properties is None:
        return look
    outline, list_id = _value(properties, "outlineLvl"), _value(properties, "numPr", "numId")
    depth = _value(properties, "numPr", "ilvl")
    if outline.isdecimal():
        look = replace(look, level=int(outline) + 1 if int(outline) < _BODY_LEVEL else 0)
    if list_id:
        look = replace(look, list_id="" if list_id == "0" else list_id)
    return replace(look, depth=int(depth)) if depth.isdecimal() else look


def run_look(element: Any, look: Look) -> Look:
    """``look`` with what the properties of a run or style add to it."""
    properties = element.find(_W + "rPr")
    if properties is None:
        return look
    toggles = {tag: properties.find(_W + tag) for tag in (*_UNSEEN, "b")}
    stated = [toggles[tag] for tag in _UNSEEN if toggles[tag] is not None]
    hidden = any(map(_is_on, stated)) if stated else look.hidden
    bold = look.bold if toggles["b"] is None else _is_on(toggles["b"])
    script = _value(properties, "vertAlign") or look.script
    return replace(look, hidden=hidden, bold=bold, script=script)


def _is_on(toggle: Any) -> bool:
    """Whether a toggle of Word's, such as ``<w:strike/>``, is not switched off."""
    return toggle.get(_W + "val", "true") not in ("false", "0", "off")


def _value(element: Any, *tags: str) -> str:
    found = element.find("/".join(_W + tag for tag in tags))
    return "" if found is None else str(found.get(_W + "val", ""))
