"""Metrics of one answer, each a short function that says exactly what counts.

``GoldSpans`` are a case's gold quotes: for each the name of its source, and the spans any one of
which is right. All offsets are characters of a source's extracted text.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from chapter_and_verse.text.sentences import Span

if TYPE_CHECKING:
    from chapter_and_verse.answer.answer import Answer
    from chapter_and_verse.answer.citation import Citation

GoldSpans = Sequence[tuple[str, Sequence[Span]]]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")


def verbatim(answer: Answer, text_of: Callable[[str], str]) -> bool:
    """Whether every quote shown is what its source holds at its span.

    Citations, the closest passages of a refusal and the short answer all count, character for
    character; ``text_of`` gives a source's text. An answer that shows no quote passes.
    """
    shown = [*answer.citations, *answer.closest]
    if answer.short_answer:
        shown.append(answer.short_answer)
    return all(
        0 <= c.start < c.end and text_of(c.source)[c.start : c.end] == c.quote for c in shown
    )


def gold_in_quotes(answer: Answer, gold: GoldSpans) -> bool:
    """Whether the citations together hold every gold quote, by their offsets.

    A gold quote may run across citations that touch. The right words quoted from another place
    do not count, nor do the closest passages of a refusal.
    """
    return not answer.refused and all(
        any(_covered(source, span, answer.citations) for span in spans) for source, spans in gold
    )


def first_is_right(answer: Answer, gold: GoldSpans) -> bool:
    """Whether the first quote shown holds a gold quote: what the confidence is a probability of.

    On a refusal that is the closest passage, so that its low confidence is judged as well.
    Where several gold quotes are needed, one is enough. Unanswerable cases are never right.
    """
    first = (answer.closest if answer.refused else answer.citations)[:1]
    return any(_covered(source, span, first) for source, spans in gold for span in spans)


def short_answer_text(answer: Answer) -> str:
    """The short answer as SQuAD compares it; empty where there is none, as on a refusal."""
    return "" if answer.refused or answer.short_answer is None else answer.short_answer.quote


def quoted_chars(answer: Answer) -> int:
    """How many characters the answer quotes: a right answer buried in long quotes is not good."""
    return sum(c.end - c.start for c in answer.citations)


def _covered(source: str, span: Span, citations: Iterable[Citation]) -> bool:
    reached = span.start
    for start, end in sorted((c.start, c.end) for c in citations if c.source == source):
        if start <= reached < end:
            reached = end
    return reached >= span.end


def squad_tokens(text: str) -> list[str]:
    """The words of an answer as SQuAD compares them (Rajpurkar et al. 2016).

    Lower-cased, without punctuation and without "a", "an", "the"; split at white space. Other
    scripts' punctuation goes too, and each Chinese or Japanese character is a word of its own,
    as in MLQA's script (Lewis et al. 2020).
    """
    kept = "".join(c for c in text.lower() if not _is_punctuation(c))
    return _TOKEN.findall(_ARTICLES.sub(" ", kept))


def squad_exact(predicted: str, golds: Sequence[str]) -> float:
    """1.0 if ``predicted`` has the tokens of any gold answer, in order; else 0.0.

    No gold answers mean that the right answer is none: only the empty string matches.
    """
    found = squad_tokens(predicted)
    return float(any(found == squad_tokens(gold) for gold in golds or [""]))


def squad_f1(predicted: str, golds: Sequence[str]) -> float:
    """The highest token F1 of ``predicted`` against any gold answer, 0 to 1.

    F1 = 2 P R / (P + R), where P and R are the shares of the predicted and of the gold tokens
    that the two have in common, counted with their repetitions. Where one of the two has no
    tokens it is 1 if the other has none either, else 0 (SQuAD 2.0, Rajpurkar et al. 2018).
    """
    found = squad_tokens(predicted)
    return max(_f1(found, squad_tokens(gold)) for gold in golds or [""])


def _f1(found: list[str], gold: list[str]) -> float:
    if not found or not gold:
        return float(found == gold)
    common = sum((Counter(found) & Counter(gold)).values())
    return 2 * common / (len(found) + len(gold))


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")
