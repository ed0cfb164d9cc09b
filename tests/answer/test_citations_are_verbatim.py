"""The first promise: every quote is a span of the file it names, character by character."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import text_document

from chapter_and_verse import Answer, Assistant, Settings
from chapter_and_verse.answer.citation import cite
from chapter_and_verse.errors import CitationError, StaleIndexError
from chapter_and_verse.text.sentences import Span

QUESTIONS = (
    "Who was received in the Kremlin?",
    "Which drone is described?",
    "Where were Chinese parts found?",
    "Who keeps bees in Tarn?",
    "中国防长什么时候访问俄罗斯？",
    "<script>alert(1)</script> Putin 🎉",
)
TEXTS = st.text(
    st.sampled_from(list("abcdeABC .!?…\"'“”\n\r\t,;:()0123é\u0301 。！？、中文にほ😀👩\u200d🚀—")),
    max_size=1500,
)


def quotes(answer: Answer) -> list:
    short = [answer.short_answer] if answer.short_answer else []
    return [*answer.citations, *answer.closest, *short]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_equals_the_characters_of_the_file(
    seed_assistant: Assistant, seed_text: str, question: str
) -> None:
    answer = seed_assistant.ask(question)
    assert quotes(answer)
    for citation in quotes(answer):
        assert seed_text[citation.start : citation.end] == citation.quote != ""


def test_line_ends_tabs_emoji_and_combining_marks_survive(
    make_assistant: Callable[..., Assistant],
) -> None:
    text = (
        "\ufeffThe café’s menu 🍜 changed.\r\n\tIts owner, Zoë\u0301, opened it in 1987.\r\n\r\n"
        "咖啡馆于1987年开业。老板叫佐伊。\r\n"
    )
    assistant = make_assistant({"menu.txt": text})
    assistant.sync()
    for question in ("When did Zoë open the café?", "咖啡馆什么时候开业？"):
        answer = assistant.ask(question)
        assert quotes(answer)
        for citation in quotes(answer):
            assert text.removeprefix("\ufeff")[citation.start : citation.end] == citation.quote


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over a folder whose one file the test writes anew each time."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "docs").mkdir()
    return Assistant(Settings(documents=folder / "docs", store=folder / "store"))


@settings(max_examples=25, deadline=None)
@given(text=TEXTS, question=TEXTS)
def test_any_text_and_any_question_give_only_verbatim_quotes(
    changing: Assistant, text: str, question: str
) -> None:
    whole = f"It says: {text}"
    (changing.settings.documents / "any.txt").write_bytes(whole.encode())
    changing.sync()
    answer = changing.ask(f"What? {question}")
    for citation in quotes(answer):
        assert whole[citation.start : citation.end] == citation.quote
    for statement in answer.statements:
        assert [answer.citations[n - 1].quote for n in statement.citations] == [statement.text]
        assert str(statement) in answer.text


def test_a_span_that_no_longer_matches_raises() -> None:
    document = text_document("a.txt", "One. Two. Three.")
    assert cite(document, Span(5, 9), "Two.").quote == "Two."
    for span, expected in ((Span(5, 9), "Tow."), (Span(5, 5), ""), (Span(12, 99), "hree.")):
        with pytest.raises(CitationError, match="rag index"):
            cite(document, span, expected)


def test_a_file_edited_since_indexing_is_never_quoted(
    make_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    assistant = make_assistant({"a.txt": "The bridge was opened in 1932 by the mayor."})
    assistant.sync()
    assert assistant.ask("When was the bridge opened?").citations
    (tmp_path / "documents" / "a.txt").write_text("Since when? The bridge was opened in 1933.")
    with pytest.raises(CitationError, match=r"a\.txt.*rag index"):
        assistant.ask("When was the bridge opened?")
    (tmp_path / "documents" / "a.txt").unlink()
    with pytest.raises(StaleIndexError, match=r"a\.txt.*rag index"):
        assistant.ask("When was the bridge opened?")
