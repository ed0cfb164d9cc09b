"""Another model of the transformers library in the reader's place, and how long its answers are."""

from __future__ import annotations

import pytest

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.index.embeddings import SentenceEmbeddings, default_model_path
from chapter_and_verse.reading.open_reader import open_reader
from chapter_and_verse.reading.reader import Reader, SentenceReading
from chapter_and_verse.text.sentences import sentence_spans

TEXT = "It stands on a cliff. It was built by Maria Stone in 1874. One sees it from afar."


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A model without a layer that knows two words: answers begin at "Maria", end at "Stone"."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

    folder = tmp_path_factory.mktemp("reader")
    tokenizer = AutoTokenizer.from_pretrained(default_model_path(), local_files_only=True)
    model = BertForQuestionAnswering(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=4,
            num_hidden_layers=0,
            num_attention_heads=1,
            intermediate_size=4,
        )
    )
    words = torch.tensor([[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]])
    for embeddings in model.bert.embeddings.children():
        if isinstance(embeddings, torch.nn.Embedding):
            embeddings.weight.data.zero_()
    known = tokenizer.convert_tokens_to_ids(["maria", "stone"])
    model.bert.embeddings.word_embeddings.weight.data[known] = words
    model.qa_outputs.weight.data = words
    model.qa_outputs.bias.data.zero_()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return open_reader(str(folder), SentenceEmbeddings())


def best(reader: Reader, text: str) -> SentenceReading:
    passage = Passage("a.txt", 0, len(text), text, tuple(sentence_spans(text)))
    (row,) = reader.read("How far does one see it?", [passage])
    assert [reading.span for reading in row] == sentence_spans(text)
    return max(row, key=lambda reading: reading.score)


def test_the_model_of_a_folder_reads_in_the_shipped_ones_place(other: Reader) -> None:
    """What it answers is its own mistake: the question is about another sentence."""
    found = best(other, TEXT)
    assert found.span.of(TEXT) == "It was built by Maria Stone in 1874."
    assert found.answer is not None
    assert found.answer.of(TEXT) == "Maria Stone"
    assert found.score > 0
    assert best(open_reader("default", SentenceEmbeddings()), TEXT).span != found.span


@pytest.mark.parametrize(("tokens", "is_whole"), [(40, True), (41, False)])
def test_no_short_answer_is_longer_than_forty_tokens(
    other: Reader, tokens: int, is_whole: bool
) -> None:
    whole = f"Maria {'very ' * (tokens - 2)}Stone"
    found = best(other, f"It was {whole} here.")
    assert found.answer is not None
    assert (found.answer.of(f"It was {whole} here.") == whole) is is_whole
