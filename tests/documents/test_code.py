"""Source code and reStructuredText: the text is the file."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from places import text_document

from chapter_and_verse.documents.blocks import BlockKind
from chapter_and_verse.documents.splitting import split

PIECES = ["\n", "\n\n", "\r\n", "=====", "----", "..", ".. code::", "::", "   ", "word", "# a", "}"]
ANY = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)

PYTHON = '''"""Tides."""

import math


def height(hour):
    """The height of the tide in metres.

    It is a cosine.
    """
    return math.cos(hour)


@cached
def low():
    return 0
'''
RST = """\
======
Manual
======

Care
----

Oil it. Wipe it::

    oil --now

    wipe

.. code-block:: python

   run()

.. This is a comment.

What is left?
-------------

- Tea
"""


@settings(max_examples=200, deadline=None)
@given(text=ANY, name=st.sampled_from(["a.py", "a.rst"]))
def test_the_blocks_of_any_file_are_its_text(text: str, name: str) -> None:
    text = text.replace("\0", "").removeprefix("\ufeff")
    document = text_document(name, text)
    assert document.text == text
    if text.strip():
        assert "".join(block.span.of(text) for block in document.blocks) == text
    assert all(block.span.of(text).strip() for block in document.blocks)


def test_each_piece_of_code_is_a_block_with_what_is_said_in_it() -> None:
    blocks = text_document("tides.py", PYTHON).blocks
    assert [block.span.of(PYTHON).split("\n")[0] for block in blocks] == [
        '"""Tides."""',
        "import math",
        "def height(hour):",
        "@cached",
    ]
    assert {block.kind for block in blocks} == {BlockKind.CODE}
    (passage,) = split(text_document("tides.py", PYTHON), 2000)
    assert any("It is a cosine." in passage.quote(s) for s in passage.sentences)


def test_marks_of_restructured_text_make_headings_and_code() -> None:
    document = text_document("a.rst", RST)
    kept = [b for b in document.blocks if b.kind is not BlockKind.MARKUP]
    assert [(b.kind.value, b.level, b.span.of(RST).strip().split("\n")[-1]) for b in kept] == [
        ("heading", 1, "======"),
        ("heading", 2, "----"),
        ("paragraph", 0, "Oil it. Wipe it::"),
        ("code", 0, "    wipe"),
        ("code", 0, "run()"),
        ("question", 2, "-------------"),
        ("item", 1, "- Tea"),
    ]
    assert document.title == "Manual"
    assert document.headings_at(RST.index("- Tea")) == ("Manual", "What is left?")
