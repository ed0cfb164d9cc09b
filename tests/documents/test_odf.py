"""What is read of OpenDocument texts and presentations."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from chapter_and_verse.documents.document import Document

Read = Callable[[str, bytes], Document]
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in {
        "office": "office",
        "text": "text",
        "style": "style",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "presentation": "presentation",
        "svg": "svg-compatible",
    }.items()
)
STYLES = """
<style:style style:name="up" style:family="text">
  <style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="out" style:family="text">
  <style:text-properties style:text-line-through-style="solid"/></style:style>
<text:list-style style:name="L">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."
    text:start-value="4"/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"
    text:display-levels="2"/>
  <text:list-level-style-bullet text:level="3" text:bullet-char="-"/>
</text:list-style>"""


def make_odf(body: str, kind: str = "text", named: str = "") -> bytes:
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr(
            "content.xml",
            f"<office:document-content {SPACES} {dc}><office:automatic-styles>{STYLES}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>",
        )
        if named:
            package.writestr(
                "styles.xml", f"<office:document-styles {SPACES}>{named}</office:document-styles>"
            )
    return file.getvalue()


def kinds(document: Document) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, b.span.of(document.text).strip()) for b in document.blocks]


def test_headings_lists_and_raised_text(read: Read) -> None:
    body = """<text:h text:outline-level="1">Rules</text:h>
    <text:p>It is 12 km<text:span text:style-name="up">2</text:span>
      <text:span text:style-name="out">wrong</text:span><text:s text:c="2"/>wide.</text:p>
    <text:list text:style-name="L"><text:list-item><text:p>Ring</text:p>
      <text:list><text:list-item><text:p>Once</text:p></text:list-item>
      <text:list-item><text:p>Twice</text:p>
        <text:list><text:list-item><text:p>Or more</text:p></text:list-item></text:list>
      </text:list-item></text:list></text:list-item>
      <text:list-item><text:p>Wait</text:p></text:list-item></text:list>"""
    assert kinds(read("a.odt", make_odf(body))) == [
        ("heading", 2, "Rules"),
        ("paragraph", 0, "It is 12 km²   wide."),
        ("item", 1, "4. Ring"),
        ("item", 2, "4.a) Once"),
        ("item", 2, "4.b) Twice"),
        ("item", 3, "Or more"),
        ("item", 1, "5. Wait"),
    ]


def test_notes_comments_changes_and_headers(read: Read) -> None:
    body = """<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p>
    </text:deletion></text:changed-region></text:tracked-changes>
    <text:p>The fee is $320<text:note><text:note-citation>1</text:note-citation><text:note-body>
    <text:p>Without tax.</text:p></text:note-body></text:note>.<office:annotation>
    <dc:creator>Ann</dc:creator><text:p>Still?</text:p></office:annotation></text:p>"""
    header = """<style:master-page><style:header><text:p>Number QA-2281<text:tab/>Page
    <text:page-number>3</text:page-number></text:p></style:header></style:master-page>"""
    document = read("a.odt", make_odf(body, named=header))
    assert document.text.split("\n\n") == [
        "The fee is $320¹.",
        "¹ Without tax.",
        "Headers and footers",
        "Number QA-2281",
        "Comments",
        "Comment by Ann: Still?",
    ]
    assert [warning.split(",")[0] for warning in document.warnings] == [
        "It has 1 comment",
        "It has 1 tracked change",
    ]


def test_spanned_cells_stand_in_each_of_their_rows(read: Read) -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    spanned = cell("CH", 'table:number-rows-spanned="2"')
    body = f"""<table:table>{row(cell("Land"), cell("Town"), cell("Size"))}
    {row(spanned, cell("Bern"), cell("1"))}
    {row("<table:covered-table-cell/>", cell("Biel"), cell("2"))}</table:table>"""
    assert read("a.odt", make_odf(body)).text.split("\n\n") == [
        "Land: CH; Town: Bern; Size: 1.",
        "Land: CH; Town: Biel; Size: 2.",
    ]


def test_slides_are_pages(read: Read) -> None:
    def frame(kind: str, text: str) -> str:
        return f"""<draw:frame presentation:class="{kind}"><draw:text-box><text:p>{text}</text:p>
        </draw:text-box></draw:frame>"""

    body = f"""<draw:page>{frame("outline", "Two ferries.")}{frame("title", "Ships")}
    <presentation:notes>{frame("notes", "Say who built them.")}</presentation:notes></draw:page>
    <draw:page>{frame("title", "Ports")}<draw:frame><draw:image/><svg:desc>A mill</svg:desc>
    </draw:frame><draw:frame><draw:image/></draw:frame></draw:page>"""
    document = read("a.odp", make_odf(body, "presentation"))
    assert kinds(document) == [
        ("heading", 1, "Ships"),
        ("paragraph", 0, "Two ferries."),
        ("heading", 2, "Notes"),
        ("paragraph", 0, "Say who built them."),
        ("heading", 1, "Ports"),
        ("caption", 0, "A mill"),
    ]
    assert document.page_at(document.text.index("Ports")) == 2
    assert document.warnings == ("It has 1 picture without a description, not read.",)


def test_files_that_cannot_be_read_say_why(refusal: Callable[[str, bytes], str]) -> None:
    good = make_odf("<text:p>Text.</text:p>")
    assert "damaged" in refusal("a.odt", good[: len(good) // 2])
    locked = io.BytesIO(good)
    with zipfile.ZipFile(locked, "a") as package:
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert "protected by a password" in refusal("a.odt", locked.getvalue())
