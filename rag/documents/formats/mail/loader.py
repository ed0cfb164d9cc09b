"""Mail (EML and MBOX): the subject as a heading, who wrote to whom and when, and what.

What a mail quotes of earlier ones stands under a heading that says whose it is, so that it is not
taken for what this mail says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePath
from typing import cast

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.document import Extraction
from chapter_and_verse.documents.formats.mail.quoted import Piece, flowed, split_html, split_text
from chapter_and_verse.documents.formats.plain import plain_extraction
from chapter_and_verse.documents.formats.text import decode
from chapter_and_verse.errors import DocumentError

LoaderOf = Callable[[str], Callable[[bytes, str, int], Extraction] | None]
"""Gives the loader for a file's ending; None where such files are not read."""

FIELDS = ("From", "To", "Cc", "Date")
_DEEPEST = 4
"""How many mails are read that are attached to one another."""
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature")
"""Parts that prove who has written a mail, and say nothing."""
_BETWEEN = re.compile(rb"(?:\A|\r?\n\r?\n)(?=From \S.*\d\d:\d\d.*\r?\n)")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_SEVEN_BIT = ("iso-2022", "iso2022", "utf-7", "utf7", "hz")
"""Encodings whose bytes are ASCII, so that only their name tells what they mean."""


def load_eml(data: bytes, source: str, max_bytes: int, loader_of: LoaderOf) -> Extraction:
    """A mail, with its attachments of kinds that are read; the others are named.

    Raises:
        DocumentError: it has none of the fields that every mail has.
    """
    message = _parse(data)
    if not any(_field(message, name) for name in ("From", "To", "Subject", "Date", "Received")):
        raise DocumentError(source, "It is no mail. Save it again from the mail program, as EML.")
    writer = BlockWriter()
    _Mail(writer, source, max_bytes, loader_of).write(message, 1, "")
    writer.title = _field(message, "Subject")
    return writer.extraction()


def load_mbox(data: bytes, source: str, max_bytes: int, loader_of: LoaderOf) -> Extraction:
    """All mails of a mailbox, the earliest first, those without a date at the end.

    Raises:
        DocumentError: there is no mail in it.
    """
    starts = [found.end() for found in _BETWEEN.finditer(data)]
    if not starts:
        raise DocumentError(source, "There is no mail in it. Export the mailbox again, as MBOX.")
    writer = BlockWriter()
    mail = _Mail(writer, source, max_bytes, loader_of)
    messages = []
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        _, _, raw = data[start:end].partition(b"\n")
        messages.append(_parse(_ESCAPED.sub(rb"\1", raw)))
    for number, message in enumerate(sorted(messages, key=_when), 1):
        mail.write(message, 1, f"mail {number}")
    return replace(writer.extraction(), title="")  # the first subject is that of one mail alone


