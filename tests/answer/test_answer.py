"""How evidence becomes an answer: which sentences are quoted, and how they are joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from places import text_document

from chapter_and_verse import Assistant
from chapter_and_verse.answer.answer import (
    CLOSEST,
    PARTLY,
    REFUSAL,
    Answer,
    ModelRecord,
    Part,
    Statement,
)
from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.answer.quote_writer import write_quotes
from chapter_and_verse.answer.quotes import add_context, cite_sentences, join_neighbours
from chapter_and_verse.documents.splitting import split
from chapter_and_verse.question.answer_type import wants_explanation, wants_several, wants_statement
from chapter_and_verse.reading.contradiction import is_contradicted
from chapter_and_verse.reading.evidence import Evidence, Sentence, with_lead_in
from chapter_and_verse.reading.short_answer import marker_length, trim_short_answer
from chapter_and_verse.text.sentences import Span

TEXT = "One is one. Two is two. Three is three.\n\nFour is four. Five is five."
DOCUMENT = text_document("a.txt", TEXT)


def sentences(*numbers: int, passage_chars: int = 900) -> list[Sentence]:
    """Sentences of the text by number, the first named the best."""
    found = [(p, s) for p in split(DOCUMENT, passage_chars) for s in p.sentences]
    return [
        Sentence(*found[number - 1], score=10 - place, margin=10 - place, retrieval=1)
        for place, number in enumerate(numbers)
    ]


def quotes(*numbers: int) -> list[str]:
    evidence = Evidence(tuple(sentences(*numbers)), 0.9, {})
    parts = write_quotes(
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
    document = text_document("a.txt", "This sentence is long enough to be cut off. " * 12)
    passages = split(document, 200)
    last = Sentence(passages[0], passages[0].sentences[-1], 2, 2, 1)
    first = Sentence(passages[1], passages[1].sentences[0], 1, 1, 1)
    assert join_neighbours([first, last]) == [[last, first]]


BUILT = Citation("a.txt", 0, 14, "Built in 1932.")


def test_parts_add_up_to_the_whole() -> None:
    a, b = Statement("a", (1,)), Statement("b", (2,))
    one = Answer("q", "q", statements=(a,), timings_ms={"read": 1.0})
    two = Answer("q", "q", statements=(b,), confidence=0.7, timings_ms={"total": 2.0})
    assert (one + two) == Answer(
        "q", "q", statements=(a, b), confidence=0.7, timings_ms={"read": 1.0, "total": 2.0}
    )


@pytest.mark.parametrize(
    ("values", "kind", "text"),
    [
        ({"confidence": 0.8}, "sure", "1932\n\n“Built in 1932.” [1]"),
        ({"confidence": 0.79}, "likely", "1932\n\n“Built in 1932.” [1]"),
        ({"note": "Its core:"}, "likely", "Its core:\n\n“Built in 1932.” [1]"),
        ({"model": ModelRecord("m", shown=1)}, "likely", "“Built in 1932.” [1]"),
        (
            {"parts": (Part("When?", True), Part("Who?", False))},
            "likely",
            f"1932\n\n“Built in 1932.” [1]\n\n{PARTLY}",
        ),
        ({"refused": True}, "none", REFUSAL),
        ({"refused": True, "closest": (BUILT,)}, "none", f"{REFUSAL} {CLOSEST}"),
    ],
)
def test_the_text_is_a_rendering_of_the_statements(
    values: dict[str, Any], kind: str, text: str
) -> None:
    answer = Answer(
        "q",
        "q",
        statements=(Statement(BUILT.quote, (1,), verbatim=True),),
        short_answer=Citation("a.txt", 9, 13, "1932"),
        citations=(BUILT,),
    )
    answer = replace(answer, **values)
    assert (answer.kind, answer.text) == (kind, text)
    assert answer.as_json()["statements"] == [{"text": "Built in 1932.", "citations": [1]}]


TOWN = text_document(
    "town.txt",
    "Ada Marsh is the mayor of Tarn. She opened the bridge in May.\n\n"
    "The builder was proud of the bridge. It has two decks.\n\n"
    "Its opening\n\n"
    "Ben Oak leads the opposition. “The bridge cost too much,” he said. "
    "“The money should have gone to schools.”",
)


def quoted(question: str, opening: str, passage_chars: int = 900) -> list[str]:
    """What is quoted along with the sentence of the town's document that opens like this."""
    passages = split(TOWN, passage_chars)
    found = [Sentence(p, s, 1, 1, 1) for p in passages for s in p.sentences]
    (best,) = (sentence for sentence in found if sentence.text.startswith(opening))
    return [sentence.text for sentence in add_context(question, [best], passages)]


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
        ("When did Ada Marsh visit Norway?", False, False, False),
        ("Why did Ada Marsh visit Norway?", True, False, False),
        ("How does the pump work?", True, False, False),
        ("What did Ben Oak say would happen?", True, False, True),
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
    assert is_contradicted(question, sentence) is is_so


