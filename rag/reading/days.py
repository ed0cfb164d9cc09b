"""Days that a text names: whether a sentence is about others than a question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chapter_and_verse.text.dates import MONTHS, WEEKDAYS

_DAY = re.compile(
    rf"\b(?P<month>{'|'.join(month[:3].title() for month in MONTHS)})[a-z]*\.?\s+"
    r"(?P<first>\d{1,2})\b"
    r"(?:\s*(?:to|and|through|until|or|[-–])\s*(?P<last>\d{1,2})\b)?"
)
_WEEK = tuple(day[:3] for day in WEEKDAYS)
_WEEKDAY = (
    r"(?:((?i:mon|tue|wed|thu|fri|sat|sun))(?i:s|nes|rs|ur)?(?i:days?)"
    r"|(?<![Tt]he )(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:r?s|ur)?)"
)
_WEEKDAYS = re.compile(
    rf"\b{_WEEKDAY}\b(?:\s*(?:to|through|until|till|[-–])\s*{_WEEKDAY}\b)?"
    r"|\b(?P<several>(?i:weekdays?|weekends?|daily|(?:every|each|any) ?day))\b"
)
_FEAST = re.compile(
    r"\b(?:ash|black|bloody|cyber|easter|good|holy|maundy|palm|red|shrove|super|whit) [a-z]+day\b",
    re.IGNORECASE,
)
_SEVERAL = {"weekday": range(5), "weekend": range(5, 7)}


def names_another_day(question: str, sentence: str) -> bool:
    """Whether the question names days of a year or a week, and the sentence others of the kind."""
    asked, told = list(_days(question)), list(_days(sentence))
    of_week, told_of_week = _weekdays(question), _weekdays(sentence)
    is_another = bool(asked and told) and not any(
        month == other and first <= late and early <= last
        for month, first, last in asked
        for other, early, late in told
    )
    return is_another or bool(of_week and told_of_week and of_week.isdisjoint(told_of_week))


def _days(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _DAY.finditer(text):
        yield found["month"], int(found["first"]), int(found["last"] or found["first"])


def _weekdays(text: str) -> set[int]:
    """The days of the week, 0 for Monday, that ``text`` names, ranges filled in.

    Days of a year that are called by one ("Good Friday") are none.
    """
    found: set[int] = set()
    for match in _WEEKDAYS.finditer(_FEAST.sub("", text)):
        if several := match["several"]:
            found.update(_SEVERAL.get(several.lower().rstrip("s"), range(7)))
            continue
        named = [_WEEK.index(name.lower()) for name in match.groups()[:4] if name]
        first, last = named[0], named[-1]
        found.update(day % 7 for day in range(first, last + (1 if first <= last else 8)))
    return found
