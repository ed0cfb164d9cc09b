"""The first clause of an English statement, cut into subject, verb and rest.

There is no parser behind it: verbs are those of `evals.cases.drafting.verbs`, and a sentence with a
second one, with a word that leans on another sentence, or with a subject that a question could
not name, gives none.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from chapter_and_verse.evals.cases.drafting.verbs import (
    AUXILIARIES,
    base_of,
    is_auxiliary,
    is_present,
    is_verb,
)

MOST_WORDS = 35
"""Words of a sentence that is read."""

_ADVERB = re.compile(r"\w+ly|also|first|later|once|still|then|now|soon|again|already")

YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DAY = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH})"
_DATE = (
    r"(?:(?:the )?(?:early |mid-|late |(?:spring|summer|autumn|fall|winter|end|beginning) of )?"
    rf"(?:{_DAY}(?:,? {YEAR})?|(?:{_MONTH},? )?{YEAR}s?|\d\d?(?:st|nd|rd|th) century))"
)
WHEN = (
    rf"(?:from {_DATE} (?:to|until) (?:{_DATE}|\d\d?)|between (?:{_DATE}|\d\d?) and {_DATE}"
    rf"|(?:in|on|since) {_DATE})(?![\w’'-]| century)"
)
NAME = r"(?:[A-Z][\w’'.-]*\w(?: (?:(?:of|the|de|von|van|al) )?[A-Z][\w’'.-]*\w)*)"

_MARKUP = re.compile(r"\[([^\]\[]*)\]\([^)]*\)|\*\*|__|(?<!\w)[*_`]|[*_`](?!\w)")
_BRACKETS = re.compile(r" ?[(\[][^()\[\]]*[)\]]")
_UNFIT = re.compile(r"[“”«»„\"?|<>{}=\\#/@…]|(?<!\w)['‘’]|http")
_LINK = re.compile(
    r"^(?:(?:However|Moreover|Today|Furthermore|Originally|Initially|Additionally|Later|Eventually"
    r"|Subsequently|Meanwhile|Finally|In addition|As a result|For example|For instance),? )+"
)
_FRONTED = re.compile(rf"(?P<front>{WHEN}),? (?=[A-Z]|the |an? )", re.IGNORECASE)
_SETTING = re.compile(
    r"(?P<front>(?:During|In|At|Under|After|Before|Until|Within|Throughout) [^,]{3,50}), "
    r"(?=[A-Z]|the )"
)
_ASIDE = re.compile(r"^([^,]{2,60}?), (?:an? |the |who |born )[^,]{2,80}, (?=[a-z])")
_CUT = re.compile(
    rf",(?!\d)(?! {YEAR}\b)|[;:—]| [-–] | (?:which|who|whose|because|while|when|where|although|but"
    r"|so|if|unless|until|whereas|after|before|followed|making|including|using)\b"
    r"| and (?=(?:it|he|she|they|the|then|later)\b)"
)
_LEANING = re.compile(
    r"\b(?:he|she|it|they|him|them|this|these|those|such|here|there|former|latter|i|we|us|our|my"
    r"|you|your|above|below|same|not|never|no|nor|neither|that|n't|did|does|do|however|therefore"
    r"|another|others?|both|respectively|following|previous|previously)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"^$|^(?:by|at|in|on|as|with|to|for|from|under|during)\b")
"""How a clause may go on behind what is taken out of it."""
_INNER_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z]\w*")
_SMALL_WORD = re.compile(r"(?<!\w)[a-z]\w*")
_INNER_THE = re.compile(r"(?<!of)(?<!in)(?<!at)(?<!on)(?<!and)(?<!from) the ")
_BREAKS = frozenset("that which who when where if as to by than for".split())
_BEFORE_NOUNS = frozenset("a an the of in at on with from and or its his her their".split())
_OPENERS = frozenset(
    """a an the in on at of by for from to with as and or but if all any each every many most some
    several few one two three there then when while after before during since until although
    because his her its their our my your who what which how no both only even just more less
    according compared despite today out up down""".split()
)


@dataclass(frozen=True)
class Vocabulary:
    """Words of a document: ``names`` stand in capitals amid its sentences, ``small`` in none."""

    names: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Vocabulary:
        """The words of a text, in small letters."""
        capitals = Counter(word.lower() for word in _INNER_CAPITAL.findall(text))
        small = Counter(_SMALL_WORD.findall(text))
        return cls(
            frozenset(word for word in capitals if capitals[word] > small[word]),
            frozenset(word for word in small if small[word] >= capitals[word]),
        )


@dataclass(frozen=True)
class Clause:
    """A subject, its verb and what follows.

    ``verb`` is an auxiliary, or else has its base form in ``base``. ``front`` is what stood
    before the subject, such as "in 1998".
    """

    subject: str
    adverb: str
    verb: str
    base: str
    rest: str
    front: str

    def asks(self, opening: str, rest: str) -> str:
        """A question with the subject in it, as in "When did Ada Soto found the garden"."""
        if not self.base:
            return " ".join((opening, self.verb, self.subject, self.adverb, rest))
        helper = "does" if is_present(self.verb) else "do" if self.verb == "have" else "did"
        return " ".join((opening, helper, self.subject, self.adverb, self.base, rest))


Kind = Literal["date", "number", "name"]


@dataclass(frozen=True)
class Asked:
    """A question, its answer as the sentence has it, and what kind of thing the answer is."""

    question: str
    answer: str
    kind: Kind


def asked(answer: str, kind: Kind, *parts: str) -> Asked:
    """A question of some parts, any of which may be empty."""
    return Asked(" ".join(" ".join(parts).split()) + "?", answer, kind)


def plain(sentence: str) -> str:
    """A statement on one line, without its marks of emphasis, brackets and linking word.

    Empty where it is too long, no statement, or holds quotes, code or a link.
    """
    text = " ".join(_BRACKETS.sub("", _MARKUP.sub(r"\1", sentence)).split())
    fit = len(text.split()) <= MOST_WORDS and text.endswith(".") and not _UNFIT.search(text)
    text = _LINK.sub("", text)
    return text[0].upper() + text[1:-1] if fit and len(text) > 1 else ""


def clause_of(text: str, known: Vocabulary) -> Clause | None:
    """The first clause of a `plain` statement; ``known`` tells which words are names."""
    fronted = _FRONTED.match(text) or _SETTING.match(text)
    body = _ASIDE.sub(r"\1 ", text[fronted.end() if fronted else 0 :])
    words = first_part(body).split()
    place = next((i for i, word in enumerate(words) if is_verb(word)), 0)
    before, verb, rest = words[:place], words[place] if place else "", words[place + 1 :]
    rest = rest[: next((i for i in range(1, len(rest) - 2) if _joins(rest, i)), None)]
    adverb = before.pop() if len(before) > 1 and _ADVERB.fullmatch(before[-1]) else ""
    auxiliary = is_auxiliary(verb, rest[0] if rest else "")
    if before and before[-1] in _BEFORE_NOUNS:
        return None
    second = any(w in AUXILIARIES or (not auxiliary and is_verb(w)) for w in rest)
    subject = _subject(before, known)
    front = fronted["front"] if fronted else ""
    if second or not (subject and rest) or leans(" ".join([front, *words[: place + 1], *rest])):
        return None
    base = "" if auxiliary else base_of(verb)
    adverb = "" if adverb == "also" else adverb
    return Clause(subject, adverb, verb, base, " ".join(rest), front[:1].lower() + front[1:])


def first_part(text: str) -> str:
    """``text`` up to where its first clause ends, as far as commas and conjunctions tell."""
    cut = _CUT.search(text)
    return text[: cut.start() if cut else None]


def names_subject(name: str) -> bool:
    """Whether a run of capitalised words may be a subject: "Ada Soto", not "In Asia"."""
    return name.split()[0].lower() not in _OPENERS


def leans(text: str) -> bool:
    """Whether a word points outside the text, or denies."""
    return _LEANING.search(text) is not None


def _joins(words: list[str], place: int) -> bool:
    """Whether a second verb of the same subject begins at ``words[place]``."""
    following = [word for word in words[place + 1 : place + 3] if not _ADVERB.fullmatch(word)]
    return words[place] in ("and", "or") and (is_verb(following[0]) or following[0].endswith("ed"))


def _subject(words: list[str], known: Vocabulary) -> str:
    """The subject as it stands amid a sentence; empty where a question could not name it so."""
    lower = [word.lower() for word in words]
    inner_opener = any(w[0].isupper() and w.lower() in _OPENERS for w in words[1:])
    if not 1 <= len(words) <= 9 or inner_opener or not _BREAKS.isdisjoint(lower):
        return ""
    if lower[0] == "the":
        inner_the = _INNER_THE.search(" ".join(words[1:]))
        return " ".join(["the", *words[1:]]) if words[1:] and not inner_the else ""
    if lower[0] in _OPENERS or not words[0][0].isupper() or _ADVERB.fullmatch(lower[0]):
        return ""
    if _INNER_THE.search(" ".join(words)):
        return ""
    stem = re.split(r"['’‘-]", lower[0])[0]
    two_capitals = len(words) > 1 and words[1][0].isupper()
    if stem in known.names or (two_capitals and stem not in known.small):
        return " ".join(words)
    plural = len(words) > 1 and stem in known.small and words[-1].endswith("s")
    return " ".join([lower[0], *words[1:]]) if plural else ""
