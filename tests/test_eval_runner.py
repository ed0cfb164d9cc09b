"""``rag eval`` on cases: what it measures on the real chain, and what it does when it cannot."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda
from rich.console import Console

from evals.cases import Case, EvalError, Gold, load
from evals.results import Run, thresholds
from evals.runner import evaluate, run
from rag import Answer, Assistant, Settings

SEED = "000_309af3e99c88b27b.txt"
ASKED = (
    "visit-dates",
    "sanctions-impact",
    "follow-up-april-18",
    "off-brazil",
    "off-sourdough",
)
HOURS = "The museum opens at nine in the morning. Dogs have to wait outside."


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    golden = {case.id: case for case in load()}
    return [golden[name] for name in ASKED]


@pytest.fixture(scope="module")
def done(seed_assistant: Assistant, cases: list[Case]) -> Run:
    return run(seed_assistant, cases)


def test_each_case_gives_a_row(done: Run, cases: list[Case]) -> None:
    rows = done.as_json()["rows"]

    assert [row["id"] for row in rows] == list(ASKED)
    for row, case in zip(rows, cases, strict=True):
        assert row["question"] == case.question
        assert row["expected"]["answerable"] is case.answerable
        assert (row["checks"]["gold_in_quotes"] is not None) is case.answerable
        assert (row["checks"]["refused_right"] is not None) is not case.answerable
        assert 0 <= row["confidence"] <= 1
        assert row["latency_ms"] > 0


def test_the_record_can_be_checked_against_the_files(done: Run, seed_text: str) -> None:
    record = done.as_json()

    assert record["documents"] == {SEED: hashlib.sha256(seed_text.encode()).hexdigest()}
    for row in record["rows"]:
        shown = [*row["quotes"], *row["closest"]]
        assert shown
        for quote in shown:
            assert seed_text[quote["start"] : quote["end"]] == quote["quote"]
        held = all(
            any(gold["quote"] in quote["quote"] for quote in row["quotes"])
            for gold in row["expected"]["gold"]
        )
        if row["expected"]["answerable"]:
            assert row["checks"]["gold_in_quotes"] is held


def test_totals_are_those_of_the_rows(done: Run) -> None:
    record = json.loads(json.dumps(done.as_json(), allow_nan=False))
    totals, counts, rows = record["totals"], record["counts"], record["rows"]

    assert record["schema"] == 1
    assert totals["n"] == len(rows) == len(ASKED)
    assert totals["verbatim_rate"] == 1
    for total, check in (
        ("answerable_gold_in_quotes", "gold_in_quotes"),
        ("unanswerable_refused", "refused_right"),
        ("answer_f1", "answer_f1"),
        ("answer_exact", "answer_exact"),
    ):
        values = [row["checks"][check] for row in rows if row["checks"][check] is not None]
        assert counts[total] == len(values)
        assert totals[total] == pytest.approx(sum(values) / len(values))
        low, high = record["intervals"][total]
        assert low <= totals[total] <= high
    assert totals["latency_ms_p50"] == pytest.approx(
        sorted(row["latency_ms"] for row in rows)[len(rows) // 2], abs=0.1
    )
    assert 0 <= totals["expected_calibration_error"] <= 1


def test_a_record_says_what_it_was_made_with(done: Run) -> None:
    record = done.as_json()

    assert record["settings"]["passages_read"] == Settings().passages_read
    assert record["versions"]["rag"]
    assert record["versions"]["chromadb"]
    assert record["seed"] == 0


def test_the_same_case_gives_the_same_row(
    seed_assistant: Assistant, cases: list[Case], done: Run
) -> None:
    (again,) = run(seed_assistant, cases[:1]).rows

    timeless = {"latency_ms": 0.0, "answer": replace(again.answer, timings_ms={})}
    assert replace(again, **timeless) == replace(
        done.rows[0], latency_ms=0.0, answer=replace(done.rows[0].answer, timings_ms={})
    )


def test_a_question_that_cannot_be_asked_is_named(seed_assistant: Assistant) -> None:
    with pytest.raises(EvalError, match="Case 'endless': The question has 20,000 characters"):
        run(seed_assistant, [Case("endless", "Who? " * 4000, answerable=False)])


class Replayed:
    """Gives the answers of a run again, altered."""

    def __init__(self, assistant: Assistant, done: Run, alter: Callable[[Answer], Answer]) -> None:
        self.settings, self.sources, self.index = (
            assistant.settings,
            assistant.sources,
            assistant.index,
        )
        answers = {row.case.question: row.answer for row in done.rows}
        self.chain = RunnableLambda(lambda question: alter(answers[question.text]))


def changed(answer: Answer, **changes: object) -> Answer:
    """``answer`` with these changes to every citation and closest passage."""
    return replace(
        answer,
        citations=tuple(replace(c, **changes) for c in answer.citations),
        closest=tuple(replace(c, **changes) for c in answer.closest),
    )


def test_progress_is_told_after_every_case(
    seed_assistant: Assistant, cases: list[Case], done: Run
) -> None:
    told: list[tuple[int, int]] = []
    replayed = Replayed(seed_assistant, done, lambda answer: answer)

    run(replayed, cases[:2], lambda done, total: told.append((done, total)))

    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    "changes",
    [{"quote": "On May 3, 2021."}, {"end": 10**6}, {"source": "gone.txt"}],
    ids=["other words", "beyond the end", "no such file"],
)
def test_a_quote_that_is_not_in_its_file_is_noticed(
    seed_assistant: Assistant, cases: list[Case], done: Run, changes: dict[str, object]
) -> None:
    altered = Replayed(seed_assistant, done, lambda answer: changed(answer, **changes))

    made = run(altered, cases)

    assert made.totals["verbatim_rate"].value == 0
    assert not any(row.passed for row in made.rows)


def test_refusing_everything_is_noticed(
    seed_assistant: Assistant, cases: list[Case], done: Run
) -> None:
    altered = Replayed(
        seed_assistant, done, lambda answer: replace(answer, refused=True, citations=())
    )

    made = run(altered, cases)

    assert made.totals["unanswerable_refused"].value == 1
    assert made.totals["answerable_gold_in_quotes"].value == 0
    assert made.totals["answer_f1"].value == 0
    assert made.totals["quoted_chars_p50"].value is None
    assert "quoted_chars_p50" not in made.as_json()["intervals"]


# ------------------------------------------------------------ the whole command


class Eval:
    """Runs ``evaluate`` over a folder with one small document, and keeps what it printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.printed = ""
        (folder / "docs").mkdir()
        (folder / "docs" / "museum.md").write_text(HOURS, encoding="utf-8")

    def __call__(
        self,
        cases: str | None,
        *,
        json_out: Path | None = None,
        limit: int | None = None,
        **settings: object,
    ) -> int:
        path = None
        if cases is not None:
            path = self.folder / "cases.yaml"
            path.write_text(cases, encoding="utf-8")
        chosen = Settings(documents=self.folder / "docs", store=self.folder / "store", **settings)
        output = io.StringIO()
        console = Console(file=output, width=200, highlight=False)
        status = evaluate(chosen, path, limit, 0, json_out, console)
        self.printed = output.getvalue()
        return status