MARKED = """The garden has **62 plots** in total. Its *oldest* plot, `plot_a`, is **not** for rent.

- Honey is sold on Saturdays.

2) **All is well. Plots are** cheap; A* finds 3 * 4 * 5 and snake_case_names.

- Wax
- [ ] Paint the boxes.
"""


def shown(
    answer: str, source: str = "a.md", text: str = MARKED, question: str = "What is it?"
) -> str:
    """What is shown of an answer that the reader found in a text."""
    document = text_document(source, text)
    text = document.text
    place = text.index(answer)
    (passage,) = split(document, 2000)
    sentence = next(s for s in passage.sentences if s.start <= place < s.end)
    span = trim_short_answer(question, passage, sentence, Span(place, place + len(answer)))
    if span is None:
        return ""
    assert span.of(text) in sentence.of(text)
    return span.of(text)


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ("62 plots**", "62 plots"),
        ("**62", "62"),
        ("*62 plots*", "62 plots"),
        ("**62 plots**", "62 plots"),
        ("plots** in total", "**62 plots** in total"),
        ("has **62", "has **62 plots**"),
        ("has **62 plots** in", "has **62 plots** in"),
        ("*oldest* plot", "*oldest* plot"),
        ("oldest*", "oldest"),
        ("`plot_a", "plot_a"),
        ("- Honey", "Honey"),
        ("- ", "Honey is sold on Saturdays."),
        ("**All is", "All is"),
        ("cheap; A*", "cheap; A*"),
        ("3 * 4", "3 * 4"),
        ("snake_case_", "snake_case_names"),
        ("- [ ] Paint", "Paint"),
    ],
)
def test_a_short_answer_has_no_half_of_a_mark(found: str, left: str) -> None:
    assert shown(found) == left


PAIRS = 'A commune (gmina) sings “Sooner, and “later” (1904), "A song" and "An ode (new)".'


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ("commune (gmina", "commune"),
        ("commune (gmina)", "commune (gmina)"),
        ("gmina)", "gmina"),
        ("“later” (1904", "later"),
        ('"A song" and "An ode', "A song"),
        ('song" and', '"A song" and'),
        ('ode (new)"', "ode (new)"),
    ],
)
def test_a_short_answer_has_no_half_of_a_pair(found: str, left: str) -> None:
    assert shown(found, text=PAIRS) == left


def test_a_pronoun_is_no_short_answer() -> None:
    assert shown("She", text="She came in May.") == ""


def test_a_bound_belongs_to_its_number() -> None:
    run = "The engines run for at least three minutes, and up to ten."
    assert shown("three minutes", text=run) == "at least three minutes"
    assert shown("ten", text=run) == "up to ten"
    assert shown("minutes", text=run) == "minutes"


def test_what_it_is_compared_to_belongs_to_an_amount() -> None:
    raised = "Rent is raised by no more than the price index, with two months' notice."
    assert shown("no more", text=raised) == "no more than the price index"
    assert shown("two months", text=raised) == "two months' notice"


def test_code_is_shown_whole() -> None:
    run = "The command `tidepool run` starts the workers, and **Mara Lee** wrote it."
    assert shown("tidepool", text=run) == "tidepool run"
    assert shown("Mara", text=run) == "Mara"


def test_a_short_answer_is_one_cell_of_a_row() -> None:
    head = "| setting | default | unit |\n|---|---|---|\n"
    rows = f"{head}| retention | 30 | days that jobs are kept |\n"
    assert shown("30 | days", text=rows) == "30"
    assert shown("retention | 30", text=rows, question="What is the retention?") == "30"
    assert shown("days that", text=rows) == "days that"


