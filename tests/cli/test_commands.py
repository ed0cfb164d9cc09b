"""The command line as people and scripts use it: texts, JSON, exit statuses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapter_and_verse import __version__
from chapter_and_verse.answer.answer import REFUSAL
from chapter_and_verse.cli.commands import app, source

NAME = "000_harbour_report_1987.txt"
REPORT = (
    "The harbour of Tarn\n\nThe mayor Ada Marsh visited Norway from May 16 to 19. She met the "
    "shipbuilder Karl Voss there.\n\nBen Oak, who leads the opposition, said that higher fees "
    "would drive the fishermen to other harbours.\n\nThe harbour has 62 moorings, and the "
    "ferry to Sandholm sails twice a day.\n"
)


def rag(*args: object, **env: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(arg) for arg in args], env=env)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options of an index over one report."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "documents").mkdir()
    (folder / "documents" / NAME).write_bytes(REPORT.encode())
    options = ["--documents", str(folder / "documents"), "--store", str(folder / "store")]
    assert rag("index", *options)[0] == 0
    return options


def test_ask_prints_the_quote_with_its_place(place: list[str]) -> None:
    status, out, _ = rag("ask", "When did Ada Marsh visit Norway?", *place)
    assert status == 0
    assert "May 16 to 19" in out
    assert re.search(rf"{NAME}: .*line \d+", out)
    assert "Confidence" in out


def test_ask_json_quotes_are_slices_of_the_source(place: list[str]) -> None:
    question = "What did Ben Oak say would happen if the fees rose?"
    status, out, _ = rag("ask", question, "--json", *place)
    answer = json.loads(out)
    assert status == 0
    assert answer["schema"] == 1
    assert answer["question"] == answer["standalone_question"] == question
    assert not answer["refused"]
    assert 0 <= answer["confidence"] <= 1
    assert set(answer["timings_ms"]) >= {"retrieve", "read", "total"}
    text = json.loads(rag("source", NAME, "--json", *place)[1])["text"]
    assert text == REPORT
    for citation in answer["citations"]:
        assert set(citation) == {
            "n", "source", "start", "end", "quote", "page", "headings", "title", "line",
            "page_label", "place",
        }  # fmt: skip
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert "other harbours" in answer["citations"][0]["quote"]
    short = answer["short_answer"]
    assert short is None or text[short["start"] : short["end"]] == short["text"]


def test_a_refusal_is_an_answer(place: list[str]) -> None:
    status, out, _ = rag("ask", "What is the capital of Peru?", "--json", *place)
    answer = json.loads(out)
    assert status == 0
    assert answer["refused"]
    assert answer["citations"] == []
    assert answer["short_answer"] is None
    assert answer["closest"]


def test_what_is_no_question_gets_a_phrase_or_a_summary(place: list[str]) -> None:
    status, out, _ = rag("ask", "summarise this in one sentence", *place)
    assert status == 0
    assert "A summary in the document’s own words" in out
    assert re.search(rf"{NAME}: .*line \d+", out)
    assert "Confidence" not in out
    status, out, _ = rag("ask", "hello", "--json", *place)
    answer = json.loads(out)
    assert status == 0
    assert answer["answer"].startswith("Hello.")
    assert set(answer) == {
        "schema", "question", "standalone_question", "answer", "short_answer", "refused",
        "confidence", "citations", "closest", "timings_ms", "statements", "kind", "warnings",
    }  # fmt: skip
    assert (answer["refused"], answer["citations"], answer["short_answer"]) == (False, [], None)


def test_history_is_read_from_a_file(place: list[str], tmp_path: Path) -> None:
    turns = [
        {"role": "user", "content": "When did Ada Marsh visit Norway?"},
        {"role": "assistant", "content": "May 16 to 19"},
    ]
    (tmp_path / "turns.json").write_text(json.dumps(turns))
    history = ["--history", tmp_path / "turns.json"]
    _, out, _ = rag("ask", "Whom did she meet there?", *history, "--json", *place)
    assert "Ada Marsh" in json.loads(out)["standalone_question"]
    (tmp_path / "turns.json").write_text('[{"role": "system", "content": "x"}]')
    status, _, err = rag("ask", "And then?", *history, *place)
    assert status == 2
    assert "Message 1 of the history" in err


def test_index_json_counts(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("A fact.")
    (tmp_path / "docs" / "b.txt").write_bytes(b"\xff\xfe\xff")
    place = ["--documents", tmp_path / "docs", "--store", tmp_path / "store"]
    status, out, _ = rag("index", "--json", *place)
    report = json.loads(out)
    assert status == 1
    assert {key: report[key] for key in ("added", "replaced", "removed", "unchanged")} == {
        "added": 1,
        "replaced": 0,
        "removed": 0,
        "unchanged": 0,
    }
    assert report["passages"] == 1
    assert [set(failure) for failure in report["failed"]] == [{"source", "reason"}]
    (tmp_path / "docs" / "b.txt").unlink()
    assert rag("index", *place)[0] == 0
    assert rag("index", tmp_path / "docs" / "a.txt", *place)[0] == 0
    status, _, err = rag("index", tmp_path, *place)
    assert (status, "--documents" in err) == (2, True)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ask", ""], "question is empty"),
        (["ask", "x" * 100_000], "100,000 characters"),
        (["ask", "Who?", "--history", "/no/such/file"], "/no/such/file cannot be opened"),
        (["source", "nothing.txt"], "no document nothing.txt"),
        (["source", "000_harbour_report_187.txt"], f"Did you mean {NAME}?"),
        (["source", "../pyproject.toml"], "pyproject.toml"),
        (["eval", "--benchmark", "xquad"], "--data"),
        (["ask"], "Missing argument 'question'. Run `rag ask --help`"),
        (["ask", "Who?", "--wrong"], "No such option: --wrong"),
        (["serve", "--port", "many"], "'--port'"),
    ],
)
def test_bad_input_gets_one_clear_line(place: list[str], args: list[str], said: str) -> None:
    status, out, err = rag(*args, *place)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_wrong_usage_of_the_program_itself_gets_one_line() -> None:
    for args, said in (["nope"], "No such command 'nope'"), (["--nope"], "--nope"):
        status, out, err = rag(*args)
        assert (status, out) == (2, "")
        assert said in err
        assert len(err.strip().splitlines()) == 1


def test_the_version_is_told() -> None:
    assert rag("--version") == (0, f"rag {__version__}\n", "")


@pytest.mark.parametrize("args", [["-h"], ["ask", "-h"], ["source", "--help"]])
def test_help_is_one_letter_away(args: list[str]) -> None:
    status, out, _ = rag(*args)
    assert status == 0
    assert "Usage: rag" in out


@pytest.mark.parametrize("content", ["nonsense", '{"role": "user"}', '["Who?"]', '"Who?"'])
def test_a_history_of_another_form_is_told_the_form(
    place: list[str], tmp_path: Path, content: str
) -> None:
    path = tmp_path / "turns.json"
    path.write_text(content)
    status, _, err = rag("ask", "Who?", "--history", path, *place)
    assert status == 2
    assert '[{"role": "user", "content": "…"}, ' in err
    assert len(err.strip().splitlines()) == 1


def test_source_prints_the_exact_text_and_ends_the_line_for_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("A fact.")
    (tmp_path / "b.txt").write_text("A fact.\n")
    assert rag("source", "a.txt", "--documents", tmp_path)[1] == "A fact."
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name in ("a.txt", "b.txt"):
        source(name, documents=tmp_path)
        assert capsys.readouterr().out == "A fact.\n"


def test_a_refusal_stands_apart_from_the_closest_passages(place: list[str]) -> None:
    _, out, _ = rag("ask", "What is the capital of Peru?", *place)
    said, closest, *_ = out.split("\n\n")
    assert said.startswith(REFUSAL)
    assert closest.startswith("[1] “")
    assert re.search(r"^Chance that these passages answer: \d+ %$", out, re.MULTILINE)
    assert "Confidence" not in out


def test_missing_and_empty_places(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    store = ["--store", tmp_path / "store"]
    for args, said in (
        (["index", "--documents", tmp_path / "none", *store], "none"),
        (["index", "--documents", tmp_path / "empty", *store], "nothing to index"),
        (["ask", "Who?", "--documents", tmp_path, "--store", tmp_path / "new"], "rag index"),
    ):
        status, _, err = rag(*args)
        assert status == 2
        assert said in err
    status, _, err = rag("ask", "Who?", RAG_PASSAGES_READ="many")
    assert status == 2
    assert "RAG_PASSAGES_READ" in err


def test_a_missing_folder_is_named_though_there_is_an_index(
    place: list[str], tmp_path: Path
) -> None:
    status, _, err = rag("ask", "Who visited Norway?", *place, "--documents", tmp_path / "none")
    assert status == 2
    assert f"{tmp_path / 'none'} does not exist" in err


def test_evals_run_the_cases_that_a_setting_names(place: list[str]) -> None:
    status, _, err = rag("eval", *place, RAG_CASES="none.yaml")
    assert status == 2
    assert "none.yaml" in err


def test_doctor_finds_what_is_wrong(place: list[str], tmp_path: Path) -> None:
    status, out, _ = rag("doctor", *place)
    assert status == 0, out
    status, out, _ = rag("doctor", "--documents", place[1], "--store", tmp_path)
    assert status == 1
    assert "rag index" in out


def test_chat_keeps_the_conversation(place: list[str]) -> None:
    runner = CliRunner()
    result = runner.invoke(app, ["chat", *place], input="When did Ada Marsh visit Norway?\n\n")
    assert result.exit_code == 0
    assert "May 16 to 19" in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_json_can_be_read_whatever_the_terminal_writes(encoding: str) -> None:
    code = (
        "from chapter_and_verse.cli.console import print_json; print_json({'a': '“mill” 水车 😀'})"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert json.loads(out.stdout.decode(encoding)) == {"a": "“mill” 水车 😀"}


@pytest.mark.slow
def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; "
        "from chapter_and_verse.cli.commands import app; "
        "out = CliRunner().invoke(app, ['--help']).stdout; "
        "assert 'serve' in out and 'eval' in out, out; "
        "heavy = 'chromadb', 'torch', 'gradio', 'langchain_core', 'numpy'; "
        "print([name for name in heavy if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.slow
def test_ask_imports_neither_torch_nor_the_page(place: list[str]) -> None:
    code = (
        "import sys; from chapter_and_verse import Assistant, Settings; "
        f"assistant = Assistant(Settings(documents={place[1]!r}, store={place[3]!r})); "
        "assistant.ask('Who met Karl Voss?'); assistant.ask('summarise this'); "
        "print([m for m in ('torch', 'transformers', 'gradio', 'py3langid') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert out.stdout.strip() == "[]"
