"""Whether a sentence speaks of something like what is asked, and not of that itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from chapter_and_verse.reading.dates import gives_no_date, of_another_day, of_another_year
from chapter_and_verse.reading.life_events import of_another_event
from chapter_and_verse.text.entities import PRONOUNS, Kind, mentions, missing_share
from chapter_and_verse.text.fact_matching import Sort, facts
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import STOP_WORDS, stem, terms

NAME = Kind.NAME
FOREMOST = 25
"""Characters at the head of a sentence in which its subject stands, as a rule."""
BESIDE = 3
"""Words within which a name belongs to another word."""

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_JOINING = frozenset("in to of the at with from on into by for a an near against about".split())
_HOW_MANY = re.compile(
    r"\bhow many (?:[a-z-]+ ){0,3}?(?P<noun>[a-z-]+s|people|men|women|children)\b", re.IGNORECASE
)
_COUNTED = re.compile(r"\d[\d,.]*(?P<words>(?:[ -][a-z’'-]+){1,3})")
_ROUGHLY = re.compile(
    r"\b(?:one|an?|single|both|couple|pair|several|few|many|most|all|half|none|no|zero|every"
    r"|multiple|only|numerous|countless|majority|scores)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\W*(?:the )?(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
    r"|tenth)\b",
    re.IGNORECASE,
)
_ASKS_WHICH = re.compile(r"\W*(?:[a-z]+ )?(?:when|where|who|whom|which|what)\b", re.IGNORECASE)
_NOT = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t)(?: (?:be|been|have|yet|to|usually|normally))* ([a-z]+)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:—–]|\bbut\b")
_NAME_OF = re.compile(r"\bnames? of\b.*\?", re.IGNORECASE)
_ASKS_WHO = re.compile(r"\W*(?:who|whom)\b", re.IGNORECASE)
_OF_SUBJECT = re.compile(r"\b(?:did|does|do|was|is|were|are|has|had) (?=[A-Z])")
_PEOPLE = re.compile(r"[A-Z]\w+(?:[ai]n|[ei]sh|ese|ench|utch|eek|iss|aqi|eli)")
_ASKED = re.compile(r"\b(?:do|does|did|would|will)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
_TO_SPEAK = re.compile(
    r"^\s+(?:also |still |once |really )?(?:say|think|believe|claim|argue|suggest|point out|stress"
    r"|comment|announce|warn|predict|hope|mention|tell|deny|describe|expect|call|explain|state|see)\b",
    re.IGNORECASE,
)
_IN_HIS_WORDS = re.compile(r"^['’‘]s? (?:opinion|views?|words|eyes)\b", re.IGNORECASE)
_IN_THE_WORDS_OF = re.compile(r"\b(?:according to|in the (?:words|opinion|view) of)\s+$", re.I)


def contradicted(
    question: str,
    sentence: str,
    near: str = "",
    lead: str = "",
    answer: str = "",
    counted: str = "",
) -> bool:
    """Whether the sentence answers another question of the same kind.

    So it does where it tells something of another name, number or subject, of another day, where
    somebody else speaks than is asked about, or where the short ``answer`` names nobody, no day or
    nothing but the question's words, or stands behind a denial of what is asked. ``counted`` is the
    answer with the rest of its sentence, which may count something else.
    ``near`` is the sentence with those before it that its pronouns may point to, ``lead`` the same
    with all those that may say who is quoted in it.
    """
    return (
        tells_of_another(question, sentence, near)
        or has_another_subject(question, sentence)
        or of_another_day(question, sentence)
        or of_another_year(question, sentence, near)
        or of_another_event(question, near or sentence)
        or another_speaks(question, lead or sentence)
        or (bool(counted) and counts_another(question, counted))
        or (bool(counted) and denies(question, sentence.removesuffix(counted)))
        or (bool(answer) and (names_nobody(question, answer) or gives_no_date(question, answer)))
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
    for span, kind in mentions(question):
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
    subject = [s.of(question) for s, k in mentions(question) if (s.start, k) == (asked.end(), NAME)]
    others = [
        span
        for span, kind in mentions(sentence)
        if kind is NAME
        and span.start <= FOREMOST
        and _JOINING.isdisjoint(word.lower() for word in _WORD.findall(sentence[: span.start])[-1:])
    ]
    return bool(subject and others) and missing_share(subject[0], sentence) == 1


def another_speaks(question: str, lead: str) -> bool:
    """Whether the question is about what somebody said whom the sentence and its lead lack."""
    return any(
        kind is NAME
        and missing_share(span.of(question), lead) == 1
        and (
            (_ASKED.search(question[: span.start]) and _TO_SPEAK.search(question[span.end :]))
            or _IN_HIS_WORDS.search(question[span.end :])
            or _IN_THE_WORDS_OF.search(question[: span.start])
        )
        for span, kind in mentions(question)
    )


def counts_another(question: str, answer: str) -> bool:
    """Whether the question asks how many of one thing, and the answer counts another or nothing.

    "1,046 crossings since May" does not say how many passengers there were. Only a plural right
    behind the number tells.
    """
    asked, counted = _HOW_MANY.search(question), _COUNTED.search(answer)
    if not asked:
        return False
    if _ORDINAL.match(answer):
        return True
    if not counted:
        return not _ROUGHLY.search(answer) and all(f.sort is Sort.NAME for f in facts(answer))
    following = counted["words"].replace("-", " ").split()
    stems = {stem(word) for word in following}
    plural = following[:1] and following[0].endswith("s")
    return bool(plural) and stem(asked["noun"].lower()) not in stems


def denies(question: str, before: str) -> bool:
    """Whether the question asks who, when or the like does something, and ``before`` denies that.

    ``before`` is the sentence up to its short answer: "These are not allowed from" says when
    something is not. A question that has a "not" itself, or asks why, is never denied.
    """
    if not _ASKS_WHICH.match(question) or _NOT.search(question):
        return False
    denied = [stem(found[1]) for found in _NOT.finditer(_CLAUSE_END.split(before)[-1])]
    return not set(denied).isdisjoint(terms(question))


def names_nobody(question: str, answer: str) -> bool:
    """Whether it is asked who, or for a name, and the answer has none but the question's own."""
    of_name = _NAME_OF.search(question) is not None
    if not of_name and not _ASKS_WHO.match(question):
        return False
    is_choice = " or " in question
    repeated = set(terms(answer)) <= set(terms(question)) and not is_choice
    is_figure = not any(c.isalpha() for c in answer)
    return repeated or is_figure or (of_name and not any(c.isupper() for c in answer))


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
    return bool(_PEOPLE.fullmatch(people)) and any(map(_PEOPLE.fullmatch, others))


def _is_other(place: int, word: str, name: str, kind: Kind) -> bool:
    """Whether a word is of the same kind as a mention and not akin to it ("West", "Western")."""
    if kind is not NAME:
        return word[0].isdigit()
    akin = {part[:4].lower() for part in _WORD.findall(name)}
    return place > 0 and word[0].isupper() and word[:4].lower() not in akin
