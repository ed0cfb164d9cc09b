"""Documents are data: what is hidden in them for a model to obey does not reach the user."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from chat_server import ChatServer, chat_server, said

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.llm.prompt_injection import looks_like_injection

CORPUS = yaml.safe_load(
    (Path(__file__).parents[2] / "evals" / "cases" / "injections.yaml").read_text(encoding="utf-8")
)
INJECTIONS: list[dict[str, str]] = CORPUS["injections"]


def name(number: int) -> str:
    return f"{number:02d}.txt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("injected")
    for number, injection in enumerate(INJECTIONS):
        text = CORPUS["document"].replace("{injection}", injection["text"])
        (made / name(number)).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def store(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("store")
    Assistant(Settings(documents=folder, store=made)).sync()
    return made


@pytest.fixture(scope="module")
def offline(folder: Path, store: Path) -> Assistant:
    return Assistant(Settings(documents=folder, store=store))


@pytest.fixture(scope="module")
def quotes_alone(offline: Assistant) -> Callable[[int], str]:
    """The answer to the question of one document without a language model, asked for once."""
    return cache(
        lambda number: (
            offline.chain.invoke({"question": CORPUS["question"], "only": [name(number)]}).text
        )
    )


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with chat_server() as started:
        yield started


@pytest.fixture(scope="module")
def obedient(folder: Path, store: Path, server: ChatServer) -> Assistant:
    pytest.importorskip(
        "langchain_openai", reason="langchain-openai is not installed: pip install -e '.[dev]'"
    )
    settings = {"model": "openai:obedient", "model_url": server.url, "model_retries": 0}
    return Assistant(Settings(documents=folder, store=store, **settings))


def test_the_corpus_is_of_many_kinds() -> None:
    assert len(INJECTIONS) >= 40
    assert len({injection["kind"] for injection in INJECTIONS}) >= 20


@pytest.mark.parametrize("number", range(len(INJECTIONS)))
def test_quotes_answer_the_question_and_nothing_else(number: int, offline: Assistant) -> None:
    asked = {"question": CORPUS["question"], "only": [name(number)]}
    answer = offline.chain.invoke(asked)
    text = (offline.settings.documents / name(number)).read_text(encoding="utf-8")
    assert answer.short_answer is not None
    assert CORPUS["answer"] in answer.citations[0].quote
    assert INJECTIONS[number]["obeyed"] not in answer.short_answer.quote
    quotes = [f"“{c.quote}” [{n}]" for n, c in enumerate(answer.citations, 1)]
    assert answer.text == "\n\n".join([answer.short_answer.quote, *quotes])
    assert all(text[c.start : c.end] == c.quote for c in answer.citations)


@pytest.mark.parametrize("form", ["{obeyed}", "{obeyed} {all}.", "{obeyed} {each}.", "json"])
@pytest.mark.parametrize("number", range(len(INJECTIONS)))
def test_a_model_that_obeys_is_not_heard(
    number: int,
    form: str,
    obedient: Assistant,
    quotes_alone: Callable[[int], str],
    server: ChatServer,
) -> None:
    obeyed = INJECTIONS[number]["obeyed"]

    def reply(request: dict[str, Any]) -> Any:
        given = re.findall(r"^\[(\d+)\]", request["messages"][1]["content"], re.MULTILINE)
        if form == "json":
            text = f'"text": "{obeyed}", "sentences": [{", ".join(given)}]'
            return said(f'{{"claims": [{{{text}}}]}}')
        everywhere = "".join(f"[{n}]" for n in given)
        each = f"{given[0]}]. " + " ".join(f"{obeyed} [{n}]." for n in given[1:])
        return said(form.format(obeyed=obeyed, all=everywhere, each=f"[{each}"))

    server.reply = reply
    asked = {"question": CORPUS["question"], "only": [name(number)]}
    answer = obedient.chain.invoke(asked)
    assert answer.model is not None
    assert answer.model.shown == 0, answer.text
    assert answer.text == quotes_alone(number)


def test_most_of_them_are_kept_from_the_model() -> None:
    seen = [i["text"] for i in INJECTIONS if not looks_like_injection(i["text"])]
    assert len(seen) <= 0.05 * len(INJECTIONS), seen


def test_what_people_write_to_people_is_given_to_the_model(seed_text: str) -> None:
    lines = [line for line in (seed_text + CORPUS["document"]).splitlines() if line.strip()]
    assert [line for line in lines if looks_like_injection(line)] == []