@pytest.mark.parametrize(
    ("question", "found", "left"),
    [
        ("How long was the wait in January?", "6 minutes", "11 minutes"),
        ("How long was the wait in May?", "6 minutes", "6 minutes"),
        ("How long was the wait in June?", "6 minutes", "6 minutes"),
        ("How long was the wait?", "11 minutes", "11 minutes"),
        ("How many calls in January?", "90 calls", "90 calls"),
    ],
)
def test_an_amount_is_that_of_what_was_asked_about(question: str, found: str, left: str) -> None:
    text = "It fell from 11 minutes in January to 6 minutes in May, after 90 calls to the office."
    assert shown(found, text=text, question=question) == left


@pytest.mark.parametrize(
    ("question", "found", "left"),
    [
        ("How much is refunded for motorcycles?", "45 pence a mile", "24 pence"),
        ("What was spent on insurance?", "£240", "£95"),
        ("What was spent on seed?", "£95 on insurance and £61.50", "£61.50"),
        ("What was spent on water?", "£240", "£240"),
        ("How many men were in the boat?", "9 men", "9 men"),
    ],
)
def test_an_amount_is_of_the_kind_that_was_found(question: str, found: str, left: str) -> None:
    text = (
        "We refund 45 pence a mile for cars and 24 pence for motorcycles, 2 oars in the boat.\n\n"
        "£240 was spent on water, £95 on insurance and £61.50 on seed.\n\n"
        "There were 9 men, with 3 oars in the boat."
    )
    assert shown(found, text=text, question=question) == left


@pytest.mark.parametrize(
    ("question", "found", "left"),
    [
        ("When do the gates open?", "8:35 and close at 8:50", "8:35"),
        ("When do the gates close?", "8:35 and close at 8:50", "8:50"),
        ("What time does school end for juniors?", "30", "15:30"),
        ("What time does school end for infants?", "20", "15:20"),
        ("Who is the treasurer?", "Ann Lee (chair), Bo Ek", "Bo Ek"),
        ("Who's the chair of the society?", "Ann Lee (chair), Bo Ek", "Ann Lee"),
        ("Who were present?", "Ann Lee (chair), Bo Ek", "Ann Lee (chair), Bo Ek"),
    ],
)
def test_of_several_times_or_people_it_is_the_one_asked_for(
    question: str, found: str, left: str
) -> None:
    text = (
        "The gates open at 8:35 and close at 8:50.\n\n"
        "School ends at 15:20 for the infants and at 15:30 for the juniors.\n\n"
        "Present were Ann Lee (chair), Bo Ek (treasurer) and Cy Marr.\n"
    )
    assert shown(found, text=text, question=question) == left


def test_a_bare_number_is_no_amount_of_another_thing() -> None:
    text = "They won 23–16, by scoring 11 points with 17 seconds left in the final minutes."
    for found in ("11", "11 points", "23–16"):
        assert shown(found, text=text, question="How much did they score in the end?") == found
    assert shown("17", text=text, question="How many seconds were left when scoring?") == "17"


def test_a_life_has_two_ends() -> None:
    text = "Ottilie Brandt (3 June 1871 – 19 November 1948) drew maps."
    life = "3 June 1871 – 19 November 1948"
    assert shown(life, text=text, question="When was she born?") == "3 June 1871"
    assert shown(life, text=text, question="When did she die?") == "19 November 1948"
    assert shown(life, text=text, question="In which year did she die?") == "1948"
    assert shown(life, text=text, question="When did she live?") == life


def test_a_number_or_address_is_the_answer_where_it_is_asked_for() -> None:
    called = "Call Ilse Vogt, on 0555 0147, or write to ilse@example.org at any time."
    assert shown("Ilse Vogt, on 0555 0147", text=called, question="Her phone number?") == (
        "0555 0147"
    )
    assert shown("ilse@example.org at any", text=called, question="Her e-mail address?") == (
        "ilse@example.org"
    )


def test_no_words_of_a_document_are_a_yes_or_no(make_assistant: Callable[..., Assistant]) -> None:
    assistant = make_assistant({"dogs.txt": "Dogs are allowed on board, on a lead."})
    assistant.sync()
    answer = assistant.ask("Are dogs allowed on board?")
    assert answer.citations
    assert answer.short_answer is None


