"""The comparison of systems: all get the same questions and are judged the same way."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from chapter_and_verse import Assistant
from chapter_and_verse.evals.benchmarks import clapnq
from chapter_and_verse.evals.cases.case import draw_sample
from chapter_and_verse.evals.comparison.compare import main, open_systems
from chapter_and_verse.evals.comparison.questions import from_benchmark, of_clapnq
from chapter_and_verse.evals.comparison.results import Result, as_markdown
from chapter_and_verse.evals.comparison.shown import (
    FIGURES,
    Asked,
    Quoted,
    Shown,
    answer_first,
    answer_shown,
    chars_shown,
    chars_to_answer,
    gold_share,
    holds,
    row,
)
from chapter_and_verse.evals.comparison.systems import System
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.question.question import Question
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.sentences import Span

CASES = Path(__file__).parent / "lighthouse" / "cases.yaml"
TEXT = "The lamp was lit in 1871. Ada Lindqvist drew it. Nobody paid."
ADA = [("a.txt", (Span(26, 39),))]
LIGHTHOUSE = (
    "The lighthouse of Norrick was finished in 1871. It was designed by Ada Lindqvist. "
    "Its lamp burned whale oil until the harbour was electrified."
)
FERRY = (
    "The ferry between Norrick and Sandholm sails twice a day. The crossing takes forty minutes. "
    "Bicycles travel free of charge."
)
SYSTEMS = (
    "this chain, default reader",
    "LangChain tutorial",
    "BM25 alone",
    "this chain, similarity alone",
)


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    """A file in SQuAD's format with a question for each of two paragraphs."""
    asked = {
        LIGHTHOUSE: ("Who designed the lighthouse of Norrick?", "Ada Lindqvist"),
        FERRY: ("How long does the ferry crossing take?", "forty minutes"),
    }
    paragraphs = [
        {
            "context": text,
            "qas": [
                {
                    "id": question,
                    "question": question,
                    "answers": [{"text": answer, "answer_start": text.index(answer)}],
                }
            ],
        }
        for text, (question, answer) in asked.items()
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Norrick", "paragraphs": paragraphs}]}))
    return path


def quoted(start: int, end: int) -> Quoted:
    return Quoted("a.txt", start, end, TEXT[max(0, start) : end])


def shown(*spans: tuple[int, int], **more: Any) -> Shown:
    return Shown(tuple(quoted(*span) for span in spans), 0.9, **({"refused": False} | more))


@pytest.mark.slow
def test_cases_go_to_every_system(
    lighthouse: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    asked = ["--cases", str(CASES), "--documents", str(lighthouse.settings.documents)]
    assert main([*asked, "--limit", "4", "--seed", "1", "--json", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "answer in the first thing shown" in printed
    assert "(×" in printed

    run = json.loads(out.read_text(encoding="utf-8"))
    assert tuple(system["system"] for system in run["systems"]) == SYSTEMS
    for system in run["systems"]:
        assert [r["id"] for r in system["rows"]] == [r["id"] for r in run["systems"][0]["rows"]]
        assert set(system["figures"]) == {*FIGURES, "index_seconds"}
        assert system["figures"]["verbatim_rate"] == 1.0
        for r in system["rows"]:
            assert len(r["quotes"]) <= 4
            for q in r["quotes"]:
                text = lighthouse.sources.document(q["source"]).text
                assert text[q["start"] : q["end"]] == q["text"]
    tutorial = run["systems"][1]
    assert not any(r["refused"] for r in tutorial["rows"])
    assert tutorial["figures"]["answer_f1"] is None
    assert tutorial["ratios"]["latency_ms_p50"] == pytest.approx(
        tutorial["figures"]["latency_ms_p50"] / run["systems"][0]["figures"]["latency_ms_p50"]
    )


def test_a_benchmark_is_pasted_as_markdown_with_another_reader(
    squad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    untrained = str(default_model_path())
    status = main(
        ["--benchmark", "xquad", "--data", str(squad), "--markdown", "--reader", untrained]
    )
    printed = capsys.readouterr().out
    assert status == 0
    heading, rule, *body = printed.splitlines()
    assert (
        heading
        == "|  | "
        + " | ".join([*SYSTEMS[:3], f"this chain, {untrained} reader", SYSTEMS[3]])
        + " |"
    )
    assert rule == "|---|---:|---:|---:|---:|---:|"
    assert all(line.count("|") == 7 for line in body[: len(FIGURES) + 1])
    assert body[-1].startswith("2 answerable questions and 2 others; 2 documents;")


def test_no_system_sees_what_is_left_out(squad: Path) -> None:
    def silent(step: str, done: int, total: int) -> None:
        pass

    with from_benchmark("xquad", squad, Settings(), None, 0, silent) as prepared:
        systems: list[System] = open_systems(prepared, [])
        kept, left_out, *_ = prepared.asked
        assert (kept.answerable, left_out.answerable) == (True, False)
        (own,) = left_out.question.without
        for system in systems:
            found = system.ask(kept.question)
            assert found.spans[0].source == own, system.name
            assert own not in {quote.source for quote in system.ask(left_out.question).spans}
            assert system.index_seconds > 0
        assert systems[2].ask(Question("Xylophones?")) == Shown((), 0.0, refused=True)


def test_the_answer_is_where_its_whole_span_is() -> None:
    assert holds([quoted(20, 30), quoted(30, 45)], "a.txt", Span(26, 39))
    assert not holds([quoted(20, 30), quoted(31, 45)], "a.txt", Span(26, 39))
    assert not holds([quoted(20, 45)], "b.txt", Span(26, 39))
    assert answer_first(shown((26, 48), (0, 25)), ADA) == 1.0
    assert answer_first(shown((0, 25), (26, 48)), ADA) == 0.0
    assert answer_first(shown((26, 48), refused=True), ADA) == 0.0
    two = [*ADA, ("a.txt", (Span(49, 61), Span(0, 3)))]
    assert answer_shown(shown((0, 25), (26, 48)), two) == 1.0
    assert answer_shown(shown((26, 48)), two) == 0.5


def test_whole_sentences_around_the_gold_are_no_ballast() -> None:
    texts = {"a.txt": TEXT}
    assert gold_share(shown((26, 48)), ADA, texts) == 1.0
    assert gold_share(shown((26, 48), (0, 22)), ADA, texts) == 0.5
    assert gold_share(shown((26, 48), (26, 48)), ADA, texts) == 1.0
    assert gold_share(shown((0, 25)), ADA, texts) == 0.0
    assert gold_share(shown((26, 48), refused=True), ADA, texts) == 0.0


def test_reading_ends_where_the_answer_ends() -> None:
    assert chars_to_answer(shown((26, 48), (0, 25)), ADA) == 13
    assert chars_to_answer(shown((0, 25), (26, 48)), ADA) == 25 + 13
    assert chars_to_answer(shown((26, 48), short_answer=quoted(26, 39)), ADA) == 13 + 13
    assert chars_to_answer(shown((30, 48), (20, 30)), ADA) == 18 + 10
    assert chars_to_answer(shown((0, 25)), ADA) == math.inf
    assert chars_to_answer(shown((26, 48), refused=True), ADA) == math.inf
    assert chars_shown(shown((26, 48), (0, 25), refused=True)) == 47


def test_a_row_tells_what_is_verbatim_and_an_answer_never_reached() -> None:
    asked = Asked("1", "g", Question("Who drew it?"), True, ADA, ("Ada Lindqvist",))
    lost = Shown((quoted(0, 25), Quoted("a.txt", -1, 3, "The")), 0.2, refused=False)
    made = row(asked, lost, 1.0, {"a.txt": TEXT})
    assert made.verbatim == (1, 2)
    assert made.checks["answer_f1"] == 0.0
    result = Result.of("lost", 0.5, [made, made], 0)
    assert result.figures["verbatim_rate"] == 0.5
    assert result.figures["answer_f1"] is None
    assert result.figures["refusal_auroc"] is None
    assert "| characters to the answer, median ↓ | never |" in as_markdown([result])
    assert "chars_to_answer_p50" not in result.ratios(result)


def test_selected_sentences_are_the_gold_of_clapnq() -> None:
    case = clapnq.Case(
        "1", "t", "Who?", TEXT, True, (Span(0, 25), None, Span(49, 61)), frozenset([1, 2])
    )
    (asked,) = of_clapnq(case, {TEXT: "a.txt"})
    assert asked.gold == [("a.txt", (Span(49, 61),))]
    assert asked.question.only is None


def test_the_same_seed_draws_the_same_questions() -> None:
    numbers = [*range(100)]
    assert draw_sample(numbers, 5, 3) == draw_sample(numbers, 5, 3)
    assert draw_sample(numbers, None, 0) == numbers


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--benchmark", "xquad"], "name the folder with --data"),
        (["--data", "here"], "name which one with --benchmark"),
        (["--benchmark", "xquad", "--data", "x", "--documents", "y"], "brings its own texts"),
        (["--benchmark", "xquad", "--data", "nowhere"], "no file or folder nowhere"),
        (["--cases", "nowhere.yaml"], "nowhere.yaml cannot be read"),
        (["--documents", "nowhere"], "nowhere does not exist"),
        (["--limit", "0"], "--limit must be at least 1"),
        (["--json", "no/folder/out.json"], "Name a file with --json"),
        (["--limit", "1", "--reader", "./no-such-reader"], "'./no-such-reader' cannot be loaded"),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_sentence(
    given: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(given) == 2
    caught = capsys.readouterr()
    assert says in caught.err
    assert not caught.out
