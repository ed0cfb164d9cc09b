"""Plain text: bytes that are decoded, and nothing else."""

from __future__ import annotations

import codecs
import re

from chapter_and_verse.documents.formats.encodings import guess_encoding, guess_wide_encoding
from chapter_and_verse.errors import DocumentError

_MARKS = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF32_LE: "UTF-32",  # before that of UTF-16, which it begins with
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_BINARY = "The file holds binary data, not text. Save it as text, or give it its true extension."
_REPLACED = "\ufffd"
_GOOD_TO_BAD = 3
"""How many characters beyond ASCII are right for each that is wrong, where a file is UTF-8 yet."""


def decode(data: bytes, source: str, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """``data`` as text, with a warning where its encoding had to be guessed.

    It is read after its byte order mark, which is dropped, else as UTF-8, else in the encoding
    that the file says it has (``declared``), else as what it looks like. Line ends and everything
    else stay as they are.

    Raises:
        DocumentError: the bytes are not text, or are not in the encoding they claim.
    """
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    encoding = _MARKS.get(mark, "UTF-8")
    warnings: tuple[str, ...] = ()
    try:
        # The wide encodings drop their mark themselves, and tell from it how to read on.
        text = (data.removeprefix(mark) if encoding == "UTF-8" else data).decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "UTF-8":
            raise _wrong_encoding(source, encoding, error) from error
        if declared and b"\0" not in data:
            text = _as_declared(data, source, declared)
        else:
            text, warnings = _guessed(data, source, error)
    if "\0" in text and not mark:
        text, warnings = _wide(data, source)
    if "\0" in text:
        raise DocumentError(source, _BINARY)
    return text, warnings


def _guessed(data: bytes, source: str, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    if b"\0" in data:
        return _wide(data, source)
    if _is_binary(data):
        raise DocumentError(source, _BINARY) from error
    mended = data.decode("utf-8", "replace")
    bad = mended.count(_REPLACED)
    if len(re.findall(r"[^\x00-\x7f]", mended)) - bad >= _GOOD_TO_BAD * bad:
        said = "1 character of it is" if bad == 1 else f"{bad:,} characters of it are"
        return mended, (f"{said} not valid UTF-8, and shown as “{_REPLACED}”.",)
    found = guess_encoding(data)
    if found is None:
        raise _wrong_encoding(source, "UTF-8", error) from error
    return data.decode(found.codec), (f"It was read as {found.name}.",)


def _wide(data: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    found = guess_wide_encoding(data)
    if found is None:
        raise DocumentError(source, _BINARY)
    return data.decode(found.codec), (f"It was read as {found.name}.",)


def _is_binary(data: bytes) -> bool:
    """Whether more bytes of it are control characters than a text has by accident."""
    head = data[:65536]
    return len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head)) > len(head) / 200


def _as_declared(data: bytes, source: str, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        # Browsers read both as Windows-1252, of which they are a part.
        return data.decode("cp1252" if name in ("iso8859-1", "ascii") else name)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(source, encoding, error) from error
    except (LookupError, UnicodeError) as error:
        reason = f"The encoding that the file declares, {encoding}, is unknown. Save it as UTF-8."
        raise DocumentError(source, reason) from error


def _wrong_encoding(source: str, encoding: str, error: UnicodeDecodeError) -> DocumentError:
    byte = f"byte 0x{error.object[error.start]:02X} at offset {error.start}"
    return DocumentError(source, f"The text is not valid {encoding} ({byte}). Save it as UTF-8.")
