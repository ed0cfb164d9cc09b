"""JSON, subtitles, notebooks and mail: what they say, in blocks, with nothing lost unsaid."""

from __future__ import annotations

import json
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chapter_and_verse.documents.blocks import Block
from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import LOADERS, check_file
from chapter_and_verse.errors import DocumentError

MIB = 2**20


def read(name: str, data: str | bytes) -> Document:
    """The document, after a look at whether its blocks and cells are what they say."""
    data = data.encode() if isinstance(data, str) else data
    made = Document(**vars(LOADERS[Path(name).suffix](data, name, MIB)), source=name, sha256="")
    assert "".join(block.span.of(made.text) for block in made.blocks) == made.text
    for block in made.blocks:
        for cell in block.cells:
            assert block.span.start <= cell.span.start < cell.span.end <= block.span.end
    return made


def words(document: Document, block: Block) -> str:
    return block.span.of(document.text).strip()


def lines(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, words(document, block)) for block in document.blocks]


def under(document: Document, quote: str) -> tuple[str, ...]:
    return document.headings_at(document.text.index(quote))


# JSON


def test_objects_of_a_list_are_rows_and_nested_keys_name_columns() -> None:
    fleet = {
        "fleet": "Tarn",
        "ships": [
            {
                "name": "Aurora",
                "tons": 1.50,
                "home": {"city": "Tarn", "code": None},
                "tags": ["a", "b"],
            },
            {"name": "Borealis", "tons": 1995, "sold": True},
        ],
    }
    made = read("a.json", json.dumps(fleet).replace("1.5,", "1.50,"))
    assert lines(made) == [
        ("row", "fleet: Tarn."),
        ("heading", "ships"),
        ("row", "name: Aurora; tons: 1.50; home › city: Tarn; tags: a, b."),
        ("row", "name: Borealis; tons: 1995; sold: true."),
    ]
    assert [(c.column, c.span.of(made.text)) for c in made.blocks[2].cells][2] == (
        "home › city",
        "Tarn",
    )
    assert made.blocks[3].place == "record 2"
    assert under(made, "Borealis") == ("ships",)


def test_a_list_in_a_row_keeps_the_name_of_what_it_belongs_to() -> None:
    made = read("a.json", '[{"order": "7", "lines": [{"part": "pump"}, {"part": "hose"}]}]')
    assert [text for _, text in lines(made)] == [
        "order: 7.",
        "order: 7; lines › part: pump.",
        "order: 7; lines › part: hose.",
    ]


def test_long_strings_are_paragraphs_and_no_value_stands_under_another_key() -> None:
    story = "The ship left at dawn. " * 20
    made = read("a.json", json.dumps({"log": {"text": story}, "captain": "Sten"}))
    assert under(made, "The ship left") == ("log", "text")
    assert under(made, "Sten") == ()
    row = read("a.json", json.dumps([{"id": 3, "story": story}]))
    assert [kind for kind, _ in lines(row)] == ["row", "caption", "paragraph"]


def test_a_key_that_stands_twice_is_kept_twice() -> None:
    assert [t for _, t in lines(read("a.json", '{"a": 1, "a": 2}'))] == ["a: 1.", "a: 2."]


def test_lines_of_json_are_rows_and_those_that_are_none_are_named() -> None:
    made = read("a.jsonl", '{"q": "Who?", "a": "Ada"}\n\noops\n{"q": "When?", "a": "1932"}\n')
    assert [t for _, t in lines(made)] == ["q: Who?; a: Ada.", "q: When?; a: 1932."]
    assert [block.place for block in made.blocks] == ["line 1", "line 4"]
    assert made.warnings == ("Line 3 is not valid JSON. It was not read.",)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.json", '{"a": 1,\n"b": }', "It is not valid JSON (line 2"),
        ("a.json", "[" * 100_000, "nested too deep"),
        ("a.jsonl", "{]\n", "Line 1 is not valid JSON"),
        ("a.ipynb", '{"a": 1}', "It is no notebook"),
        ("a.ipynb", "[]", "It is no notebook"),
        ("a.srt", "Just text.\n", "No subtitle with a time"),
        ("a.eml", "\n\nNothing.\n", "It is no mail"),
        ("a.mbox", "Nothing.\n", "There is no mail in it"),
    ],
)
def test_what_is_not_of_its_kind_is_refused_with_the_reason(
    name: str, data: str, said: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(name, data)
    assert said in caught.value.reason


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None, max_examples=80)
@given(value=VALUES, suffix=st.sampled_from([".json", ".jsonl"]))
def test_any_json_gives_blocks_that_tile_its_text(value: Any, suffix: str) -> None:
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").replace(b"\0", b"")
    read(f"a{suffix}", data)


# Subtitles


