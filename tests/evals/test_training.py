"""What the reader is trained on: public sets in one form, near misses, padded batches."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from chapter_and_verse.evals.cases.entity_swaps import names_by_kind, swap
from chapter_and_verse.evals.training.batches import NO_ANSWER, batches, encode, tensors
from chapter_and_verse.evals.training.examples import Example, join_tokens, qamr, selqa, squad
from chapter_and_verse.evals.training.negatives import hard_passages, near_misses, without_answer
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.minilm import load_tokenizer
from chapter_and_verse.text.sentences import Span

TOWER = "The tower was built by Ada Byron in 1889. It has 300 steps. Visitors like the view."
BRIDGE = "The bridge was built by Carl Benz in 1901. It has two decks."


def example(question: str, passage: str, answer: str) -> Example:
    start = passage.index(answer)
    return Example(question, passage, ((Span(start, start + len(answer)), 1.0),), "town")


EXAMPLES = [
    example("Who built the tower?", TOWER, "Ada Byron"),
    example("What did Ada Byron build in 1889?", TOWER, "The tower"),
    example("What did Carl Benz build?", BRIDGE, "The bridge"),
]


def test_votes_of_annotators_become_weights(tmp_path: Path) -> None:
    answers = [{"text": "1889", "answer_start": 36}] * 2 + [{"text": "in 1889", "answer_start": 33}]
    article = {
        "paragraphs": [{"context": TOWER, "qas": [{"question": "When?", "answers": answers}]}]
    }
    (tmp_path / "set.json").write_text(json.dumps({"data": [article]}))
    (read,) = squad(tmp_path / "set.json")
    assert {span.of(TOWER): round(weight, 2) for span, weight in read.targets} == {
        "1889": 0.67,
        "in 1889": 0.33,
    }


def test_treebank_tokens_become_running_text() -> None:
    text, spans = join_tokens("He said `` I do n't -LRB- yet -RRB- know . ''".split())
    assert text == 'He said "I don\'t (yet) know."'
    assert spans[3].of(text) == "I"


def test_qamr_answers_stand_in_their_sentence_among_others(tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text(
        "Wiki1k:wikipedia:1:0:0\tAda built the tower .\nWiki1k:wikipedia:1:0:1\tIt is tall .\n"
    )
    (tmp_path / "q.tsv").write_text(
        "Wiki1k:wikipedia:1:0:0\t0\t7\t0\t0\tWho built it?\t0\t8:0\t9:0\n"
    )
    (read,) = qamr([tmp_path / "q.tsv"], tmp_path / "s.tsv", random.Random(1))
    assert [span.of(read.passage) for span, _ in read.targets] == ["Ada"]
    assert "It is tall." in read.passage


def test_selqa_marks_whole_sentences(tmp_path: Path) -> None:
    item = {"question": "When?", "article": "a", "candidates": ["One.", "Two."], "answers": [1]}
    (tmp_path / "selqa.json").write_text(json.dumps([item]))
    (read,) = selqa(tmp_path / "selqa.json")
    assert read.whole_sentence
    assert [span.of(read.passage) for span, _ in read.targets] == ["Two."]


def test_a_near_miss_names_what_the_passage_lacks() -> None:
    others = names_by_kind([TOWER, BRIDGE])
    swapped = swap("What did Ada Byron build in 1889?", TOWER, others, random.Random(0))
    assert swapped in {
        "What did Carl Benz build in 1889?",
        "What did Ada Byron build in 1901?",
    }
    assert swap("Who built the tower?", TOWER, others, random.Random(0)) is None
    for negative in near_misses(EXAMPLES, random.Random(0)):
        assert negative.targets == ()


def test_negatives_do_not_hold_the_answer() -> None:
    cut = list(without_answer(EXAMPLES))
    assert [negative.passage for negative in cut][:1] == [
        "It has 300 steps. Visitors like the view."
    ]
    for negative in hard_passages(EXAMPLES, random.Random(0)):
        assert negative.targets == ()
        assert "Ada Byron" not in negative.passage or "Carl" in negative.question


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(default_model_path())


class _Wrapped:
    """The part of a transformers tokenizer that `encode` uses."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.backend_tokenizer = tokenizer
        self.cls_token_id = tokenizer.token_to_id("[CLS]")
        self.sep_token_id = tokenizer.token_to_id("[SEP]")


def test_targets_point_at_the_answers_tokens(tokenizer: Tokenizer) -> None:
    for item, made in zip(
        EXAMPLES, encode(EXAMPLES, _Wrapped(tokenizer), random.Random(0)), strict=True
    ):
        (start,), (end,) = made.starts, made.ends
        answer = tokenizer.decode(made.ids[start : end + 1])
        assert answer == item.targets[0][0].of(item.passage).lower()


def test_a_long_passage_is_cut_to_a_window_that_holds_the_answer(tokenizer: Tokenizer) -> None:
    passage = "Nothing happens here at all. " * 200 + TOWER + " Nothing happens here at all." * 200
    item = example("Who built the tower?", passage, "Ada Byron")
    for seed in range(5):
        (made,) = encode([item], _Wrapped(tokenizer), random.Random(seed), max_tokens=64)
        assert len(made.ids) <= 64
        (start,), (end,) = made.starts, made.ends
        assert tokenizer.decode(made.ids[start : end + 1]) == "ada byron"


def test_without_a_target_the_first_token_is_right(tokenizer: Tokenizer) -> None:
    nothing = Example("Who?", TOWER, (), "town")
    (made,) = encode([nothing], _Wrapped(tokenizer), random.Random(0))
    assert made.starts == made.ends == {NO_ANSWER: 1.0}


def test_batches_hold_every_item_once_and_stay_small(tokenizer: Tokenizer) -> None:
    made = encode(EXAMPLES * 40, _Wrapped(tokenizer), random.Random(0))
    groups = batches(made, 256, random.Random(0))
    assert sorted(len(i.ids) for g in groups for i in g) == sorted(len(i.ids) for i in made)
    for group in groups:
        shaped = tensors(group)
        assert shaped["input_ids"].numel() <= 256
        assert shaped["starts"].sum(-1).allclose(shaped["ends"].sum(-1))
