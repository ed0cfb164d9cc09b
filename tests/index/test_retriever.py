"""The search: by meaning and by words, in all documents or in chosen ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.errors import ModelError, SettingsError
from chapter_and_verse.index.embeddings import (
    SentenceEmbeddings,
    check_default_model,
    default_model_path,
)
from chapter_and_verse.text.words import terms, words

DOCUMENTS = {
    "ships.txt": "The frigate sailed from Porto in spring.",
    "trees.txt": "Oaks and beeches grow in the valley.",
    "code.txt": "Error XQ-4711 means that the valve is stuck.",
}


@pytest.fixture
def assistant(make_assistant: Callable[..., Assistant]) -> Assistant:
    made = make_assistant(DOCUMENTS)
    made.sync()
    return made


def sources(assistant: Assistant, query: str, **where: object) -> list[str]:
    return [d.metadata["source"] for d in assistant.retriever.invoke(query, **where)]


def test_by_meaning_and_by_words(assistant: Assistant) -> None:
    assert sources(assistant, "Which vessel left the harbour?")[0] == "ships.txt"
    assert sources(assistant, "XQ-4711")[0] == "code.txt"


def test_only_chosen_documents(assistant: Assistant) -> None:
    assert sources(assistant, "forest", only={"ships.txt"}) == ["ships.txt"]
    assert set(sources(assistant, "forest", without={"trees.txt"})) == {"ships.txt", "code.txt"}
    both = sources(assistant, "forest", only={"ships.txt", "trees.txt"}, without={"ships.txt"})
    assert both == ["trees.txt"]


def test_every_passage_has_both_scores(assistant: Assistant) -> None:
    found = assistant.retriever.invoke("Where do oaks grow?")
    vector = np.array(assistant.embeddings.embed_query("Where do oaks grow?"))
    for document in found:
        own = np.array(assistant.embeddings.embed_documents([document.page_content])[0])
        assert document.metadata["cosine"] == pytest.approx(float(own @ vector), abs=1e-3)
        assert 0 <= document.metadata["bm25"] <= 1
    assert found[0].metadata["bm25"] == 1


def test_questions_without_known_words_are_searched_by_meaning(assistant: Assistant) -> None:
    assert len(sources(assistant, "??? the of 🎉")) == 3


def test_the_embedded_model_is_the_official_one() -> None:
    check_default_model()


@pytest.mark.parametrize("text", ["When did it happen?", "", "中国防长", "long " * 600])
def test_questions_are_embedded_as_sentence_transformers_does(text: str) -> None:
    light = SentenceEmbeddings()
    full = SentenceEmbeddings(str(default_model_path()))
    assert light.embed_query(text) == pytest.approx(full.embed_query(text), abs=2e-6)


def test_a_model_that_is_not_there() -> None:
    with pytest.raises(ModelError, match="RAG_EMBEDDING_MODEL"):
        SentenceEmbeddings("/no/such/model").embed_documents(["a"])


def test_a_chroma_server_that_does_not_answer() -> None:
    assistant = Assistant(Settings(chroma_url="http://127.0.0.1:9"))
    with pytest.raises(SettingsError, match="RAG_CHROMA_URL"):
        assistant.ask("Anything?")


def test_words_fold_case_accents_and_unspaced_scripts() -> None:
    assert words("Café ＸQ 3.5%") == ["cafe", "xq", "3.5"]
    assert words("中国防长") == ["中国", "国防", "防长"]
    assert terms("The visits that he visited") == ["visit", "visit"]
