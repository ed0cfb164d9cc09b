"""The benchmark adapters: tiny files in the benchmarks' formats, asked of the real chain."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from chapter_and_verse.cli.commands import app
from chapter_and_verse.errors import RagError
from chapter_and_verse.evals.benchmarks import BENCHMARKS, clapnq, evaluate, run, xquad
from chapter_and_verse.evals.benchmarks.data import aligned, located
from chapter_and_verse.evals.benchmarks.rows import REFUSAL, Row, group_of, mean_of
from chapter_and_verse.evals.scoring.figures import estimate
from chapter_and_verse.settings import Settings
from chapter_and_verse.text.entities import find_entities
from chapter_and_verse.text.sentences import Span

LIGHTHOUSE = (
    "The lighthouse of Norrick was finished in 1871. It was designed by Ada Lindqvist. "
    "Its lamp burned whale oil until the harbour was electrified."
)
FERRY = (
    "The ferry between Norrick and Sandholm sails twice a day. The crossing takes forty minutes. "
    "Bicycles travel free of charge."
)
BAKERY = (
    "The bakery in Elm Street opened in 1902. Its rye bread is baked by Otto Brandt. "
    "Customers queue around the corner on Saturdays."
)


def question(context: str, asked: str, answer: str) -> dict[str, Any]:
    found = {"text": answer, "answer_start": context.index(answer)}
    return {"id": asked[:24], "question": asked, "answers": [found]}


def squad(*articles: tuple[str, dict[str, list[tuple[str, str]]]]) -> dict[str, Any]:
    """Articles as (title, {context: [(question, answer)]}), in SQuAD's format."""
    data = []
    for title, paragraphs in articles:
        written = [
            {"context": context, "qas": [question(context, *asked) for asked in qas]}
            for context, qas in paragraphs.items()
        ]
        data.append({"title": title, "paragraphs": written})
    return {"version": "1.1", "data": data}


SQUAD = squad(
    (
        "Norrick",
        {
            LIGHTHOUSE: [
                ("Who designed the lighthouse of Norrick?", "Ada Lindqvist"),
                ("When was the lighthouse of Norrick finished?", "1871"),
            ],
            FERRY: [("How long does the ferry crossing take?", "forty minutes")],
        },
    ),
    ("Bakery", {BAKERY: [("Who bakes the rye bread of the bakery in Elm Street?", "Otto Brandt")]}),
)


def write(path: Path, *values: Any) -> Path:
    """One JSON value, or several as JSON lines."""
    path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    return path


def checks(result: dict[str, Any], name: str) -> list[float]:
    return [row["checks"][name] for row in result["rows"] if name in row["checks"]]


def test_xquad_finds_the_paragraph_and_the_sentence_that_holds_the_answer(tmp_path: Path) -> None:
    write(tmp_path / "xquad.en.json", SQUAD)
    steps: list[tuple[str, int, int]] = []
    result = run("xquad", tmp_path, Settings(), on_progress=lambda *step: steps.append(step))
    assert steps[0] == ("Indexing", 0, 3)
    assert steps[-1] == ("Asking", 4, 4)
    totals = result["totals"]
    assert totals["n"] == 4
    for figure in ("paragraph_recall@1", "paragraph_recall@5", "evidence_hit@1", "verbatim_rate"):
        assert totals[figure] == 1.0
    assert totals["answer_f1"] == pytest.approx(sum(checks(result, "answer_f1")) / 4)
    assert set(result["intervals"]) == set(totals) - {"n"}
    json.dumps(result, allow_nan=False)

    texts = {"00001.txt": LIGHTHOUSE, "00002.txt": FERRY, "00003.txt": BAKERY}
    kept, left_out = result["rows"][0], result["rows"][1]
    assert kept["expected"]["spans"] == (Span(67, 80),)
    assert kept["group"] == "Norrick"
    assert kept["signals"]
    assert left_out["asked"] == "own paragraph left out"
    assert "00001.txt" in kept["sources"]
    assert "00001.txt" not in left_out["sources"]
    assert [row["outcome"] for row in result["rows"]] == [1.0, 0.0] * 4
    for row in result["rows"]:
        for quote in row["quotes"]:
            assert texts[quote["source"]][quote["start"] : quote["end"]] == quote["quote"]


