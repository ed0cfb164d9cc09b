"""A citation says where its quote stands in words that people can follow in the file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from places import text_document

from chapter_and_verse import Assistant
from chapter_and_verse.answer.citation import Citation, cite, describe_place
from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Document
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.ui.conversation.exchanges import Exchange
from chapter_and_verse.ui.conversation.export import write_markdown
from chapter_and_verse.ui.conversation.kept import store_exchange
from chapter_and_verse.ui.conversation.restored import restore_exchanges

MANUAL = """# Manual

How to keep it.

## Cleaning

### Filters

Rinse the filter every two weeks.

## Questions

### How long does the pump last?

It lasts for about nine years.
"""


def cited(document: Document, quote: str) -> Citation:
    start = document.text.index(quote)
    return cite(document, Span(start, start + len(quote)), quote)


def test_the_path_of_headings_and_the_line_of_a_markdown_file() -> None:
    found = cited(text_document("manual.md", MANUAL), "Rinse the filter every two weeks.")
    assert found.headings == ("Manual", "Cleaning", "Filters")
    assert (found.title, found.line, found.page) == ("Manual", 9, None)
    assert MANUAL.splitlines()[found.line - 1] == found.quote
    assert found.where == "Manual › Cleaning › Filters, line 9"


def test_the_question_that_a_quote_answers_ends_the_path() -> None:
    found = cited(text_document("manual.md", MANUAL), "It lasts for about nine years.")
    assert found.headings == ("Manual", "Questions", "How long does the pump last?")


def written() -> Document:
    writer = BlockWriter()
    writer.title = "The Manual"
    writer.page("iv")
    writer.heading("Cleaning", level=1)
    writer.paragraph("Rinse the filter.")
    writer.page("1")
    writer.row(["Part", "Price"], ["Pump", "12"], place="Prices, row 7")
    return Document(**vars(writer.extraction()), source="manual.pdf", sha256="0" * 64)


def test_the_printed_label_of_a_page_and_the_place_of_a_block() -> None:
    filters, pump = cited(written(), "Rinse the filter."), cited(written(), "Pump")
    assert (filters.page, filters.page_label, filters.line) == (1, "iv", None)
    assert filters.where == "The Manual › Cleaning, p. iv"
    assert pump.where == "The Manual › Cleaning, Prices, row 7, p. 1"


def test_lines_are_told_only_where_the_text_is_the_file() -> None:
    table = text_document("ships.csv", "Ship,Year\nAurora,1997\nBorealis,1995\n")
    assert cited(table, "Borealis").line is None
    assert cited(text_document("a.txt", "One.\r\nTwo.\n"), "Two.").line == 2


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({"page": 3}, "p. 3"),
        ({"page": None}, ""),
        ({"page": 5, "page_label": "iv", "headings": ["A", "B"], "title": "A"}, "A › B, p. iv"),
        ({"page": None, "title": "T", "headings": [], "line": 4}, "T, line 4"),
    ],
)
def test_json_of_any_version_has_a_place(kept: dict[str, object], said: str) -> None:
    assert describe_place(kept) == said


def test_an_answer_shows_the_place_and_its_json_and_exports_the_offsets_too(
    make_assistant: Callable[..., Assistant],
) -> None:
    assistant = make_assistant({"manual.md": MANUAL})
    assistant.sync()
    answer = assistant.ask("How often is the filter rinsed?")
    (quote, *_) = answer.as_json()["citations"]
    assert quote["headings"] == ("Manual", "Cleaning", "Filters")
    assert (quote["title"], quote["line"], quote["page"]) == ("Manual", 9, None)
    assert MANUAL[quote["start"] : quote["end"]] == quote["quote"]
    stored = store_exchange(Exchange("How often is the filter rinsed?", answer, state="done"))
    held = {"title": "Filter", "changed": "2026", "exchanges": [stored]}
    assert "manual.md, Manual › Cleaning › Filters, line 9, characters" in write_markdown(held)


def test_what_was_kept_before_there_were_places_still_opens(
    make_assistant: Callable[..., Assistant],
) -> None:
    assistant = make_assistant({"manual.md": MANUAL})
    assistant.sync()
    answer = assistant.ask("How often is the filter rinsed?")
    stored = store_exchange(Exchange("How often is the filter rinsed?", answer, state="done"))
    for quote in stored["answer"]["citations"]:
        for name in ("headings", "title", "line", "page_label", "place"):
            del quote[name]
    (back,) = restore_exchanges({"exchanges": [stored]}, assistant.sources.document)
    assert back.problem is None
    assert back.answer is not None
    assert back.answer.citations == answer.citations
    assert "manual.md, characters" in write_markdown(
        {"title": "", "changed": "", "exchanges": [stored]}
    )
