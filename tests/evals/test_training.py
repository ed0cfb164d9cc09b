"""What the reader is trained on, and how: sets in one form, contrast, topics, batches, losses."""

from __future__ import annotations

import json
import random
from datetime import datetime
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from chapter_and_verse.evals.training.batches import NO_ANSWER, batches, encode, tensors
from chapter_and_verse.evals.training.contrast import (
    another_of_its_kind,
    denied,
    make_bank,
    mentions,
    roles_swapped,
    with_question_in_text,
)
from chapter_and_verse.evals.training.examples import Example, join_tokens, qamr, selqa, squad
from chapter_and_verse.evals.training.negatives import hard_passages, without_answer
from chapter_and_verse.evals.training.sets import json_lines
from chapter_and_verse.evals.training.topics import Section, topic_questions
from chapter_and_verse.evals.training.variation import mistyped
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
    example("Who built the bridge?", BRIDGE, "Carl Benz"),
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


def json_row(tmp_path: Path, name: str, **labels: object) -> Example:
    row = {"id": "1", "context": TOWER, "question": "Why?", "answers": [], "lang": "en"} | labels
    (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n")
    (read,) = json_lines(tmp_path, name)
    return read


def test_a_set_teaches_only_what_it_labels(tmp_path: Path) -> None:
    """Where the passage alone is labelled, neither span nor sentences are learnt from it."""
    passage_only = json_row(tmp_path, "boolq.val", answerable=True)
    assert (passage_only.short, passage_only.evidence, passage_only.others) == (None, (), 0.0)
    section = json_row(tmp_path, "medquad", answerable=True, sentences=[[0, 41]])
    assert section.short is False
    assert [s.of(TOWER) for s in section.evidence] == ["The tower was built by Ada Byron in 1889."]
    fact = json_row(
        tmp_path, "squad.sample", answerable=True, answers=[{"start": 36, "text": "1889"}]
    )
    assert fact.short
    assert 0 < fact.others < 1
    nothing = json_row(tmp_path, "squad.sample", answerable=False)
    assert (nothing.short, nothing.others, nothing.answerable) == (False, 1.0, False)


def test_mentions_have_kinds() -> None:
    text = "On Monday, Ada Byron left for 3 March 1901 with 12 million coins."
    found = {(kind, span.of(text)) for kind, span in mentions(text, {})}
    assert {
        ("weekday", "Monday"),
        ("person", "Ada Byron"),
        ("day", "3 March"),
        ("year", "1901"),
        ("quantity", "12 million"),
    } <= found


def test_another_of_its_kind_is_not_in_the_passage() -> None:
    bank = make_bank(EXAMPLES)
    made = list(another_of_its_kind(EXAMPLES, bank, random.Random(0)))
    assert {e.question for e in made} <= {
        "What did Carl Benz build in 1889?",
        "What did Ada Byron build in 1901?",
        "What did Ada Byron build?",
    }
    assert made
    for negative in made:
        assert not negative.answerable
        assert not negative.targets


def test_swapped_roles_name_another_of_the_passage() -> None:
    passage = "In 1889 Ada Byron built the tower. Later Carl Benz painted the doors."
    item = example("What did Ada Byron build?", passage, "the tower")
    (made,) = roles_swapped([item], make_bank([item]), random.Random(0))
    assert made.question == "What did Carl Benz build?"
    assert not made.answerable


def test_a_denial_takes_the_answer_away() -> None:
    made = [negative.passage for negative in denied(EXAMPLES[:1])]
    assert made == [TOWER.replace("was built", "was never built")]


def test_a_question_in_the_text_is_no_evidence() -> None:
    (made,) = with_question_in_text(EXAMPLES[:1], random.Random(0), answered=True)
    assert "Who built the tower?" in made.passage
    assert [span.of(made.passage) for span, _ in made.targets] == ["Ada Byron"]
    (gone,) = with_question_in_text(EXAMPLES[:1], random.Random(0), answered=False)
    assert "Who built the tower?" in gone.passage
    assert "Ada Byron" not in gone.passage


def test_negatives_do_not_hold_the_answer() -> None:
    cut = list(without_answer(EXAMPLES))
    assert [negative.passage for negative in cut][:1] == [
        "It has 300 steps. Visitors like the view."
    ]
    for negative in hard_passages(EXAMPLES, random.Random(0)):
        assert not negative.answerable
        assert negative.targets == ()


SECTIONS = [
    Section(name, f"{name} is of wood. {name} has a roof. It was old.", "Town")
    for name in ("Tower", "Bridge", "Harbour", "Market")
]


def test_a_topic_is_answered_by_its_section_alone() -> None:
    for made in topic_questions(SECTIONS, 60, random.Random(0)):
        assert made.short is False
        assert made.answerable == bool(made.evidence)
        asked = [s for s in SECTIONS if s.heading.lower() in made.question.lower()]
        if made.answerable:
            quoted = " ".join(span.of(made.passage) for span in made.evidence)
            named = [s.heading for s in SECTIONS if f"{s.heading} has a roof." in quoted]
            assert set(named) == {s.heading for s in asked}


def test_a_slip_changes_one_longer_word() -> None:
    for seed in range(20):
        slipped = mistyped("who built the tower", random.Random(seed))
        assert [w for w in slipped.split() if w not in ("who", "the")] != ["built", "tower"] or (
            slipped == "who built the tower"  # two like letters changed places
        )
    assert mistyped("who is it", random.Random(0)) == "who is it"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(default_model_path())


def test_targets_point_at_the_answers_tokens(tokenizer: Tokenizer) -> None:
    for item, made in zip(EXAMPLES, encode(EXAMPLES, tokenizer, random.Random(0)), strict=True):
        (start,), (end,) = made.starts, made.ends
        answer = tokenizer.decode(made.ids[start : end + 1])
        assert answer == item.targets[0][0].of(item.passage).lower()


def test_the_sentence_that_holds_the_answer_is_evidence(tokenizer: Tokenizer) -> None:
    (made,) = encode(EXAMPLES[:1], tokenizer, random.Random(0))
    assert [s.label for s in made.sentences] == [1.0, 0.0, 0.0]
    first = made.sentences[0]
    assert tokenizer.decode(made.ids[first.first : first.last + 1]).startswith("the tower was")


def test_headings_stand_before_every_window(tokenizer: Tokenizer) -> None:
    passage = "Nothing happens here at all. " * 100 + TOWER
    item = Example("Who?", passage, (), "town", heading="Town\nTower\n", answerable=False)
    for seed in range(3):
        (made,) = encode([item], tokenizer, random.Random(seed), max_tokens=64, usual_tokens=64)
        assert len(made.ids) <= 64
        assert "[SEP] town tower " in tokenizer.decode(made.ids, skip_special_tokens=False)


def test_a_long_passage_is_cut_to_a_window_that_holds_the_answer(tokenizer: Tokenizer) -> None:
    passage = "Nothing happens here at all. " * 200 + TOWER + " Nothing happens here at all." * 200
    item = example("Who built the tower?", passage, "Ada Byron")
    for seed in range(5):
        (made,) = encode([item], tokenizer, random.Random(seed), max_tokens=64, usual_tokens=64)
        assert len(made.ids) <= 64
        (start,), (end,) = made.starts, made.ends
        assert tokenizer.decode(made.ids[start : end + 1]) == "ada byron"


def test_without_a_target_the_first_token_is_right(tokenizer: Tokenizer) -> None:
    nothing = Example("Who?", TOWER, (), "town", answerable=False, short=False)
    (made,) = encode([nothing], tokenizer, random.Random(0))
    assert made.starts == made.ends == {NO_ANSWER: 1.0}
    assert made.span_known


def test_batches_hold_every_item_once_and_stay_small(tokenizer: Tokenizer) -> None:
    made = encode(EXAMPLES * 40, tokenizer, random.Random(0))
    groups = batches(made, 256, random.Random(0))
    assert sorted(len(i.ids) for g in groups for i in g) == sorted(len(i.ids) for i in made)
    for group in groups:
        shaped = tensors(group)
        assert shaped["input_ids"].numel() <= 256
        assert shaped["starts"].sum(-1).allclose(shaped["ends"].sum(-1))


def test_a_sentences_logit_is_the_head_on_the_mean_of_its_states(tokenizer: Tokenizer) -> None:
    torch = pytest.importorskip("torch")
    from chapter_and_verse.evals.training.objective import sentence_logits

    states, head = torch.randn(2, 9, 4), torch.nn.Linear(4, 1)
    places = torch.tensor([[0, 1, 3], [1, 2, 8]])
    means = torch.stack([states[0, 1:4].mean(0), states[1, 2:9].mean(0)])
    logits = sentence_logits(head(states).squeeze(-1), places)
    assert logits.allclose(head(means).squeeze(-1), atol=1e-5)


def test_what_a_set_does_not_say_costs_nothing(tokenizer: Tokenizer) -> None:
    torch = pytest.importorskip("torch")
    from chapter_and_verse.evals.training.model import Readings
    from chapter_and_verse.evals.training.objective import losses_of

    unknown = Example("Is it?", TOWER, (), "town", others=0.0, short=None)
    batch = tensors(encode([unknown], tokenizer, random.Random(0)))
    shape = batch["input_ids"].shape
    readings = Readings(
        torch.randn(shape), torch.randn(shape), torch.randn(shape), torch.zeros(shape[0])
    )
    losses = losses_of(readings, batch)
    assert losses.span == losses.evidence == 0
    assert losses.answerable.item() == pytest.approx(0.6931, abs=1e-3)


def test_the_rate_rises_and_falls_with_the_budget() -> None:
    from chapter_and_verse.evals.training.train import rate_at, seconds_until

    assert rate_at(0.0, 1.0) == 0.0
    assert rate_at(0.05, 1.0) == pytest.approx(1.0)
    assert rate_at(0.525, 1.0) == pytest.approx(0.5)
    assert rate_at(1.0, 1.0) == 0.0
    assert seconds_until("23:30", datetime(2026, 1, 1, 23, 0)) == 1800
    assert seconds_until("00:30", datetime(2026, 1, 1, 23, 30)) == 3600


def test_training_starts_from_the_shipped_readers_weights(tokenizer: Tokenizer) -> None:
    """The dequantised weights read as the exported file does, up to its rounding."""
    np = pytest.importorskip("numpy")
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from chapter_and_verse.documents.passages import Passage
    from chapter_and_verse.evals.training.model import open_reader
    from chapter_and_verse.reading.open_reader import shipped_reader, shipped_reader_path

    path = shipped_reader_path()
    passage = Passage("town.txt", 0, len(TOWER), TOWER, (Span(0, 41), Span(42, 59), Span(60, 83)))
    first, *_ = shipped_reader(path).read("Who built the tower?", [passage])[0]
    (made,) = encode(EXAMPLES[:1], tokenizer, random.Random(0))
    batch = tensors([made])
    with torch.no_grad():
        read = open_reader(path).eval()(
            batch["attention_mask"], batch["token_type_ids"], input_ids=batch["input_ids"]
        )
    (start,), (end,) = made.starts, made.ends
    margin = read.starts[0, start] + read.ends[0, end] - read.starts[0, 0] - read.ends[0, 0]
    assert float(margin) == pytest.approx(first.score, abs=1.0)
    assert int(np.argmax(read.starts[0].numpy())) == start