def test_clapnq_scores_the_quotes_on_the_passages_own_sentences(tmp_path: Path) -> None:
    def line(number: int, asked: str, sentences: list[str], selected: list[int]) -> dict[str, Any]:
        text = " ".join(sentences) + " "
        output = {"answer": "", "selected_sentences": [sentences[i] for i in selected]}
        passage = {"title": f"Title {number}", "text": text, "sentences": sentences}
        return {"id": number, "input": asked, "passages": [passage], "output": [output]}

    ferry = [
        "The ferry sails twice a day .",
        "The crossing of the ferry takes forty minutes .",
        "Bicycles are free .",
    ]
    bakery = ["The bakery opened in 1902 .", "Its rye bread is baked by Otto Brandt ."]
    write(
        tmp_path / "clapnq_answerable.jsonl",
        line(1, "how long does the crossing of the ferry take", ferry, [1]),
        line(2, "who bakes the rye bread of the bakery", bakery, [1]),
    )
    write(
        tmp_path / "clapnq_unanswerable.jsonl",
        line(3, "what is the capital of australia", ["Geese fly south .", "They return ."], []),
    )
    result = run("clapnq", tmp_path, Settings())
    totals = result["totals"]
    assert totals["n"] == 3
    assert result["texts"] == 3
    assert totals["retrieval_recall@1"] == 1.0
    assert totals["retrieval_recall@5"] == 1.0
    assert result["details"]["first_sentence_precision"] == 1.0
    assert totals["sentence_recall"] == 1.0
    assert totals["refusal_auroc"] == 1.0
    for row in result["rows"][:2]:
        sentences = ferry if row["id"] == "1" else bakery
        shown = [s for s in sentences if any(s in quote["quote"] for quote in row["quotes"])]
        assert row["checks"]["sentence_precision"] == 1 / len(shown)
        assert len(row["sources"]) == 1


def test_mtrag_asks_the_last_turn_after_its_conversation(tmp_path: Path) -> None:
    fillers = [f"Chapter {n} of the manual is about valves of the kind {n}." for n in range(8)]

    def line(mark: str, contexts: list[str], *said: str) -> dict[str, Any]:
        speakers = ["user", "agent"] * len(said)
        return {
            "task_id": f"task {len(said)} {mark}",
            "conversation_id": "talk",
            "contexts": [{"document_id": "d", "text": text} for text in contexts],
            "input": [{"speaker": s, "text": t} for s, t in zip(speakers, said, strict=False)],
            "answerability": [mark],
        }

    path = write(
        tmp_path / "turns.jsonl",
        line("ANSWERABLE", [LIGHTHOUSE, " \n "], "What about the lighthouse of Norrick?"),
        line("ANSWERABLE", [FERRY], "Tell me about the ferry of Norrick.", "Yes?", "Is it fast?"),
        line("UNANSWERABLE", [], "Who won the chess tournament in Reykjavik?"),
        line("PARTIAL", fillers, "What is said about valves?"),
    )
    result = run("mtrag", path, Settings())
    assert result["totals"]["n"] == 3
    assert result["texts"] == 11
    assert [failure["source"] for failure in result["not_indexed"]] == ["00002.txt"]
    assert checks(result, "passage_recall@5") == [0.5, 1.0]
    assert result["totals"]["passage_recall@5"] == 0.75
    assert result["details"]["passage_hit@5"] == 1.0
    follow_up = result["rows"][1]
    assert follow_up["question"] == "Is it fast?"
    assert list(follow_up["sources"][:1]) == follow_up["expected"]["sources"]


