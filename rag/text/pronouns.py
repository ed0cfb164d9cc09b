"""Words that stand for somebody or something named elsewhere."""

from __future__ import annotations

PERSONS = tuple("he him his she her hers".split())
THINGS = tuple("it its they them their theirs".split())
PRONOUNS = frozenset([*PERSONS, *THINGS])
DEMONSTRATIVES = tuple("this that these those".split())
