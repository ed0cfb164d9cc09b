"""``rag eval`` on cases: what it measures on the real chain, and what it does when it cannot."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from langchain_core.runnables import RunnableLambda
from rich.console import Console

from chapter_and_verse import Answer, Assistant, Settings
from chapter_and_verse.errors import NoDocumentsError
from chapter_and_verse.evals.cases.case import GOLDEN, Case, EvalError, Gold, load
from chapter_and_verse.evals.results.gates import load_gates
from chapter_and_verse.evals.results.rows import TOTALS, Run
from chapter_and_verse.evals.run.asking import run, text_of
from chapter_and_verse.evals.run.outputs import Outputs, judge
from chapter_and_verse.evals.run.runner import Options, evaluate
from chapter_and_verse.index.embeddings import DEFAULT_SHA256

CASES = Path(__file__).parent / "lighthouse" / "cases.yaml"
ASKED = ("steps", "architect", "follow-up", "restaurant", "engine")
HOURS = "The museum opens at nine in the morning. Dogs have to wait outside."


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    known = {case.id: case for case in load(CASES)}
    return [known[name] for name in ASKED]


@pytest.fixture(scope="module")
def done(lighthouse: Assistant, cases: list[Case]) -> Run:
    return run(lighthouse, cases)


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


def test_the_record_can_be_checked_against_the_files(
    done: Run, lighthouse: Assistant, documents: Path
) -> None:
    record = done.as_json()

    assert record["documents"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in documents.iterdir()
    }
    for row in record["rows"]:
        shown = [*row["quotes"], *row["closest"]]
        assert shown
        for quote in shown:
            text = lighthouse.sources.document(quote["source"]).text
            assert text[quote["start"] : quote["end"]] == quote["quote"]
        held = all(
            any(gold["quote"] in quote["quote"] for quote in row["quotes"])
            for gold in row["expected"]["gold"]
        )
        if row["expected"]["answerable"]:
            assert row["checks"]["gold_in_quotes"] is held


def test_totals_are_those_of_the_rows(done: Run) -> None:
    record = json.loads(json.dumps(done.as_json(), allow_nan=False))
    totals, counts, rows = record["totals"], record["counts"], record["rows"]

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
    assert totals["expected_calibration_error"] is None, "five cases tell nothing of it"


def test_a_record_says_what_it_was_made_with(done: Run) -> None:
    record = done.as_json()

    assert record["settings"]["passages_read"] == Settings().passages_read
    assert record["versions"]["rag"]
    assert record["versions"]["chromadb"]
    assert record["seed"] == 0


def test_the_same_case_gives_the_same_row(
    lighthouse: Assistant, cases: list[Case], done: Run
) -> None:
    (again,) = run(lighthouse, cases[:1]).rows

    timeless = {"latency_ms": 0.0, "answer": replace(again.answer, timings_ms={})}
    assert replace(again, **timeless) == replace(
        done.rows[0], latency_ms=0.0, answer=replace(done.rows[0].answer, timings_ms={})
    )


def test_a_question_that_cannot_be_asked_is_named(lighthouse: Assistant) -> None:
    with pytest.raises(EvalError, match="Case 'endless': The question has 20,000 characters"):
        run(lighthouse, [Case("endless", "Who? " * 4000, answerable=False)])


class Replayed:
    """Gives the answers of a run again, altered."""

    def __init__(self, assistant: Assistant, done: Run, alter: Callable[[Answer], Answer]) -> None:
        self.settings, self.sources, self.index = (
            assistant.settings,
            assistant.sources,
            assistant.index,
        )
        answers = {row.case.question: row.answer for row in done.rows}
        self.chain: Any = RunnableLambda(lambda question: alter(answers[question.text]))


def changed(answer: Answer, **changes: object) -> Answer:
    """``answer`` with these changes to every citation and closest passage."""
    return replace(
        answer,
        citations=tuple(replace(c, **changes) for c in answer.citations),
        closest=tuple(replace(c, **changes) for c in answer.closest),
    )


def test_progress_is_told_after_every_case(
    lighthouse: Assistant, cases: list[Case], done: Run
) -> None:
    told: list[tuple[int, int]] = []
    replayed = Replayed(lighthouse, done, lambda answer: answer)

    run(replayed, cases[:2], lambda done, total: told.append((done, total)))

    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    "changes",
    [{"quote": "On May 3, 2021."}, {"end": 10**6}, {"source": "gone.txt"}],
    ids=["other words", "beyond the end", "no such file"],
)
def test_a_quote_that_is_not_in_its_file_is_noticed(
    lighthouse: Assistant, cases: list[Case], done: Run, changes: dict[str, object]
) -> None:
    altered = Replayed(lighthouse, done, lambda answer: changed(answer, **changes))

    made = run(altered, cases)

    assert made.totals["verbatim_rate"].value == 0
    assert not any(row.passed for row in made.rows)


def test_refusing_everything_is_noticed(
    lighthouse: Assistant, cases: list[Case], done: Run
) -> None:
    altered = Replayed(lighthouse, done, lambda answer: replace(answer, refused=True, citations=()))

    made = run(altered, cases)

    assert made.totals["unanswerable_refused"].value == 1
    assert made.totals["answerable_gold_in_quotes"].value == 0
    assert made.totals["answer_f1"].value == 0
    assert made.totals["quoted_chars_p50"].value is None
    assert made.as_json()["intervals"]["quoted_chars_p50"] is None


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
        outputs: Outputs | None = None,
        settings: dict[str, object] | None = None,
        **options: object,
    ) -> int:
        path = GOLDEN
        if cases is not None:
            path = self.folder / "cases.yaml"
            path.write_text(cases, encoding="utf-8")
        chosen = Settings(
            documents=self.folder / "docs", store=self.folder / "store", **settings or {}
        )
        output = io.StringIO()
        console = Console(file=output, width=200, highlight=False)
        asked = Options(cases=path, outputs=outputs or Outputs(), **options)
        try:
            return evaluate(chosen, asked, console)
        finally:
            self.printed = output.getvalue()


@pytest.fixture
def evaluation(tmp_path: Path) -> Eval:
    return Eval(tmp_path)


ALL_ANSWERED: dict[str, object] = {"refuse_below": 0.0}
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

    assert (
        evaluation(OPENING + again, limit=1, settings=ALL_ANSWERED, outputs=Outputs(json=out)) == 0
    )

    assert "1 of 1 cases passed." in evaluation.printed
    record = json.loads(out.read_text(encoding="utf-8"))
    assert record["totals"]["answerable_gold_in_quotes"] == 1
    assert record["totals"]["unanswerable_refused"] is None
    assert list(record["documents"]) == ["museum.md"]
    assert not (tmp_path / "store").exists(), "the user's own index is left alone"


def test_a_figure_that_falls_short_is_status_1_and_the_case_is_shown(evaluation: Eval) -> None:
    assert evaluation(OPENING + MOON, settings={"refuse_below": 1.0}) == 1

    assert "1 of 2 cases passed." in evaluation.printed
    assert "opening: When does the museum [bold]open[/bold]?" in evaluation.printed
    assert "expected  “at nine in the morning”" in evaluation.printed
    assert "came      a refusal" in evaluation.printed
    assert "closest   “The museum opens at nine in the morning" in evaluation.printed
    assert "Fell short: answerable_gold_in_quotes is 0.000, not ≥ 0.640." in evaluation.printed
    assert "moon:" not in evaluation.printed


def test_an_answer_where_there_is_none_is_shown(evaluation: Eval) -> None:
    assert evaluation(MOON, settings=ALL_ANSWERED) == 1

    assert "expected  a refusal" in evaluation.printed
    assert "came      an answer" in evaluation.printed
    assert "Fell short: unanswerable_refused is 0.000, not ≥ 0.740." in evaluation.printed


def test_the_golden_set_on_other_documents_is_an_error(evaluation: Eval) -> None:
    with pytest.raises(EvalError, match=r"needs \S+\.txt, which is not in .*--documents.*--cases"):
        evaluation(None)


@pytest.mark.parametrize(
    ("cases", "message"),
    [
        (OPENING.replace("at nine", "at ten"), "Case 'opening': The gold quote 'at ten in the"),
        (OPENING.replace("at nine in the morning", "a"), "stands 3 times in museum.md. Add `occ"),
        (OPENING.replace("at nine in the", "at nine  in the"), "It differs in white space only; w"),
        (OPENING.replace("museum.md", "musem.md"), "Did you mean museum.md?"),
        (OPENING.replace("question:", "asks:"), "cases.yaml, case 'opening': `question` is miss"),
    ],
    ids=["absent quote", "ambiguous quote", "white space", "misspelt file", "malformed case"],
)
def test_cases_that_cannot_be_run_are_an_error(evaluation: Eval, cases: str, message: str) -> None:
    with pytest.raises(EvalError, match=re.escape(message)):
        evaluation(cases)


def test_a_record_that_cannot_be_written_is_an_error(evaluation: Eval, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(EvalError, match=r"run.json cannot be written"):
        evaluation(OPENING, outputs=Outputs(html=tmp_path / "file" / "run.json"))
    assert not evaluation.printed, "that is found out before anything is asked"


def test_no_documents_is_an_error(evaluation: Eval, tmp_path: Path) -> None:
    (tmp_path / "docs" / "museum.md").unlink()
    with pytest.raises(EvalError, match="No document in"):
        evaluation(MOON)

    (tmp_path / "docs").rmdir()
    with pytest.raises(NoDocumentsError, match="docs does not exist"):
        evaluation(MOON)


def test_a_case_that_names_a_document_outside_the_folder_is_an_error(
    lighthouse: Assistant,
) -> None:
    gold = Gold("../pyproject.toml", "[project]")

    with pytest.raises(EvalError, match=r"needs \.\./pyproject\.toml, which is not in"):
        run(lighthouse, [Case("escape", "What is it?", answerable=True, gold=(gold,))])


def test_the_shipped_gates_bind_totals_and_let_no_quote_be_off() -> None:
    gates = load_gates()

    assert {*gates.at_least, *gates.at_most} <= set(TOTALS)
    assert gates.at_least["verbatim_rate"] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("verbatim_rate = 1.0", "'verbatim_rate' is not known. Write the bounds below [at_least]"),
        ("[at_least]\nverbatimrate = 1", "there is no total 'verbatimrate'"),
        ("[at_most]\nlatency_ms_p50 = 'fast'", "bound of latency_ms_p50 must be a number"),
        ("[at_least", "is not TOML"),
    ],
    ids=["no table", "unknown total", "no number", "no TOML"],
)
def test_thresholds_that_say_nothing_are_an_error(
    evaluation: Eval, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(text)

    with pytest.raises(EvalError, match=re.escape(message)):
        evaluation(OPENING, thresholds=path)


def test_only_cases_with_a_tag_are_asked(evaluation: Eval) -> None:
    hours = OPENING + "  tags: [hours]\n"

    assert evaluation(hours + MOON, tags=["hours"], settings=ALL_ANSWERED) == 0
    assert "1 of 1 cases passed." in evaluation.printed
    with pytest.raises(EvalError, match=r"has the tag 'ours'. Its tags are hours"):
        evaluation(hours + MOON, tags=["ours"])


def test_a_run_that_is_worse_than_its_baseline_falls_short(
    evaluation: Eval, tmp_path: Path
) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    lenient = tmp_path / "lenient.toml"
    lenient.write_text("[at_least]\nanswerable_gold_in_quotes = 0.0")
    given = {"thresholds": lenient, "baseline": before}
    assert evaluation(OPENING + MOON, settings=ALL_ANSWERED, outputs=Outputs(json=before)) == 1

    refused: dict[str, object] = {"refuse_below": 1.0}
    assert evaluation(OPENING + MOON, settings=ALL_ANSWERED, **given) == 0
    assert "0 cases better, 0 worse (McNemar p = 1.000)" in evaluation.printed
    assert evaluation(OPENING + MOON, settings=refused, max_regression=1.0, **given) == 0
    worse = evaluation(OPENING + MOON, settings=refused, outputs=Outputs(json=after), **given)

    assert worse == 1
    assert "answerable_gold_in_quotes went from 1.000 to 0.000" in evaluation.printed
    record = json.loads(after.read_text(encoding="utf-8"))
    assert record["passed"] is False
    assert record["baseline"]["worse"] == ["opening"]
    assert record["baseline"]["better"] == ["moon"]


def test_a_baseline_of_another_form_is_an_error(evaluation: Eval, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text('{"schema": 1, "rows": []}')

    with pytest.raises(EvalError, match=r"old.json is no run of schema 2. Make the baseline"):
        evaluation(OPENING, baseline=old)


def test_no_output_takes_the_place_of_what_the_run_reads(evaluation: Eval, tmp_path: Path) -> None:
    cases, document = tmp_path / "cases.yaml", tmp_path / "docs" / "museum.md"
    for outputs in (
        Outputs(json=cases),
        Outputs(junit=document),
        Outputs(json=tmp_path / "same", html=tmp_path / "same"),
    ):
        with pytest.raises(EvalError, match="is read by this run, or written twice"):
            evaluation(OPENING, outputs=outputs)
    assert document.read_text(encoding="utf-8") == HOURS


def test_a_baseline_of_other_cases_is_an_error(evaluation: Eval, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    evaluation(MOON, outputs=Outputs(json=before))

    with pytest.raises(EvalError, match="holds none of these cases"):
        evaluation(OPENING, baseline=before)


def test_a_run_that_passes_is_a_suite_without_failures(evaluation: Eval, tmp_path: Path) -> None:
    junit, lenient = tmp_path / "run.xml", tmp_path / "lenient.toml"
    lenient.write_text("[at_least]\nverbatim_rate = 1.0")
    outputs = Outputs(junit=junit)

    assert evaluation(MOON, settings=ALL_ANSWERED, thresholds=lenient, outputs=outputs) == 0

    assert "Every gate is passed." in evaluation.printed
    suite = ElementTree.parse(junit).getroot()
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")


def test_every_output_is_written_from_one_record(
    done: Run, lighthouse: Assistant, tmp_path: Path
) -> None:
    outputs = Outputs(tmp_path / "run.json", tmp_path / "run.html", tmp_path / "run.xml")

    outputs.write(judge(done, load_gates()), text_of(lighthouse))

    record = json.loads(outputs.json.read_text(encoding="utf-8"))
    assert record["schema"] == 2
    suite = ElementTree.parse(outputs.junit).getroot().find("testsuite")
    failures = sum(not row["passed"] for row in record["rows"]) + len(record["shortfalls"])
    assert int(suite.get("failures")) == failures
    page = outputs.html.read_text(encoding="utf-8")
    assert all(row["id"] in page for row in record["rows"])


def test_a_record_names_the_models_by_their_checksums(done: Run) -> None:
    found = done.as_json()["models"]

    assert found["embedding_model"]["sha256"] == DEFAULT_SHA256
    assert re.fullmatch("[0-9a-f]{64}", found["reader"]["sha256"])


def test_tags_have_figures_of_their_own(done: Run, cases: list[Case]) -> None:
    tags = done.as_json()["by_tag"]

    assert set(tags) == {tag for case in cases for tag in case.tags}
    assert tags["off-topic"]["n"] == tags["off-topic"]["passed"] == 2
    assert tags["off-topic"]["answerable_gold_in_quotes"] is None
    assert tags["off-topic"]["unanswerable_refused"] == 1
