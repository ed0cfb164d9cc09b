"""Words that stand for somebody or something named elsewhere."""

from __future__ import annotations

PRONOUNS = frozenset("he she it they him her them his hers its their theirs".split())
DEMONSTRATIVES = frozenset("this that these those".split())
