"""The encoding that bytes look like, where they are not UTF-8 and nothing names it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import NamedTuple


class Encoding(NamedTuple):
    """An encoding as Python calls it and as people do."""

    codec: str
    name: str


_NAMES = {
    **{f"cp125{n}": f"Windows-125{n}" for n in range(8)},
    "koi8_r": "KOI8-R",
    "cp855": "DOS Cyrillic (cp855)",
    "cp866": "DOS Cyrillic (cp866)",
    "mac_cyrillic": "Mac Cyrillic",
    "iso8859_2": "ISO-8859-2",
    "iso8859_5": "ISO-8859-5",
    "iso8859_6": "ISO-8859-6",
    "tis_620": "TIS-620",
    "mac_roman": "Mac Roman",
    "cp932": "Shift JIS",
    "euc_jp": "EUC-JP",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "Korean (cp949)",
}
"""Those that files are found in; among rarer ones, a guess is more often wrong than right."""
_WIDE = {"utf_32_le": "UTF-32", "utf_32_be": "UTF-32", "utf_16_le": "UTF-16", "utf_16_be": "UTF-16"}
_WESTERN = ["äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "àèéìòù", "áâãàçéêíóôõú", "æøåéäö"]
"""The letters beyond ASCII of languages of the West, from German to Swedish."""
_TURKISH = "çğıöşüâî"
_OF_ONE_LANGUAGE = 0.9
"""The part of a text's letters beyond ASCII that one of these has, where it is Western."""
_FOREIGN_WORDS = 0.01
"""The part of all letters that they are in a text which is English but for names and words."""
_NO_WESTERN_WORD = re.compile(
    r"[^\W\d_][¡-¿×÷€†‡•‰™][^\W\d_]"  # a sign inside a word
    r"|[£¥¤¦¬¯±´¶¸¹¼½¾µ][^\W\d_]"
    r"|[À-ÖØ-öø-ÿŠŒŽšœžŸƒ]{4}"
    r"|[À-ÖØ-Þ][à-öø-ÿ]{3}"
)
_HIRAGANA = re.compile("[\u3041-\u309f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_NOT_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
_SAMPLE = 1 << 16


def guess_encoding(data: bytes) -> Encoding | None:
    """The encoding in which ``data`` looks like text, or None.

    What reads as a language of the West is taken for Windows-1252, by far the most common. For
    the others, `charset_normalizer` tells by which letters are frequent and follow each other.
    """
    codec = _japanese(data) or _western(data) or _turkish(data) or _likely(data)
    return Encoding(codec, _NAMES[codec]) if codec else None


def guess_wide_encoding(data: bytes) -> Encoding | None:
    """UTF-16 or UTF-32 without a byte order mark; None for bytes that are no such text."""
    best: tuple[int, Encoding] | None = None
    for codec, name in _WIDE.items():
        text = _decode(codec, data)
        if not text or any(_is_no_text(character) for character in set(text[:_SAMPLE])):
            continue
        ascii_characters = sum(character.isascii() for character in text[:_SAMPLE])
        if ascii_characters and (best is None or ascii_characters > best[0]):
            best = ascii_characters, Encoding(codec, name)
    return best and best[1]


def _is_no_text(character: str) -> bool:
    return unicodedata.category(character) in _NOT_TEXT and character not in "\t\n\v\f\r\x1a\x85"


def _decode(codec: str, data: bytes) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _japanese(data: bytes) -> str | None:
    """An encoding of Japanese in which a good part of the characters is Hiragana."""
    for codec in ("cp932", "euc_jp"):
        text = _decode(codec, data)
        if text and 5 * len(_HIRAGANA.findall(text)) > len(_BEYOND_ASCII.findall(text)):
            return codec
    return None


def _western(data: bytes) -> str | None:
    """Windows-1252 for a text whose signs and letters are then in their usual places."""
    text = _decode("cp1252", data)
    if not text or _NO_WESTERN_WORD.search(text):
        return None
    few = len(_letters(text)) <= _FOREIGN_WORDS * sum(map(str.isalpha, text))
    return "cp1252" if few or any(_is_written_with(a, text) for a in _WESTERN) else None


def _turkish(data: bytes) -> str | None:
    text = _decode("cp1254", data)
    return "cp1254" if text and _is_written_with(_TURKISH, text) else None


def _letters(text: str) -> list[str]:
    return [c for c in _BEYOND_ASCII.findall(text.lower()) if c.isalpha()]


def _is_written_with(alphabet: str, text: str) -> bool:
    """Whether nearly all letters of a text beyond ASCII are of this alphabet."""
    letters = Counter(_letters(text))
    return sum(letters[c] for c in alphabet) >= _OF_ONE_LANGUAGE * letters.total()


def _likely(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(data, cp_isolation=list(_NAMES)).best()
    return found.encoding if found and found.encoding in _NAMES else None
