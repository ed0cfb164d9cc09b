"""Comments of a Word document, and what of it is not in its text or not as it is seen."""

from __future__ import annotations

from collections import Counter
from typing import Any

from chapter_and_verse.documents.block_writer import BlockWriter
from chapter_and_verse.documents.formats.docx.inline import InlineReader
from chapter_and_verse.documents.formats.docx.package import WordFile
from chapter_and_verse.documents.formats.docx.styles import Look
from chapter_and_verse.documents.formats.unread import count_of, missing_things

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = tuple(_W + tag for tag in ("ins", "del", "moveFrom"))
_QUOTED_CHARS = 80


def comments(word: WordFile) -> list[str]:
    """The comments in their order: "Comment by Ann on “14 days”: Is this enough?"."""
    if word.comments is None:
        return []
    quoted = _commented_texts(word.body)
    reader = InlineReader(word.styles, {})
    found = []
    for comment in word.comments.findall(_W + "comment"):
        text = " ".join(
            " ".join(reader.read(p, Look()).text for p in comment.iter(_W + "p")).split()
        )
        author = comment.get(_W + "author", "").strip()
        about = quoted.get(comment.get(_W + "id", ""), "")
        if text:
            by = f" by {author}" if author else ""
            found.append(f"Comment{by}{f' on “{about}”' if about else ''}: {text}")
    return found


def _commented_texts(body: Any) -> dict[str, str]:
    """The beginning of the text that each comment is about, by the comment's id."""
    texts: dict[str, list[str]] = {}
    open_now: set[str] = set()
    for element in (element for part in body for element in part.iter()):
        name = element.get(_W + "id", "")
        if element.tag == _W + "commentRangeStart":
            open_now.add(name)
        elif element.tag == _W + "commentRangeEnd":
            open_now.discard(name)
        elif element.tag == _W + "t":
            for one in open_now:
                texts.setdefault(one, []).append(element.text or "")
    return {name: _beginning(" ".join("".join(pieces).split())) for name, pieces in texts.items()}


def _beginning(text: str) -> str:
    return text if len(text) <= _QUOTED_CHARS else text[:_QUOTED_CHARS].rsplit(" ", 1)[0] + " …"


def warn_of_what_is_missing(
    writer: BlockWriter, word: WordFile, missing: Counter[str], remarks: int
) -> None:
    """Say what of the document its text does not hold, and how remarks and changes were read."""
    if remarks:
        writer.warn(f"It has {count_of(remarks, 'comment')}, read at the end of the text.")
    changes = sum(1 for part in word.body for one in part.iter(*_CHANGES) if _holds_text(one))
    if changes:
        writer.warn(
            f"It has {count_of(changes, 'tracked change')}, read as accepted: what was inserted is "
            "in the text, what was deleted is not."
        )
    for reason in missing_things(missing):
        writer.warn(reason)


def _holds_text(change: Any) -> bool:
    return any(True for _ in change.iter(_W + "t", _W + "delText"))
