"""Questions that an English sentence answers, made by rules from its words.

A date, a number or a name of the sentence's first clause is asked for, and only where the rest
of the clause makes a question without more ado: syntactic rules as in Heilman & Smith 2010, "Good
Question!", with a strict choice of sentences in place of their parser and ranking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chapter_and_verse.evals.cases.drafting.amounts import how_many, how_many_are, how_much
from chapter_and_verse.evals.cases.drafting.clauses import (
    GOES_ON,
    NAME,
    WHEN,
    Asked,
    Clause,
    Vocabulary,
    asked,
    clause_of,
    first_part,
    leans,
    names_subject,
    plain,
)
from chapter_and_verse.evals.cases.drafting.verbs import PAST_OF_PARTICIPLE, is_past, is_verb
from chapter_and_verse.text.entities import mentions
from chapter_and_verse.text.words import terms

LONGEST = 22
"""Words of a question."""

_OF_PEOPLE = frozenset(
    """abolished accepted admitted adopted advised announced appointed argued asked attacked
    attended believes bought built captured chose claimed compiled composed conducted conquered
    created criticised criticized declared defeated described designed developed died directed
    discovered donated drew edited elected endorsed established examined explored fought found
    founded gave graduated hired hosted inherited initiated inspired introduced invaded invented
    invited joined killed launched led lived made married met moved named nominated observed
    opened organised organized owns painted performed pioneered planned planted played praised
    proclaimed produced promoted proposed proved provided published purchased ran received
    recommended rejected represented resigned retired returned said sang scored sent served shot
    signed sold spent spoke sponsored studied suggested supported surrendered taught thought told
    took trained translated travelled visited voted warned won worked wrote""".split()
)
_OF_THINGS_TOO = frozenset(
    "opened developed ran sold moved launched made won published closed".split()
)
_DONE_TO_PEOPLE = frozenset(
    "appointed arrested assassinated born elected executed hired killed knighted nominated".split()
)
_NOT_BY_SOMEBODY = frozenset(
    "followed caused surrounded influenced driven affected bordered".split()
)
_ROLE = re.compile(
    r"\b(?:(?:vice-?)?president|minister|chancellor|king|queen|emperor|chief|head|leader|founder"
    r"|director|author|writer|painter|architect|engineer|inventor|manager|owner|chair\w*|captain"
    r"|coach|mayor|governor|editor|composer|teacher|professor|doctor|officer|member|singer|bishop"
    r"|adviser|advisor|secretary|spokes\w+|quarterback|player|winner|champion"
    r"|\w+(?:[^r]ist|ian|man|woman)|person|son|daughter|brother|sister|wife|husband)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    rf"^(?P<name>{NAME}) (?:also )?(?P<says>said|says|believes?|believed|announced|stressed|argued"
    r"|argues|claimed|claims|stated|warned|suggested|noted|explained|pointed out|concluded"
    r"|predicted|confirmed|reported) that (?P<what>.*)$"
)
_IS_A = re.compile(rf"^(?P<name>{NAME}), (?P<what>(?:an? |the )[^,]+), (?=[a-z])")
_OF_SOMETHING = re.compile(r"^\D*\b(?:at|for|from|in|of) (?:the )?[A-Z]\D*$")
_BY = re.compile(rf"^(?P<verb>\w+) (?P<mid>(?:[\w-]+ ){{0,4}}?)by (?P<name>{NAME})(?P<rest>.*)$")
_IS_NAME = re.compile(rf"^(?P<name>{NAME})(?P<rest>.*)$")
_PLACED = re.compile(
    r"(?:\w+ly )?(?:born|located|situated|held|based|buried|died|lives|lived|built|established"
    r"|founded|headquartered|signed|played|begins|ends|stands|opened|took place|grew up)"
)
_PLACE = re.compile(rf"(?:^|(?<= ))(?:in|at|near) (?P<place>(?:the )?{NAME})(?P<rest>.*)$")
_WHEN_PLACE = re.compile(rf"(?:^|(?<= )){WHEN}")
_IS_ALL = re.compile(r"^$|^(?:in|on|since|from|at|during|for)\b")


def questions_from(sentence: str, known: Vocabulary) -> list[Asked]:
    """The questions that a sentence answers with a date, number or name; for most there are none.

    ``known`` tells which words are names where they open the sentence.

    >>> sentence = "Ada Soto founded the garden in 1998."
    >>> [asked.question for asked in questions_from(sentence, Vocabulary.of(sentence))]
    ['When did Ada Soto found the garden?', 'Who founded the garden in 1998?']
    """
    text = plain(sentence)
    clause = clause_of(text, known) if text else None
    found = [*_who_says(text), *_who_is(text), *how_many_are(text)]
    if clause:
        found += [one for rule in _RULES for one in rule(clause)]
    return [one for one in found if _is_specific(one)]


def _who_says(text: str) -> Iterator[Asked]:
    """Soto said that the garden needs water. Who said that the garden needs water?"""
    found = _SAYS.match(text)
    what = first_part(found["what"]) if found else ""
    conditional = what.startswith(("if ", "when ", "while ", "as ", "in ", "although "))
    if any(map(is_verb, what.split())) and not (conditional or leans(f"{found['name']} {what}")):
        yield asked(found["name"], "name", "Who", found["says"], "that", what)


def _who_is(text: str) -> Iterator[Asked]:
    """Soto, a botanist from Lima, founded the garden. Who is a botanist from Lima?"""
    found = _IS_A.match(text)
    if (
        found
        and names_subject(found["name"])
        and _ROLE.search(found["what"])
        and _OF_SOMETHING.search(found["what"])
    ):
        yield asked(found["name"], "name", "Who is", found["what"])


def _when(clause: Clause) -> Iterator[Asked]:
    """Soto founded the garden in 1998. When did Soto found the garden?"""
    found = list(_WHEN_PLACE.finditer(clause.rest))
    copula = clause.verb in ("is", "are", "was", "were") and re.match(r"the |an? |\d", clause.rest)
    if (clause.verb == "had" and not clause.base) or copula:
        return
    fronted = re.fullmatch(WHEN, clause.front) is not None
    if fronted and not found:
        when, left, right = clause.front, clause.rest, ""
    elif len(found) == 1 and not fronted:
        when = found[0].group()
        left, right = clause.rest[: found[0].start()], clause.rest[found[0].end() :].strip()
        right = f"{right} {clause.front}" if GOES_ON.match(right) else "?"
    else:
        return
    if "?" not in right:
        opening = "Since when" if when.startswith("since") else "When"
        answer = when.split(" ", 1)[1] if when.startswith(("in ", "on ", "since ")) else when
        yield asked(answer, "date", clause.asks(opening, f"{left} {right}"))


def _who_or_what(clause: Clause) -> Iterator[Asked]:
    """Soto founded the garden. Who founded the garden?"""
    if not re.fullmatch(NAME, clause.subject.removeprefix("the ")):
        return
    if clause.verb in ("is", "was") and clause.rest.startswith("the "):
        word = "Who" if _ROLE.search(clause.rest) else "What"
    elif not mentions(f"{clause.rest} {clause.front}") or _may_be_a_thing(clause):
        return
    elif clause.verb in _OF_PEOPLE or clause.rest.split()[0] in _DONE_TO_PEOPLE:
        word = "Who"
    elif clause.base not in ("", "have") and not (
        is_past(clause.verb) or GOES_ON.match(clause.rest)
    ):
        word = "What"
    else:
        return
    parts = (word, clause.adverb, clause.verb, clause.rest, clause.front)
    yield asked(clause.subject.removeprefix("the "), "name", *parts)


def _may_be_a_thing(clause: Clause) -> bool:
    return clause.verb in _OF_THINGS_TOO and GOES_ON.match(clause.rest) is not None


def _by_whom(clause: Clause) -> Iterator[Asked]:
    """The garden was founded by Soto in 1998. Who founded the garden in 1998?"""
    found = _BY.match(clause.rest)
    past = PAST_OF_PARTICIPLE.get(found["verb"]) if found else None
    if found and past and clause.verb in ("was", "were") and past not in _NOT_BY_SOMEBODY:
        rest = found["rest"].strip()
        if _IS_ALL.match(rest):
            parts = ("Who", clause.adverb, past, clause.subject, found["mid"], rest, clause.front)
            one = asked(found["name"], "name", *parts)
            if mentions(one.question[4:]) or len(terms(one.question)) > 3:
                yield one


def _is_whom(clause: Clause) -> Iterator[Asked]:
    """The head of the garden is Soto. Who is the head of the garden?"""
    found = _IS_NAME.match(clause.rest)
    if found and clause.verb in ("is", "was") and clause.subject.startswith("the "):
        rest = found["rest"].strip()
        if _IS_ALL.match(rest):
            word = "Who" if _ROLE.search(clause.subject) else "What"
            parts = (word, clause.verb, clause.subject, rest, clause.front)
            yield asked(found["name"], "name", *parts)


def _where(clause: Clause) -> Iterator[Asked]:
    """Soto was born in Lima. Where was Soto born?"""
    found = _PLACE.search(clause.rest)
    if found and not _WHEN_PLACE.match(clause.rest, found.start()):
        left, rest = clause.rest[: found.start()].strip(), found["rest"].strip()
        if _PLACED.fullmatch(left or clause.verb) and GOES_ON.match(rest):
            question = clause.asks("Where", f"{left} {rest} {clause.front}")
            yield asked(found["place"].removeprefix("the "), "name", question)


_RULES: tuple[Callable[[Clause], Iterator[Asked]], ...] = (
    _when,
    _who_or_what,
    _by_whom,
    _is_whom,
    _where,
    how_many,
    how_much,
)


def _is_specific(one: Asked) -> bool:
    """Whether the question says what it is about, and does not give its answer away."""
    asks, answers = set(terms(one.question)), set(terms(one.answer))
    short = len(one.question.split()) <= LONGEST
    return short and len(asks) > 1 and not asks & answers
