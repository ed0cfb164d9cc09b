"""Words and forms of dates, for every module that looks for one."""

from __future__ import annotations

MONTHS = tuple(
    """january february march april may june july august september october november
    december""".split()
)
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())

YEAR = r"(?:1\d{3}|20\d\d)"
"""A pattern for years: "1887", "2023"."""
_MONTH = "|".join(month.title() for month in MONTHS)
DATE = rf"(?:(?:\d\d? )?(?:{_MONTH})(?: \d\d?\b)?(?:,? {YEAR}\b)?|{YEAR}\b)"
"""A pattern for dates in words: "1887", "May 1998", "3 May 2011", "May 3, 2011"."""
