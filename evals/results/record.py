"""How a run's record is read: outcomes, order, gates, and figures as text.

Any value in a record may be null.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
"""The JSON object of a run, schema 2, or a part of it."""

RIGHT_ANSWER, WRONG_ANSWER = "right answer", "wrong answer"
RIGHT_REFUSAL, WRONG_REFUSAL = "right refusal", "wrong refusal"
OUTCOMES = (RIGHT_ANSWER, RIGHT_REFUSAL, WRONG_ANSWER, WRONG_REFUSAL)

ROUNDING = 1e-9
"""How far a total may be beyond its threshold through rounding."""

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LESS_IS_BETTER = {"error", "latency", "ms", "chars"}


def printable(text: str) -> str:
    """The text with each character that XML 1.0 forbids replaced by U+FFFD, one for one."""
    return _FORBIDDEN.sub("\ufffd", text)


@dataclass(frozen=True)
class Gate:
    """A total and its threshold: the least that it must reach, or if ``at_most`` the most.

    ``met`` is None where no case bears on the total, which is not held against a run.
    """

    name: str
    value: float | None
    threshold: float
    at_most: bool

    @property
    def met(self) -> bool | None:
        """Whether the total keeps to its threshold."""
        if self.value is None:
            return None
        beyond = self.value - self.threshold if self.at_most else self.threshold - self.value
        return beyond <= ROUNDING

    @property
    def bound(self) -> str:
        """The threshold as text, such as ``≥ 0.850``."""
        return f"{'≤' if self.at_most else '≥'} {figure(self.name, self.threshold)}"

    @property
    def shortfall(self) -> str:
        """What is to be said where it is not met, such as ``answer_f1 is 0.412, not ≥ 0.500``."""
        return f"{self.name} is {figure(self.name, self.value)}, not {self.bound}"


def gates(record: Record) -> list[Gate]:
    """The thresholds of a run beside its totals, in the record's order."""
    totals, bounds = record.get("totals") or {}, record.get("gates") or {}
    return [
        Gate(name, totals.get(name), threshold, kind == "at_most")
        for kind in ("at_least", "at_most")
        for name, threshold in (bounds.get(kind) or {}).items()
        if threshold is not None
    ]


def label(name: str) -> str:
    """The name of a total or a check in words, without its unit: ``answer_f1`` is "Answer F1"."""
    words = re.sub(r" (ms|chars)\b", "", name.replace("_", " "))
    words = re.sub(r"\b(f1|auroc)\b", lambda found: found[0].upper(), words)
    return words[:1].upper() + words[1:]


def figure(name: str, value: float | None) -> str:
    """A total as text, with the unit that its name tells: milliseconds, characters or none."""
    if value is None:
        return "–"
    parts = name.split("_")
    if "ms" in parts:
        return f"{value:,.0f} ms"
    if "chars" in parts:
        return f"{value:,.0f} characters"
    if abs(value) <= 1:
        return f"{value:.3f}"
    return f"{value:,.1f}".removesuffix(".0")


def bare(name: str, value: float | None) -> str:
    """A total as text without its unit, which its name tells."""
    return figure(name, value).split(" ")[0]


def signed(name: str, value: float | None) -> str:
    """A difference of two totals as text, with its sign and unit."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{figure(name, abs(value))}"


def less_is_better(name: str) -> bool:
    """Whether a total of this name should be low: errors, times and lengths."""
    return not _LESS_IS_BETTER.isdisjoint(name.split("_"))


def outcome(row: Record) -> str:
    """Which of ``OUTCOMES`` a row is; whether its quotes are verbatim is another matter."""
    checks = row.get("checks") or {}
    right = checks.get("gold_in_quotes") is not False and checks.get("refused_right") is not False
    if row.get("refused"):
        return RIGHT_REFUSAL if right else WRONG_REFUSAL
    return RIGHT_ANSWER if right else WRONG_ANSWER


def answerable(row: Record) -> bool:
    """Whether the documents answer the question."""
    return bool((row.get("expected") or {}).get("answerable"))


def verdict(row: Record) -> str:
    """What came of a row, in two or three words."""
    if (row.get("checks") or {}).get("verbatim") is False:
        return "Not verbatim"
    if row.get("passed"):
        return "Right refusal" if row.get("refused") else "Right answer"
    if not answerable(row):
        return "Should refuse"
    return "Should answer" if row.get("refused") else "Gold not quoted"


def wanted(row: Record) -> str:
    """What was expected of a row, as a phrase."""
    quotes = [f"“{gold.get('quote')}”" for gold in (row.get("expected") or {}).get("gold") or ()]
    if not answerable(row):
        return "a refusal"
    return f"an answer that quotes {' and '.join(quotes)}" if quotes else "an answer"


def came(row: Record) -> str:
    """What came of a row, as a phrase."""
    kind = "a refusal" if row.get("refused") else "an answer"
    quotes = [f"“{quote.get('quote')}”" for quote in row.get("quotes") or ()]
    quoting = f" that quotes {' and '.join(quotes)}" if quotes and not row.get("refused") else ""
    changed = (row.get("checks") or {}).get("verbatim") is False
    return (
        f"{kind}{quoting}, confidence {percent(row.get('confidence'))}"
        f"{', with text that its source does not hold' if changed else ''}"
    )


def percent(share: float | None) -> str:
    """A share of 0 to 1 as whole per cent."""
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


def worst_first(rows: Sequence[Record]) -> list[Record]:
    """Failed rows before passed ones, the gravest first.

    Text that no source holds is worst, then an answer to what the documents do not answer, then
    a wrong answer or refusal; within each the highest confidence first. Passed rows begin with
    those that nearly went the other way: unsure answers, and refusals of what seemed sure.
    """
    return sorted(rows, key=_gravity)


def _gravity(row: Record) -> tuple[int, float]:
    sure = row.get("confidence") or 0.0
    if row.get("passed"):
        return 3, -sure if row.get("refused") else sure - 1
    if (row.get("checks") or {}).get("verbatim") is False:
        return 0, -sure
    return (2 if answerable(row) else 1), -sure
