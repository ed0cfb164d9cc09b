"""The optional cross-encoder that a model's claims are held to as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from chapter_and_verse.errors import ModelError
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.llm.entailment import open_entailment


def cross_encoder(folder: Path, *labels: str) -> str:
    """A tiny untrained one whose favourite is its first label."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    tokenizer = AutoTokenizer.from_pretrained(default_model_path(), local_files_only=True)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label=dict(enumerate(labels)),
        label2id={label: n for n, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    model.classifier.weight.data.zero_()
    model.classifier.bias.data = -model.classifier.bias.data.new_tensor(range(len(labels)))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize(
    ("labels", "entailed"),
    [
        (("entailment", "neutral", "contradiction"), True),
        (("contradiction", "ENTAILMENT", "neutral"), False),
    ],
)
def test_the_label_that_wins_decides(
    labels: tuple[str, ...], entailed: bool, tmp_path: Path
) -> None:
    entails = open_entailment(cross_encoder(tmp_path, *labels))
    assert entails(["The mill opened in 1932."], "The mill opened.") is entailed


def test_another_kind_of_cross_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="has no label for entailment, only good, bad"):
        open_entailment(cross_encoder(tmp_path, "good", "bad"))


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_entailment(str(tmp_path))
