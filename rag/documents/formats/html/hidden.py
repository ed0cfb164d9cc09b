"""What of a web page nobody sees, and what is seen but is no text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Shown as something other than text, not shown at all, or there only to move about in the site.
_SKIPPED = frozenset(
    "annotation annotation-xml audio button canvas datalist del embed iframe input map nav "
    "noscript object option rp rt s script select strike style svg template textarea video".split()
)
_ROLES = frozenset({"navigation", "menu", "menubar", "search", "alertdialog"})
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:\.0+)?\s*(?:px|pt|em|rem|%)?\s*(?:;|!|$))",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\b(?:cookies?|gdpr)[-_]?(?:banner|bar|consent|dialog|message|modal|notice|overlay|popup)\b",
    re.IGNORECASE,
)
_UNREAD = {
    "iframe": "A frame shows another page. It was not read.",
    "video": "The page shows a video. It was not read.",
    "audio": "The page plays a sound. It was not read.",
    "object": "The page shows an object that is no text. It was not read.",
    "embed": "The page shows an object that is no text. It was not read.",
}


def is_hidden(element: Any) -> bool:
    """Whether an element is left out, with all that is inside it."""
    attributes = element.attrib
    return (
        element.tag in _SKIPPED
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in _ROLES
        or (element.tag == "dialog" and "open" not in attributes)
        or _HIDING.search(attributes.get("style", "")) is not None
        or _COOKIES.search(attributes.get("class", "")) is not None
    )


def unread(element: Any) -> Iterator[str]:
    """What an element that is left out shows its reader, in a sentence."""
    if element.tag in _UNREAD and "hidden" not in element.attrib:
        yield _UNREAD[element.tag]
