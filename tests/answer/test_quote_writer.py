"""When evidence is an answer, when a refusal, and how the answers to several questions are one."""

from __future__ import annotations

from functools import reduce
from operator import add

import pytest
from places import text_document

from chapter_and_verse.answer.answer import Answer, Part
from chapter_and_verse.answer.citation import Citation, find_quotes, is_inside
from chapter_and_verse.answer.quote_writer import add_quote, join_answers, write_quotes
from chapter_and_verse.answer.quotes import add_context, choose_sentences
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.reading.evidence import Evidence, Sentence
from chapter_and_verse.text.sentences import Span

TEXT = "The mill opened in 1904.\n\nThe ferry sails at noon.\n\nBees live on the roof.\n\nIt rains."
DOCUMENT = text_document("a.txt", TEXT)
(PASSAGE,) = split(DOCUMENT, 900)
YEAR = Span(19, 23)


def sentences(*scores: float) -> list[Sentence]:
    """The sentences of the text with these scores, the first with a short answer."""
    return [
        Sentence(PASSAGE, span, score, score, 1, YEAR if number == 0 else None)
        for number, (span, score) in enumerate(zip(PASSAGE.sentences, scores, strict=False))
    ]


def written(question: str = "When?", confidence: float = 0.9, *scores: float) -> Answer:
    evidence = Evidence(tuple(sentences(*(scores or (9, 8, 1)))), confidence, {})
    parts = write_quotes(
        question,
        question,
        evidence,
        [PASSAGE],
        lambda name: DOCUMENT,
        refuse_below=0.5,
        quote_within=2,
        max_quotes=3,
        timings_ms={"read": 2.0, "retrieve": 1.0},
    )
    return reduce(add, parts)


def quoted(citations: tuple[Citation, ...]) -> list[str]:
    return [citation.quote for citation in citations]


MILL, FERRY, BEES = "The mill opened in 1904.", "The ferry sails at noon.", "Bees live on the roof."


def test_the_threshold_itself_is_an_answer() -> None:
    answer = written(confidence=0.5)
    assert not answer.refused
    assert quoted(answer.citations) == [MILL, FERRY]
    assert [(s.text, s.citations) for s in answer.statements] == [(MILL, (1,)), (FERRY, (2,))]
    assert answer.closest == ()
    assert answer.timings_ms == {"read": 2.0, "retrieve": 1.0, "total": 3.0}


def test_below_the_threshold_the_same_quotes_are_the_closest_passages() -> None:
    refusal = written(confidence=0.49)
    assert refusal.refused
    assert quoted(refusal.closest) == [MILL, FERRY]
    assert (refusal.citations, refusal.statements, refusal.short_answer) == ((), (), None)
    assert refusal.confidence == 0.49


def test_without_evidence_it_is_a_refusal_however_sure() -> None:
    evidence = Evidence((), 1.0, {})
    (refusal,) = write_quotes(
        "?",
        "?",
        evidence,
        [],
        lambda name: DOCUMENT,
        refuse_below=0.0,
        quote_within=2,
        max_quotes=3,
        timings_ms={},
    )
    assert refusal.refused


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("When did the mill open?", "1904"),
        ("Why did the mill open?", None),
        ("Did the mill open in 1904?", None),
        ("Did the mill open in 1904 or in 1905?", "1904"),
    ],
)
def test_reasons_and_yes_or_no_have_no_short_answer(question: str, short: str | None) -> None:
    given = written(question).short_answer
    assert (given and given.quote) == short


def test_sentences_nearly_as_good_as_the_best_are_quoted() -> None:
    found = sentences(9, 7, 6.9, 5)
    assert choose_sentences("When?", found, 4, 2) == found[:2]
    assert choose_sentences("When?", found, 1, 2) == found[:1]


def test_a_question_for_several_things_gets_twice_as_many_from_twice_as_far() -> None:
    found = sentences(9, 7, 5, 4.9)
    assert choose_sentences("List the ships.", found, 4, 2) == found[:3]
    assert choose_sentences("List the ships.", found, 1, 2) == found[:2]


