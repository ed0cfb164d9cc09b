"""A short answer ends where a token of the text ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter_and_verse.text.sentences import Span, sentence_spans
from chapter_and_verse.text.tokens import cover_tokens


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("See http://a-b.example/c/d?e=1&f=2#g. Then", "a-b", "http://a-b.example/c/d?e=1&f=2#g"),
        ("Ask desk@north.example, please", "desk", "desk@north.example"),
        ("It is in /etc/brisk/main.conf.", "main", "/etc/brisk/main.conf"),
        (r"It is in C:\Data\log.txt", "Data", r"C:\Data\log.txt"),
        ("Run org.mill.grain.Sieve first", "grain", "org.mill.grain.Sieve"),
        ("Version v3.0.2-beta1 is out", "v3.0", "v3.0.2-beta1"),
        ("At 15:30 sharp", "30", "15:30"),
        ("EUR 1.200,50 a unit", "1", "1.200,50"),
        ("Part GX-49-A is sold", "GX-49", "GX-49-A"),
        ("On 2024-05-01 it began", "2024", "2024-05-01"),
        ("set `max_retries` to 7", "max", "max_retries"),
        ("A German-born painter", "German", "German"),
        ("a 24-yard pass", "24", "24"),
        ("in 1986—when it closed", "1986", "1986"),
        ("pages 212–219 tell", "212", "212–219"),
        ("he said ‘often damaging’ things", "often", "often"),
        ("the Freeway/Highland Road", "Highland", "Highland"),
        ("an end.:212–219 of it", "end", "end"),
        ("two stories.Political men", "Political", "Political"),
        ("The mayor's office", "mayor", "mayor"),
        ("red, white and blue", "red", "red"),
        ("the café opens", "caf", "café"),
        ("价格是3.5元，由工程师设计", "3", "3.5"),
        ("cafe\u0301 au lait", "cafe", "cafe\u0301"),
    ],
)
def test_a_cut_token_is_made_whole(text: str, cut: str, whole: str) -> None:
    place = text.index(cut)
    assert cover_tokens(text, Span(place, place + len(cut))).of(text) == whole


@given(text=st.text(max_size=60), data=st.data())
def test_it_only_grows_and_then_stays(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    grown = cover_tokens(text, Span(start, end))
    assert 0 <= grown.start <= start <= end <= grown.end <= len(text)
    assert cover_tokens(text, grown) == grown


@pytest.mark.parametrize(
    ("text", "language", "sentences"),
    [
        ("Ask J.-P. Ode. He knows.", "en", ["Ask J.-P. Ode.", "He knows."]),
        ("Run org.app.Main. Then wait.", "en", ["Run org.app.Main.", "Then wait."]),
        ("Am 3. Oktober kam Dr. Au. Ende.", "de", ["Am 3. Oktober kam Dr. Au.", "Ende."]),
        ("桥建于1956年。由林设计。", "zh", ["桥建于1956年。", "由林设计。"]),
    ],
)
def test_a_sentence_ends_where_a_token_ends(text: str, language: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in sentence_spans(text, language)] == sentences
