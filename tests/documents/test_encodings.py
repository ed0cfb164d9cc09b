"""Text in other encodings than UTF-8 is read, and that it was guessed is said."""

from __future__ import annotations

import codecs
import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.documents.loading import LOADERS
from chapter_and_verse.errors import DocumentError

OF_EUROPE = {
    "Windows-1252": ("cp1252", "Le château fut bâti à l’époque où coulaient les eaux.\r\n"),
    "Windows-1250": ("cp1250", "Žluťoučký kůň úpěl ďábelské ódy. Most byl postaven roku 1932.\n"),
    "Windows-1251": ("cp1251", "Мост был открыт в 1932 году. Он соединяет два берега реки.\n"),
    "KOI8-R": ("koi8_r", "Мост был открыт в 1932 году. Он соединяет два берега реки.\n"),
    "Windows-1254": ("cp1254", "Köprü 1932 yılında açıldı, şehir güzeldir. Ağaçlar yeşil.\n"),
    "Windows-1253": ("cp1253", "Η γέφυρα άνοιξε το 1932 και συνδέει τις δύο όχθες.\n"),
}
OF_ASIA = {
    "Windows-1255": ("cp1255", "הגשר נפתח בשנת 1932 והוא מחבר את שתי גדות הנהר.\n"),
    "Windows-1256": ("cp1256", "افتتح الجسر عام 1932 ويربط بين ضفتي النهر.\n"),
    "Shift JIS": ("cp932", "橋は1932年に開通しました。川の両岸を結んでいます。\n"),
    "EUC-JP": ("euc_jp", "橋は1932年に開通しました。川の両岸を結んでいます。\n"),
    "GB 18030": ("gb18030", "这座桥于1932年开通。它连接河的两岸。\n"),
    "Big5": ("big5", "這座橋於1932年開通。它連接河的兩岸。\n"),
    "Korean (cp949)": ("cp949", "이 다리는 1932년에 개통되었습니다. 강의 양쪽을 연결합니다.\n"),
}
ALL = OF_EUROPE | OF_ASIA


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("times", [1, 50])
def test_the_encodings_that_files_are_found_in(name: str, times: int) -> None:
    codec, text = ALL[name]
    assert decode((text * times).encode(codec), "a.txt") == (
        text * times,
        (f"It was read as {name}.",),
    )


@pytest.mark.parametrize(
    "text",
    ["Café", "It’s £5.", "¿Dónde está el río?", "naïve, at 50°C", "Größe: 3½ m²", "MÜNCHEN", "© A"],
)
def test_short_files_with_a_few_accents_are_western(text: str) -> None:
    assert decode(text.encode("cp1252"), "a.txt") == (text, ("It was read as Windows-1252.",))


def test_a_price_in_an_english_text_stays_in_pounds() -> None:
    text = "It’s “open” – from nine to five – and a ticket is £5, or £9 for two.\n" * 40
    assert decode(text.encode("cp1252"), "a.txt")[0] == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_read_with_a_mark_and_without(codec: str) -> None:
    text = "Grüße 👋, привет\r\n"
    assert decode(("\ufeff" + text).encode(codec), "a.txt") == (text, ())
    said = f"It was read as {codec[:6].upper()}."
    assert decode(text.encode(codec), "a.txt") == (text, (said,))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_of_other_scripts_needs_no_mark(codec: str) -> None:
    text = "橋は開通した。 1932\nこれは本です。\n"
    assert decode(text.encode(codec), "a.txt")[0] == text


def test_a_few_bad_bytes_do_not_change_the_encoding_of_the_rest() -> None:
    text = "Größe, Straße, Brücke, Öl, Fußgänger, Tür. " * 3
    data = text.encode() + b"caf\xe9."
    said = "1 character of it is not valid UTF-8, and shown as “\ufffd”."
    assert decode(data, "a.txt") == (text + "caf\ufffd.", (said,))


@pytest.mark.parametrize(
    "data",
    [
        b"text\0text",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
        b"MZ\x90\0\x03\0\0\0\x04",
        gzip.compress(b"The bridge was opened in 1932. " * 20, mtime=0),
        zlib.compress(bytes(range(256)) * 4),
        b"\x00\x01\x02\x03",
    ],
)
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary data"):
        decode(data, "a.txt")


def test_what_contradicts_its_mark_is_refused() -> None:
    with pytest.raises(DocumentError, match="not valid UTF-16"):
        decode(codecs.BOM_UTF16_LE + b"odd", "a.txt")


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    text = text.replace("\0", "").lstrip("\ufeff")
    assert decode(text.encode(), "a.txt") == (text, ())


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data, "a.txt")
    except DocumentError:
        return
    assert "\0" not in text


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".html"])
def test_each_format_of_text_passes_the_warning_on(suffix: str) -> None:
    made = LOADERS[suffix]("<p>Café, Zoë\n1, 2\n".encode("cp1252"), f"a{suffix}", 2**20)
    assert "Café" in made.text
    assert made.warnings == ("It was read as Windows-1252.",)


def test_what_a_page_declares_is_not_guessed() -> None:
    page = "<meta charset=koi8-r><p>Мост"
    made = LOADERS[".html"](page.encode("koi8-r"), "a.html", 2**20)
    assert (made.text, made.warnings) == ("Мост", ())
