"""Plain text: bytes that are decoded, and nothing else."""

from __future__ import annotations

import codecs

from chapter_and_verse.errors import DocumentError

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BINARY = "The file holds binary data, not text. Save it as text, or give it its true extension."


def decoded(data: bytes, source: str, declared: str | None = None) -> str:
    """``data`` as UTF-8, or as UTF-16 after its byte order mark; the mark itself is dropped.

    Line ends and everything else stay as they are. ``declared`` names the encoding that the
    file says it has; it is used only for bytes that are not UTF-8.

    Raises:
        DocumentError: the bytes are not text, or are in another encoding.
    """
    encoding = "UTF-16" if data.startswith(_UTF16_MARKS) else "UTF-8"
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "UTF-8" and b"\0" in data:
            raise DocumentError(source, _BINARY) from error
        if encoding == "UTF-16" or not declared:
            raise _wrong_encoding(source, encoding, error) from error
        text = _as_declared(data, source, declared)
    if "\0" in text:
        raise DocumentError(source, _BINARY)
    return text


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
