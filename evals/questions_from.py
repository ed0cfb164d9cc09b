"""Questions that an English sentence answers, made by rules from its words.

The sentence is cut to its first clause, subject, verb and rest, and a date, a number or a name in
it is asked for: overgeneration by syntactic rules and strict selection, as in Heilman & Smith
2010, without their parser. Most sentences give nothing: what the rules do not know for sure they
leave alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from rag.words import terms

MOST_WORDS = 35
"""Words of a sentence that is asked about."""

_REGULAR = """abandon abolish accept acquire add address adopt advise aim allow announce appear
    appoint approve argue arrest arrive ask assemble attack attend award base borrow bottle
    call cancel capture carry cause celebrate charge claim climb close collapse collect combine
    commission complete compose conclude conduct connect conquer consist contain continue convert
    cook cover create cross declare defeat deliver describe design destroy detect develop die
    direct discover dissolve divide donate double earn edit elect employ enact end enter establish
    estimate exceed expand explore export face fail fill finance finish fix follow form found fund
    gain graduate grant handle hire host house identify import improve inaugurate include increase
    influence inherit install intend introduce invade invent invite issue join kill labour land
    last launch live locate manage mark marry measure merge move name narrow need nominate observe
    obtain occupy occur offer open operate order organise organize own pack paint pass perform
    place plant play predict prepare present preserve produce promise prove provide publish
    purchase raise reach receive recognise recognize record recover reduce reject release remain
    remove rename renovate repair replace report represent require rescue resign restore result
    retire return reveal review rule sail save score secure select separate serve settle share
    sign start state stay store study succeed suffer suggest support surrender survey survive
    test total train translate travel treat turn unveil use visit vote want warn weigh win-over
    witness work yield"""
_IRREGULAR = """admit:admitted ban:banned beat:beat:beaten become:became:become begin:began:begun
    break:broke:broken bring:brought build:built buy:bought catch:caught choose:chose:chosen
    come:came:come cost:cost cut:cut draw:drew:drawn drop:dropped eat:ate:eaten fall:fell:fallen
    feed:fed fight:fought find:found fly:flew:flown get:got give:gave:given go:went:gone
    grow:grew:grown have:had hear:heard hold:held keep:kept know:knew:known lead:led leave:left
    lend:lent lose:lost make:made mean:meant meet:met occur:occurred pay:paid plan:planned
    prefer:preferred put:put read:read ride:rode:ridden rise:rose:risen run:ran:run say:said
    see:saw:seen seek:sought sell:sold send:sent set:set shoot:shot ship:shipped show:showed:shown
    shut:shut sing:sang:sung sink:sank:sunk sit:sat speak:spoke:spoken spend:spent stand:stood
    stop:stopped submit:submitted take:took:taken teach:taught tell:told think:thought
    throw:threw:thrown transfer:transferred win:won write:wrote:written"""


def _past(base: str) -> str:
    if base[-1] == "y" and base[-2] not in "aeou":
        return base[:-1] + "ied"
    return base + ("d" if base[-1] == "e" else "ed")


def _present(base: str) -> str:
    if base == "have":
        return "has"
    if base[-1] == "y" and base[-2] not in "aeou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "o")) else "s")


_FORMS = [form.split(":") for form in _IRREGULAR.split()]
_FORMS += [[base, _past(base)] for base in _REGULAR.split()]
_BASE_OF_PAST = {past: base for base, past, *_ in _FORMS}
_BASE_OF_PRESENT = {_present(base): base for base, *_ in _FORMS}
_PAST_OF_PARTICIPLE = {forms[-1]: forms[1] for forms in _FORMS}

_AUXILIARIES = frozenset("was were is are will would can could must has have had".split())
_OF_PEOPLE = frozenset(
    """admitted advised announced appointed argued asked became began believes bought born built
    chose claimed composed created declared defeated designed developed died directed discovered
    donated drew edited elected established explored fought found founded gave graduated hired
    invented invited joined killed launched led lived married met moved named nominated observed
    opened organised organized owns painted performed planned planted produced proved published
    purchased received rejected resigned retired said sang shot sold spoke studied suggested
    taught thought told took trained translated visited voted warned won worked wrote""".split()
)
_ROLE = re.compile(
    r"\b(?:(?:vice-?)?president|minister|chancellor|king|queen|emperor|chief|head|leader|founder"
    r"|director|author|writer|painter|architect|engineer|inventor|manager|owner|chair\w*|captain"
    r"|coach|mayor|governor|editor|composer|teacher|professor|doctor|officer|member|singer|bishop"
    r"|\w+(?:ist|ian|man|woman)|person|people|son|daughter|brother|sister|wife|husband)\b"
)
_ADVERB = re.compile(r"\w+ly|also|first|later|once|still|then|now|soon|again|already")

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_DAY = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH})"
_DATE = (
    rf"(?:(?:the )?(?:early |mid-|late |spring of |summer of |autumn of |fall of |winter of )?"
    rf"(?:{_DAY}(?:,? {_YEAR})?|(?:{_MONTH},? )?{_YEAR}s?|{_MONTH}|\d\d?(?:st|nd|rd|th) century))"
)
_WHEN = (
    rf"(?:from {_DATE} (?:to|until) (?:{_DATE}|\d\d?)|between {_DATE} and {_DATE}"
    rf"|(?:in|on|since) {_DATE})"
)
_WHEN_PLACE = re.compile(rf"(?:^|(?<= )){_WHEN}(?![\w’'-]| century)")
_FRONTED = re.compile(rf"^(?P<when>{_WHEN}),? (?=[A-Z]|the )", re.IGNORECASE)
_COUNT = (
    r"(?:(?:more than|less than|fewer than|at least|at most|up to|about|around|over|nearly"
    r"|almost|approximately|some|only) )?"
    r"(?:\d[\d.,]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: (?:hundred|thousand|million|billion))?"
)
_PLURAL = r"(?:[a-z’'-]+(?<![sui])s|people|men|women|children)"
_COUNTED = re.compile(
    rf"(?P<count>{_COUNT}) (?P<noun>(?:(?!(?:of|in|to|and|or|for|on|at|by|per|from)\b)[\w-]+ ){{0,2}}?"
    rf"{_PLURAL})\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    rf"(?P<count>{_COUNT} [a-z]+) (?P<how>long|high|tall|wide|deep|old|thick)\b", re.IGNORECASE
)
_NAME = r"(?:[A-Z][\w’'.-]*\w(?: (?:(?:of|the|de|von|van|al) )?[A-Z][\w’'.-]*\w)*)"
_BY = re.compile(rf"^(?P<verb>\w+) (?P<mid>(?:[\w-]+ ){{0,4}}?)by (?P<name>{_NAME})(?P<rest>.*)$")
_PLACED = re.compile(
    r"\b(?:born|located|situated|held|based|buried|died|lives|lived|built|established|founded"
    r"|headquartered|signed|played|begins|ends|stands|opened|took place|grew up)$"
)
_PLACE = re.compile(rf"(?:^|(?<= ))(?P<place>(?:in|at|near) (?:the )?{_NAME})(?P<rest>.*)$")
_GOES_ON = re.compile(r"^$|^(?:by|at|in|on|as|with|to|for|from|under|during|after|before)\b")
_IS_ALL = re.compile(r"^$|^(?:in|on|since|from|at)\b")

_CUT = re.compile(
    rf",(?!\d)(?! {_YEAR}\b)|[;:–—]| - | (?:which|who|whose|because|while|when|where|although|but"
    r"|so|if|unless|until|whereas)\b| and (?=(?:it|he|she|they|the|is|was|were|are|has|had|will)\b)"
)
_LEANING = re.compile(
    r"\b(?:he|she|it|they|him|them|this|these|those|such|here|there|former|latter|i|we|us|our|my"
    r"|you|your|above|below|same|not|never|no|nor|neither|that|n't|did|does|do|however|therefore"
    r"|another|others?|both|respectively|following)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\[([^\]\[]*)\]\([^)]*\)|\*\*|__|(?<!\w)[*_`]|[*_`](?!\w)")
_BRACKETS = re.compile(r" ?[(\[][^()\[\]]*[)\]]")
_ASIDE = re.compile(r"^([^,]{2,60}?), (?:an? |the |who |born )[^,]{2,80}, (?=[a-z])")
_UNFIT = re.compile(r"[“”«»„\"?|<>{}=\\#/@…]|(?<!\w)['‘’]|http")

Kind = Literal["date", "number", "name"]


@dataclass(frozen=True)
class Asked:
    """A question, its answer as the sentence has it, and what kind of thing the answer is."""

    question: str
    answer: str
    kind: Kind


@dataclass(frozen=True)
class _Clause:
    """``verb`` is an auxiliary, or else has its base form in ``base``; ``when`` stood in front."""

    subject: str
    adverb: str
    verb: str
    base: str
    rest: str
    when: str

    def asks(self, opening: str, rest: str) -> str:
        """A question with the subject in it: "When", "did", "Soto", "found", "the garden"."""
        if not self.base:
            parts = (opening, self.verb, self.subject, self.adverb, rest)
        else:
            helper = "does" if self.verb in _BASE_OF_PRESENT else "did"
            parts = (opening, helper, self.subject, self.adverb, self.base, rest)
        return _sentence(*parts)


def questions_from(sentence: str, common: Collection[str]) -> Iterator[Asked]:
    """The questions on a sentence that its date, number or name answers; as a rule there are none.

    ``common`` are the words that its document has in small letters: one that opens the sentence
    is no name.

    >>> [asked.question for asked in questions_from("Ada Soto founded the garden in 1998.", ())]
    ['When did Ada Soto found the garden?', 'Who founded the garden in 1998?']
    """
    clause = _clause(sentence, common)
    if clause:
        for rule in (_when, _who_or_what, _by_whom, _is_whom, _where, _how_many):
            for asked in rule(clause):
                if _is_specific(asked):
                    yield asked


def _clause(sentence: str, common: Collection[str]) -> _Clause | None:
    """The first clause of a plain statement; None where it is none, or leans on another."""
    text = " ".join(_BRACKETS.sub("", _MARKUP.sub(r"\1", sentence)).split())
    if len(text.split()) > MOST_WORDS or not text.endswith(".") or _UNFIT.search(text):
        return None
    fronted = _FRONTED.match(text)
    body = text[fronted.end() if fronted else 0 : -1]
    body = _ASIDE.sub(r"\1 ", body)
    cut = _CUT.search(body)
    words = body[: cut.start() if cut else None].split()
    place = next((i for i, word in enumerate(words) if _is_verb(word)), 0)
    before, verb, rest = words[:place], words[place] if place else "", words[place + 1 :]
    adverb = before.pop() if len(before) > 1 and _ADVERB.fullmatch(before[-1]) else ""
    is_auxiliary = verb in _AUXILIARIES and not (
        verb in ("has", "have", "had") and rest and (not _is_participle(rest[0]))
    )
    doubtful = any(w in _AUXILIARIES or (not is_auxiliary and _is_verb(w)) for w in rest)
    subject = _subject(before, common, after=bool(fronted))
    if not (subject and rest) or doubtful or _LEANING.search(" ".join(words)):
        return None
    base = "" if is_auxiliary else _BASE_OF_PAST.get(verb) or _BASE_OF_PRESENT.get(verb) or "have"
    when = fronted["when"] if fronted else ""
    adverb = "" if adverb == "also" else adverb
    return _Clause(subject, adverb, verb, base, " ".join(rest), when[:1].lower() + when[1:])


def _is_verb(word: str) -> bool:
    return word in _AUXILIARIES or word in _BASE_OF_PAST or word in _BASE_OF_PRESENT


def _is_participle(word: str) -> bool:
    return word in _PAST_OF_PARTICIPLE or word == "been" or word.endswith(("ed", "ly"))


def _subject(words: list[str], common: Collection[str], *, after: bool) -> str:
    """The subject as it stands inside a sentence; empty where it is none that a question can name."""
    if not 1 <= len(words) <= 8 or any(w in _BREAKS for w in words):
        return ""
    first = words[0]
    if any(word[0].isupper() and word.lower() in _OPENERS for word in words[1:]):
        return ""
    if first.lower() == "the":
        return " ".join(["the", *words[1:]]) if words[1:] else ""
    is_name = (
        first[0].isupper()
        and first.lower() not in _OPENERS
        and (first.lower() not in common or (words[1:] and words[1][0].isupper()))
    )
    return " ".join(words) if is_name else ""


_BREAKS = frozenset("that which who when where if as to by than for".split())
_OPENERS = frozenset(
    """a an the in on at of by for from to with as and or but if all any each every many most some
    several few one two three there then when while after before during since until although
    because his her its their our my your who what which how no both only even just more less
    according compared despite today""".split()
)


def _when(clause: _Clause) -> Iterator[Asked]:
    """Soto founded the garden in 1998. When did Soto found the garden?"""
    rest = clause.rest
    found = list(_WHEN_PLACE.finditer(rest))
    if clause.when and not found:
        when, left, right = clause.when, rest, ""
    elif len(found) == 1 and not clause.when:
        when = found[0].group()
        left, right = rest[: found[0].start()].strip(), rest[found[0].end() :].strip()
    else:
        return
    if _GOES_ON.match(right):
        opening = "Since when" if when.startswith("since") else "When"
        answer = when.split(" ", 1)[1] if when.startswith(("in ", "on ", "since ")) else when
        yield Asked(clause.asks(opening, f"{left} {right}"), answer, "date")


def _who_or_what(clause: _Clause) -> Iterator[Asked]:
    """Soto founded the garden. Who founded the garden?"""
    if not re.fullmatch(_NAME, clause.subject):
        return
    if clause.base:
        word = "Who" if clause.verb in _OF_PEOPLE else "What"
    elif clause.verb in ("is", "was", "are", "were") and clause.rest.startswith("the "):
        word = "Who" if _ROLE.search(clause.rest) else "What"
    elif clause.rest.split()[0] in _OF_PEOPLE:
        word = "Who"
    else:
        return
    parts = (word, clause.adverb, clause.verb, clause.rest, clause.when)
    yield Asked(_sentence(*parts), clause.subject, "name")


def _by_whom(clause: _Clause) -> Iterator[Asked]:
    """The garden was founded by Soto in 1998. Who founded the garden in 1998?"""
    found = _BY.match(clause.rest)
    if clause.verb in ("was", "were") and found and found["verb"] in _PAST_OF_PARTICIPLE:
        past = _PAST_OF_PARTICIPLE[found["verb"]]
        rest = found["rest"].strip()
        if past in _OF_PEOPLE and _IS_ALL.match(rest):
            parts = ("Who", clause.adverb, past, clause.subject, found["mid"], rest, clause.when)
            yield Asked(_sentence(*parts), found["name"], "name")


def _is_whom(clause: _Clause) -> Iterator[Asked]:
    """The head of the garden is Soto. Who is the head of the garden?"""
    found = re.fullmatch(rf"(?P<name>{_NAME})(?P<rest>.*)", clause.rest)
    if clause.verb in ("is", "was") and not clause.base and found:
        rest = found["rest"].strip()
        if clause.subject.startswith("the ") and _IS_ALL.match(rest):
            word = "Who" if _ROLE.search(clause.subject) else "What"
            parts = (word, clause.verb, clause.subject, rest, clause.when)
            yield Asked(_sentence(*parts), found["name"], "name")


def _where(clause: _Clause) -> Iterator[Asked]:
    """Soto was born in Lima. Where was Soto born?"""
    found = _PLACE.search(clause.rest)
    if found and not re.match(_WHEN, found["place"]):
        left, rest = clause.rest[: found.start()].strip(), found["rest"].strip()
        if _PLACED.search(left or clause.verb) and _GOES_ON.match(rest):
            place = found["place"].split(" ", 1)[1]
            yield Asked(clause.asks("Where", f"{left} {rest} {clause.when}"), place, "name")


def _how_many(clause: _Clause) -> Iterator[Asked]:
    """The garden has 300 roses. How many roses does the garden have?"""
    measured = _MEASURED.match(clause.rest)
    counted = _COUNTED.match(clause.rest)
    if measured and not clause.base:
        rest = clause.rest[measured.end() :].strip()
        yield Asked(clause.asks(f"How {measured['how']}", rest), measured["count"], "number")
    elif counted and clause.base:
        rest = clause.rest[counted.end() :].strip()
        if _GOES_ON.match(rest):
            opening = f"How many {counted['noun']}"
            yield Asked(clause.asks(opening, f"{rest} {clause.when}"), counted["count"], "number")


def _sentence(*parts: str) -> str:
    return " ".join(" ".join(parts).split()) + "?"


def _is_specific(asked: Asked) -> bool:
    """Whether the question says what it is about, and does not give its answer away."""
    words = asked.question.lower().split()
    return (
        len(terms(asked.question)) > 1
        and not set(terms(asked.answer)) & set(terms(asked.question))
        and len(words) <= 25
    )
