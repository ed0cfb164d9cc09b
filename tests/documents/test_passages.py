"""Passages tile the text; sentences are spans inside them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import text_document

from chapter_and_verse import Assistant
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.formats.plain import plain_extraction
from chapter_and_verse.documents.passages import sentences_from_text, sentences_text
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.text.sentences import Span, sentence_spans

ANY = st.text(max_size=2500) | st.text(
    st.sampled_from(list('ab .!?…\n\r\t。！？、é\u0301,;:😀"“”')), max_size=4000
)


def document(text: str) -> Document:
    return Document(**vars(plain_extraction(text)), source="a.txt", sha256="0")


@settings(max_examples=300, deadline=None)
@given(text=ANY, passage_chars=st.integers(200, 1200))
def test_passages_tile_any_text(text: str, passage_chars: int) -> None:
    passages = split(document(text), passage_chars)
    if sentence_spans(text):
        assert "".join(passage.text for passage in passages) == text
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert len(passage.text.strip()) <= passage_chars


@settings(max_examples=300, deadline=None)
@given(text=ANY, passage_chars=st.integers(200, 1200))
def test_every_sentence_is_a_span_of_the_text_and_of_its_passage(
    text: str, passage_chars: int
) -> None:
    seen: list[Span] = []
    for passage in split(document(text), passage_chars):
        for span in passage.sentences:
            assert passage.start <= span.start < span.end <= passage.end
            assert passage.quote(span) == text[span.start : span.end]
            assert passage.quote(span).strip() == passage.quote(span)
        seen.extend(passage.sentences)
    assert all(a.end <= b.start for a, b in pairwise(seen))
    left = [
        text[a.end : b.start]
        for a, b in zip([Span(0, 0), *seen], [*seen, Span(len(text), 0)], strict=True)
    ]
    if seen:
        assert not "".join(left).strip()


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)).map(lambda p: Span(*p))))
def test_stored_sentences_come_back(spans: list[Span]) -> None:
    assert sentences_from_text(sentences_text(spans)) == tuple(spans)


def test_abbreviations_quotes_and_other_scripts() -> None:
    text = (
        "Dr. Smith paid $3.5 million, i.e. a lot. “Go away!” she said. 他来了。她说：“好。”真的吗？"
    )
    assert [span.of(text) for span in sentence_spans(text)] == [
        "Dr. Smith paid $3.5 million, i.e. a lot.",
        "“Go away!” she said.",
        "他来了。",
        "她说：“好。”",
        "真的吗？",
    ]


def test_items_of_a_list_are_cut_into_their_sentences() -> None:
    text = "1. Rents. They rise soon. Ann objected.\n2. Bees. Bo may keep two.\n- Tea\n- Milk\n"
    (passage,) = split(text_document("minutes.txt", text), 2000)
    assert [passage.quote(span) for span in passage.sentences] == [
        "1. Rents.",
        "They rise soon.",
        "Ann objected.",
        "2. Bees.",
        "Bo may keep two.",
        "- Tea",
        "- Milk",
    ]


def test_a_heading_stays_with_its_paragraph() -> None:
    paragraph = "This sentence fills the passage with some words of no account. " * 5
    text = f"{paragraph}\n\nWeather\n\n{paragraph}"
    passages = split(document(text), 400)
    assert [passage.text.startswith("Weather") for passage in passages] == [False, True]


def test_a_text_without_full_stops_is_cut_between_words() -> None:
    text = "word " * 1000
    passages = split(document(text), 500)
    assert len(passages) > 9
    assert all(not passage.text.strip().startswith("ord") for passage in passages)


def test_passages_carry_the_headings_that_stand_over_them() -> None:
    text = (
        "# The handbook\n\nIt is for everyone. " + "It is long. " * 30 + "\n\n"
        "## Refunds\n\nMoney comes back. " + "It takes days. " * 30 + "\n\n"
        "- apples\n- pears\n\nFigure 2: a pear\n\nThat was all of it. " + "Nothing follows. " * 20
    )
    passages = split(text_document("a.md", text), 300)
    headings = {p.text.split(".")[0].strip(): p.heading for p in passages}
    assert passages[0].heading == ""
    assert headings["# The handbook\n\nIt is for everyone"] == ""
    assert headings["It is long"] == "The handbook\n"
    assert headings["## Refunds\n\nMoney comes back"] == "The handbook\n"
    assert headings["It takes days"] == "The handbook\nRefunds\n"
    assert headings["Nothing follows"] == "The handbook\nRefunds\n"
    assert "".join(p.text for p in passages) == text


def test_headings_are_searched_but_never_quoted(make_assistant: Callable[..., Assistant]) -> None:
    text = "Snuff\n\n" + "It sold well. " * 90 + "It was written by Ada Marsh in a night. " * 2
    assistant = make_assistant({"song.txt": text, "other.txt": "Tobacco is a plant."})
    assistant.sync()
    found = assistant.retriever.invoke("Snuff")
    assert [d.metadata["source"] for d in found][-1] == "other.txt"
    assert all("Snuff" in d.page_content for d in found[:-1])
    answer = assistant.ask("Who wrote Snuff?")
    shown = [*answer.citations, *answer.closest]
    assert shown
    assert all("Snuff" not in c.quote and c.quote in text for c in shown)


def test_a_heading_right_above_its_text_is_no_part_of_the_sentence() -> None:
    text = "# Ferry\n## Fares\nA crossing costs 12 crowns.\n\n**Hours**\r\nWe open at nine.\n"

    (passage,) = split(text_document("fares.md", text), 900)

    assert [passage.quote(span) for span in passage.sentences] == [
        "# Ferry",
        "## Fares",
        "A crossing costs 12 crowns.",
        "**Hours**",
        "We open at nine.",
    ]


def sentences(text: str) -> list[str]:
    (passage,) = split(text_document("a.md", text), 2000)
    return [passage.quote(span) for span in passage.sentences]


def test_a_row_of_a_table_is_a_sentence() -> None:
    text = (
        "Set it here:\n\n| name | default |\n|---|:--:|\n| port | 8714 |\n| size | 5. Use 6. |\n"
        "Restart it then."
    )
    assert sentences(text) == [
        "Set it here:",
        "| name | default |",
        "| port | 8714 |",
        "| size | 5. Use 6. |",
        "Restart it then.",
    ]
    (passage,) = split(text_document("a.md", text), 2000)
    assert [n for n, s in enumerate(passage.sentences) if passage.is_title(s)] == [1]


def test_a_line_with_a_value_is_a_sentence() -> None:
    lines = "Address: Kajgatan 4, Umeå\n- Phone: 555 01, or ask Dr. Eva.\nOpen: 8 to 16"
    assert sentences(f"Write to us.\n{lines}\n") == ["Write to us.", *lines.split("\n")]
    speech = "Anna: I saw the ship.\nBen: It had sunk. So they told me.\nAnna: No. It was there."
    assert "Ben: It had sunk." in sentences(speech)
    for running in ("They came: nobody\nknew why they did.", "One line: alone\nin a text."):
        assert sentences(running) == [running]


def test_a_heading_without_a_mark_is_no_part_of_the_sentence() -> None:
    minutes = "It rained all day long.\n\n{}\nThe average wait fell to 6 minutes in May."
    for heading in ("2. Waiting times", "Waiting times"):
        (passage,) = split(text_document("a.txt", minutes.format(heading)), 2000)
        assert [passage.quote(span) for span in passage.sentences][1:] == [
            heading,
            "The average wait fell to 6 minutes in May.",
        ]
        assert passage.is_title(passage.sentences[1])


@pytest.mark.parametrize(
    "text",
    [
        "All the ships of the company\nBrest and Lorient were sunk in May.",
        "A line of a text that is broken where it is full, near\nWashington, is no heading.",
        "Shall I compare thee to a day\nThou art more lovely and more kind than it.",
        "What came of it\nwas that nobody ever spoke of the matter to us.",
    ],
)
def test_a_line_of_running_text_is_no_heading(text: str) -> None:
    assert sentences(text) == [text]
