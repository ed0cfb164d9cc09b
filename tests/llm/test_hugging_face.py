"""A model of the transformers library, run in this process, answers under the same rules.

It is a tiny one with random weights, so it says nothing of sense, and nothing of it is shown.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.index.embeddings import default_model_path

pytest.importorskip(
    "langchain_huggingface",
    reason="langchain-huggingface is not installed: run `make test-llm`",
)
pytestmark = pytest.mark.llm

PORT = "The harbour of Dunmore was opened in 1911. It has two piers.\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("model")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(default_model_path() / "tokenizer.json"),
        pad_token="[PAD]",
        unk_token="[UNK]",
        eos_token="[SEP]",
    )
    tokenizer.chat_template = (
        "{% for message in messages %}{{ message['content'] }}\n{% endfor %}assistant:"
    )
    size = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2}
    config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **size)
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_nothing_of_a_model_without_sense_is_shown(model: Path, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "port.txt").write_text(PORT, encoding="utf-8")
    assistant = Assistant(
        Settings(
            documents=tmp_path / "documents",
            store=tmp_path / "store",
            model=f"huggingface:{model}",
        )
    )
    assistant.sync()
    answer = assistant.ask("When was the harbour of Dunmore opened?")
    assert answer.model is not None
    assert answer.model.shown == 0
    assert answer.model.problem
    assert [citation.quote for citation in answer.citations] == [
        "The harbour of Dunmore was opened in 1911."
    ]
