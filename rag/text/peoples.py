"""Places and their peoples, as far as the endings of words tell: “China”, “Chinese”.

There are three patterns, since a mistake costs something else in each place where they are used:
a wider one in `WITH_CAPITAL` would swap no more than names that stand in the same place, in
`DEMONYM` it would take “Norman” or “Alan” for a people, and pass over a person who is asked about.
"""

from __future__ import annotations

import re
from itertools import takewhile

DEMONYM = re.compile(r"\w+(?:[iec]an|ese|ish|ern)")
"""“Russian”, “Western”: hardly ever anybody's name, so “German” is left out."""
WITH_CAPITAL = re.compile(r"[A-Z]\w+(?:[ai]n|[ei]sh|ese|ench|utch|eek|iss|aqi|eli)")
"""“German”, “Greek”, “Swiss”, and some names too, where two such words are compared."""
MAY_BE_ADJECTIVE = re.compile(r"\w+(?:an|ans|ese|ish|ic)")
"""“Germans”, “Olympic”, and some names too, where there are other names to choose from."""

ENDINGS = frozenset("n an ian ean ese ish i".split())
"""What a place's name takes on for its people: “Israel” and “Israeli”."""
_OF_A_PEOPLE = ENDINGS | {"ic"}
_OF_A_PLACE = frozenset(["", "a", "e", "y", "ia", "ain"])


def is_place_and_people(one: str, other: str) -> bool:
    """Whether two words, in small letters, are a place and its people: "china", "chinese"."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    endings = {one[same:], other[same:]}
    is_people = not _OF_A_PEOPLE.isdisjoint(endings)
    return same > 3 and is_people and endings <= _OF_A_PEOPLE | _OF_A_PLACE
