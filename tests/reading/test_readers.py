"""The reader: short answers inside sentences, windows over long passages, other models."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from places import text_document

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.errors import ModelError
from chapter_and_verse.index.embeddings import SentenceEmbeddings, default_model_path
from chapter_and_verse.index.minilm import load_tokenizer
from chapter_and_verse.reading.open_reader import check_shipped_reader, open_reader
from chapter_and_verse.reading.reader import Reader, SimilarityReader
from chapter_and_verse.reading.span_reader import Batch, ExtractiveReader, Logits
from chapter_and_verse.text.sentences import sentence_spans

TEXT = (
    "The lighthouse stands on a cliff. It was built by Maria Stone in 1874. "
    "Its lamp can be seen from 30 km away."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return open_reader("default", SentenceEmbeddings())


def passage(text: str) -> Passage:
    return Passage("a.txt", 0, len(text), text, tuple(sentence_spans(text)))


def best(reader: Reader, question: str, text: str) -> tuple[str, str]:
    """The best sentence and the short answer in it."""
    (row,) = reader.read(question, [passage(text)])
    reading = max(row, key=lambda r: r.score)
    return reading.span.of(text), reading.answer.of(text) if reading.answer else ""


def test_the_shipped_weights_are_the_ones_described() -> None:
    check_shipped_reader()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who built the lighthouse?", "Maria Stone"),
        ("When was the lighthouse built?", "1874"),
        ("From how far away can the lamp be seen?", "30 km"),
    ],
)
def test_short_answers(reader: Reader, question: str, answer: str) -> None:
    sentence, short = best(reader, question, TEXT)
    assert answer in short
    assert short in sentence


def test_a_passage_without_the_answer_scores_lower(reader: Reader) -> None:
    rows = reader.read(
        "Who built the lighthouse?",
        [passage(TEXT), passage("The harbour was dredged. Its quay is made of granite.")],
    )
    answered, unanswered = (max(reading.score for reading in row) for row in rows)
    assert answered > 0 > unanswered, "above 0 the reader holds it for an answer"
    assert answered > unanswered + 3


def test_every_sentence_of_a_long_passage_is_read(reader: Reader) -> None:
    filler = "The weather on the coast is mild, and the fields are green for most of the year. "
    text = filler * 60 + TEXT + " " + filler * 60
    (row,) = reader.read("Who built the lighthouse?", [passage(text)])
    assert [reading.span for reading in row] == sentence_spans(text)
    assert "Maria Stone" in best(reader, "Who built the lighthouse?", text)[0]


def test_answers_are_spans_of_the_document_not_of_the_passage(reader: Reader) -> None:
    document = text_document("a.txt", "Fog is common here in May. " * 30 + TEXT)
    passages = split(document, 300)
    rows = reader.read("Who built the lighthouse?", passages)
    reading = max((r for row in rows for r in row), key=lambda r: r.score)
    assert reading.answer is not None
    assert reading.span.start <= reading.answer.start < reading.answer.end <= reading.span.end
    assert "Maria Stone" in reading.answer.of(document.text)


@pytest.mark.parametrize("question", ["?", "x" * 2000, "word " * 400, "🎉", "中国防长何时访问？"])
def test_any_question_can_be_read(reader: Reader, question: str) -> None:
    (row,) = reader.read(question, [passage(TEXT)])
    assert len(row) == 3
    assert all(np.isfinite(reading.score) for reading in row)
    assert reader.read(question, []) == []


def test_a_model_that_cannot_be_loaded_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "none"}))
    with pytest.raises(ModelError, match="RAG_READER"):
        open_reader(str(tmp_path), SentenceEmbeddings())


def test_without_a_reader_similarity_decides() -> None:
    reader = open_reader("none", SentenceEmbeddings())
    assert isinstance(reader, SimilarityReader)
    for question, sentence in (
        ("Where does the lighthouse stand?", "The lighthouse stands on a cliff."),
        ("Was it built by Maria Stone?", "It was built by Maria Stone in 1874."),
        ("How far away can its lamp be seen?", "Its lamp can be seen from 30 km away."),
    ):
        assert best(reader, question, TEXT) == (sentence, "")
    assert reader.read("Who?", []) == []


def telling_reader(seen: list[Batch] | None = None) -> ExtractiveReader:
    """A reader whose model gives each token its own number as evidence, and each window a 7."""

    def model(batch: Batch) -> Logits:
        if seen is not None:
            seen.append(batch)
        ids = batch["input_ids"].astype(np.float32)
        return Logits(ids * 0, ids * 0, ids, np.full(len(ids), 7.0, dtype=np.float32))

    tokenizer = load_tokenizer(default_model_path())
    return ExtractiveReader("telling", tokenizer, model, headed=True)


def test_evidence_is_the_mean_over_the_tokens_of_a_sentence() -> None:
    (row,) = telling_reader().read("Who?", [passage(TEXT)])
    for reading in row:
        tokens = load_tokenizer(default_model_path()).encode(
            reading.span.of(TEXT), add_special_tokens=False
        )
        assert reading.evidence == pytest.approx(np.mean(tokens.ids), rel=1e-3)
        assert reading.answerable == 7.0


def test_a_reader_that_does_not_tell_says_so(reader: Reader) -> None:
    (row,) = reader.read("Who?", [passage(TEXT)])
    told = {r.evidence is None for r in row}
    assert told in ({True}, {False})
    assert {r.answerable is None for r in row} == told


def test_headings_stand_before_every_window_and_are_never_quoted() -> None:
    text = TEXT + " The weather is mild." * 150
    seen: list[Batch] = []
    under = Passage(
        "a.txt", 0, len(text), text, tuple(sentence_spans(text)), ("Coast", "Lighthouse")
    )
    (row,) = telling_reader(seen).read("Who?", [under])
    tokenizer = load_tokenizer(default_model_path())
    assert [reading.span for reading in row] == sentence_spans(text)
    (batch,) = seen
    assert len(batch["input_ids"]) > 1
    for ids in batch["input_ids"].tolist():
        assert "? coast lighthouse " in tokenizer.decode(ids)
        assert len(ids) <= 320
