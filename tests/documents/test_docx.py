"""What is read of Word documents, in which order, and why one is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml

from chapter_and_verse.documents.document import Document

MIB = 2**20
Read = Callable[[str, bytes], Document]


def make_docx(fill: Callable[[Any], object]) -> bytes:
    document = docx.Document()
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_docx_of_xml(body: str, before: str = "") -> bytes:
    """A document whose main part is written by hand."""
    original = zipfile.ZipFile(io.BytesIO(make_docx(lambda document: None)))
    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    xml = f"{before}<w:document {namespaces}><w:body>{body}</w:body></w:document>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as changed:
        for name in original.namelist():
            main = name == "word/document.xml"
            changed.writestr(name, xml if main else original.read(name))
    return file.getvalue()


def fill_table(document: Any, *rows: str) -> Any:
    table = document.add_table(len(rows), len(rows[0].split("|")))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row.split("|"), strict=True):
            cell.text = text
    return table


def test_word_paragraphs_and_tables_stand_in_their_order(read: Read) -> None:
    def fill(document: Any) -> None:
        document.add_heading("Title", 1)
        document.add_paragraph("Some ").add_run("bold").bold = True
        fill_table(document, "Name|Born|Died", "Ada|1815|1852", "Alan|1912|1954")
        document.add_paragraph("")
        fill_table(document, "Address|Rue\nHaute 1", "Phone|none")
        document.add_paragraph("Last\tone\nof it.", style="List Bullet")

    assert read("a.docx", make_docx(fill)).text.split("\n\n") == [
        "Title",
        "Some bold",
        "Name: Ada; Born: 1815; Died: 1852.",
        "Name: Alan; Born: 1912; Died: 1954.",
        "Address: Rue Haute 1.",
        "Phone: none.",
        "Last\tone\nof it.",
    ]


def test_merged_cells_are_read_once_across_and_in_every_row_down(read: Read) -> None:
    def fill(document: Any) -> None:
        table = fill_table(document, "Land|Town|Size", "CH||1", "||2", "Sum||3")
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(1, 1).text, table.cell(2, 1).text = "Bern", "Biel"
        table.cell(3, 0).merge(table.cell(3, 1))

    assert read("a.docx", make_docx(fill)).text.split("\n\n") == [
        "Land: CH; Town: Bern; Size: 1.",
        "Land: CH; Town: Biel; Size: 2.",
        "Land: Sum; Size: 3.",
    ]


def test_what_word_wraps_around_text_hides_none_of_it(read: Read) -> None:
    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    body = f"""
    <w:sdt><w:sdtContent><w:p>{run("In a control.")}</w:p></w:sdtContent></w:sdt>
    <w:p>{run("Kept, ")}<w:ins>{run("inserted")}</w:ins>
      <w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:hyperlink>{run(", linked")}
      </w:hyperlink><w:r><w:noBreakHyphen/></w:r></w:p>
    <w:p>{run("Before the box.")}<w:r><mc:AlternateContent>
      <mc:Choice><w:txbxContent><w:p>{run("Boxed.")}</w:p></w:txbxContent></mc:Choice>
      <mc:Fallback><w:txbxContent><w:p>{run("Boxed.")}</w:p></w:txbxContent></mc:Fallback>
    </mc:AlternateContent></w:r></w:p>"""
    assert read("a.docx", make_docx_of_xml(body)).text.split("\n\n") == [
        "In a control.",
        "Kept, inserted, linked-",
        "Before the box.",
        "Boxed.",
    ]


def test_entities_in_word_files_are_not_resolved(
    read: Read, refusal: Callable[[str, bytes], str], tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("SECRET")
    body = "<w:p><w:r><w:t>Text. </w:t><w:t>&x;</w:t></w:r></w:p>"
    outside = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    assert read("a.docx", make_docx_of_xml(body, outside)).text == "Text."
    tenfold = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "lol">{tenfold}<!ENTITY x "&e11;">]>'
    assert "damaged" in refusal("a.docx", make_docx_of_xml(body, laughs))


def test_word_files_that_cannot_be_read_say_why(refusal: Callable[[str, bytes], str]) -> None:
    good = make_docx(lambda document: document.add_paragraph("Text."))
    assert "damaged, or no Word document" in refusal("a.docx", good[: len(good) // 2])
    assert "damaged, or no Word document" in refusal("a.docx", b"no zip at all")
    old_or_locked = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
    assert "protected by a password" in refusal("a.docx", old_or_locked)
    assert "holds no text" in refusal("a.docx", make_docx(lambda document: None))
    bomb = io.BytesIO(good)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/bomb.bin", bytes(20 * MIB))
    assert len(bomb.getvalue()) < MIB
    assert "unpacks to 21 MiB" in refusal("a.docx", bomb.getvalue())


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def with_part(file: bytes, kind: str, xml: str) -> bytes:
    """The document with one more part, to which its body is related as ``kind``."""
    name, changed = f"word/{kind}.xml", io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.namelist():
            data = old.read(member).decode("utf-8") if member.endswith(("xml", "rels")) else None
            if member == "[Content_Types].xml" and data:
                form = "application/vnd.openxmlformats-officedocument.wordprocessingml"
                override = f'<Override PartName="/{name}" ContentType="{form}.{kind}+xml"/>'
                data = data.replace("</Types>", override + "</Types>")
            if member == "word/_rels/document.xml.rels" and data:
                form = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                relation = f'<Relationship Id="x{kind}" Type="{form}/{kind}" Target="{kind}.xml"/>'
                data = data.replace("</Relationships>", relation + "</Relationships>")
            if member != name:
                new.writestr(member, old.read(member) if data is None else data)
        new.writestr(name, xml)
    return changed.getvalue()


def kinds(document: Document) -> list[tuple[str, int, str]]:
    return [
        (block.kind.value, block.level, block.span.of(document.text).strip())
        for block in document.blocks
    ]


def test_styles_say_what_a_heading_is_and_a_title_stands_above_them(read: Read) -> None:
    def fill(document: Any) -> None:
        document.add_heading("Manual", 0)
        document.add_heading("Cleaning", 1)
        own = document.styles.add_style("Zwischentitel", 1)
        own.base_style = document.styles["Heading 2"]
        document.add_paragraph("Filters", style=own)
        document.add_paragraph("Wash them monthly.")
        document.add_heading("When is it closed?", 1)
        document.add_paragraph("On Sundays.")

    document = read("a.docx", make_docx(fill))
    assert document.title == "Manual"
    assert kinds(document) == [
        ("heading", 1, "Manual"),
        ("heading", 2, "Cleaning"),
        ("heading", 3, "Filters"),
        ("paragraph", 0, "Wash them monthly."),
        ("question", 2, "When is it closed?"),
        ("paragraph", 0, "On Sundays."),
    ]
    assert document.headings_at(document.text.index("Wash")) == ("Manual", "Cleaning", "Filters")


def test_short_bold_lines_are_headings_and_lone_questions_too(read: Read) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph().add_run("Opening hours").bold = True
        document.add_paragraph("From nine to five.")
        document.add_paragraph("May I bring a dog?")
        document.add_paragraph("Yes, on a lead.")
        document.add_paragraph().add_run("No smoking anywhere.").bold = True
        document.add_paragraph("Who does?")

    assert [kind for kind, *_ in kinds(read("a.docx", make_docx(fill)))] == [
        "heading",
        "paragraph",
        "question",
        "paragraph",
        "paragraph",
        "paragraph",
    ]


def numbering(levels: str, starts: str = "") -> str:
    return f"""<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
    <w:num w:numId="2"><w:abstractNumId w:val="0"/>{starts}</w:num></w:numbering>"""


def level(depth: int, form: str, pattern: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def items(*places: tuple[int, int]) -> bytes:
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/></w:numPr>'
        f"</w:pPr>{run('x')}</w:p>"
        for name, depth in places
    )
    return make_docx_of_xml(body)


def test_the_numbers_of_lists_are_counted_as_word_does(read: Read) -> None:
    levels = level(0, "decimal", "%1.", 3) + level(1, "lowerLetter", "%1.%2)")
    levels += level(2, "upperRoman", "(%3)") + level(3, "bullet", "o")
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride>'
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1), (2, 0), (2, 0)]
    file = with_part(items(*places), "numbering", numbering(levels, again))
    assert [text for *_, text in kinds(read("a.docx", file))] == [
        "3. x",
        "3.a) x",
        "3.b) x",
        "(I) x",
        "x",
        "4. x",
        "4.a) x",
        "9. x",
        "10. x",
    ]


def test_notes_follow_their_paragraph_and_their_marks_are_raised(read: Read) -> None:
    body = f"""<w:p>{run("The fee is $320")}<w:r><w:footnoteReference w:id="2"/></w:r>
    {run(" a month")}<w:r><w:endnoteReference w:id="5"/></w:r>{run(".")}</w:p>
    <w:p>{run("Next.")}</w:p>"""
    notes = f"""<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>
    {run(" Without tax.")}</w:p></w:footnote></w:footnotes>"""
    file = with_part(make_docx_of_xml(body), "footnotes", notes)
    ends = f"""<w:endnotes {W}><w:endnote w:id="5"><w:p>{run("See below.")}</w:p></w:endnote>
    </w:endnotes>"""
    assert read("a.docx", with_part(file, "endnotes", ends)).text.split("\n\n") == [
        "The fee is $320¹ a monthⁱ.",
        "¹ Without tax.",
        "ⁱ See below.",
        "Next.",
    ]


def test_comments_changes_and_headers_are_read_and_named(read: Read) -> None:
    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("Pay within ")
        term = paragraph.add_run("14 days")
        document.add_comment(term, text="Too short?", author="Ann")
        document.sections[0].header.paragraphs[0].text = "Number QA-2281"
        document.sections[0].footer.paragraphs[0].text = "12"
        inserted = parse_xml(f"<w:ins {W}>{run(' of delivery')}</w:ins>")
        paragraph._p.append(inserted)

    document = read("a.docx", make_docx(fill))
    assert document.text.split("\n\n") == [
        "Pay within 14 days of delivery",
        "Headers and footers",
        "Number QA-2281",
        "Comments",
        "Comment by Ann on “14 days”: Too short?",
    ]
    assert document.warnings == (
        "It has 1 comment, read at the end of the text.",
        "It has 1 tracked change, read as accepted: what was inserted is in the text, what was "
        "deleted is not.",
    )


def test_hidden_struck_and_placeholder_text_is_left_out_and_fields_give_their_result(
    read: Read,
) -> None:
    def field(code: str, result: str, more: str = "") -> str:
        def mark(kind: str) -> str:
            data = more if kind == "begin" else ""
            return f'<w:r><w:fldChar w:fldCharType="{kind}">{data}</w:fldChar></w:r>'

        return (
            f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{mark('separate')}"
            f"{run(result)}{mark('end')}"
        )

    ticked = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
    body = f"""<w:p>{run("Seen")}{run(" hidden", "<w:vanish/>")}{run(" struck", "<w:strike/>")}
    {run(", on page ")}{field(" PAGE ", "7")}{run("due ")}{field(" DATE ", "1 May")}</w:p>
    <w:p>{field(" FORMCHECKBOX ", "", ticked)}{run(" Member")}</w:p>
    <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>{run("Click here")}</w:p>
    </w:sdtContent></w:sdt>"""
    assert read("a.docx", make_docx_of_xml(body)).text.split("\n\n") == [
        "Seen, on page due 1 May",
        "☒ Member",
    ]


def test_equations_stand_on_one_line(read: Read) -> None:
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'

    def letter(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{letter('a+b')}</m:num><m:den>{letter('v')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{fraction}</m:e><m:sup>{letter('2')}</m:sup></m:sSup>"
    root = f"<m:rad><m:deg/><m:e>{letter('x')}</m:e></m:rad>"
    rows = "".join(
        f"<m:mr><m:e>{letter(a)}</m:e><m:e>{letter(b)}</m:e></m:mr>" for a, b in ("10", "01")
    )
    sides = f"{power}{letter('=')}{root}{letter('+')}<m:m>{rows}</m:m>"
    body = f"<w:p><m:oMath {m}>{sides}</m:oMath></w:p>"
    assert read("a.docx", make_docx_of_xml(body)).text == "((a+b)/v)²=√(x)+[1, 0; 0, 1]"


def test_pictures_are_their_descriptions_or_named(read: Read, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")

    def fill(document: Any) -> None:
        document.add_paragraph("Above.")
        for alternative in ("A mill by the river", ""):
            document.add_picture(str(tmp_path / "a.png"))
            document.inline_shapes[-1]._inline.docPr.set("descr", alternative)

    document = read("a.docx", make_docx(fill))
    assert kinds(document)[1:] == [("caption", 0, "A mill by the river")]
    assert document.warnings == ("It has 1 picture without a description, not read.",)


def test_deeply_nested_tables_are_read_or_refused(read: Read) -> None:
    body = f"<w:p>{run('Innermost.')}</w:p>"
    for _ in range(40):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc><w:p>{run('y')}</w:p></w:tc></w:tr></w:tbl>"
    assert "Innermost." in read("a.docx", make_docx_of_xml(body)).text
