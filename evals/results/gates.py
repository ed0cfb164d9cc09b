"""What a run must reach: figures that must be high, figures that must be low, no regression.

A file of thresholds is TOML with the tables ``at_least`` and ``at_most``, each from the name of a
total to its bound. A total that no case bears on is not held against a run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chapter_and_verse.evals.cases.case import EvalError
from chapter_and_verse.evals.results.record import ROUNDING, Gate, figure, gates
from chapter_and_verse.evals.results.regression import Comparison
from chapter_and_verse.evals.results.rows import TOTALS

THRESHOLDS = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True)
class Gates:
    """The bounds of totals by name; figures are shares (0 to 1), characters or milliseconds."""

    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)

    def beside(self, totals: Mapping[str, float | None]) -> list[Gate]:
        """Each gate with the total that it bounds."""
        return gates({"totals": totals, "gates": asdict(self)})

    def regressions(self, comparison: Comparison, most: float) -> list[str]:
        """A line for each gated total that is more than ``most`` worse than in the baseline."""
        found = []
        for change in comparison.totals:
            name = change.name
            if name not in self.at_least and name not in self.at_most:
                continue
            worse = change.difference if name in self.at_most else -change.difference
            if worse > most + ROUNDING:
                found.append(
                    f"{name} went from {figure(name, change.before)} to "
                    f"{figure(name, change.after)}, more than {most:g} worse than in "
                    f"{comparison.name}"
                )
        return found


def load_gates(path: Path = THRESHOLDS) -> Gates:
    """The gates of a file.

    Raises:
        EvalError: the file cannot be read, or holds something else than bounds of totals.
    """
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EvalError(f"{path} cannot be read: {error.strerror}. Check its name.") from error
    except ValueError as error:
        raise EvalError(f"{path} is not TOML: {error}. Mend that line.") from error
    for table, bounds in tables.items():
        if table not in ("at_least", "at_most") or not isinstance(bounds, dict):
            raise EvalError(
                f"{path}: {table!r} is not known. Write the bounds below [at_least] or [at_most]."
            )
        for name, bound in bounds.items():
            if name not in TOTALS:
                raise EvalError(
                    f"{path}: there is no total {name!r}. Use one of {', '.join(TOTALS)}."
                )
            if isinstance(bound, bool) or not isinstance(bound, int | float):
                raise EvalError(f"{path}: the bound of {name} must be a number, not {bound!r}.")
    return Gates(tables.get("at_least", {}), tables.get("at_most", {}))
