"""What is read of RTF files."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from chapter_and_verse.documents.document import Document

Read = Callable[[str, bytes], Document]
HEAD = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Arial;}}"
    r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2\outlinelevel1 Zwischentitel;}}"
)


def rtf(body: str) -> bytes:
    return f"{HEAD}{body}}}".encode("latin-1")


def kinds(document: Document) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, b.span.of(document.text).strip()) for b in document.blocks]


def test_headings_lists_tables_and_notes(read: Read) -> None:
    document = read(
        "a.rtf",
        rtf(
            r"{\info{\title The manual}{\author Bob}}{\header Head\tab Page \chpgn\par}"
            r"\pard\s1 Rules\par\pard\s2 Fees\par\pard It is $320{\super\chftn}"
            r"{\footnote{\super\chftn} Without tax.} a month.\par"
            r"{\pntext 4.\tab}\pard Ring\par{\listtext\'b7\tab}Wait\par\pard"
            r"\trowd\intbl Name\cell Born\cell Died\cell\row"
            r"\intbl Ada\cell 1815\cell 1852\cell\row\pard Last{\*\atnauthor Ann}"
            r"{\*\annotation Still?}.\par"
        ),
    )
    assert document.title == "The manual"
    assert kinds(document) == [
        ("heading", 1, "Rules"),
        ("heading", 2, "Fees"),
        ("paragraph", 0, "It is $320¹ a month."),
        ("paragraph", 0, "¹ Without tax."),
        ("item", 1, "4. Ring"),
        ("item", 1, "Wait"),
        ("row", 0, "Name: Ada; Born: 1815; Died: 1852."),
        ("paragraph", 0, "Last."),
        ("heading", 1, "Headers and footers"),
        ("paragraph", 0, "Head"),
        ("heading", 1, "Comments"),
        ("paragraph", 0, "Comment by Ann: Still?"),
    ]


def test_characters_of_every_kind_are_read(read: Read) -> None:
    body = r"caf\'e9 \u8364?5 {\f1\'cc\'e8\'f0} \u-10179?\u-8704? \{a\}{\v hidden}{\strike old}\~b"
    assert read("a.rtf", rtf(body)).text == "café €5 Мир 😀 {a}\xa0b"


def test_pictures_are_named_and_their_bytes_are_no_text(read: Read) -> None:
    document = read("a.rtf", rtf(r"Above.{\pict\wmetafile8 0102ff}{\pict\bin3 }{}}below"))
    assert document.text == "Above.below"
    assert document.warnings == ("It has 2 pictures without a description, not read.",)


def test_what_is_no_rtf_is_refused(refusal: Callable[[str, bytes], str]) -> None:
    assert "damaged, or no RTF file" in refusal("a.rtf", b"Just text.")
    assert "nested too deep" in refusal("a.rtf", rtf("{" * 1000))


WORDS = (
    r"\par @{@}@\cell @\row @\intbl @\b @\u-10179?@\'8@\*@\s1 @{\footnote @{\pntext "
    r"@\super @word @\@\bin9 @\ansicpg99999 "
)


@settings(deadline=None, max_examples=100)
@given(body=st.lists(st.sampled_from(WORDS.split("@")), max_size=30).map("".join))
def test_blocks_tile_the_text_of_damaged_files(read: Read, body: str) -> None:
    document = read("any.rtf", rtf(f"Begin.\\par {body}"))
    assert "".join(block.span.of(document.text) for block in document.blocks) == document.text
    assert document.text.encode()
    for block in document.blocks:
        assert all(cell.span.of(document.text).strip() for cell in block.cells)
