"""Which sentences a summary takes, and which it leaves out."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from places import text_document

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.reading.central_sentences import find_central_sentences, lexrank


def summary(text: str, wanted: int | None = None, passage_chars: int = 900) -> list[str]:
    passages = split(text_document("a.txt", text), passage_chars)
    return [s.text for s in find_central_sentences(passages, vectors(passages), wanted)]


def vectors(passages: list[Passage]) -> np.ndarray:
    """Vectors that differ a little from passage to passage."""
    made = 1 + 0.1 * np.random.default_rng(0).standard_normal((len(passages), 8))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True))


def test_one_sentence_is_its_own_summary() -> None:
    for text in (
        "The bridge was opened in 1932 by the mayor.",
        "It was.",
        "A title",
        "？",
        "咖啡馆开业。",
    ):
        assert summary(text) == [text]


def test_nothing_gives_nothing() -> None:
    assert find_central_sentences([], np.zeros((0, 8))) == []


def test_titles_captions_fragments_and_leaning_sentences_are_left_out() -> None:
    text = (
        "date 2023-04-19 33 minutes ago\n\nThe old bridge\n\n"
        "The old bridge over the river was closed to all lorries in spring.\n"
        "It will stay closed. However, the mayor promised a new bridge.\n\n"
        "image caption, the mayor of the town at the old bridge over the river\n\n"
        "Photo: the old bridge over the river in the spring of last year.\n\n"
        "Engineers found cracks in the old bridge over the river. Why did nobody look before?\n"
        "“The cracks are wide,” he said.\n\n| bridge | river |\n"
    )
    assert summary(text, 9) == [
        "The old bridge over the river was closed to all lorries in spring.",
        "Engineers found cracks in the old bridge over the river.",
    ]


def test_what_was_said_is_not_said_again() -> None:
    text = (
        "The council of the town voted to close the old bridge over the river.\n\n"
        "The council of the town voted to close the old bridge over the river today.\n\n"
        "Lorries must take the long road through the valley and the old bridge is closed."
    )
    first, second = summary(text, 2)
    assert first.startswith("The council")
    assert second.startswith("Lorries")


def test_rows_of_a_table_are_left_out_where_there_is_prose() -> None:
    rows = "name: Joy Adeyemi; crop: runner beans.\n\nname: Tom Baker; crop: white leeks.\n\n"
    prose = "Everybody on the list has a plot behind the station of Harwick."
    assert summary(rows + prose, 3) == [prose]
    assert len(summary(rows, 3)) == 2


def test_it_is_spread_over_the_document_in_its_order() -> None:
    text = "\n\n".join(
        f"The report on {subject} says that the town spent {n} thousand on {subject} last year."
        for n, subject in enumerate(["roads", "schools", "parks", "bridges", "trams", "water"] * 10)
    )
    chosen = summary(text, 6)
    places = [text.index(sentence) / len(text) for sentence in chosen]
    assert places == sorted(places)
    assert len({int(place * 6) for place in places}) >= 5


def test_a_long_document_takes_a_bounded_time() -> None:
    sentence = "The bridge number {n} was opened in the year {n} by the mayor of the town. "
    text = "".join(sentence.format(n=n) for n in range(20_000))
    passages = split(text_document("a.txt", text), 200)
    assert len(passages) > 9_000
    given = vectors(passages)
    began = time.process_time()
    assert len(find_central_sentences(passages, given)) == 7
    assert time.process_time() - began < 5


@given(
    st.text(st.sampled_from(list("aebH .!?“”\"'|\n\t,()0中。é")), max_size=400), st.integers(1, 9)
)
def test_any_text_gives_spans_of_itself(text: str, wanted: int) -> None:
    passages = split(text_document("a.txt", text), 200)
    found = find_central_sentences(passages, vectors(passages), wanted)
    assert len(found) <= wanted
    assert bool(found) == bool(passages)
    assert all(sentence.span.of(text) == sentence.text != "" for sentence in found)


def test_sentences_that_share_nothing_rank_alike() -> None:
    assert lexrank(np.eye(3)).tolist() == [1.0, 1.0, 1.0]
    assert lexrank(np.eye(1)).tolist() == [1.0]
