"""Web pages: what their reader sees, in blocks that the elements make."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import text_document

from chapter_and_verse.documents.document import Document, Extraction
from chapter_and_verse.documents.loading import LOADERS
from chapter_and_verse.errors import DocumentError

TAGS = (
    "p div h1 h2 ul ol li dl dt dd table tr td th caption pre b a br img sup del ins details "
    "summary figure figcaption blockquote select option label input span math msup"
).split()
PIECES = st.sampled_from(
    [f"<{tag}>" for tag in TAGS]
    + [f"</{tag}>" for tag in TAGS]
    + ["word ", "Who? ", "9 ", "A: b", "<br>", "<td colspan=3 rowspan=2>", "<ol start=4>", "\n"]
    + [
        '<img alt="A map">',
        "<input value=7>",
        "<option selected>",
        "<p hidden>",
        "<title>T</title>",
    ]
)


def read(page: str) -> Document:
    return text_document("a.html", page)


def blocks(page: str) -> list[tuple[str, str]]:
    document = read(page)
    return [(b.kind.value, b.span.of(document.text).strip()) for b in document.blocks]


def path(page: str, words: str) -> tuple[str, ...]:
    document = read(page)
    return document.headings_at(document.text.index(words))


def load_bytes(data: bytes) -> Extraction:
    return LOADERS[".html"](data, "a.html", 2**20)


def refusal(data: bytes) -> str:
    """The reason for which a page is refused."""
    with pytest.raises(DocumentError) as caught:
        load_bytes(data)
    return caught.value.reason


@settings(max_examples=400, deadline=None)
@given(page=st.lists(PIECES, max_size=40).map("".join))
def test_the_blocks_of_any_page_are_its_text(page: str) -> None:
    document = read(page)
    assert "".join(block.span.of(document.text) for block in document.blocks) == document.text
    for block in document.blocks:
        for cell in block.cells:
            assert block.span.start <= cell.span.start < cell.span.end <= block.span.end
    assert read(page) == document


def test_elements_are_blocks() -> None:
    page = """<h1>Pump<a class="headerlink" href="#pump">¶</a></h1><p>It pumps.</p>
    <h2>Care</h2><blockquote><p>Mind it.</p></blockquote><pre># start
