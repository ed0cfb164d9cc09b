"""Whether a sentence speaks of something like what is asked, and not of that itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from chapter_and_verse.reading.days import names_another_day
from chapter_and_verse.text.entities import EntityKind, find_entities, missing_share
from chapter_and_verse.text.peoples import WITH_CAPITAL
from chapter_and_verse.text.pronouns import PRONOUNS
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.speech import TO_SAY
from chapter_and_verse.text.words import STOP_WORDS, any_of, stem, terms

NAME = EntityKind.NAME
FOREMOST = 25
"""Characters at the head of a sentence in which its subject stands, as a rule."""
BESIDE = 3
"""Words within which a name belongs to another word."""

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_JOINING = frozenset("in to of the at with from on into by for a an near against about".split())
_ASKS_WHICH = re.compile(r"\W*(?:[a-z]+ )?(?:when|where|who|whom|which|what)\b", re.IGNORECASE)
_NOT = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t)(?: (?:be|been|have|yet|to|usually|normally))* ([a-z]+)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:—–]|\bbut\b")
_OF_SUBJECT = re.compile(r"\b(?:did|does|do|was|is|were|are|has|had) (?=[A-Z])")
_ASKED = re.compile(r"\b(?:do|does|did|would|will)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
_TO_SPEAK = re.compile(
    rf"^\s+(?:also |still |once |really )?(?:{any_of(*TO_SAY)}|point out|stress|comment|hope"
    r"|mention|describe|expect|call|explain|state|see)\b",
    re.IGNORECASE,
)
_IN_HIS_WORDS = re.compile(r"^['’‘]s? (?:opinion|views?|words|eyes)\b", re.IGNORECASE)
_IN_THE_WORDS_OF = re.compile(r"\b(?:according to|in the (?:words|opinion|view) of)\s+$", re.I)


def is_contradicted(
    question: str, sentence: str, near: str = "", lead: str = "", before_answer: str = ""
) -> bool:
    """Whether the sentence answers another question of the same kind.

    "Bo Ek left in May" answers "When did Bo Ek leave?", and not "When did Ann Lee leave?".
    ``near`` is the sentence with those before it that its pronouns may point to, ``lead`` the same
    with all those that may say who is quoted in it, and ``before_answer`` is what stands in the
    sentence before its short answer.
    """
    return (
        tells_of_another(question, sentence, near)
        or has_another_subject(question, sentence)
        or names_another_day(question, sentence)
        or is_of_another_speaker(question, lead or sentence)
        or denies(question, before_answer)
    )


def tells_of_another(question: str, sentence: str, near: str = "") -> bool:
    """Whether the sentence says of another name or number what the question asks of its own.

    So it does where it lacks a mention of the question, has a word that stands beside it there
    ("Russian *officers*", "*visit* Japan"), and beside that a mention of the same kind ("20
    Chinese officers", "visited Russia"). A name that stands ``near`` the sentence is not lacking
    where a "she" or "it" may mean it. A people ("Russian officers") is lacking too where
    it only stands elsewhere in the sentence.
    """
    told = _WORD.findall(sentence)
    stems = [stem(word) for word in told]
    points_back = not PRONOUNS.isdisjoint(word.lower() for word in told)
    for span, kind in find_entities(question):
        name = span.of(question)
        known = near if near and points_back and kind is NAME else sentence
        is_missing = missing_share(name, known) == 1
        others = {i for i, word in enumerate(told) if _is_other(i, word, name, kind)}
        own = {i for i, word in enumerate(told) if missing_share(name, word) < 1}
        for word, before in _beside(question, span):
            places = [i for i, found in enumerate(stems) if found == stem(word)]
            if is_missing and places and all(others & _side(place, before) for place in places):
                return True
            if (
                before
                and places
                and all(
                    _is_swapped(name, [told[i] for i in others & _side(place, True)])
                    and not own & (_side(place, True) | _side(place, False))
                    for place in places
                )
            ):
                return True
    return False


def has_another_subject(question: str, sentence: str) -> bool:
    """Whether the sentence lacks the one whom the question is about, and opens with another name.

    Only where the question has him behind its verb ("When did Ann Lee leave?"), and where the
    sentence has no pronoun that may mean him.
    """
    asked = _OF_SUBJECT.search(question)
    if not asked or not PRONOUNS.isdisjoint(word.lower() for word in _WORD.findall(sentence)):
        return False
    subject = [
        s.of(question) for s, k in find_entities(question) if (s.start, k) == (asked.end(), NAME)
    ]
    others = [
        span
        for span, kind in find_entities(sentence)
        if kind is NAME
        and span.start <= FOREMOST
        and _JOINING.isdisjoint(word.lower() for word in _WORD.findall(sentence[: span.start])[-1:])
    ]
    return bool(subject and others) and missing_share(subject[0], sentence) == 1


def is_of_another_speaker(question: str, lead: str) -> bool:
    """Whether the question is about what somebody said whom the sentence and its lead lack."""
    return any(
        kind is NAME
        and missing_share(span.of(question), lead) == 1
        and (
            (_ASKED.search(question[: span.start]) and _TO_SPEAK.search(question[span.end :]))
            or _IN_HIS_WORDS.search(question[span.end :])
            or _IN_THE_WORDS_OF.search(question[: span.start])
        )
        for span, kind in find_entities(question)
    )


def denies(question: str, before: str) -> bool:
    """Whether the question asks who, when or the like does something, and ``before`` denies that.

    ``before`` is the sentence up to its short answer: "These are not allowed from" says when
    something is not. A question that has a "not" itself, or asks why, is never denied.
    """
    if not _ASKS_WHICH.match(question) or _NOT.search(question):
        return False
    denied = [stem(found[1]) for found in _NOT.finditer(_CLAUSE_END.split(before)[-1])]
    return not set(denied).isdisjoint(terms(question))


def _beside(question: str, span: Span) -> Iterator[tuple[str, bool]]:
    """The plain words beside a mention, each with whether the mention stands before it."""
    following = _WORD.match(question, span.end + 1) if question[span.end :][:1] == " " else None
    preceding = _WORD.findall(question[: span.start])
    while preceding and preceding[-1].lower() in _JOINING:
        preceding.pop()
    for word, before in (
        (following and following.group(), True),
        (preceding[-1] if preceding else None, False),
    ):
        if word and word[0].islower() and word not in STOP_WORDS:
            yield word, before


def _side(place: int, before: bool) -> set[int]:
    return set(range(place - BESIDE, place) if before else range(place + 1, place + 1 + BESIDE))


def _is_swapped(people: str, others: Iterable[str]) -> bool:
    """Whether both are peoples, as in "Russian" and "Chinese"."""
    return bool(WITH_CAPITAL.fullmatch(people)) and any(map(WITH_CAPITAL.fullmatch, others))


def _is_other(place: int, word: str, name: str, kind: EntityKind) -> bool:
    """Whether a word is of the same kind as a mention and not akin to it ("West", "Western")."""
    if kind is not NAME:
        return word[0].isdigit()
    akin = {part[:4].lower() for part in _WORD.findall(name)}
    return place > 0 and word[0].isupper() and word[:4].lower() not in akin