def test_a_year_is_the_answer_where_no_more_is_asked_for() -> None:
    died = "He died on 7 January 1943 in New York."
    date = "7 January 1943"
    assert shown(date, text=died, question="In what year did he die?") == "1943"
    assert shown(date, text=died, question="When did he die?") == date


ROW = "name,crop,size_m2,since\nJoy Adeyemi,beans,125,2018\n"


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ("crop: beans", "beans"),
        ("m2: 125", "125"),
        ("name: Joy Adeyemi; crop: beans", "Joy Adeyemi"),
        ("beans; size", "beans"),
        ("beans; size_m2: 125", "beans"),
        ("Joy", "Joy"),
        ("size_m2", ""),
    ],
)
def test_a_short_answer_from_a_table_is_the_cell(found: str, left: str) -> None:
    assert shown(found, "a.csv", ROW) == left
    assert shown("Note: the garden", "a.txt", "Note: the garden is shut.") == "Note: the garden"


def test_the_quote_of_a_list_item_begins_after_its_marker() -> None:
    document = text_document("a.md", MARKED)
    (passage,) = split(document, 2000)

    def quote(opening: str, count: int = 1) -> Citation:
        first = next(i for i, s in enumerate(passage.sentences) if s.of(MARKED).startswith(opening))
        spans = passage.sentences[first : first + count]
        return cite_sentences(lambda name: document, [Sentence(passage, s, 1, 1, 1) for s in spans])

    assert quote("- Honey").quote == "Honey is sold on Saturdays."
    assert quote("- [ ]").quote == "Paint the boxes."
    assert quote("- Wax", 2).quote == "- Wax\n- [ ] Paint the boxes."
    assert quote("The garden").quote == "The garden has **62 plots** in total."
    assert marker_length("It was held on the ", "18. Dezember.") == 0


def test_a_name_that_a_pronoun_stands_for_is_not_another_one() -> None:
    question, sentence = "Who did Joan Petty succeed?", "In March 2022 she succeeded Owen Blake."
    near = f"Joan Petty leads the rowing club. {sentence}"
    assert is_contradicted(question, sentence)
    assert not is_contradicted(question, sentence, near)
    assert is_contradicted("Who did Rita Stone succeed?", sentence, near)
    other = "In March 2022 Karl Voss succeeded Owen Blake."
    assert is_contradicted(question, other, f"Joan Petty leads the rowing club. {other}")


def test_pronouns_are_followed_back_to_the_name() -> None:
    text = "The town is old. Helga Brandt runs the library. It is big. In 2019 she won a medal."
    (passage,) = split(text_document("a.txt", text), 900)
    library, big, medal = passage.sentences[1:]
    assert with_lead_in(passage, medal) == text[library.start :]
    assert with_lead_in(passage, big) == text[library.start : big.end]
    assert with_lead_in(passage, library) == text[: library.end]


def test_a_long_table_does_not_keep_other_documents_from_being_read(
    make_assistant: Callable[..., Assistant],
) -> None:
    rows = "".join(f"{n},Ada Marsh,beans,{80 + n}\n" for n in range(1, 62))
    assistant = make_assistant(
        {
            "garden.md": "# Elm Lane\n\nMembers pay £35 a year. There are 62 plots.",
            "plots.csv": f"plot,holder,crop,size\n{rows}",
        },
        passages_read=2,
    )
    assistant.sync()
    found = assistant.retriever.invoke("How many plots are there?")
    assert {d.metadata["source"] for d in found[:2]} == {"plots.csv"}
    answer = assistant.ask("How many plots are there?")
    assert answer.citations[0].quote == "There are 62 plots."


LISTED = """# The Second Wind

The ship was built in Dorrel in 2024.

## Facts

- Passengers: 150
- Range on one charge: 40 kilometres

## Rules

* The saloon closes at 9 in the evening
* Dogs must be kept on a lead
"""


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("What is the range on one charge?", "Range on one charge: 40 kilometres"),
        ("When does the saloon close?", "The saloon closes at 9 in the evening"),
    ],
)
def test_entries_of_a_list_answer_without_a_full_stop(
    make_assistant: Callable[..., Assistant], question: str, quote: str
) -> None:
    assistant = make_assistant({"ship.md": LISTED})
    assistant.sync()

    answer = assistant.ask(question)

    assert not answer.refused
    assert quote in answer.citations[0].quote