def test_near_misses_swap_one_mention_and_keep_it_for_the_same_seed(tmp_path: Path) -> None:
    path = write(tmp_path / "any-name.json", SQUAD)
    result = run("near-miss", path, Settings(), seed=3)
    pairs = [(r["question"], r["asked"]) for r in result["rows"]]
    assert len(pairs) == 2 * result["totals"]["n"] > 0
    assert {asked for _, asked in pairs} == {"original", "near miss"}
    for item in result["sample"]:
        lost = {s.of(item["question"]) for s, _ in find_entities(item["question"])} - {
            s.of(item["near_miss"]) for s, _ in find_entities(item["near_miss"])
        }
        assert len(lost) == 1
    again = BENCHMARKS["near-miss"].load(path, 3).cases
    assert {pair.near_miss for pair in again} == {s["near_miss"] for s in result["sample"]}
    assert all(len(row["sources"]) == 1 for row in result["rows"])


def test_long_and_odd_contexts_keep_the_benchmarks_own_offsets(tmp_path: Path) -> None:
    long = "".join(f"Entry {n} of the log records wind from the north.\r\n" for n in range(1200))
    where = "The keeper's boat 🛶 was called Marigold\u2028 by all. "
    long = f"{long[:40000]}\n\n{where}\n\n{long[40000:]}"
    odd = "\ufeffNul \x00 and half \ud83d an emoji. The keeper's cat was called Biscuit."
    data = squad(
        (
            "",
            {
                long: [("What was the keeper's boat called?", "Marigold")],
                odd: [("What was the keeper's cat called?", "Biscuit")],
                "\u3000\n\t ": [],
                "": [],
            },
        )
    )
    data["data"][0]["paragraphs"][1]["qas"].append({"id": "x", "question": " ", "answers": []})
    settings = Settings(max_file_mb=0.01, passage_chars=6000, passages_read=2)
    result = run("xquad", write(tmp_path / "odd.json", data), settings)
    assert len(long) > 60000
    assert result["totals"]["evidence_hit@1"] == 1.0
    assert result["totals"]["verbatim_rate"] == 1.0
    assert {failure["source"] for failure in result["not_indexed"]} == {"00003.txt", "00004.txt"}
    assert [unusable["id"] for unusable in result["unusable"]] == ["x"]
    first = result["rows"][0]["sentences"][0]
    assert long[first["start"] : first["end"]] == first["text"]
    assert result["rows"][2]["group"] == "article 1"
    assert result["totals"]["refusal_auroc"] is not None


def test_the_command_asks_some_questions_over_all_texts_and_writes_the_report(
    tmp_path: Path,
) -> None:
    write(tmp_path / "xquad.en.json", SQUAD)
    out = tmp_path / "new" / "report.json"
    asked = ["eval", "--benchmark", "xquad", "--data", str(tmp_path), "--limit", "1"]
    done = CliRunner().invoke(app, [*asked, "--json", str(out)])
    assert done.exit_code == 0, done.output
    assert "evidence_hit@1" in done.output
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["totals"]["n"] == 1
    assert len(report["rows"]) == 2
    assert report["texts"] == 3
    assert report["intervals"]["paragraph_recall@1"] is None


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("xquad", None, "has no xquad.en.json"),
        ("xquad", "{", "is not JSON"),
        ("xquad", "[]", "not in the benchmark's format"),
        ("xquad", '{"data": []}', "holds no question"),
        ("xquad", '{"data": [{"paragraphs": [{"qas": []}]}]}', "data.0.paragraphs.0.context"),
        ("near-miss", '{"data": []}', "No near miss can be made"),
        ("clapnq", '{"id": "1"}', "line 1"),
        ("clapnq", "\n\nnonsense", "line 3 is not JSON"),
        ("mtrag", '{"task_id": "1"}', "conversation_id"),
        ("trivia", "{}", "Choose one of xquad, mixed, clapnq, mtrag, near-miss"),
    ],
)
def test_data_that_cannot_be_used_are_named(
    name: str, content: str | None, says: str, tmp_path: Path
) -> None:
    data = tmp_path
    if content is not None:
        data = tmp_path / "data.json"
        data.write_text(content, encoding="utf-8")
    out = tmp_path / "out.json"
    with pytest.raises(RagError, match=re.escape(says)):
        evaluate(name, data, Settings(), None, 0, out, Console())
    assert not out.exists()


