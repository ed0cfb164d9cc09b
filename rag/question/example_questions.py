"""Questions that a sentence of a document answers: examples for the page, drafts for an eval.

A sentence is asked about only where it has one of a few forms, by which a question can be made of
its own words (syntactic rules as in Heilman & Smith 2010, "Good Question!", without a parser).
Most sentences have none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.minilm import load_vocabulary
from chapter_and_verse.text.dates import DATE
from chapter_and_verse.text.pronouns import PRONOUNS
from chapter_and_verse.text.words import words as in_small_letters

Wanted = Literal["date", "number", "name", "description"]


@dataclass(frozen=True)
class ExampleQuestion:
    """A question, its answer in the sentence's words, and what kind of thing the answer is.

    The answer is empty where it is a description, for which any words of the sentence may do.
    """

    question: str
    answer: str
    wanted: Wanted


_NAME = r"[A-Z][\w’'-]+(?: (?:(?:of|the|de|van|von) )?[A-Z][\w’'-]+)"
_THING = rf"(?P<thing>(?:The |An? )?(?:[\w’'-]+ ){{0,4}}[\w’'-]+|{_NAME}+)"
_DONE = r"(?P<be>was|were) (?P<done>\w+(?:ed|en|wn|ne|ilt|ade|und|old|ght|orn))"
_WHAT = r"(?P<what>[A-Z][\w-]+(?: [A-Z][\w-]+)*|the (?:[\w-]+ )?[\w-]+)"
_PERIOD = rf"from {DATE} (?:to|until) (?:{DATE}|\d\d?\b)"
_WHEN = rf"(?:(?:in|on) (?:\w+ )??(?={DATE})|(?=from ))(?P<answer>{DATE}|{_PERIOD})"
_IN = rf" (?:in|on) {DATE}"
_TO_THE_END = r"(?=[,;]|\.?$)"
"""Where a clause ends that a question takes over as it is."""
_COUNT = r"(?P<answer>\d[\d,.]*) (?P<what>[a-z][a-z-]*s|people|men|women|children)"
_FORMS: dict[str, tuple[str, Wanted]] = {
    rf"^{_THING} {_DONE}\b.{{0,40}}? {_WHEN}": ("When {be} {thing} {done}?", "date"),
    rf"^{_THING} {_DONE}(?P<when>{_IN})? by (?P<answer>{_NAME}{{0,3}})(?P<then>{_IN})?": (
        "By whom {be} {thing} {done}{when}{then}?",
        "name",
    ),
    rf"(?P<thing>{_NAME}{{1,3}}) (?P<did>\w{{3,}}ed) {_WHAT} {_WHEN}": (
        "When did {thing} {did} {what}?",
        "date",
    ),
    rf"(?P<thing>{_NAME}{{1,3}}) met (?:with )?(?P<answer>{_NAME}{{1,3}})": (
        "Whom did {thing} meet?",
        "name",
    ),
    rf"^(?P<thing>There) (?P<be>are|were) {_COUNT} (?P<where>(?:in|on|at) [^,;]+)\.$": (
        "How many {what} {be} there {where}?",
        "number",
    ),
    rf"^{_THING} has {_COUNT}\b": ("How many {what} does {thing} have?", "number"),
    rf"^(?P<thing>{_NAME}{{1,3}}), an? ": ("Who is {thing}?", "description"),
    rf"^(?P<thing>{_NAME}{{1,3}}) (?P<be>is|was) an? ": (
        "Who or what {be} {thing}?",
        "description",
    ),
    rf"^{_THING} (?P<be>has|have) (?P<done>.+?) since (?P<answer>{DATE})": (
        "Since when {be} {thing} {done}?",
        "date",
    ),
    rf"^Since (?P<answer>{DATE}), {_THING} (?P<be>has|have) (?P<done>.+?){_TO_THE_END}": (
        "Since when {be} {thing} {done}?",
        "date",
    ),
    rf"^(?P<answer>{_NAME}{{0,3}}) (?:also )?(?:said|says) that (?P<thing>.+?){_TO_THE_END}": (
        "Who said that {thing}?",
        "name",
    ),
    rf"(?P<thing>{_NAME}{{1,2}}) (?:said|says) ": ("What did {thing} say?", "description"),
}
_PATTERNS = {re.compile(pattern): form for pattern, form in _FORMS.items()}


def make_questions(sentence: str) -> Iterator[ExampleQuestion]:
    """The questions that ``sentence`` answers, one for each form that it has.

    >>> [made.question for made in make_questions("The bridge was opened by Ada Marsh in 1887.")]
    ['When was the bridge opened?', 'By whom was the bridge opened in 1887?']
    """
    for pattern, (form, wanted) in _PATTERNS.items():
        found = pattern.search(sentence)
        if not found:
            continue
        words = {name: part or "" for name, part in found.groupdict().items()}
        words["thing"] = re.sub(r"^(?:The|An?)\b", lambda m: m[0].lower(), words["thing"])
        words["did"] = _infinitive(words.get("did", ""))
        answer = words.get("answer", "")
        question = form.format(**words)
        if PRONOUNS.isdisjoint(in_small_letters(f"{answer} {question}")):
            yield ExampleQuestion(question, answer, wanted)


def _infinitive(past: str) -> str:
    """The form of a regular verb that follows “did”: that one of the possible ones is a word."""
    known = load_vocabulary(default_model_path())
    possible = (past[:-1], past[:-2], past[:-3], f"{past[:-3]}y")
    return next((verb for verb in possible if verb.lower() in known), past)
