"""The part of a short answer that the question asks for, where it holds more than that."""

from __future__ import annotations

import re

from chapter_and_verse.text.dates import YEAR
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import STOP_WORDS, terms

_NARROWER = (
    (re.compile(r"\b(?:what|which) year\b", re.I), re.compile(rf"\b{YEAR}\b")),
    (re.compile(r"\b(?:tele)?phone\b|\bfax\b", re.I), re.compile(r"[+(]?\d[\d ()/-]{4,}\d")),
    (re.compile(r"\be-?mail\b", re.I), re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
)
"""What a question asks for, and what that looks like inside an answer."""
_AMOUNT = re.compile(
    r"(?<![\d:–-])(?P<amount>(?P<sign>[$€£]?)\d(?:[\d.,:]*\d)?(?: ?(?P<unit>%|[a-z]+))?)"
    r" (?:at|by|for|from|in|of|on|to) (?P<what>(?:the )?[\w’'-]+(?: [\w’'-]+)?)"
)
_QUANTITY = re.compile(r"(?P<sign>[$€£]?)\d(?:[\d.,:]*\d)?(?: ?(?P<unit>%|[a-z]+))?")
_OFFICE_ASKED = re.compile(r"\W*who(?:['’]s| is| was| are| were) (?P<office>[^,?]+)", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?P<who>[A-Z][\w.’'-]*(?: (?:[a-z]{1,3} )?[A-Z][\w.’'-]*)*) \((?P<office>[^()\d]+)\)"
)
_JOINT = re.compile(
    r"(?<=\d),? and (?P<verb>[a-z]+) (?:at|on|in|from|to|for) (?=[^,;.]*\d)", re.IGNORECASE
)
_LIVED = re.compile(r"(?P<born>[^–—-]*\d{4}) ?[–—-] ?(?P<died>[^–—-]*\d{4})")
_BORN = re.compile(r"\b(?:born|birth)\b", re.IGNORECASE)
_DIED = re.compile(r"\b(?:die[ds]?|dead|death)\b", re.IGNORECASE)


def narrow_to_clause(question: str, text: str, within: Span, span: Span) -> Span:
    """The part of the sentence ``within`` that is about what the question asks of.

    Of several amounts it is the one of the thing that is asked about, of several people the one
    whose office is, and of two clauses the one that has the question's verb.
    """
    for narrowed in (_amount_asked_for, _in_office, _clause_asked_for):
        span = narrowed(question, text, within, span)
    return span


def narrow_to_kind(question: str, text: str, span: Span) -> Span:
    """The year, the telephone number or the like in ``span``, where the question asks for it."""
    lived = _LIVED.fullmatch(span.of(text))
    if lived and bool(_BORN.search(question)) != bool(_DIED.search(question)):
        end = "born" if _BORN.search(question) else "died"
        span = Span(*lived.span(end)).shifted(span.start)
    for asks, looks in _NARROWER:
        found = list(looks.finditer(span.of(text))) if asks.search(question) else []
        if len(found) == 1:
            return Span(*found[0].span()).shifted(span.start)
    return span


def _amount_asked_for(question: str, text: str, within: Span, span: Span) -> Span:
    """Of "5 in May and 7 in June", the amount whose "in ..." stands in the question.

    Only where ``span`` holds an amount of the same kind; one without currency and unit must have
    an "in ..." of its own.
    """
    asked = set(terms(question))
    amounts = list(_AMOUNT.finditer(text, *within))
    named = [amount for amount in amounts if asked & set(terms(amount["what"]))]
    if len(named) != 1:
        return span
    given = [q for q in _QUANTITY.finditer(text, *within) if span.start <= q.start() < span.end]
    found = Span(*named[0].span("amount"))
    has_it_alone = len(given) == 1 and given[0].start() == found.start
    is_bare = not any(_kind_of(named[0]))
    is_told = any(amount.start() == quantity.start() for amount in amounts for quantity in given)
    is_alike = _kind_of(named[0]) in map(_kind_of, given) and (is_told or not is_bare)
    return found if is_alike and not has_it_alone else span


def _kind_of(amount: re.Match[str]) -> tuple[str, str | None]:
    """The currency and the unit of an amount, by which it compares with others."""
    unit = amount["unit"]
    return amount["sign"], None if unit in STOP_WORDS else unit


def _in_office(question: str, text: str, within: Span, span: Span) -> Span:
    """The one name in ``span`` or beside it whose office in brackets the question asks for."""
    office = _OFFICE_ASKED.match(question)
    asked = set(terms(office["office"])) if office else set()
    offices = {
        Span(*found.span("who")): set(terms(found["office"]))
        for found in _OFFICE.finditer(text, *within)
    }
    holders = [who for who, office in offices.items() if office and office <= asked]
    return holders[0] if len(holders) == 1 else span


def _clause_asked_for(question: str, text: str, within: Span, span: Span) -> Span:
    """Of "8:35 and close at 8:50", the half whose verb the question has."""
    asked = set(terms(question))
    for joint in _JOINT.finditer(text, span.start, span.end):
        told_first = asked & set(terms(text[within.start : joint.start()]))
        told_next = asked & set(terms(joint["verb"]))
        if told_next:
            return Span(joint.end(), span.end)
        if told_first:
            return Span(span.start, joint.start())
    return span
