"""A pytest plugin: gate a repository's documents on its own cases.

    def test_answers_stay_grounded(rag_eval):
        run = rag_eval(cases="tests/cases.yaml", documents="docs")
        assert not run.shortfalls

Installed with the package. Nothing of it is loaded until a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from evals.outputs import Judged

RagEval = Callable[..., "Judged"]


@pytest.fixture(scope="session")
def rag_eval() -> RagEval:
    """Runs cases over a folder of documents, once for the same arguments in a test session.

    ``rag_eval(cases, documents, thresholds=None, baseline=None, max_regression=0.0, tags=(),
    limit=None, seed=0, **settings)`` returns an `evals.outputs.Judged`: ``.shortfalls`` (a line
    for each gate that is missed and each regression; empty when the run passes) and ``.run``
    with ``.rows`` and ``.totals``. Paths are strings or `pathlib.Path`; ``settings`` are those
    of `rag.settings.Settings`.

    Raises:
        RagError: the eval cannot be run; the message says why and what to do.
    """
    held: dict[str, Judged] = {}

    def run(cases: str | Path, documents: str | Path, **options: Any) -> Judged:
        key = repr((str(cases), str(documents), sorted(options.items())))
        if key not in held:
            held[key] = _run(Path(cases), Path(documents), **options)
        return held[key]

    return run


def _run(
    cases: Path,
    documents: Path,
    *,
    thresholds: str | Path | None = None,
    baseline: str | Path | None = None,
    max_regression: float = 0.0,
    tags: tuple[str, ...] = (),
    limit: int | None = None,
    seed: int = 0,
    **settings: Any,
) -> Judged:
    from rich.console import Console

    from evals.gates import THRESHOLDS
    from evals.runner import Options, run_judged
    from rag.settings import Settings

    options = Options(
        cases=cases,
        tags=tags,
        limit=limit,
        seed=seed,
        thresholds=Path(thresholds or THRESHOLDS),
        baseline=Path(baseline) if baseline else None,
        max_regression=max_regression,
    )
    return run_judged(Settings(documents=documents, **settings), options, Console(stderr=True))