@pytest.mark.parametrize(
    ("before", "spoken_of"),
    [
        ("Ada Marsh is the mayor. The town is small. She is proud.", "Ada Marsh is the mayor."),
        ("“Ask Ben Oak,” said a man. She is proud.", None),
        ("The bridge is old. It is red. It has two decks.", "The bridge is old."),
        ("The bridge is old. It is red. This is known. It has two decks.", None),
        ("It has two decks.", None),
    ],
)
def test_what_a_pronoun_speaks_of_is_the_nearest_sentence_that_names_it(
    before: str, spoken_of: str | None
) -> None:
    (passage,) = split(text_document("b.txt", before), 900)
    last = Sentence(passage, passage.sentences[-1], 1, 1, 1)
    quoted = [sentence.text for sentence in add_context("What is told?", [last], [passage])]
    assert quoted == [last.text, *([spoken_of] if spoken_of else [])]


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("Ben Oak leads. Ada Marsh listened. “The fees will fall.”", "Ben Oak leads."),
        ("Ben Oak leads. Ben Oak said that the fees will fall.", None),
        ("Ada Marsh leads. “The fees will fall.”", None),
    ],
)
def test_who_said_it_is_the_one_who_was_asked_about(before: str, speaker: str | None) -> None:
    (passage,) = split(text_document("b.txt", before), 900)
    last = Sentence(passage, passage.sentences[-1], 1, 1, 1)
    found = add_context("What does Ben Oak say about rent?", [last], [passage])
    assert [sentence.text for sentence in found[1:]] == ([speaker] if speaker else [])


def part(question: str, *quotes: Citation, confidence: float, short: str = "1904") -> Answer:
    """The answer to a part; one without quotes is a refusal that shows where it looked."""
    if not quotes:
        shown = (cited(FERRY), cited(BEES))
        return Answer(question, question, refused=True, confidence=confidence, closest=shown)
    empty = Answer(
        question,
        question,
        confidence=confidence,
        short_answer=cited(short),
        timings_ms={"read": 2.0},
    )
    return reduce(add, [add_quote(empty, number, quote) for number, quote in enumerate(quotes, 1)])


def cited(quote: str) -> Citation:
    start = TEXT.index(quote)
    return Citation("a.txt", start, start + len(quote), quote)


def joined(*answers: Answer) -> Answer:
    return reduce(add, join_answers("both?", "both?", answers))


def test_parts_are_answered_together_each_quote_once_and_as_surely_as_the_weakest() -> None:
    one = part("one?", cited(MILL), cited(FERRY), confidence=0.9)
    two = part("two?", cited(FERRY), cited(BEES), confidence=0.6)
    whole = joined(one, two)
    assert quoted(whole.citations) == [MILL, FERRY, BEES]
    assert [s.citations for s in whole.statements] == [(1,), (2,), (3,)]
    assert whole.confidence == 0.6
    assert whole.parts == (Part("one?", True), Part("two?", True))
    assert whole.timings_ms == {"read": 4.0}


def test_a_short_answer_is_given_where_all_parts_share_it() -> None:
    one = part("one?", cited(MILL), confidence=0.9)
    assert joined(one, part("two?", cited(MILL), confidence=0.8)).short_answer == one.short_answer
    assert joined(one, part("two?", cited(MILL), confidence=0.8, short="mill")).short_answer is None
    assert joined(one, part("two?", confidence=0.3)).short_answer == one.short_answer


def test_a_part_that_is_refused_leaves_the_rest_its_confidence() -> None:
    whole = joined(part("one?", cited(MILL), confidence=0.9), part("two?", confidence=0.3))
    assert not whole.refused
    assert whole.confidence == 0.9
    assert whole.unanswered == ("two?",)
    assert whole.closest == ()


def test_where_all_parts_are_refused_the_best_chance_counts_and_what_came_nearest_shows() -> None:
    refusal = joined(part("one?", confidence=0.2), part("two?", confidence=0.3))
    assert refusal.refused
    assert refusal.confidence == 0.3
    assert quoted(refusal.closest) == [FERRY, BEES]
    assert refusal.unanswered == ()


def test_a_citation_is_inside_another_of_its_file() -> None:
    whole = cited(MILL)
    assert is_inside(Citation("a.txt", 19, 23, "1904"), whole)
    assert is_inside(whole, whole)
    assert not is_inside(Citation("b.txt", 19, 23, "1904"), whole)
    assert not is_inside(Citation("a.txt", 19, 25, "1904.\n"), whole)
    assert not is_inside(cited(FERRY), Citation("a.txt", 27, 50, FERRY[1:]))


def test_quotes_are_looked_up_by_their_numbers() -> None:
    citations = (cited(MILL), cited(FERRY))
    assert find_quotes(citations, (2, 1)) == [FERRY, MILL]
    assert find_quotes(citations, (0, 2, 3, -1)) == [FERRY]