def _parse(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def _field(message: EmailMessage, name: str) -> str:
    """A field of the head, decoded; empty where it is missing or cannot be decoded."""
    try:
        said = str(message.get(name, ""))
    except (ValueError, LookupError, TypeError, AttributeError):
        said = next((v for k, v in message.raw_items() if k.lower() == name.lower()), "")
    return " ".join(said.encode("utf-8", "replace").decode().split())


def _when(message: EmailMessage) -> datetime:
    try:
        date = parsedate_to_datetime(_field(message, "Date"))
    except (ValueError, TypeError):
        return datetime.max.replace(tzinfo=UTC)
    return date if date.tzinfo else date.replace(tzinfo=UTC)


class _Mail:
    """Writes mails; ``level`` is that of the heading of one, ``place`` the place of its blocks."""

    def __init__(
        self, writer: BlockWriter, source: str, max_bytes: int, loader_of: LoaderOf
    ) -> None:
        self.writer, self.source = writer, source
        self.max_bytes, self.loader_of = max_bytes, loader_of

    def write(self, message: EmailMessage, level: int, place: str) -> None:
        self.writer.heading(_field(message, "Subject") or "(no subject)", level, place)
        for name in FIELDS:
            self.writer.row([name], [_field(message, name)], place)
        body = _body(message)
        if body is not None:
            name, address = parseaddr(_field(message, "From"))
            self._write_body(body, level, place, name or address)
        for part in _parts(message):
            if part is not body and not _is_other_form(part, body):
                self._attach(part, level, place)

    def _write_body(self, body: EmailMessage, level: int, place: str, sender: str) -> None:
        text = self._text_of(body)
        if text is None:
            return
        is_html = body.get_content_type() == "text/html"
        if is_html:
            pieces = split_html(text)
        else:
            pieces = split_text(flowed(text) if body.get_param("format") == "flowed" else text)
        depth = 0
        for piece in pieces:
            if piece.depth or depth:
                back = f"{sender} replies" if sender else "Reply"
                self.writer.heading(_heading(piece) if piece.depth else back, level + 1, place)
            depth = piece.depth
            self.writer.include(self._loaded(piece, is_html), level + 1, place)

    def _loaded(self, piece: Piece, is_html: bool) -> Extraction:
        load = self.loader_of(".html") if is_html else None
        if load:
            return load(piece.text.encode(), self.source, self.max_bytes)
        return plain_extraction(piece.text.strip())

    def _text_of(self, part: EmailMessage) -> str | None:
        """What a part says, in the encoding it names or another that fits better."""
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            return None
        charset = str(part.get_content_charset() or "")
        try:
            if charset.lower().startswith(_SEVEN_BIT):
                return data.decode(charset, "replace")
            text, warnings = decode(data, self.source, _known(charset))
        except (DocumentError, LookupError) as error:
            reason = (
                error.reason if isinstance(error, DocumentError) else "Its encoding is unknown."
            )
            self.writer.warn(f"A part of the mail was not read: {reason}")
            return None
        for warning in warnings:
            self.writer.warn(warning)
        return text

    def _attach(self, part: EmailMessage, level: int, place: str) -> None:
        """Read an attachment where its kind is known, else name it."""
        if part.get_content_type() == "message/rfc822":
            self._attach_mail(part, level, place)
            return
        name = part.get_filename() or ""
        kind = part.get_content_type()
        if kind in _SIGNATURES:
            return
        if kind.startswith("multipart/"):  # it says so, and is not made of parts
            said = self._text_of(part) or ""
            self.writer.include(plain_extraction(said.strip()), level + 1, place)
            return
        if not name and kind.startswith("text/"):
            name = "page.html" if kind == "text/html" else "text.txt"
        load = self.loader_of(PurePath(name).suffix.lower())
        data = part.get_payload(decode=True)
        if load is None or not isinstance(data, bytes):
            what = f"The attachment {name}" if name else f"A part of the mail ({kind})"
            self.writer.warn(f"{what} was not read.")
            return
        try:
            if len(data) > self.max_bytes:
                raise DocumentError(self.source, "It is too large.")
            read = load(data, name, self.max_bytes)
        except DocumentError as error:
            self.writer.warn(f"The attachment {name} was not read: {error.reason}")
            return
        if read.text.strip():
            self.writer.heading(f"Attachment: {name}", level + 1, place)
            self.writer.include(read, level + 1, place or name)

    def _attach_mail(self, part: EmailMessage, level: int, place: str) -> None:
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and inner else None
        if not isinstance(message, EmailMessage) or level > _DEEPEST:
            self.writer.warn("A mail that is attached was not read.")
            return
        self.write(message, level + 1, place)


def _known(charset: str) -> str | None:
    """The name of an encoding, if Python knows it; mails name others too."""
    try:
        "".encode(charset)
    except LookupError:
        return None
    return charset or None


def _heading(piece: Piece) -> str:
    return piece.attribution or "Quoted from an earlier mail"


def _body(message: EmailMessage) -> EmailMessage | None:
    """The part that is the mail's text: the plain one where there is one, else that in HTML."""
    try:
        return cast("EmailMessage | None", message.get_body(("plain", "html")))
    except (ValueError, LookupError, AttributeError, KeyError):  # a head that contradicts the parts
        return None


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """All parts that hold something, those of an attached mail with that mail."""
    if message.get_content_type() == "message/rfc822":
        yield message
    elif message.is_multipart():
        for part in cast("list[EmailMessage]", message.get_payload()):
            yield from _parts(part)
    else:
        yield message


def _is_other_form(part: EmailMessage, body: EmailMessage | None) -> bool:
    """Whether a part says once more, in HTML, what the body says, or is its decoration."""
    kind = part.get_content_type()
    if body is None or body.get_content_type() == "text/html":
        return False
    return kind == "text/html" and not part.get_filename() and not part.is_attachment()
