"""The values in the fields of a form on a web page."""

from __future__ import annotations

from typing import Any

_CONTROLS = frozenset({"input", "select", "textarea"})
_NO_VALUES = frozenset({"hidden", "password", "submit", "reset", "button", "image", "file"})


def form_value(control: Any) -> tuple[str, str] | None:
    """The label of a field and the value in it; None where it has none, or shows none."""
    value = _value(control)
    return (_label(control), value) if value else None


def is_label_of_value(label: Any) -> bool:
    """Whether an element is the label of a field with a value, which stands before that."""
    if label.tag != "label" or not label.get("for"):
        return False
    control = _by_id(label, label.get("for"))
    return control is not None and bool(_value(control))


def _value(control: Any) -> str:
    if control.tag not in _CONTROLS or "hidden" in control.attrib:
        return ""
    kind = control.get("type", "text").lower()
    if control.tag == "input":
        if kind in ("checkbox", "radio"):
            return control.get("value", "on") if "checked" in control.attrib else ""
        return "" if kind in _NO_VALUES else " ".join(control.get("value", "").split())
    if control.tag == "select":
        chosen = [o for o in control.iter("option") if "selected" in o.attrib]
        return ", ".join(" ".join("".join(option.itertext()).split()) for option in chosen)
    return " ".join("".join(control.itertext()).split())


def _label(control: Any) -> str:
    """What is said of a field: by a label, for those who hear the page, or else by its name."""
    around = next(control.iterancestors("label"), None)
    if around is not None:
        return " ".join((around.text or "").split()).rstrip(":")
    name = control.get("id")
    for label in control.getroottree().iter("label") if name else ():
        if label.get("for") == name:
            return " ".join("".join(label.itertext()).split()).rstrip(":")
    return str(control.get("aria-label") or control.get("title") or control.get("name") or "")


def _by_id(element: Any, name: str) -> Any:
    return next((e for e in element.getroottree().iter(*_CONTROLS) if e.get("id") == name), None)
