"""Answers as HTML.

Everything that comes from a document, a file name, a question or a model passes through
`escaped`. The page takes the HTML as it is: nothing reads it as
Markdown, LaTeX or a template, so the text content of a quote's element is the quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chapter_and_verse.answer.answer import CLOSEST, DID_YOU_MEAN, REFUSAL, SURE_FROM, UNANSWERED
from chapter_and_verse.ui.conversation.claims_html import render_claims, render_left_out
from chapter_and_verse.ui.look.html import counted, escaped, hundredths, percent

if TYPE_CHECKING:
    from chapter_and_verse.answer.answer import Answer
    from chapter_and_verse.answer.citation import Citation
    from chapter_and_verse.ui.conversation.exchanges import Exchange
    from chapter_and_verse.ui.documents.library import Library

CHANCE = "Chance that these passages answer"
RIGHT = "Of 100 answers with this confidence, {} quoted the right place first."
ANSWERED = (
    "Of 100 questions with this figure, {} had their answer in the passage that comes first. "
    "Below a fitted threshold a question is not answered."
)
FITTED = (
    "This was counted on questions that the figure was not fitted on. The quotes are verbatim "
    "whatever the figure."
)
TOOLS = (
    '<div class="cv-tools" role="group" aria-label="This question">'
    '<button type="button" data-do="copy">Copy</button>'
    '<button type="button" data-do="edit">Edit</button>'
    '<button type="button" data-do="retry">Ask again</button>'
    '<button type="button" data-do="good" aria-pressed="false">Good answer</button>'
    '<button type="button" data-do="bad" aria-pressed="false">Bad answer</button>'
    '<form hidden><input aria-label="Comment" placeholder="What was right or wrong?" '
    'maxlength="2000"><button>Send</button></form></div>'
)
NAMES_SHOWN = 8
"""Documents named at once in the introduction; the rest unfold."""


def render_conversation(exchanges: Sequence[Exchange]) -> str:
    """The questions and answers so far."""
    inside = "".join(_exchange(exchange) for exchange in exchanges)
    return f'<div class="cv-log" role="log" aria-label="Conversation">{inside}</div>'


def render_welcome(library: Library, questions: Sequence[str] = ()) -> str:
    """What the page is, which documents can be asked, and questions to begin with."""
    if not library.names:
        return (
            '<section class="cv-welcome"><h2>Nothing to ask yet</h2>'
            "<p>No documents are indexed. Add some under <b>Documents</b>, or put them into the "
            "documents folder, run <code>rag index</code>, and reload this page.</p></section>"
        )
    first, rest = library.names[:NAMES_SHOWN], library.names[NAMES_SHOWN:]
    more = f"<details><summary>and {len(rest):,} more</summary>{_names(rest)}</details>"
    return (
        '<section class="cv-welcome"><h2>Ask your documents</h2>'
        "<p>Every answer is a quote, word for word, with its place in the file. "
        f"Where the documents do not answer, you are told so.</p>{_examples(questions)}"
        f'<div class="cv-library"><h3>{counted(len(library.names), "document")}, '
        f"{counted(library.passages, 'passage')}</h3>{_names(first)}{more if rest else ''}</div>"
        "</section>"
    )


def _examples(questions: Sequence[str]) -> str:
    buttons = "".join(
        f'<li><button type="button" data-ask="{asked}">{asked}</button></li>'
        for asked in map(escaped, questions)
    )
    return f'<ul class="cv-examples" aria-label="Examples">{buttons}</ul>' if buttons else ""


def describe_confidence(share: float) -> str:
    """A calibrated probability in words and per cent, as in ``high, 91 %``."""
    word = "high" if share >= SURE_FROM else "medium" if share >= 0.5 else "low"
    return f"{word}, {percent(share)}"


def _exchange(exchange: Exchange) -> str:
    parts = [f'<h2 class="cv-question" dir="auto">{escaped(exchange.question)}</h2>']
    if exchange.only:
        parts.append(f'<p class="cv-searched">Asked of {escaped(", ".join(exchange.only))}</p>')
    if exchange.answer is not None:
        answer = exchange.answer
        if answer.standalone_question != exchange.question:
            asked = escaped(answer.standalone_question)
            parts.append(f'<p class="cv-searched" dir="auto">Searched for “{asked}”</p>')
        shown = _noted if answer.note else _refusal if answer.refused else _answer
        parts.append(shown(answer))
    if exchange.state == "open":
        doing = "Reading the documents" if exchange.answer is None else "Writing"
        parts.append(f'<p class="cv-waiting">{doing}</p>')
    if exchange.problem is not None:
        parts.append(f'<p class="cv-note cv-problem">{escaped(exchange.problem)}</p>')
    if exchange.state == "stopped":
        parts.append('<p class="cv-stopped">Stopped.</p>')
    if exchange.state != "open":
        parts.append(TOOLS)
    return f'<article class="cv-exchange" data-state="{exchange.state}">{"".join(parts)}</article>'


def _answer(answer: Answer) -> str:
    short = answer.short_answer
    head = f"<strong>{escaped(short.quote)}</strong>" if short else ""
    model = answer.model
    return (
        '<div class="cv-answer">'
        + (f'<p class="cv-short" dir="auto">{head}</p>' if head else "")
        + (render_claims(answer, escaped) if model and model.shown else "")
        + _confidence("Confidence", answer.confidence, RIGHT)
        + _quotes(answer.citations, short)
        + _warnings(answer)
        + "".join(map(_unanswered, answer.unanswered))
        + (render_left_out(model, escaped) if model else "")
        + "</div>"
    )


def _unanswered(part: str) -> str:
    return f'<p class="cv-note" dir="auto">{UNANSWERED.format(escaped(part))}</p>'


def _noted(answer: Answer) -> str:
    """The reply to what was no question: a fixed phrase, and the quotes of a summary."""
    note = f'<p class="cv-said" dir="auto">{escaped(answer.note)}</p>'
    return f'<div class="cv-answer">{note}{_quotes(answer.citations)}{_warnings(answer)}</div>'


def _refusal(answer: Answer) -> str:
    note = f"<p><strong>{REFUSAL}</strong> {_why_refused(answer)}</p>"
    closest = ""
    if answer.suggestion:
        note += f"<p>{escaped(DID_YOU_MEAN.format(answer.suggestion))}</p>"
    if answer.closest:
        note += _confidence(CHANCE, answer.confidence, ANSWERED)
        closest = f"<h3>Closest passages</h3>{_quotes(answer.closest)}{_warnings(answer)}"
    return f'<div class="cv-answer cv-refusal"><div class="cv-note">{note}</div>{closest}</div>'


def _warnings(answer: Answer) -> str:
    """A line for each document shown that was not read whole."""
    lines = map(escaped, answer.warning_lines)
    return "".join(f'<p class="cv-unread" dir="auto">{line}</p>' for line in lines)


def _why_refused(answer: Answer) -> str:
    if not answer.closest:
        return "No passage was found that comes near it."
    return f"What comes nearest is too unlikely to be an answer. {CLOSEST}"


def _confidence(what: str, share: float, meaning: str) -> str:
    """A probability in words and as a figure; what it means unfolds."""
    number = hundredths(share)
    meant = meaning.format(number if " " in number else f"about {number}")
    return (
        '<details class="cv-confidence"><summary><span class="cv-gauge" aria-hidden="true">'
        f'<span style="width: {share:.0%}"></span></span>{what}: '
        f"{describe_confidence(share)}</summary>"
        f"<p>{meant} {FITTED}</p></details>"
    )


def _quotes(citations: Sequence[Citation], short: Citation | None = None) -> str:
    items = [_quote(number, citation, short) for number, citation in enumerate(citations, 1)]
    return f'<ol class="cv-quotes">{"".join(items)}</ol>' if items else ""


def _quote(number: int, citation: Citation, short: Citation | None) -> str:
    name = escaped(citation.source)
    return (
        f'<li class="cv-quote"><blockquote dir="auto" data-source="{name}" '
        f'data-start="{citation.start}" data-end="{citation.end}">{_marked(citation, short)}'
        '</blockquote> <button type="button" class="cv-mark" '
        f'aria-label="Show quote {number} in {name}">{number}</button>'
        f'<p class="cv-place"><cite><bdi>{name}</bdi></cite> '
        f'<span dir="auto" title="Characters {citation.start}–{citation.end}">'
        f"{escaped(citation.where)}</span></p>"
        "</li>"
    )


def _marked(citation: Citation, short: Citation | None) -> str:
    """The quote, with the short answer marked where it stands in it."""
    quote = citation.quote
    if short and short.source == citation.source:
        low, high = short.start - citation.start, short.end - citation.start
        if 0 <= low < high <= len(quote):
            before, inside, after = quote[:low], quote[low:high], quote[high:]
            return f"{escaped(before)}<mark>{escaped(inside)}</mark>{escaped(after)}"
    return escaped(quote)


def _names(names: Sequence[str]) -> str:
    items = "".join(f"<li><bdi>{escaped(name)}</bdi></li>" for name in names)
    return f"<ul>{items}</ul>"
