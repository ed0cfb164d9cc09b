"""What is no question to the documents, and what is one although it looks like it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from places import SEED

from chapter_and_verse import Answer, Assistant
from chapter_and_verse.answer.intent_replies import ABSENT, OF_SEVERAL, PHRASES, list_documents
from chapter_and_verse.errors import NoIndexError, QuestionError
from chapter_and_verse.evals.cases.case import load
from chapter_and_verse.question.intents import LONGEST, Intent, Request, find_request

TITLES = {
    "papers/Annual report 2023.pdf": "",
    "Tom's notes.md": "The bee project",
    "brexit.txt": "Leaving: what came of it?",
    "a.txt": "",
    "b.txt": "",
    "plan.v2.txt": "",
}
NAMES = tuple(TITLES)

SUMMARIES = """
summarise this | summarize it | Summary | summary please | Summarise. | Please summarise this text.
what is this document about | What's this about? | what are these documents about?
Hi, what is this article about? | what are the main points | What are the main points of the report?
What’s the gist? | key points, please | main takeaways | tl;dr | TL;DR please | tldr
give me an overview | Can you give me a short summary of all the documents?
Could you please summarize the document for me? | I'd like a quick summary, please
sum it up in a nutshell | I want you to summarise these files | what does the document say?
tell me about this document | Tell me what this is about | document summary | what is this document
What topics does the report cover? | what is the main topic of this post?
Worum geht es hier? | Zusammenfassung bitte | de quoi parle ce document ? | resumen | 总结一下
"""
OTHERS = {
    Intent.DOCUMENTS: """
which documents do you have | Which documents do you have? | list your sources | sources
what files are indexed | What documents can I ask about? | show me all documents | documents?
how many documents are there? | what's in the index | Please list the available files.
""",
    Intent.HELP: """
help | Help! | help me please | what can you do | What can you do for me? | who are you? | ?
How do I use this? | how does this work | what can I ask? | are you a bot? | Hi, can you help me?
""",
    Intent.GREETING: """
hi | Hello! | hello there | good morning | Hi there, how are you? | hey, good evening! | 你好 | Hola
""",
    Intent.THANKS: """
