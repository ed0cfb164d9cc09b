"""How evidence becomes an answer: which sentences are quoted, and how they are joined."""

from __future__ import annotations

from rag.answer import Answer, joined, write
from rag.documents import Document
from rag.evidence import Evidence, Sentence
from rag.passages import split

TEXT = "One is one. Two is two. Three is three.\n\nFour is four. Five is five."
DOCUMENT = Document("a.txt", TEXT, "0")


def sentences(*numbers: int, passage_chars: int = 900) -> list[Sentence]:
    """Sentences of the text by number, the first named the best."""
    found = [(p, s) for p in split(DOCUMENT, passage_chars) for s in p.sentences]
    return [
        Sentence(*found[number - 1], score=10 - place, margin=10 - place, retrieval=1)
        for place, number in enumerate(numbers)
    ]


def quotes(*numbers: int) -> list[str]:
    evidence = Evidence(tuple(sentences(*numbers)), 0.9, {})
    parts = write(
        "?",
        "?",
        evidence,
        lambda name: DOCUMENT,
        refuse_below=0.5,
        quote_within=9,
        max_quotes=9,
        timings_ms={},
    )
    whole: Answer | None = None
    for part in parts:
        whole = part if whole is None else whole + part
    assert whole is not None
    return [citation.quote for citation in whole.citations]


def test_neighbours_are_joined_whatever_their_order() -> None:
    assert quotes(1, 3, 2) == ["One is one. Two is two. Three is three."]


def test_quotes_come_in_the_order_of_their_best_sentence() -> None:
    assert quotes(5, 1) == ["Five is five.", "One is one."]


def test_an_empty_line_keeps_quotes_apart() -> None:
    assert quotes(3, 4) == ["Three is three.", "Four is four."]


def test_neighbours_across_a_passage_boundary_are_joined() -> None:
    document = Document("a.txt", "This sentence is long enough to be cut off. " * 12, "0")
    passages = split(document, 200)
    last = Sentence(passages[0], passages[0].sentences[-1], 2, 2, 1)
    first = Sentence(passages[1], passages[1].sentences[0], 1, 1, 1)
    assert joined([first, last]) == [[last, first]]


def test_parts_add_up_to_the_whole() -> None:
    one = Answer("q", "q", text="a", timings_ms={"read": 1.0})
    two = Answer("q", "q", text="b", confidence=0.7, timings_ms={"total": 2.0})
    assert (one + two) == Answer(
        "q", "q", text="ab", confidence=0.7, timings_ms={"read": 1.0, "total": 2.0}
    )
