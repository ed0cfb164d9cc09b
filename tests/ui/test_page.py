"""The web page without a browser: what it renders, serves, and answers to programs."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from places import text_document

from chapter_and_verse import Answer, Assistant, Citation, RagError, Settings, errors
from chapter_and_verse.answer.answer import REFUSAL, Statement
from chapter_and_verse.answer.citation import cite
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.ui import app
from chapter_and_verse.ui.conversation import answer_html as render
from chapter_and_verse.ui.conversation.exchanges import Exchange, ask, make_history, stop_answering
from chapter_and_verse.ui.documents.library import Library, LibraryReader
from chapter_and_verse.ui.look import html
from chapter_and_verse.ui.look.problems import UNKNOWN, sentence

PATIENT: dict[str, Any] = {"timeout": 120}
"""Seconds that a reply is waited for: httpx gives up after five, which a busy machine may take."""
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror='alert(2)'>\r\n\t**bold** "
    "[x](javascript:alert(3)) ![y](http://evil.example/z.png) $$x^2$$ `code` ${alert(4)} {{this}} "
    '&amp; &lt;b&gt; " </div>'
)


class Page(HTMLParser):
    """The elements of a piece of HTML, and the text inside each element of a class."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def citation(text: str, start: int = 0, end: int | None = None, name: str = "a.txt") -> Citation:
    span = Span(start, len(text) if end is None else end)
    return cite(text_document(name, text), span, span.of(text))


def answer(*citations: Citation, **values: Any) -> Answer:
    return Answer("Who?", "Who?", citations=citations, confidence=0.91, **values)


def rendered(given: Answer, question: str = "Who?") -> str:
    return render.render_conversation([Exchange(question, given, state="done")])


@pytest.mark.parametrize(
    "html",
    [
        rendered(answer(citation(HOSTILE, name=HOSTILE), short_answer=citation(HOSTILE)), HOSTILE),
        rendered(replace(answer(refused=True), closest=(citation(HOSTILE, name=HOSTILE),))),
        rendered(answer(citation(HOSTILE, name=HOSTILE), note=HOSTILE), HOSTILE),
        render.render_conversation([Exchange(HOSTILE, problem=HOSTILE)]),
        render.render_welcome(Library((HOSTILE,) * 20, 40)),
    ],
)
def test_everything_foreign_is_plain_text(html: str) -> None:
    page = Page(html)
    assert HOSTILE in page.text
    assert {"script", "img", "a", "code", "b"}.isdisjoint(page.tags)
    assert {"onerror", "href", "src"}.isdisjoint(page.attributes)


def test_a_quote_is_the_text_content_of_its_element() -> None:
    text = "Once.\r\n\tThe  bell\trang <twice> & stopped.\nThen <b>silence</b>."
    quote = citation(text, 7)
    html = rendered(answer(quote, short_answer=citation(text, 13, 17)))
    inside = html.split("<blockquote", 1)[1].split(">", 1)[1].split("</blockquote>")[0]
    assert Page(inside).text == text[7:]
    assert "<mark>bell</mark>" in inside
    assert 'data-start="7"' in html


def test_a_short_answer_that_stands_elsewhere_is_not_marked() -> None:
    short = citation("Bell", name="other.txt")
    assert "<mark>" not in rendered(answer(citation("Bell rang."), short_answer=short))


def test_an_answer_shows_short_answer_confidence_and_places() -> None:
    text = "The bell rang twice."
    quote = replace(citation(text, 4), page=3)
    page = Page(rendered(answer(quote, short_answer=citation(text, 4, 8))))
    assert page.texts.index("bell") < page.texts.index("Confidence: high, 91 %")
    assert "p. 3, line 1" in page.texts
    assert page.attributes["title"] == "Characters 4–20"
    assert "strong" in page.tags


def test_a_refusal_marks_the_closest_passages_as_such() -> None:
    page = Page(rendered(replace(answer(refused=True), confidence=0.2, closest=(citation("x"),))))
    assert REFUSAL in page.texts
    assert "Closest passages" in page.texts
    assert "Chance that these passages answer: low, 20 %" in page.texts