thanks | thanks, great | Thank you so much! | ok, thanks | great, thank you. | merci | 谢谢 | got it
""",
    Intent.FAREWELL: "bye | Goodbye! | ok thanks bye | see you later",
}
QUESTIONS = """
What is the main point of contention between Russia and China? | Who said hello to Putin?
What documents did Li sign? | help wanted: who is hiring? | What can the drone do?
hi, who is Xia Ming? | Thanks, and who is Chen Cheng? | Good morning Vietnam was released when?
Summarise Putin's position | summary of the sanctions | overview of Article 5 | describe the visit
Which documents mention Putin? | What sources does Reuters quote? | what are the sanctions about?
What does the report say about drones? | what does Brexit say? | What is in brexit?
what are the key findings of the study? | What is the book about? | What is Hamlet about?
Who can help Russia? | How many documents did he sign? | What files were found in the tank?
list the sanctions | tell me more about this | What does this show? | what is it about?
What is the topic of the talks? | are you sure? | and? | how does it work? | What is a summary?
Who are you in Assassin's Creed 4? | What are you able to get to buy it?
the imp of the perverse summary | What is the difference between a.txt and b.txt about?
Summarize the differences between one.txt and two.txt | Who wrote the summary of the report?
What are the main points Xia Ming makes? | When was Help! released? | Who sang Hello?
What is the source?
"""


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.split(" | ")]


def request(text: str) -> Request | None:
    return find_request(text, lambda: TITLES)


@pytest.mark.parametrize("text", phrases(SUMMARIES))
def test_a_summary_of_all_documents(text: str) -> None:
    assert request(text) == Request(Intent.SUMMARY)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind in OTHERS for text in phrases(OTHERS[kind])]
)
def test_small_talk_and_lists(kind: Intent, text: str) -> None:
    assert request(text) == Request(kind)


@pytest.mark.parametrize("text", phrases(QUESTIONS))
def test_a_question_stays_a_question(text: str) -> None:
    assert request(text) is None


def test_no_question_of_the_golden_set_is_taken_for_a_request() -> None:
    assert [case.id for case in load() if request(case.question)] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("give me an overview of Annual report 2023.pdf", {NAMES[0]}),
        ("Summarise the annual report 2023 document, please", {NAMES[0]}),
        ("what is papers/Annual report 2023.pdf about?", {NAMES[0]}),
        ("summary of “Tom’s notes”", {NAMES[1]}),
        ("What is Brexit about?", {"brexit.txt"}),
        ("What does brexit.txt say?", {"brexit.txt"}),
        ("summarise a.txt and b.txt", {"a.txt", "b.txt"}),
        ("What are the main points of a.txt, b.txt and brexit?", {"a.txt", "b.txt", "brexit.txt"}),
        ("summarise the bee project", {NAMES[1]}),
        ("What is “Bee Project” about?", {NAMES[1]}),
        ("Give me an overview of Leaving: what came of it?", {NAMES[2]}),
        ("summarise the bee project and a.txt", {NAMES[1], "a.txt"}),
        ("summarise plan.v2", {"plan.v2.txt"}),
        ("summarise missing.pdf", set()),
        ("tl;dr of the file missing.pdf", set()),
    ],
)
def test_documents_named_in_the_request(text: str, named: set[str]) -> None:
    found = request(text)
    assert found is not None
    assert found.sources == named


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("summarise this in one sentence", 1),
        ("Give me the three main points of this document", 3),
        ("top 5 takeaways", 5),
        ("summarise a.txt in 10 short sentences please", 10),
        ("summarise this in a few words", None),
    ],
)
def test_a_length_that_is_asked_for(text: str, sentences: int | None) -> None:
    found = request(text)
    assert found is not None
    assert found.sentences == sentences


def test_names_are_read_only_when_one_may_be_meant() -> None:
    def never() -> dict[str, str]:
        raise AssertionError

    for text in ("Who is Xia Ming?", "summarise this", "hi", "What does Putin say?"):
        find_request(text, never)


def test_long_messages_take_no_time() -> None:
    for words in ("hi ", "please ", "thanks and ", "can you ", "all of the whole ", "main and "):
        assert find_request((words * LONGEST)[: LONGEST - 1] + "x") is None
    assert find_request("hi " * LONGEST) is None


# Through the real chain


def verbatim(answer: Answer, text: str) -> bool:
    return all(text[c.start : c.end] == c.quote != "" for c in answer.citations)


def test_the_summary_of_the_seed(seed_assistant: Assistant, seed_text: str) -> None:
    answer = seed_assistant.ask("What is this document about?")
    quotes = [citation.quote for citation in answer.citations]
    assert verbatim(answer, seed_text)
    assert 3 <= len(quotes) <= 7
    assert [c.start for c in answer.citations] == sorted(c.start for c in answer.citations)
    assert quotes[0].startswith("Chinese Defense Minister Li Shangfu visited Russia from April 16")
    for subject in ("cooperation", "sanction", "Chinese components"):
        assert any(subject in quote for quote in quotes), subject
    for quote in quotes:
        assert quote.endswith((".", "”"))
        assert "image caption" not in quote
        assert "minutes ago" not in quote
        assert quote.split()[0] not in ("He", "She", "This", "“As")
    assert (answer.refused, answer.confidence, answer.short_answer) == (False, 1.0, None)
    assert answer.text.startswith(answer.note)
    assert all(f"“{quote}” [{n}]" in answer.text for n, quote in enumerate(quotes, 1))


def test_as_many_sentences_as_asked_for(seed_assistant: Assistant, seed_text: str) -> None:
    for wanted, text in ((1, "Summarise this in one sentence"), (10, f"10 key points of {SEED}")):
        answer = seed_assistant.ask(text)
        assert verbatim(answer, seed_text)
        assert 1 <= len(answer.citations) <= wanted  # neighbours make one quote


def test_all_ways_to_call_the_chain_agree(seed_assistant: Assistant) -> None:
    chain = seed_assistant.chain

    async def astreamed(text: str) -> list[Answer]:
        return [part async for part in chain.astream(text)]

    for text in ("tl;dr", "hi", "Who met Putin?"):
        whole = chain.invoke(text)
        for parts in (list(chain.stream(text)), asyncio.run(astreamed(text))):
            added = parts[0]
            for part in parts[1:]:
                added += part
            assert added.as_json() | {"timings_ms": {}} == whole.as_json() | {"timings_ms": {}}
        assert asyncio.run(chain.ainvoke(text)).text == whole.text
        assert chain.batch([text])[0].text == whole.text


def test_several_documents_get_a_sentence_or_two_each(
    make_assistant: Callable[..., Assistant],
) -> None:
    texts = {f"{n:02}.txt": f"The bridge number {n} was opened by the mayor." for n in range(12)}
    assistant = make_assistant(texts)
    assistant.sync()
    answer = assistant.ask("summarise all documents")
    assert [c.source for c in answer.citations] == sorted(texts)[:8]
    assert all(c.quote == texts[c.source] for c in answer.citations)
    assert answer.note.startswith(OF_SEVERAL)
    assert "8 of 12 documents" in answer.note
    asked = {"question": "summary", "only": ["03.txt", "05.txt"], "without": ["05.txt"]}
    assert [c.source for c in assistant.chain.invoke(asked).citations] == ["03.txt"]
    assert [c.source for c in assistant.ask("What is 07.txt about?").citations] == ["07.txt"]
    absent = assistant.ask("summarise 99.txt")
    assert (absent.refused, absent.confidence, absent.citations) == (True, 0.0, ())
    assert absent.text.startswith(ABSENT)


def test_a_document_is_summed_up_by_its_title(make_assistant: Callable[..., Assistant]) -> None:
    texts = {
        "01.md": "# The bee project\n\nFourteen hives stand on the roof of the old mill.",
        "02.md": "Ten hives stand on the roof of the new mill.",
        "03.html": "<title>Bread</title><h1>Bread</h1><p>The bakery opens at five every morning.",
    }
    assistant = make_assistant(texts)
    assistant.sync()
    for text, name in (("summarise the bee project", "01.md"), ("what is Bread about?", "03.html")):
        assert [c.source for c in assistant.ask(text).citations] == [name]


def test_a_table_is_summed_up_only_where_it_is_named_or_alone(
    make_assistant: Callable[..., Assistant],
) -> None:
    prose = "Fourteen hives stand on the roof of the old mill."
    assistant = make_assistant({"a.md": prose, "b.csv": "name,crop\nJoy Adeyemi,runner beans\n"})
    assistant.sync()
    answer = assistant.ask("summarise all documents")
    assert [c.quote for c in answer.citations] == [prose]
    assert "1 of 2 documents" in answer.note
    for text in ("summarise b.csv", "summarise a.md and b.csv"):
        assert "b.csv" in [c.source for c in assistant.ask(text).citations]
    only = assistant.chain.invoke({"question": "summarise this", "only": ["b.csv"]})
    assert [c.source for c in only.citations] == ["b.csv"]


def test_the_list_of_documents(seed_assistant: Assistant) -> None:
    answer = seed_assistant.ask("Which documents do you have?")
    assert answer.text == answer.note == f"1 document is indexed:\n{SEED}"
    assert not answer.citations
    assert list_documents([f"{n}.txt" for n in range(60)]).splitlines()[-1] == "and 10 more"


def test_without_an_index_greetings_work_and_summaries_say_what_to_do(
    make_assistant: Callable[..., Assistant],
) -> None:
    assistant = make_assistant({})
    for kind, text in ((Intent.GREETING, "hi"), (Intent.HELP, "help"), (Intent.THANKS, "thanks!")):
        answer = assistant.ask(text)
        assert answer.text == PHRASES[kind]
        assert (answer.refused, answer.confidence, answer.citations) == (False, 1.0, ())
    for text in ("summarise this", "list your documents", "summarise a.txt"):
        with pytest.raises(NoIndexError, match="rag index"):
            assistant.ask(text)
    assistant.sync()
    with pytest.raises(NoIndexError, match="rag index"):
        assistant.ask("summarise this")
    with pytest.raises(QuestionError):
        assistant.ask(" ")
