"""The second opinion of a chat model: how its agreement is counted, and when it cannot be had."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from chat_server import Reply, Request, chat_server, said
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from chapter_and_verse import Settings
from chapter_and_verse.evals.cases.case import EvalError
from chapter_and_verse.evals.run.judge import measure_kappa
from chapter_and_verse.evals.run.outputs import Outputs
from chapter_and_verse.evals.run.runner import Options, evaluate

PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1)


def test_kappa_is_the_agreement_beyond_chance() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15

    assert measure_kappa(pairs) == pytest.approx(0.4)


@given(PAIRS)
def test_two_who_never_differ_agree_fully_unless_chance_explains_it(
    pairs: list[tuple[bool, bool]],
) -> None:
    same = [(first, first) for first, _ in pairs]

    assert measure_kappa(same) == (None if len(set(same)) == 1 else pytest.approx(1))


@given(PAIRS)
def test_kappa_is_at_most_one_and_even_handed(pairs: list[tuple[bool, bool]]) -> None:
    found = measure_kappa(pairs)

    assert found is None or -1 <= found <= 1 + 1e-9
    assert found == pytest.approx(measure_kappa([(b, a) for a, b in pairs])) if found else True


def test_without_a_chat_model_nobody_judges() -> None:
    with pytest.raises(EvalError, match="Set RAG_MODEL=provider:name"):
        evaluate(Settings(), Options(judge=True), Console())


BRIDGE = "The bridge over the Tay was opened in 1887. It was built by William Arrol."
CASES = """
- id: builder
  question: Who built the bridge over the Tay?
  answerable: true
  gold: [{source: bridge.txt, quote: William Arrol}]
- id: moon
  question: Who walked on the moon?
  answerable: false
"""


def test_a_models_answers_are_compared_with_quotes_alone_and_judged(tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai", reason="langchain-openai is not installed")
    documents, out = tmp_path / "docs", tmp_path / "run.json"
    documents.mkdir()
    (documents / "bridge.txt").write_text(BRIDGE)
    (tmp_path / "cases.yaml").write_text(CASES)
    lenient = tmp_path / "lenient.toml"
    lenient.write_text("[at_least]\nverbatim_rate = 1.0")

    def reply(request: Request) -> Reply:
        judging = "whether quotes" in request["messages"][0]["content"]
        return said("No." if judging else "It was built by William Arrol [2].\nIt is red [1].")

    with chat_server() as server:
        server.reply = reply
        settings = Settings(
            documents=documents,
            store=tmp_path / "store",
            model="openai:scripted",
            model_url=server.url,
        )
        options = Options(
            cases=tmp_path / "cases.yaml",
            thresholds=lenient,
            judge=True,
            outputs=Outputs(json=out),
        )
        assert evaluate(settings, options, Console(quiet=True)) == 0

    record = json.loads(out.read_text(encoding="utf-8"))
    assert record["baseline"]["name"] == "quotes alone"
    assert record["models"]["chat_model"]["name"] == "openai:scripted"
    builder, moon = record["rows"]
    assert builder["answer"].startswith("It was built by William Arrol. [1]")
    assert [claim["text"] for claim in builder["model"]["dropped"]] == ["It is red."]
    assert moon["model"] is None, "a refusal needs no model"
    assert record["judge"]["faithfulness"] == 0
    assert record["judge"]["agreement"] == 0
    assert record["totals"]["faithfulness"] == 1