def test_what_was_no_question_gets_a_phrase_and_quotes_without_a_confidence() -> None:
    page = Page(rendered(answer(citation("One."), note="A summary:", refused=False), "tl;dr"))
    assert page.texts.index("A summary:") < page.texts.index("One.")
    assert "Confidence" not in page.text
    absent = Page(rendered(answer(note="No such document.", refused=True), "tl;dr of a.txt"))
    assert "No such document." in absent.texts
    assert REFUSAL not in absent.text


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "high, over 99 %"),
        (0.8, "high, 80 %"),
        (0.5, "medium, 50 %"),
        (0.31, "low, 31 %"),
        (0.0, "low, under 1 %"),
    ],
)
def test_confidence_in_words(share: float, words: str) -> None:
    assert render.describe_confidence(share) == words


def test_half_of_a_surrogate_pair_can_be_shown() -> None:
    assert html.escaped("a\ud800b") == "a?b"


KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, RagError) and kind is not RagError
]
"""The errors that the chain can raise; those of the evals never reach the page."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_a_sentence_without_paths(kind: type[RagError]) -> None:
    if kind is errors.QuestionError:
        assert sentence(kind("The question is empty.")) == "The question is empty."
        return
    arguments = ("/srv/secret/a.txt",) * (2 if kind is errors.DocumentError else 1)
    words = sentence(kind(*arguments))
    assert "secret" not in words
    assert words.endswith(".")
    assert words != UNKNOWN, kind.__name__


def test_unforeseen_errors_show_nothing_of_themselves() -> None:
    assert sentence(KeyError("/srv/secret")) == UNKNOWN


def scripted(*parts: Answer | Exception) -> Any:
    """An assistant whose chain gives these parts, and keeps what it was asked."""
    received: list[Any] = []

    async def astream(question: Any) -> AsyncIterator[Answer]:
        received.append(question)
        for part in parts:
            if isinstance(part, Exception):
                raise part
            yield part

    return SimpleNamespace(chain=SimpleNamespace(astream=astream), received=received)


def run(assistant: Any, earlier: tuple[Exchange, ...] = ()) -> list[tuple[Exchange, ...]]:
    async def collect() -> list[tuple[Exchange, ...]]:
        return [exchanges async for exchanges in ask(assistant, earlier, "And then?")]

    return asyncio.run(collect())


def test_parts_add_up_and_earlier_turns_are_passed_on_as_plain_text() -> None:
    earlier = (
        Exchange("First?", answer(statements=(Statement("One.", ()),)), state="done"),
        Exchange("Lost?", problem="The index is being updated.", state="done"),
    )
    assistant = scripted(
        answer(statements=(Statement("Two.", ()),)), answer(statements=(Statement("Three.", ()),))
    )
    states = run(assistant, earlier)
    assert [e[-1].state for e in states] == ["open", "open", "open", "done"]
    assert states[-1][:2] == earlier
    last = states[-1][-1].answer
    assert last is not None
    assert last.text == "Two.\n\nThree."
    assert assistant.received == [
        {
            "question": "And then?",
            "history": [
                {"role": "user", "content": "First?"},
                {"role": "assistant", "content": "One.", "short_answer": ""},
            ],
            "only": None,
        }
    ]


def test_a_problem_keeps_the_question_and_what_was_answered() -> None:
    last = run(scripted(answer(), errors.CitationError("/srv/secret")))[-1][-1]
    assert last.question == "And then?"
    assert last.answer is not None
    assert last.problem is not None
    assert "secret" not in last.problem


def test_stopping_closes_only_an_open_answer() -> None:
    done, going = Exchange("A?", state="done"), Exchange("B?")
    assert stop_answering((done, going)) == (done, replace(going, state="stopped"))
    assert stop_answering((done,)) == (done,)
    assert stop_answering(()) == ()
    assert make_history((going,)) == []


def test_the_library_is_read_again_only_when_the_index_has_changed(harbour: Assistant) -> None:
    reader = LibraryReader(harbour)
    library = reader.library()
    assert library.names == ("harbour.txt",)
    assert library.passages == harbour.index.count() > 1
    assert reader.library() is library


def test_an_empty_store_is_an_empty_library(make_assistant: Any) -> None:
    assert LibraryReader(make_assistant({})).library() == Library()
    assert "No documents are indexed" in render.render_welcome(Library())


@pytest.fixture(scope="module")
def address(harbour: Assistant) -> Iterator[str]:
    page = app.build(harbour)
    yield app.launch(page, Settings(port=0))
    page.close(verbose=False)


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, httpx_kwargs=PATIENT, verbose=False, analytics_enabled=False)


@pytest.mark.slow
def test_the_page_starts_and_names_no_folder(address: str, harbour: Assistant) -> None:
    settings = harbour.settings
    for path in ("", "config", "gradio_api/info", "theme.css"):
        response = httpx.get(address + path, **PATIENT)
        assert response.status_code == 200, path
        assert str(settings.documents) not in response.text, path
        assert str(settings.store) not in response.text, path
        assert "googleapis" not in response.text, path


@pytest.mark.slow
def test_usage_is_not_watched(address: str) -> None:
    config = httpx.get(address + "config", **PATIENT).json()
    assert config["analytics_enabled"] is False
    watched = httpx.get(address + "monitoring/summary", **PATIENT)
    assert watched.status_code in (403, 404)


@pytest.mark.slow
def test_a_program_asks(client: Client, harbour: Assistant) -> None:
    given = client.predict("Who leads the opposition?", api_name="/ask")
    assert given["short_answer"]["text"] == "Ben Oak"
    text = harbour.sources.document("harbour.txt").text
    for quoted in given["citations"]:
        assert text[quoted["start"] : quoted["end"]] == quoted["quote"]


@pytest.mark.slow
def test_a_program_asks_on(client: Client) -> None:
    turns = [
        {"role": "user", "content": "Who is the mayor?"},
        {"role": "assistant", "content": "Ada Marsh"},
    ]
    given = client.predict("When did she visit Norway?", history=turns, api_name="/ask")
    assert given["question"] == "When did she visit Norway?"
    assert given["standalone_question"] == "When did Ada Marsh visit Norway?"
    assert given["short_answer"]["text"].endswith("May 16 to 19")


@pytest.mark.slow
def test_a_program_searches_and_lists(client: Client, harbour: Assistant) -> None:
    found = client.predict("Ada Marsh in Bergen", most=2, api_name="/search")
    assert len(found) == 2
    assert "Ada Marsh" in found[0]["text"]
    text = harbour.sources.document("harbour.txt").text
    for passage in found:
        assert text[passage["start"] : passage["end"]] == passage["text"]
    listed = client.predict(api_name="/sources")
    assert [entry["problem"] for entry in listed] == [""]
    assert listed[0]["source"] == found[0]["source"]


@pytest.mark.slow
def test_a_program_asks_some_documents_only(client: Client) -> None:
    given = client.predict("Who visited Norway?", only=["harbour.txt"], api_name="/ask")
    assert not given["refused"]
    with pytest.raises(AppError, match=r"No document called other\.txt is indexed"):
        client.predict("Who visited Norway?", only=["other.txt"], api_name="/ask")
    with pytest.raises(AppError, match="is a list of documents"):
        client.predict("Who visited Norway?", only="harbour.txt", api_name="/ask")


@pytest.mark.slow
def test_a_program_is_told_what_is_wrong(client: Client) -> None:
    with pytest.raises(AppError, match="The question is empty"):
        client.predict("  ", api_name="/ask")


@pytest.mark.slow
def test_three_endpoints_are_open_to_programs(client: Client) -> None:
    endpoints = client.view_api(print_info=False, return_format="dict")
    assert list(endpoints["named_endpoints"]) == ["/ask", "/search", "/sources"]
    assert not endpoints["unnamed_endpoints"]


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(errors.SettingsError, match=f"port {port}.*--port or RAG_PORT"):
            app._free_port("127.0.0.1", port)