def test_cues_are_joined_to_sentences_with_their_time_and_speaker() -> None:
    made = read(
        "a.srt",
        "1\r\n00:03:10,500 --> 00:03:12,000\r\nSTEN: The bridge was\r\n\r\n"
        "2\r\n00:03:12,000 --> 00:03:14,000\r\nopened in <i>1932</i>.\r\n\r\n"
        "3\r\n00:03:14,100 --> 00:03:16,000\r\n- Really?\r\n- Yes.\r\n\r\n"
        "4\r\n01:00:00,000 --> 01:00:02,000\r\n{\\an8}The end.\r\n",
    )
    assert [(block.place, words(made, block)) for block in made.blocks] == [
        ("0:03:10", "STEN: The bridge was opened in 1932."),
        ("0:03:14", "Really?"),
        ("0:03:14", "Yes."),
        ("1:00:00", "The end."),
    ]


def test_webvtt_has_voices_notes_and_lines_that_scroll() -> None:
    made = read(
        "a.vtt",
        "WEBVTT - The bridge\n\nNOTE not for\nviewers\n\nSTYLE\n::cue {}\n\n"
        "00:01.000 --> 00:02.000 align:start\n<v Ada Marsh>Hello &amp; welcome\n\n"
        "00:02.000 --> 00:03.000\nHello &amp; welcome\nto the<00:02.500><c> opening.</c>\n\n"
        "end\n00:03.000 --> 00:04.000\n<v.loud Karl>Thank you.</v>\n",
    )
    assert made.title == "The bridge"
    assert [text for _, text in lines(made)] == [
        "The bridge",
        "Ada Marsh: Hello & welcome to the opening.",
        "Karl: Thank you.",
    ]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["00:00:01,000 --> 00:00:02,000", "1:2:3.4 --> 5:06.700", "7", "", "- A", "<v B>", "x.",
             "WEBVTT", "NOTE", "B: c", "&lt;", "<i>", "\r", "{\\an8}", "00:01.000 -->"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_any_subtitles_give_blocks_that_tile_their_text(pieces: list[str]) -> None:
    with suppress(DocumentError):  # there may be no time in it
        read("a.vtt", "\n".join(pieces))


# Notebooks


def test_a_notebook_has_its_text_its_code_and_what_it_printed() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Tides\n", "\n", "Measured *daily*."]},
        {
            "cell_type": "code",
            "source": "print(4)\n# no heading",
            "outputs": [
                {"output_type": "stream", "text": ["4\n"]},
                {
                    "output_type": "display_data",
                    "data": {"image/png": "x", "text/plain": "<Figure>"},
                },
                {"output_type": "error", "ename": "ValueError", "evalue": "too low"},
            ],
        },
        {"cell_type": "raw", "source": "As it is."},
    ]
    made = read("a.ipynb", json.dumps({"nbformat": 4, "cells": cells}))
    assert lines(made) == [
        ("heading", "# Tides"),
        ("paragraph", "Measured *daily*."),
        ("code", "print(4)\n# no heading"),
        ("code", "4"),
        ("code", "ValueError: too low"),
        ("paragraph", "As it is."),
    ]
    assert [block.place for block in made.blocks][2:4] == ["cell 2", "cell 2, output"]
    assert under(made, "print(4)") == ("Tides",)
    assert made.title == "Tides"
    assert made.warnings == (
        "It holds 1 picture or other output without text, which cannot be read.",
    )


# Mail

MAIL = """From: =?utf-8?q?Zo=C3=AB?= Marsh <zoe@tarn.example>
To: Karl Voss <karl@tarn.example>
Subject: The
 bridge
Date: Mon, 03 May 2021 10:00:00 +0200
Content-Type: text/plain; charset=windows-1252

Dear Karl,

The bridge opens in June – at last.

On 2 May 2021, Karl Voss wrote:
> When does it open?
>
> On 1 May 2021, Zo\xeb Marsh wrote:
>> It is nearly done.

See you then.
"""


