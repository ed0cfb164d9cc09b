"""Markdown: the text is the file, and its marks make its blocks."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from places import text_document

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.splitting import split

PIECES = [
    *(
        "# ",
        "## ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "- ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "```",
        "~~~",
        "---",
    ),
    *("===", "**", "*", "`", "~~", "| ", "|---|---|", "<!-- ", "-->", "<details>", "<summary>"),
    *("</summary>", "</details>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "<p>", "\\", ": "),
    *("[^1]: ", "[a]: x", "[^1]", "![a](b)", "title: x", "+++", "word", "a b. C d?", "é", "\u2028"),
    *("Name: value", "?", "<", ">", "&amp;", "  \n", "\x0b", "\x85", "<!--x-->", '<img alt="a b">'),
]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


def read(text: str) -> Document:
    return text_document("a.md", text)


def blocks(text: str) -> list[tuple[str, str]]:
    """The kind and the text of each block that is no markup."""
    document = read(text)
    kept = [b for b in document.blocks if b.kind is not BlockKind.MARKUP]
    return [(b.kind.value, b.span.of(text).strip()) for b in kept]


def path(text: str, words: str) -> tuple[str, ...]:
    """The headings over the place where ``words`` stand."""
    return read(text).headings_at(text.index(words))


@settings(max_examples=400, deadline=None)
@given(text=HOSTILE)
@example(text="<td># </summary># <table>")
def test_the_blocks_of_any_markdown_are_the_file(text: str) -> None:
    text = text.replace("\0", "").removeprefix("\ufeff")
    document = read(text)
    assert document.text == text
    if text.strip():
        assert "".join(block.span.of(text) for block in document.blocks) == text
    for block in document.blocks:
        assert block.span.of(text).strip()
        for cell in block.cells:
            assert cell.span.of(text).strip() == cell.span.of(text) != ""
            assert block.span.start <= cell.span.start < cell.span.end <= block.span.end
    for passage in split(document, 400):
        assert text[passage.start : passage.end] == passage.text
        for sentence in passage.sentences:
            assert passage.quote(sentence).strip() == passage.quote(sentence)
            assert passage.block_of(sentence).kind is not BlockKind.MARKUP


def test_front_matter_gives_the_title_and_values() -> None:
    text = (
        '---\n# for the site\ntitle: "Pump codes"\ntags:\n  - oil\n  - water\ndraft: false\n---\n'
        "# Codes\n\nText.\n"
    )
    document = read(text)
    assert document.title == "Pump codes"
    cells = [(c.column, c.span.of(text)) for b in document.blocks for c in b.cells]
    assert cells == [
        ("title", "Pump codes"),
        ("tags", "- oil\n  - water"),
        ("draft", "false"),
    ]
    assert path(text, "Text") == ("Codes",)


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    text = "---\n\nWe met at nine.\n\n---\n\nWe left at ten.\n"
    assert blocks(text) == [("paragraph", "We met at nine."), ("paragraph", "We left at ten.")]


def test_a_fence_is_one_block_of_code_and_holds_no_headings() -> None:
    text = "# Run\n\n```sh\n# start it\nrun\n\n# stop it\n```\n\n    indented\n    code\n\nDone.\n"
    assert blocks(text) == [
        ("heading", "# Run"),
        ("code", "# start it\nrun\n\n# stop it"),
        ("code", "indented\n    code"),
        ("paragraph", "Done."),
    ]
    assert path(text, "Done") == ("Run",)


def test_headings_have_levels_and_say_their_words_without_marks() -> None:
    text = (
        "Manual\n======\n\nCare\n----\n\n### [Oil](oil.md) of `P-1` ###\n\nChange it.\n\n"
        "## End\n\nBye.\n"
    )
    assert path(text, "Change") == ("Manual", "Care", "Oil of P-1")
    assert path(text, "Bye") == ("Manual", "End")
    assert read(text).title == "Manual"


def test_a_bold_line_is_a_heading_of_what_is_below_it() -> None:
    text = (
        "## Visits\n\n**Hours**\n\nNine to five.\n\n__Fares__\nTen crowns.\n\n**Mind the gap.**\n"
    )
    assert path(text, "Nine") == ("Visits", "Hours")
    assert path(text, "Ten") == ("Visits", "Fares")
    assert blocks(text)[-1] == ("paragraph", "**Mind the gap.**")


def test_questions_are_headings_and_keep_their_levels() -> None:
    text = (
        "# FAQ\n\n## How do I pay?\n\n### By card\n\nAt the desk.\n\n## Where?\n\nHere.\n\n"
        "**Is it open?**\n\nYes.\n\n1. Who may come?\n\n   All.\n2. Tea\n\nWhy so?\nIt is late.\n"
    )
    assert path(text, "At the") == ("FAQ", "How do I pay?", "By card")
    assert path(text, "Here") == ("FAQ", "Where?")
    assert path(text, "Yes") == ("FAQ", "Where?", "Is it open?")
    assert path(text, "All") == ("FAQ", "Where?", "Is it open?", "Who may come?")
    assert path(text, "It is late")[-1] == "Why so?"
    titles = [b.span.of(text).strip() for b in read(text).blocks if b.kind is BlockKind.QUESTION]
    assert titles == [
        "## How do I pay?",
        "## Where?",
        "**Is it open?**",
        "1. Who may come?",
        "Why so?",
    ]


def test_items_have_levels_and_values() -> None:
    text = "- Ports\n  - Admin: 9001\n  - Metrics: 9002\n1. [x] Ring the bell.\n\n   Twice.\n"
    document = read(text)
    items = [b for b in document.blocks if b.kind is BlockKind.ITEM]
    assert [(b.level, b.span.of(text).strip()) for b in items] == [
        (1, "- Ports"),
        (2, "- Admin: 9001"),
        (2, "- Metrics: 9002"),
        (1, "1. [x] Ring the bell."),
    ]
    assert [(c.column, c.span.of(text)) for b in items for c in b.cells] == [
        ("Admin", "9001"),
        ("Metrics", "9002"),
    ]
    assert blocks(text)[-1] == ("paragraph", "Twice.")


def test_one_item_with_a_colon_gives_no_value() -> None:
    assert not [b for b in read("- South Park: The Game\n- It is for two\n").blocks if b.cells]


def test_lines_with_names_and_values_are_rows() -> None:
    text = "Write to us.\n**Phone:** 555 01  \n**Open**: 8 to 16\\\nAddress: Kajgatan 4\n"
    document = read(text)
    assert [(c.column, c.span.of(text)) for b in document.blocks for c in b.cells] == [
        ("Phone", "555 01"),
        ("Open", "8 to 16"),
        ("Address", "Kajgatan 4"),
    ]


def test_cells_know_their_columns() -> None:
    text = (
        "| **Option** | [Default](d.md) |\n|:--|--:|\n| `--cache` | `on \\| off` |\n"
        "| ~~`--old`~~ | 3 |\n| `--new` | |\n"
    )
    names, rule, *rows = read(text).blocks
    assert names.names_columns
    assert rule.kind is BlockKind.MARKUP
    assert names.span.of(text) == "| **Option** | [Default](d.md) |\n"
    assert [[(c.column, c.span.of(text)) for c in row.cells] for row in rows] == [
        [("Option", "--cache"), ("Default", "on \\| off")],
        [("Default", "3")],
        [("Option", "--new")],
    ]


def test_what_is_hidden_or_struck_is_in_no_sentence() -> None:
    text = (
        "<!-- Launch: 1 May. -->\n\nThe ~~limit is 10~~ limit is 60. <!-- 70 --> Ask us.\n\n---\n\n"
        "- ~~Milk~~\n- Tea\n"
    )
    (passage,) = split(read(text), 900)
    said = [passage.quote(sentence) for sentence in passage.sentences]
    assert said == ["The", "limit is 60.", "Ask us.", "- Tea"]
    assert "10" not in passage.seen
    assert "70" not in passage.seen
    assert len(passage.seen) == len(passage.text)


def test_a_comment_of_any_length_makes_no_passage() -> None:
    text = "Before.\n\n<!-- " + "It is hidden. " * 300 + "-->\n\nAfter.\n"
    passages = split(read(text), 600)
    said = [p.quote(sentence) for p in passages for sentence in p.sentences]
    assert said == ["Before.", "After."]
    assert all(len(passage.text) <= 600 for passage in passages)


def test_quotations_footnotes_pictures_and_links() -> None:
    text = (
        "> Mind\n> the gap.[^1]\n\n![The pier](p.png)\n\n[^1]: Since 1968.\n\n    By rule.\n\n"
        "[site]: https://example.org/a\n"
    )
    assert blocks(text) == [
        ("paragraph", "Mind\n> the gap.[^1]"),
        ("caption", "![The pier](p.png)"),
        ("paragraph", "[^1]: Since 1968."),
        ("paragraph", "By rule."),
        ("row", "[site]: https://example.org/a"),
    ]


def test_terms_name_values_or_head_what_is_said_of_them() -> None:
    text = "Warden\n: Ewan Muir\n\n---\n\nLock\n: It rises. It falls.\n: It leaks.\n\nEnd\n"
    document = read(text)
    assert [(c.column, c.span.of(text)) for b in document.blocks for c in b.cells] == [
        ("Warden", "Ewan Muir")
    ]
    assert path(text, "End") == ()
    assert path(text, "It rises") == path(text, "It leaks") == ("Lock",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<details>\n<summary>Is it free?</summary>\n\nYes.\n\n</details>\n",
            [("question", "Is it free?"), ("paragraph", "Yes.")],
        ),
        (
            '<h1 align="center">Brisk <em>pump</em></h1>\n<p>It pumps.<br>Fast.</p>\n'
            '<img src="a.png" alt="The pump">\n<ul><li>Oil<li>Water</ul>\n<script>no()</script>',
            [
                ("heading", "Brisk <em>pump</em>"),
                ("paragraph", "It pumps.<br>Fast."),
                ("caption", "The pump"),
                ("item", "Oil"),
                ("item", "Water"),
            ],
        ),
    ],
)
def test_tags_are_no_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


def test_rows_of_a_table_in_tags_have_cells() -> None:
    text = (
        "<table>\n<tr><th>Ship</th><th>Built</th></tr>\n<tr><td>Aurora</td><td>1998</td></tr>\n"
        "<tr><td>Stella</td><td>2021</td></tr>\n</table>\n"
    )
    rows = [b for b in read(text).blocks if b.kind is BlockKind.ROW]
    assert [row.names_columns for row in rows] == [True, False, False]
    assert [(c.column, c.span.of(text)) for c in rows[2].cells] == [
        ("Ship", "Stella"),
        ("Built", "2021"),
    ]
