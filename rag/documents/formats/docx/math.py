"""Equations of Office documents on one line: "((x-c)/v)²", "√(a+b)", "[1, 0; 0, 1]"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from chapter_and_verse.text.typography import lower_text, raise_text

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SIMPLE = re.compile(r"[\w.,]*|[\w.]*\([^()]*\)|√\([^()]*\)")
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def equation(element: Any) -> str:
    """An equation, or a part of one, as it would be typed on one line."""
    return "".join(_part(child) for child in element)


def _part(element: Any) -> str:
    if not isinstance(element.tag, str) or not element.tag.startswith(_M):
        return "" if _is_properties(element) else equation(element)
    tag = element.tag.removeprefix(_M)
    if tag == "t":
        return element.text or ""
    if tag.endswith("Pr"):
        return ""
    return _WRITERS[tag](element) if tag in _WRITERS else equation(element)


def _is_properties(element: Any) -> bool:
    return not isinstance(element.tag, str) or element.tag.endswith(("Pr", "}del", "}moveFrom"))


def _child(element: Any, tag: str) -> str:
    found = element.find(_M + tag)
    return "" if found is None else equation(found).strip()


def _property(element: Any, tag: str, default: str) -> str:
    found = element.find(f"{_M}{element.tag.removeprefix(_M)}Pr/{_M}{tag}")
    return default if found is None else found.get(_M + "val", default)


def _grouped(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _raised(text: str) -> str:
    return _moved(text, raise_text(text)) if text else ""


def _lowered(text: str) -> str:
    return _moved(text, lower_text(text)) if text else ""


def _moved(text: str, written: str) -> str:
    """``written``, with brackets where only a mark says how far it is raised: "^(n/2)"."""
    return written if written[0] not in "^_" or len(text) == 1 else f"{written[0]}({text})"


def _fraction(element: Any) -> str:
    above, below = _grouped(_child(element, "num")), _grouped(_child(element, "den"))
    return (
        f"({above}; {below})"
        if _property(element, "type", "bar") == "noBar"
        else f"{above}/{below}"
    )


def _base(element: Any) -> str:
    """What carries an exponent: a fraction is raised whole."""
    base = _child(element, "e")
    whole = element.find(f"{_M}e/{_M}f") is not None
    return f"({base})" if whole else _grouped(base)


def _scripts(element: Any) -> str:
    return _base(element) + _lowered(_child(element, "sub")) + _raised(_child(element, "sup"))


def _scripts_before(element: Any) -> str:
    return _lowered(_child(element, "sub")) + _raised(_child(element, "sup")) + _base(element)


def _root(element: Any) -> str:
    degree, inner = _child(element, "deg"), _child(element, "e")
    return f"{_ROOTS.get(degree) or raise_text(degree) + '√'}({inner})"


def _sum(element: Any) -> str:
    sign = _property(element, "chr", "∫")
    return (
        sign
        + _lowered(_child(element, "sub"))
        + _raised(_child(element, "sup"))
        + " "
        + _child(element, "e")
    )


def _brackets(element: Any) -> str:
    opening, closing = _property(element, "begChr", "("), _property(element, "endChr", ")")
    inner = _property(element, "sepChr", "|").join(equation(e) for e in element.findall(_M + "e"))
    return f"{opening}{inner}{closing}"


def _function(element: Any) -> str:
    inner = _child(element, "e")
    return _child(element, "fName") + (inner if inner.startswith(("(", "[")) else f"({inner})")


def _limit(element: Any) -> str:
    return f"{_child(element, 'e')}_({_child(element, 'lim')})"


def _matrix(element: Any) -> str:
    rows = (
        ", ".join(equation(e) for e in row.findall(_M + "e")) for row in element.findall(_M + "mr")
    )
    return f"[{'; '.join(rows)}]"


def _lines(element: Any) -> str:
    return "; ".join(equation(e) for e in element.findall(_M + "e"))


def _accent(element: Any) -> str:
    return _child(element, "e") + _property(element, "chr", "\u0302")


_WRITERS: dict[str, Callable[[Any], str]] = {
    "f": _fraction,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "m": _matrix,
    "eqArr": _lines,
    "acc": _accent,
}
