"""What happens in a life: whether a sentence tells of what a question asks about."""

from __future__ import annotations

import re

_LIFETIME = r"\d{4} ?[–—-] ?[^)]*\d{4}"
_EVENTS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in (
        (r"^(?!\W*where\b).*\b(?:born|birth)\b", rf"\b(?:born|birth\w*|née)\b|{_LIFETIME}"),
        (
            r"\b(?:die[ds]?|death)\b",
            r"\b(?:die[ds]?|dying|dea(?:d|ths?)|kill\w*|murder\w*|passed away|execut\w+"
            r"|assassinat\w*|drown\w*|suicide|fatal\w*|perish\w*|lost (?:his|her|their) li\w+"
            rf"|late|succumbed|deceased|shot|lives)\b|{_LIFETIME}",
        ),
        (
            r"\b(?:marry|marries|married|marriage|husband|wife|spouse)\b",
            r"\b(?:marr\w+|husband|wife|wives|spouse|wed\w*|widow\w*|divorc\w+|couple|bride)\b",
        ),
        (
            r"\b(?:father|mother|parents)\b",
            r"\b(?:father|mother|parents?|sons?|daughters?|child(?:ren)?|(?<!-)born|family|mum|dad)\b",
        ),
        (
            r"\bburied\b",
            r"\b(?:buri\w+|grave\w*|tomb|interred|laid to rest|cemetery|churchyard|crypt)\b",
        ),
    )
)
"""What of a life a question asks about, and a word of which tells of that."""


def of_another_event(question: str, text: str) -> bool:
    """Whether the question asks of a birth, a death, a marriage or the like, and ``text`` of none.

    A word of the same field is enough, so that "his widow" tells of a marriage.
    """
    return any(asked.search(question) and not told.search(text) for asked, told in _EVENTS)
