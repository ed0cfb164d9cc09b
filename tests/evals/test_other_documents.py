"""``rag eval`` pointed at documents of one's own: three formats, the README's commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chapter_and_verse.cli.commands import app

pytestmark = pytest.mark.slow

LIGHTHOUSE = Path(__file__).parent / "lighthouse"


def rag(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module")
def record(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("out")
    done = rag(
        *("eval", "--cases", LIGHTHOUSE / "cases.yaml", "--documents", documents),
        *("--json", out / "run.json", "--html", out / "run.html", "--junit", out / "run.xml"),
    )
    assert done.exit_code == 0, done.output
    assert (out / "run.html").stat().st_size > 10_000
    assert (out / "run.xml").stat().st_size > 1_000
    return json.loads((out / "run.json").read_text(encoding="utf-8"))


def test_every_quote_is_verbatim_and_every_statement_borne_out(record: dict[str, Any]) -> None:
    totals = record["totals"]

    assert totals["n"] == 12
    assert totals["verbatim_rate"] == totals["faithfulness"] == totals["citation_recall"] == 1
    assert set(record["documents"]) == {"visit.md", "history.html", "keepers.docx"}


@pytest.mark.parametrize("format_", ["markdown", "html", "docx"])
def test_answers_come_from_every_format(record: dict[str, Any], format_: str) -> None:
    assert record["by_tag"][format_]["answerable_gold_in_quotes"] >= 0.5


def test_what_is_not_in_the_documents_is_refused(record: dict[str, Any]) -> None:
    assert record["by_tag"]["off-topic"]["unanswerable_refused"] == 1


def test_a_tag_and_a_limit_choose_cases(documents: Path, tmp_path: Path) -> None:
    cases = ("--cases", LIGHTHOUSE / "cases.yaml", "--documents", documents)
    out = tmp_path / "run.json"

    done = rag("eval", *cases, "--tag", "docx", "--limit", 1, "--seed", 3, "--json", out)

    assert done.exit_code in (0, 1), done.output
    (row,) = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert "docx" in row["tags"]