def test_data_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(RagError, match="no file or folder"):
        run("mtrag", tmp_path / "nowhere", Settings())
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RagError, match="cannot be read"):
        run("xquad", tmp_path / "bytes.json", Settings())


def test_sentences_are_found_one_after_the_other() -> None:
    text = "No .  Yes .\nNo . Maybe ."
    found = aligned(text, ["No .", "Yes .", "No .", "Never .", "Maybe ."])
    assert found == [Span(0, 4), Span(6, 11), Span(12, 16), None, Span(17, 24)]
    assert aligned("a  b", ["a b", ""]) == [Span(0, 4), None]


def test_answers_are_found_where_they_are_said_to_be_or_nearest_to_it() -> None:
    assert located("one two one", "one", 8) == Span(8, 11)
    assert located("one two one", "one", 6) == Span(8, 11)
    assert located("one two one", "three", 0) is None
    assert located("one", " ", 0) is None


def test_a_sentence_is_quoted_where_half_of_the_shorter_is_shared() -> None:
    sentences = [Span(0, 10), None, Span(10, 30), Span(30, 32)]
    assert clapnq.quoted([Span(0, 9)], sentences) == {0}
    assert clapnq.quoted([Span(0, 12)], sentences) == {0}
    assert clapnq.quoted([Span(0, 22)], sentences) == {0, 2}
    assert clapnq.quoted([Span(12, 16)], sentences) == {2}
    assert clapnq.quoted([Span(0, 5), Span(28, 32)], sentences) == {0, 2, 3}
    assert clapnq.quoted([], sentences) == frozenset()


def test_a_hit_holds_the_whole_answer_in_one_sentence() -> None:
    sentences = [("a.txt", Span(0, 20)), ("a.txt", Span(20, 40))]
    assert xquad.hit(sentences[:1], "a.txt", [Span(5, 20)]) == 1.0
    assert xquad.hit(sentences[:1], "a.txt", [Span(20, 25)]) == 0.0
    assert xquad.hit(sentences, "a.txt", [Span(18, 22)]) == 0.0
    assert xquad.hit(sentences, "a.txt", [Span(18, 22), Span(20, 25)]) == 1.0
    assert xquad.hit(sentences, "b.txt", [Span(5, 20)]) == 0.0


def test_figures_are_those_of_the_rows() -> None:
    def row(group: str, answerable: bool, confidence: float, **results: float) -> Row:
        return Row(
            id="", group=group, asked="", question="", standalone_question="",
            answerable=answerable, expected={}, outcome=0.0, confidence=confidence,
            refused=confidence < 0.5, short_answer="", quotes=(), sentences=(), sources=(),
            signals={}, checks=results, verbatim=(0, 0), latency_ms=1.0,
        )  # fmt: skip

    rows = [
        row("a", True, 0.9, right=1.0),
        row("a", False, 0.6),
        row("b", True, 0.3, right=0.0),
        row("b", False, 0.1),
    ]
    assert estimate(mean_of("right"), rows, 0, group_of).value == 0.5
    assert estimate(REFUSAL["refusal_auroc"], rows, 0, group_of).value == 0.75
    assert estimate(REFUSAL["refusal_balanced_accuracy"], rows, 0, group_of).value == 0.5
    low, high = estimate(mean_of("right"), rows, 0, group_of).interval or (None, None)
    assert (low, high) == (0.0, 1.0)
    assert estimate(REFUSAL["refusal_auroc"], rows[::2], 0, group_of).value is None
    assert estimate(mean_of("wrong"), rows, 0, group_of).value is None