run</pre><figure><img src="p.png" alt="A pump"><figcaption>Fig. 1: The pump</figcaption></figure>"""
    assert blocks(page) == [
        ("heading", "Pump"),
        ("paragraph", "It pumps."),
        ("heading", "Care"),
        ("paragraph", "Mind it."),
        ("code", "# start\nrun"),
        ("caption", "A pump"),
        ("caption", "Fig. 1: The pump"),
    ]
    assert path(page, "Mind") == ("Pump", "Care")
    assert read(page).title == "Pump"


def test_items_keep_their_numbers_and_levels() -> None:
    page = (
        '<ol start="4"><li>Check.<li>Ring.<ul><li>Once<li>Twice</ul><li value="9">Go.</ol>'
        '<ol type="a" reversed start="3"><li>x<li><p>y</p><p>z</p></ol><ol type="I"><li>q</ol>'
    )
    document = read(page)
    assert [(b.kind.value, b.level, b.span.of(document.text).strip()) for b in document.blocks] == [
        ("item", 1, "4. Check."),
        ("item", 1, "5. Ring."),
        ("item", 2, "Once"),
        ("item", 2, "Twice"),
        ("item", 1, "9. Go."),
        ("item", 1, "c. x"),
        ("item", 1, "b. y"),
        ("paragraph", 0, "z"),
        ("item", 1, "I. q"),
    ]


def test_a_spanned_cell_stands_in_each_of_its_rows() -> None:
    page = (
        "<table><caption>Ships</caption><thead><tr><th rowspan=2>Ship<th colspan=2>In 1995</tr>"
        "<tr><th>Crew<th>Guests</tr></thead><tr><td rowspan=2>Aurora<td>40<td>800</tr>"
        "<tr><td colspan=2>laid up</tr><tr><td>Stella<td><td>90</tr></table>"
    )
    assert blocks(page) == [
        ("caption", "Ships"),
        ("row", "Ship: Aurora; In 1995 Crew: 40; In 1995 Guests: 800."),
        ("row", "Ship: Aurora; In 1995 Crew: laid up."),
        ("row", "Ship: Stella; In 1995 Guests: 90."),
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("<tr><th>Captain<td>Eva<tr><th>Cook<td>Ali", ["Captain: Eva.", "Cook: Ali."]),
        ("<tr><td>Captain<td>Eva<tr><td>Cook<td>Ali", ["Captain: Eva.", "Cook: Ali."]),
        ("<tr><td>Ship<td>Crew<td>Built<tr><td>A<td>4<td>5", ["Ship: A; Crew: 4; Built: 5."]),
        ("<tr><th><th>May<th>June<tr><th>Rain<td>4<td>5", ["Rain; May: 4; June: 5."]),
        ("<tr><th>Only<th>Heads", ["Only: Heads."]),
    ],
)
def test_heads_name_columns_or_values(table: str, expected: list[str]) -> None:
    assert blocks(f"<table>{table}</table>") == [("row", row) for row in expected]


def test_a_table_that_lays_out_the_page_is_none() -> None:
    page = "<table><tr><td><h2>News</h2><p>It rains.</p><td><ul><li>Tea</ul></table>"
    assert blocks(page) == [("heading", "News"), ("paragraph", "It rains."), ("item", "Tea")]
    assert blocks("<table><tr><td>One<tr><td>Two</table>") == [
        ("paragraph", "One"),
        ("paragraph", "Two"),
    ]


def test_what_is_not_seen_is_left_out() -> None:
    page = (
        '<nav>Home</nav><div role="navigation">More</div><div class="c cookie-banner">Accept</div>'
        '<p aria-hidden="true">no</p><p style="color:white; font-size: 0px">no</p>'
        '<p style="display:none">no</p><p hidden>no</p><dialog>no</dialog>'
        '<p style="font-size:0.9em"><del>At 7.</del> <s>At 8.</s> <ins>At 9.</ins></p>'
    )
    assert blocks(page) == [("paragraph", "At 9.")]


def test_what_a_page_shows_that_is_no_text_is_said() -> None:
    page = "<p>See:</p><iframe src=x></iframe><video src=v></video><video src=w></video>"
    assert read(page).warnings == (
        "A frame shows another page. It was not read.",
        "The page shows a video. It was not read.",
    )


def test_values_of_forms_are_rows() -> None:
    page = (
        '<form><label for="n">Name:</label> <input id="n" value="Ada"><label>Class '
        "<select><option>Red<option selected>Blue</select></label>"
        '<textarea aria-label="Remark">It rains.</textarea><input type="hidden" value="no">'
        '<input type="password" value="no"><input type="submit" value="no">'
        '<input type="checkbox" name="member" checked><input type="checkbox" name="no"></form>'
    )
    assert [text for kind, text in blocks(page) if kind == "row"] == [
        "Name: Ada.",
        "Class: Blue.",
        "Remark: It rains.",
        "member: on.",
    ]
    assert "no" not in read(page).text.split()


def test_questions_are_headings_of_their_answers() -> None:
    page = (
        "<h1>FAQ</h1><h2>How do I pay?</h2><h3>By card</h3><p>At the desk.</p>"
        "<details><summary>Is it free?</summary><p>Never.</p></details>"
        "<p><b>Is it open?</b><br>Daily.</p><ul><li><p>Who may come?</p><p>All.</p><li>Tea</ul>"
        "<dl><dt>Where?</dt><dd>In the bay. It is deep.</dd></dl>"
    )
    assert path(page, "At the desk") == ("FAQ", "How do I pay?", "By card")
    assert path(page, "Never")[-1] == "Is it free?"
    assert path(page, "Daily")[-1] == "Is it open?"
    assert path(page, "All")[-1] == "Who may come?"
    assert path(page, "In the bay")[-1] == "Where?"
    assert [kind for kind, _ in blocks(page)].count("question") == 5


def test_terms_name_values_or_head_what_is_said_of_them() -> None:
    page = (
        "<dl><dt>Warden<dd>Ewan Muir</dl>"
        "<dl><dt>Lock<dd>It rises. It falls.<dd>It leaks.</dl><p>End</p>"
    )
    assert path(page, "It leaks") == ("Lock",)
    assert path(page, "End") == ()
    assert blocks(page)[:-1] == [
        ("row", "Warden: Ewan Muir."),
        ("heading", "Lock"),
        ("paragraph", "It rises. It falls."),
        ("paragraph", "It leaks."),
    ]


def test_lines_with_names_and_values_are_rows() -> None:
    assert blocks("<p>Phone: 555 01<br>Open: 8 to 16</p>") == [
        ("row", "Phone: 555 01."),
        ("row", "Open: 8 to 16."),
    ]


def test_bold_lines_are_headings() -> None:
    page = "<p><strong>Hours</strong></p><p>Nine to five.</p><p><b>Mind the gap</b></p>"
    assert path(page, "Nine") == ("Hours",)
    assert blocks(page)[-1] == ("paragraph", "Mind the gap")


def test_exponents_of_formulas_are_raised() -> None:
    page = "<p>Area: <math><msup><mi>r</mi><mn>2</mn></msup><annotation>r^2</annotation></math></p>"
    assert read(page).text == "Area: r²"


def test_spans_cannot_fill_the_memory() -> None:
    cells = "<td colspan=1000 rowspan=60000>x" * 300
    page = "<table><tr><th>a<th>b" + f"<tr>{cells}" + "<tr><td>y" * 50 + "</table>"
    assert len(read(page).text) < 10**6


def test_html_gives_what_the_reader_sees() -> None:
    page = """<!DOCTYPE html>
    <html><head><title>The  Title</title><style>p { color: red }</style></head><body>
    <nav><a href="/">Home</a></nav><!-- a comment -->
    <h1>A &amp; B</h1>
    <p>Some <b>bo</b>ld text,
       <a href="x">linked</a>&nbsp;here.<br>Next line.</p>
    <ul><li>One<li>Two</ul>
    <pre>
