"""A pytest plugin: gate a repository's documents on its own cases.

    def test_answers_stay_grounded(rag_eval):
        run = rag_eval(cases="tests/cases.yaml", documents="docs")
        assert not run.shortfalls

Installed with the package. Nothing of it is loaded until a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from chapter_and_verse.evals.run.outputs import Judged

RagEval = Callable[..., "Judged"]


@pytest.fixture(scope="session")
def rag_eval(pytestconfig: pytest.Config) -> RagEval:
    """Runs cases over a folder of documents, once for the same arguments in a test session.

    ``rag_eval(cases, documents, thresholds=None, baseline=None, max_regression=0.0, tags=(),
    limit=None, seed=0, **settings)`` returns an `evals.run.outputs.Judged`: ``.shortfalls`` (a line
    for each gate that is missed and each regression; empty when the run passes) and ``.run``
    with ``.rows`` and ``.totals``. Paths are strings or `pathlib.Path`, relative to pytest's root
    folder; ``settings`` are those of `settings.Settings`.

    Raises:
        TypeError: there is no such setting.
        RagError: the eval cannot be run; the message says why and what to do.
    """
    held: dict[str, Judged] = {}

    def run(cases: str | Path, documents: str | Path, **options: Any) -> Judged:
        key = repr((str(cases), str(documents), sorted(options.items())))
        if key not in held:
            held[key] = _run(pytestconfig.rootpath, Path(cases), Path(documents), **options)
        return held[key]

    return run


def _run(
    root: Path,
    cases: Path,
    documents: Path,
    *,
    thresholds: str | Path | None = None,
    baseline: str | Path | None = None,
    max_regression: float = 0.0,
    tags: str | Sequence[str] = (),
    limit: int | None = None,
    seed: int = 0,
    **settings: Any,
) -> Judged:
    from rich.console import Console

    from chapter_and_verse.evals.results.gates import THRESHOLDS
    from chapter_and_verse.evals.run.runner import Options, run_judged
    from chapter_and_verse.settings import Settings

    unknown = sorted(set(settings) - set(Settings.model_fields))
    if unknown:
        raise TypeError(f"rag_eval() takes no {', '.join(unknown)}; it is no setting either")
    options = Options(
        cases=root / cases,
        tags=(tags,) if isinstance(tags, str) else tags,
        limit=limit,
        seed=seed,
        thresholds=root / (thresholds or THRESHOLDS),
        baseline=root / baseline if baseline else None,
        max_regression=max_regression,
    )
    return run_judged(
        Settings(documents=root / documents, **settings), options, Console(stderr=True)
    )