def mail(**fields: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in fields.items():
        made[name] = value
    return made


def test_a_mail_says_who_wrote_what_and_quotes_stand_under_their_writers() -> None:
    made = read("a.eml", MAIL.encode("cp1252"))
    assert made.title == "The bridge"
    assert lines(made)[:4] == [
        ("heading", "The bridge"),
        ("row", "From: Zoë Marsh <zoe@tarn.example>."),
        ("row", "To: Karl Voss <karl@tarn.example>."),
        ("row", "Date: Mon, 03 May 2021 10:00:00 +0200."),
    ]
    assert under(made, "opens in June – at last") == ("The bridge",)
    assert under(made, "When does it") == ("The bridge", "On 2 May 2021, Karl Voss wrote:")
    assert under(made, "nearly done") == ("The bridge", "On 1 May 2021, Zoë Marsh wrote:")
    assert under(made, "See you then") == ("The bridge", "Zoë Marsh replies")
    assert not made.text.count("> ")


def test_an_earlier_mail_below_a_line_is_quoted_too() -> None:
    made = mail(From="a@x.example", Subject="Fees")
    made.set_content(
        "They rise.\n\n-----Original Message-----\nFrom: Karl\nSent: May 2\n\nDo they?\n"
    )
    found = read("a.eml", made.as_bytes())
    assert under(found, "They rise") == ("Fees",)
    assert under(found, "Do they?") == ("Fees", "Earlier mail")


def test_the_page_is_read_where_there_is_no_plain_text_and_its_quotes_are_told_apart() -> None:
    made = mail(From="a@x.example", Subject="Fees")
    made.set_content(
        "<p>They <b>rise</b>.</p><div class='gmail_quote'>Karl wrote:"
        "<blockquote>They never rise.</blockquote></div><p>Yours, Ada</p>",
        subtype="html",
    )
    found = read("a.eml", made.as_bytes())
    assert under(found, "They rise") == under(found, "Yours, Ada") == ("Fees",)
    assert under(found, "They never rise") == ("Fees", "Quoted from an earlier mail")


def test_attachments_of_known_kinds_are_read_and_the_others_named() -> None:
    made = mail(From="a@x.example", Subject="The fleet")
    made.set_content("See the list.")
    made.add_alternative("<p>See the <b>list</b>.", subtype="html")
    made.add_attachment(
        b"Ship,Year\nAurora,1997\n", maintype="text", subtype="csv", filename="s.csv"
    )
    made.add_attachment(b"PK", maintype="application", subtype="zip", filename="all.zip")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="bad.pdf")
    made.add_attachment(message_from_bytes(MAIL.encode("cp1252"), policy=policy.default))
    found = read("a.eml", made.as_bytes())
    assert found.text.count("See the list.") == 1
    assert under(found, "Aurora") == ("The fleet", "Attachment: s.csv")
    assert under(found, "opens in June") == ("The fleet", "The bridge")
    zipped, pdf = found.warnings
    assert zipped == "The attachment all.zip was not read."
    assert pdf.startswith("The attachment bad.pdf was not read: ")


def test_mails_attached_to_one_another_end_somewhere_and_that_is_said() -> None:
    made = mail(From="a@x.example", Subject="Innermost")
    made.set_content("The innermost.")
    for depth in range(20):
        around = mail(From="a@x.example", Subject=f"Number {depth}")
        around.set_content("Forwarded.")
        around.add_attachment(made)
        made = around
    found = read("a.eml", made.as_bytes())
    assert "A mail that is attached was not read." in found.warnings


def test_the_lines_of_a_flowed_mail_are_joined() -> None:
    head = "From: a@x.example\nSubject: S\nContent-Type: text/plain; format=flowed\n\n"
    text = head + "The bridge \nopens.\n> A \n> B.\n"
    found = read("a.eml", text)
    assert "The bridge opens." in found.text
    assert "A B." in found.text


@pytest.mark.parametrize("charset", ["iso-2022-jp", "utf-8", "shift_jis", "x-unknown"])
def test_the_encoding_that_a_mail_names_is_used(charset: str) -> None:
    said = "橋は1932年に開通しました。"
    codec = "utf-8" if charset == "x-unknown" else charset
    head = f"From: a@x.example\nSubject: S\nContent-Type: text/plain; charset={charset}\n\n"
    assert said in read("a.eml", head.encode() + said.encode(codec)).text


def test_a_mailbox_is_read_in_the_order_of_its_dates() -> None:
    late = MAIL.encode("cp1252").replace(b"See you", b">From June on, see you")
    early = mail(From="b@x.example", Subject="Before", Date="Mon, 03 May 2020 10:00:00 +0200")
    early.set_content("It was planned.")
    box = b"From a@x Mon May  3 10:00:00 2021\n" + late + b"\nFrom b@x Sun May  3 10:00:00 2020\n"
    found = read("a.mbox", box + early.as_bytes() + b"\n")
    titles = [words(found, block) for block in found.blocks if block.level == 1]
    assert titles[:2] == ["Before", "The bridge"]
    assert found.block_at(found.text.index("opens in June")).place == "mail 2"
    assert "From June on" in found.text
    assert found.title == ""


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["From: a@b", "Subject: =?utf-8?q?x", "Date: never", "", "--b", "--b--", "> a", ">> b",
             "Content-Type: multipart/mixed; boundary=b", "Content-Type: text/html; charset=nope",
             "Content-Transfer-Encoding: base64", "Content-Type: message/rfc822", "Ada wrote:",
             "From x 10:00", "<p>x", "<blockquote type=cite>y", "====", "-- ", "Sent: now", "é",
             "-----Original Message-----"]
        ),
        max_size=30,
    ),
    st.sampled_from([".eml", ".mbox"]),
)  # fmt: skip
def test_any_mail_gives_blocks_that_tile_its_text(pieces: list[str], suffix: str) -> None:
    try:
        read(f"a{suffix}", "From: a\n" * (suffix == ".eml") + "\n".join(pieces))
    except DocumentError:
        assert suffix == ".mbox"


# Archives


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "B.7Z", "notes.txt.gz"])
def test_archives_are_refused_with_a_line_that_says_to_unpack_them(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(b"PK")
    with pytest.raises(DocumentError) as caught:
        check_file(tmp_path / name, name, MIB)
    assert "Unpack it" in caught.value.reason