kept   as
  it is</pre>
    <table><tr><th>Name <th>Born</tr> <tr><td>Ada</td> <td>1815</td></tr></table>
    <script>if (a < b) alert("no")</script>
    <p hidden>no</p><p style="color: red; display: none">no</p>
    after</body></html>"""
    assert load_bytes(page.encode()).text.split("\n\n") == [
        "The Title",
        "A & B",
        "Some bold text, linked\u00a0here.\nNext line.",
        "One\nTwo",
        "kept   as\n  it is",
        "Name: Ada; Born: 1815.",
        "after",
    ]


words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1)
spaces = st.text(" \t\r\n\f", min_size=1)
inline = st.sampled_from(["b", "i", "a", "span", "em"])
block = st.sampled_from(["p", "div", "h2", "blockquote", "section"])


@settings(deadline=None, max_examples=60)
@given(data=st.data(), texts=st.lists(st.lists(words, min_size=1), min_size=1))
def test_no_markup_leaks_and_no_text_is_lost(data: st.DataObject, texts: list[list[str]]) -> None:
    page = ""
    for text in texts:
        around = data.draw(block)
        page += f"<{around} title='no'>"
        for word in text:
            tag, space = data.draw(inline), data.draw(spaces)
            page += f"{space}<{tag} class=no>{html.escape(word)}</{tag}><!-- no -->"
        page += f"</{around}>"
    expected = "\n\n".join(" ".join(text) for text in texts)
    assert load_bytes(page.encode()).text == expected


def test_a_page_may_declare_its_encoding() -> None:
    page = "<meta charset={}><p>na\u00efve “quote”"
    assert load_bytes(page.format("iso-8859-1").encode("cp1252")).text == "naïve “quote”"
    assert load_bytes(page.format("iso-8859-1").encode()).text == "naïve “quote”"
    assert load_bytes(page.format("koi8-r").encode("utf-16")).text == "naïve “quote”"
    assert "encoding that the file declares, martian, is unknown" in refusal(
        page.format("martian").encode("cp1252")
    )
    undefined = page.format("windows-1252").encode("cp1252") + b"\x81"
    assert "not valid windows-1252 (byte 0x81" in refusal(undefined)


def test_a_title_that_the_first_heading_repeats_stands_once() -> None:
    page = "<title>The flower show</title><header><h1>{}</h1></header><p>On 12 June.<p>On 12 June."
    text = "On 12 June.\n\nOn 12 June."
    assert load_bytes(page.format("The\n flower show").encode()).text == (
        f"The flower show\n\n{text}"
    )
    assert load_bytes(page.format("Welcome").encode()).text == (
        f"The flower show\n\nWelcome\n\n{text}"
    )


def test_html_entities_of_files_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><p>a &x; b</p>'
    assert "SECRET" not in load_bytes(page.encode()).text


def test_html_that_would_be_read_in_part_is_refused() -> None:
    page = b"<div>" * 5000 + b"deep" + b"</div>" * 5000
    assert "nested too deep" in refusal(page)
