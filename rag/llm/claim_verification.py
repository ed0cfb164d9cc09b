"""Whether the sentences that a claim cites bear it out, without another language model.

A claim passes when each of these holds, in this order:

1. every number, date and name in it stands in the cited sentences (`text.fact_matching`);
2. what it denies is denied there, and what is denied there it does not affirm;
3. it says "I", "we" or "you" only where they do, and whom it names as the speaker speaks there;
4. its support reaches `SUPPORT`: the share of its words (stemmed, without stop words) that the
   sentences have, and the reader's opinion of them (`support`).

The limits were set on public pairs of claims and sentences; see
``evals/benchmarks/claim_verification.py``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from chapter_and_verse.documents.passages import Passage
from chapter_and_verse.reading.reader import Reader
from chapter_and_verse.text.entities import EntityKind, find_entities, opens_with_pronoun
from chapter_and_verse.text.fact_matching import FactKind, find_missing_facts
from chapter_and_verse.text.sentences import Span
from chapter_and_verse.text.words import STOP_WORDS, stem, terms

SUPPORT = 0.7
AGREEMENT_WEIGHT = 0.2

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nor|neither|without|cannot|hardly|failed to|fails to"
    r"|refused to|unable to|\w+n['’]t|\w+ n['’]t)\b",
    re.IGNORECASE,
)
_NOT_MERELY = re.compile(r"\bnot (?:only|just|merely|least|to mention)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.()“”\"]|\b(?:but|and|which|who|although|though|because|while)\b", re.I)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
FOREMOST = 40
"""Characters at the head of a claim in which its subject stands, as a rule."""
HEARD = 0.5
DENIED = 2
"""How many words of meaning behind a negation it denies."""

_FIRST_AND_SECOND = frozenset("i me my mine we our ours you your yours".split())
_SAYS = (
    r"(?:says?|said|told|tells|stated|states|claim(?:s|ed)|argue[sd]|believe[sd]|thinks|thought"
    r"|announced?s?|warn(?:s|ed)|predict(?:s|ed)|suggest(?:s|ed)|explain(?:s|ed)"
    r"|insist(?:s|ed)|denie[sd]|report(?:s|ed)|noted?s?|added?s?|testified|declared?)"
)
_SPEAKS_AFTER = re.compile(rf"^(?:\s*,[^,]{{1,60}},)?\s+(?:has |had |also |later )?{_SAYS}\b", re.I)
_SPEAKS_BEFORE = re.compile(
    rf"(?:\baccording to|[,”\"]\s*{_SAYS})\s+(?:the\s+)?(?:[a-z]+ ){{0,2}}$", re.I
)
_PRONOUN_SPEAKS = re.compile(
    rf"\b(?:he|she|they)\s+(?:has |had |also |later )?{_SAYS}\b|\b{_SAYS}\s+(?:he|she|they)\b", re.I
)


def objection(claim: str, sentences: Sequence[str]) -> str | None:
    """Why the sentences do not bear the claim's facts out, or None where nothing speaks against it.

    Checks 1 to 3 of this module; the reason is a phrase to be shown.
    """
    text = "\n".join(sentences)
    absent = find_missing_facts(claim, text)
    if absent:
        return f"the {absent[0].sort.value} “{absent[0].text}” is not in the cited sentences"
    if not polarity_agrees(claim, text):
        return "it denies what the cited sentences say, or the reverse"
    if not _persons(claim) <= _persons(text):
        return "it speaks for itself or to the reader, and the cited sentences do not"
    stranger = unheard_speaker(claim, sentences)
    if stranger:
        return f"the cited sentences do not say that it was {stranger} who said so"
    return None


def _persons(text: str) -> set[str]:
    return {*_FIRST_AND_SECOND} & {match.group().lower() for match in _WORD.finditer(text)}


def lent(
    claim: str, cited: Sequence[str], beside: Sequence[str], titles: Collection[str]
) -> list[int]:
    """The places in ``beside`` of what is to be cited along, so that the claim's subject is named.

    ``beside`` are ``titles`` and the sentences before the cited ones. One of them is lent where
    the claim opens with a name that the cited sentences lack and it has: a title always, another
    sentence only where a cited one opens with a pronoun.
    """
    absent = [
        fact.text
        for fact in find_missing_facts(claim, "\n".join(cited))
        if fact.sort is FactKind.NAME
    ]
    subject = [name for name in absent if claim.find(name) <= FOREMOST]
    if not subject:
        return []
    pronoun = any(opens_with_pronoun(sentence) for sentence in cited)
    for place, sentence in enumerate(beside):
        if (pronoun or sentence in titles) and not find_missing_facts(subject[0], sentence):
            return [place]
    return []


def polarity_agrees(claim: str, text: str) -> bool:
    """Whether claim and text deny the same of the words that they share.

    A negation denies the `DENIED` words of meaning behind it in its clause.
    """
    said, denied = _polarity(claim)
    told, untold = _polarity(text)
    affirmed_only, denied_only = told - untold, untold - told
    if denied and not untold:
        return False
    return not (denied - said & affirmed_only) & affirmed_only and not said & denied_only


def _polarity(text: str) -> tuple[set[str], set[str]]:
    """The stems that a text affirms and those that it denies; a stem may be both."""
    said: set[str] = set()
    denied: set[str] = set()
    for clause in _CLAUSE.split(_NOT_MERELY.sub(" ", text)):
        parts = _NEGATION.split(clause)
        said |= {stem(w) for w in _meant(parts[0])}
        for part in parts[1:]:
            meant = [stem(w) for w in _meant(part)]
            denied |= set(meant[:DENIED])
            said |= set(meant[DENIED:])
    return said, denied


def _meant(text: str) -> Iterator[str]:
    return (w for w in (m.group().lower() for m in _WORD.finditer(text)) if w not in STOP_WORDS)


def unheard_speaker(claim: str, sentences: Sequence[str]) -> str | None:
    """The first one whom the claim has say something and the sentences have not, if any.

    Somebody is heard in the sentences that have him speak, or where "he said" may mean him; they
    must hold `HEARD` of what the claim says beside his name.
    """
    for name in speakers(claim):
        own = set(terms(name))
        heard = [
            sentence
            for sentence in sentences
            if _PRONOUN_SPEAKS.search(sentence)
            or any(own & set(terms(other)) for other in speakers(sentence))
        ]
        if coverage(claim.replace(name, " "), "\n".join(heard)) < HEARD:
            return name
    return None


def speakers(text: str) -> Iterator[str]:
    """Those whom a text has say something, by name."""
    for span, kind in find_entities(text):
        if kind is EntityKind.NAME and (
            _SPEAKS_AFTER.search(text[span.end :]) or _SPEAKS_BEFORE.search(text[: span.start])
        ):
            yield span.of(text)


def coverage(claim: str, text: str) -> float:
    """The share of the claim's terms that stand in the text, 0 to 1."""
    meant, known = terms(claim), set(terms(text))
    return sum(term in known for term in meant) / len(meant) if meant else 0.0


def agreement(question: str, claim: str, sentences: Sequence[str], reader: Reader) -> float:
    """The share (0 to 1) of the reader's short answer that the claim has.

    The reader is asked the question with nothing but the cited sentences. 0.5, neither for nor
    against, where it finds no answer in them.
    """
    texts = [" ".join(sentence.split()) for sentence in sentences]
    spans, start = [], 0
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 1
    passage = Passage("", 0, max(0, start - 1), " ".join(texts), tuple(spans))
    (readings,) = reader.read(question, [passage])
    best = max(readings, key=lambda reading: reading.score, default=None)
    if best is None or best.answer is None or best.score < 0:
        return 0.5
    return coverage(passage.quote(best.answer), claim)


def support(question: str, claim: str, sentences: Sequence[str], reader: Reader) -> float:
    """How well the sentences bear the claim out as a whole, 0 to 1."""
    share = coverage(claim, "\n".join(sentences))
    said = agreement(question, claim, sentences, reader)
    return (1 - AGREEMENT_WEIGHT) * share + AGREEMENT_WEIGHT * said
