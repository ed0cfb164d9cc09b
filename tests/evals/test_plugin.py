"""A repository of someone else, whose tests gate its documents on its cases in one line."""

from __future__ import annotations

import pytest

from chapter_and_verse import Assistant

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.slow

CASES = """
- id: opening
  question: When does the museum open?
  answerable: true
  gold: [{source: museum.md, quote: at nine in the morning}]
- id: moon
  question: Who walked on the moon?
  answerable: false
"""
TESTS = """
import pytest

def test_that_passes(rag_eval):
    judged = rag_eval(cases="cases.yaml", documents="docs", refuse_below=0.1)
    assert not judged.shortfalls, judged.shortfalls
    assert judged is rag_eval(cases="cases.yaml", documents="docs", refuse_below=0.1)
    assert len(judged.run.rows) == 2

def test_a_setting_that_is_none(rag_eval):
    with pytest.raises(TypeError, match="takes no refuse_belw"):
        rag_eval(cases="cases.yaml", documents="docs", refuse_belw=0.5)

def test_that_fails(rag_eval):
    judged = rag_eval(cases="cases.yaml", documents="docs", refuse_below=1.0)
    assert not judged.shortfalls, judged.shortfalls
"""


def test_a_gate_that_is_missed_fails_the_test_and_is_named(
    pytester: pytest.Pytester, lighthouse: Assistant
) -> None:
    """In this process, where a first answer has loaded what would take seconds in one of its own.

    That its modules are loaded by then also keeps the inner session from loading them twice.
    """
    lighthouse.ask("When does the gate open?")
    docs = pytester.mkdir("docs")
    (docs / "museum.md").write_text("The museum opens at nine in the morning. Dogs wait outside.")
    pytester.path.joinpath("cases.yaml").write_text(CASES)
    pytester.makepyfile(TESTS)

    result = pytester.runpytest_inprocess()

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*answerable_gold_in_quotes is 0.000, not ≥ 0.640*"])