@pytest.fixture
def evaluation(tmp_path: Path) -> Eval:
    return Eval(tmp_path)


OPENING = """
- id: opening
  question: When does the museum [bold]open[/bold]?
  answerable: true
  gold: [{source: museum.md, quote: at nine in the morning}]
"""
MOON = """
- id: moon
  question: Who walked on the moon?
  answerable: false
"""


def test_all_thresholds_reached_is_status_0(evaluation: Eval, tmp_path: Path) -> None:
    out = tmp_path / "run.json"

    again = OPENING.replace("id: opening", "id: again")

    assert evaluation(OPENING + again, limit=1, refuse_below=0.0, json_out=out) == 0

    assert "1 of 1 cases passed." in evaluation.printed
    record = json.loads(out.read_text(encoding="utf-8"))
    assert record["totals"]["answerable_gold_in_quotes"] == 1
    assert record["totals"]["unanswerable_refused"] is None
    assert list(record["documents"]) == ["museum.md"]
    assert not (tmp_path / "store").exists(), "the user's own index is left alone"


def test_a_figure_that_falls_short_is_status_1_and_the_case_is_shown(evaluation: Eval) -> None:
    assert evaluation(OPENING + MOON, refuse_below=1.0) == 1

    assert "1 of 2 cases passed." in evaluation.printed
    assert "opening: When does the museum [bold]open[/bold]?" in evaluation.printed
    assert "expected  “at nine in the morning”" in evaluation.printed
    assert "came      a refusal" in evaluation.printed
    assert "closest   “The museum opens at nine in the morning" in evaluation.printed
    assert "Fell short: answerable_gold_in_quotes." in evaluation.printed
    assert "moon:" not in evaluation.printed


def test_an_answer_where_there_is_none_is_shown(evaluation: Eval) -> None:
    assert evaluation(MOON, refuse_below=0.0) == 1

    assert "expected  a refusal" in evaluation.printed
    assert "came      an answer" in evaluation.printed
    assert "Fell short: unanswerable_refused." in evaluation.printed


def test_the_golden_set_on_other_documents_is_status_2(evaluation: Eval) -> None:
    assert evaluation(None) == 2

    assert f"needs {SEED}, which is not in" in evaluation.printed
    assert "--documents" in evaluation.printed
    assert "--cases" in evaluation.printed


@pytest.mark.parametrize(
    ("cases", "message"),
    [
        (OPENING.replace("at nine", "at ten"), "Case 'opening': The gold quote 'at ten in the"),
        (OPENING.replace("at nine in the morning", "a"), "stands 3 times in museum.md. Add `occ"),
        (OPENING.replace("question:", "asks:"), "cases.yaml, case 'opening': `question` is miss"),
    ],
    ids=["absent quote", "ambiguous quote", "malformed case"],
)
def test_cases_that_cannot_be_run_are_status_2(evaluation: Eval, cases: str, message: str) -> None:
    assert evaluation(cases) == 2

    assert message in evaluation.printed.replace("\n", " ")


def test_a_record_that_cannot_be_written_is_status_2(evaluation: Eval, tmp_path: Path) -> None:
    assert evaluation(OPENING, json_out=tmp_path / "none" / "run.json") == 2

    assert f"There is no folder {tmp_path / 'none'}" in evaluation.printed.replace("\n", "")


def test_no_documents_is_status_2(evaluation: Eval, tmp_path: Path) -> None:
    (tmp_path / "docs" / "museum.md").unlink()
    assert evaluation(MOON) == 2
    assert "No document in" in evaluation.printed

    (tmp_path / "docs").rmdir()
    assert evaluation(MOON) == 2
    assert "docs does not exist" in evaluation.printed.replace("\n", "")


def test_a_case_that_names_a_document_outside_the_folder_is_an_error(
    seed_assistant: Assistant,
) -> None:
    gold = Gold("../pyproject.toml", "[project]")

    with pytest.raises(EvalError, match=r"needs \.\./pyproject\.toml, which is not in"):
        run(seed_assistant, [Case("escape", "What is it?", answerable=True, gold=(gold,))])


def test_thresholds_are_names_of_totals(done: Run) -> None:
    least = thresholds()

    assert set(least) <= set(done.totals)
    assert least["verbatim_rate"] == 1
