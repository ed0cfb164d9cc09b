"""How evidence becomes an answer: which sentences are quoted, and how they are joined."""

from __future__ import annotations

import pytest

from rag.answer import Answer, write
from rag.answer_type import wants_explanation, wants_several, wants_statement
from rag.documents import Document
from rag.evidence import Evidence, Sentence
from rag.mentions import contradicted
from rag.passages import split
from rag.quotes import joined, with_context

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
        [],
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


TOWN = Document(
    "town.txt",
    "Ada Marsh is the mayor of Tarn. She opened the bridge in May.\n\n"
    "The builder was proud of the bridge. It has two decks.\n\n"
    "Its opening\n\n"
    "Ben Oak leads the opposition. “The bridge cost too much,” he said. "
    "“The money should have gone to schools.”",
    "0",
)


def quoted(question: str, opening: str, passage_chars: int = 900) -> list[str]:
    """What is quoted along with the sentence of the town's document that opens like this."""
    passages = split(TOWN, passage_chars)
    found = [Sentence(p, s, 1, 1, 1) for p in passages for s in p.sentences]
    (best,) = (sentence for sentence in found if sentence.text.startswith(opening))
    return [sentence.text for sentence in with_context(question, [best], passages)]


@pytest.mark.parametrize("passage_chars", [900, 200])
def test_a_pronoun_brings_the_sentence_that_resolves_it(passage_chars: int) -> None:
    assert quoted("When did the bridge open?", "She", passage_chars) == [
        "She opened the bridge in May.",
        "Ada Marsh is the mayor of Tarn.",
    ]
    assert quoted("How many decks?", "It has", passage_chars) == [
        "It has two decks.",
        "The builder was proud of the bridge.",
    ]
    assert quoted("Who is the mayor?", "Ada", passage_chars) == ["Ada Marsh is the mayor of Tarn."]


def test_who_said_it_is_quoted_along() -> None:
    said = "“The money should have gone to schools.”"
    assert quoted("What does Ben Oak say about the money?", "“The money") == [
        said,
        "Ben Oak leads the opposition.",
    ]
    assert quoted("Where should the money have gone?", "“The money") == [said]


@pytest.mark.parametrize(
    ("question", "explanation", "several", "statement"),
    [
        ("When did Li Shangfu visit Russia?", False, False, False),
        ("Why did Li Shangfu visit Russia?", True, False, False),
        ("How does the pump work?", True, False, False),
        ("What did Xia Ming say would happen?", True, False, True),
        ("How did Tesla finance his work?", False, False, False),
        ("Which countries signed the treaty?", False, False, False),
        ("Which countries have signed the treaty?", False, True, False),
        ("What are the main causes of erosion?", False, True, False),
        ("What is the main cause of erosion?", False, False, False),
        ("List the ships.", False, True, False),
        ("What do Xia Ming and Chen Cheng think of it?", False, True, True),
        ("Who won between the Broncos and Steelers?", False, False, False),
        ("According to Xia Ming, what will happen?", False, False, True),
    ],
)
def test_what_kind_of_answer_is_wanted(
    question: str, explanation: bool, several: bool, statement: bool
) -> None:
    assert wants_explanation(question) is explanation
    assert wants_several(question) is several
    assert wants_statement(question) is statement


@pytest.mark.parametrize(
    ("question", "sentence", "is_so"),
    [
        ("How many Russian officers came?", "More than 20 Chinese military officers came.", True),
        ("How many Chinese officers came?", "More than 20 Chinese military officers came.", False),
        ("When did Li Shangfu visit Japan?", "Defense Minister Li Shangfu visited Russia.", True),
        ("When did Li Shangfu visit Russia?", "Defense Minister Li Shangfu visited Russia.", False),
        ("How many ships sank in 2018?", "In all, 12 ships sank in 2019.", True),
        ("Who painted it in Rome?", "It was painted by a friend.", False),
        ("Would Western sanctions help?", "She said that the West has sanctions.", False),
    ],
)
def test_another_name_in_its_place_contradicts(question: str, sentence: str, is_so: bool) -> None:
    assert contradicted(question, sentence) is is_so
