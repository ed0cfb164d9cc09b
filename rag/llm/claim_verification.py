"""Checks a language model's claim against the sentences it cites, without another model.

A claim passes when each of these holds, in this order:

1. every number, date and name in it stands in the cited sentences (`text.fact_matching`);
2. it denies what they deny and affirms what they affirm;
3. it says "I", "we" or "you" only where they do, and the speaker it names speaks in them;
4. its support reaches `MIN_SUPPORT` (`measure_support`): the share of its words that the sentences
   have, mixed with whether the reader finds the same answer in them.

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
from chapter_and_verse.text.speech import SAYS_OR_SAID
from chapter_and_verse.text.words import STOP_WORDS, any_of, stem, terms

MIN_SUPPORT = 0.7
"""Support (0 to 1) from which on a claim is shown."""
AGREEMENT_WEIGHT = 0.2
"""What the reader's answer counts for in the support; shared words count for the rest."""

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nor|neither|without|cannot|hardly|failed to|fails to"
    r"|refused to|unable to|\w+n['’]t|\w+ n['’]t)\b",
    re.IGNORECASE,
)
_NOT_MERELY = re.compile(r"\bnot (?:only|just|merely|least|to mention)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.()“”\"]|\b(?:but|and|which|who|although|though|because|while)\b", re.I)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
SUBJECT_CHARS = 40
"""A name within so many characters of a claim's beginning is taken for its subject."""
MIN_SPEAKER_COVERAGE = 0.5
"""The share (0 to 1) of a claim's words that its speaker's own sentences must have."""
NEGATED_WORDS = 2
"""How many content words after "not" and the like count as denied."""

_FIRST_AND_SECOND = frozenset("i me my mine we our ours you your yours".split())
_SAYS = any_of(
    *SAYS_OR_SAID,
    *"say announce stated states explains explained insists insisted reports reported".split(),
    *"note notes noted added testified declare declared".split(),
)
_SPEAKS_AFTER = re.compile(rf"^(?:\s*,[^,]{{1,60}},)?\s+(?:has |had |also |later )?{_SAYS}\b", re.I)
_SPEAKS_BEFORE = re.compile(
    rf"(?:\baccording to|[,”\"]\s*{_SAYS})\s+(?:the\s+)?(?:[a-z]+ ){{0,2}}$", re.I
)
_PRONOUN_SPEAKS = re.compile(
    rf"\b(?:he|she|they)\s+(?:has |had |also |later )?{_SAYS}\b|\b{_SAYS}\s+(?:he|she|they)\b", re.I
)


def find_objection(claim: str, sentences: Sequence[str]) -> str | None:
    """Why a claim must not be shown above these sentences, or None.

    These are checks 1 to 3 of this module. The reason is a phrase for the reader, such as "the
    number “1933” is not in the cited sentences".
    """
    text = "\n".join(sentences)
    absent = find_missing_facts(claim, text)
    if absent:
        return f"the {absent[0].sort.value} “{absent[0].text}” is not in the cited sentences"
    if not polarity_agrees(claim, text):
        return "it denies what the cited sentences say, or the reverse"
    if not _find_persons(claim) <= _find_persons(text):
        return "it speaks for itself or to the reader, and the cited sentences do not"
    stranger = find_misquoted_speaker(claim, sentences)
    if stranger:
        return f"the cited sentences do not say that it was {stranger} who said so"
    return None


def _find_persons(text: str) -> set[str]:
    return {*_FIRST_AND_SECOND} & {match.group().lower() for match in _WORD.finditer(text)}


def find_subject_sentence(
    claim: str, cited: Sequence[str], nearby: Sequence[str], headings: Collection[str]
) -> int | None:
    """Which of the sentences ``nearby`` must be cited as well, since it names the claim's subject.

    "She opened the bridge" is no proof of "Ada Marsh opened the bridge" without the sentence
    before it, "Ada Marsh was the mayor". ``nearby`` are ``headings`` and the sentences before
    the cited ones. A heading may always name the subject, a sentence only where a cited one opens
    with a pronoun. None where nothing is to be added, or nothing fits.
    """
    absent = [
        fact.text
        for fact in find_missing_facts(claim, "\n".join(cited))
        if fact.sort is FactKind.NAME
    ]
    subjects = [name for name in absent if claim.find(name) <= SUBJECT_CHARS]
    if not subjects:
        return None
    has_pronoun = any(opens_with_pronoun(sentence) for sentence in cited)
    for place, sentence in enumerate(nearby):
        if (has_pronoun or sentence in headings) and not find_missing_facts(subjects[0], sentence):
            return place
    return None


def polarity_agrees(claim: str, text: str) -> bool:
    """Whether the claim denies nothing that the text affirms, and the reverse.

    "The mill did not open" disagrees with "The mill opened". Of the words after a negation, the
    first `NEGATED_WORDS` with a meaning, up to the end of the clause, count as denied.
    """
    affirmed, denied = _split_by_polarity(claim)
    affirmed_there, denied_there = _split_by_polarity(text)
    if denied and not denied_there:
        return False
    denies_affirmed = (denied - affirmed) & (affirmed_there - denied_there)
    affirms_denied = affirmed & (denied_there - affirmed_there)
    return not denies_affirmed and not affirms_denied


def _split_by_polarity(text: str) -> tuple[set[str], set[str]]:
    """The stems of the words that a text affirms, and of those it denies; some may be in both."""
    affirmed: set[str] = set()
    denied: set[str] = set()
    for clause in _CLAUSE.split(_NOT_MERELY.sub(" ", text)):
        before, *negated = _NEGATION.split(clause)
        affirmed |= {stem(word) for word in _content_words(before)}
        for part in negated:
            stems = [stem(word) for word in _content_words(part)]
            denied |= set(stems[:NEGATED_WORDS])
            affirmed |= set(stems[NEGATED_WORDS:])
    return affirmed, denied


def _content_words(text: str) -> Iterator[str]:
    return (w for w in (m.group().lower() for m in _WORD.finditer(text)) if w not in STOP_WORDS)


def find_misquoted_speaker(claim: str, sentences: Sequence[str]) -> str | None:
    """The first speaker that a claim names and whose words the sentences do not give, or None.

    "Reed said that the mill is safe" needs sentences in which Reed speaks, or a "he said" that may
    mean Reed, and these must have `MIN_SPEAKER_COVERAGE` of the claim's other words.
    """
    for name in find_speakers(claim):
        own = set(terms(name))
        theirs = [
            sentence
            for sentence in sentences
            if _PRONOUN_SPEAKS.search(sentence)
            or any(own & set(terms(other)) for other in find_speakers(sentence))
        ]
        said = claim.replace(name, " ")
        if measure_coverage(said, "\n".join(theirs)) < MIN_SPEAKER_COVERAGE:
            return name
    return None


def find_speakers(text: str) -> Iterator[str]:
    """The names of those who say something in a text: "Reed" in "Reed said so"."""
    for span, kind in find_entities(text):
        if kind is EntityKind.NAME and (
            _SPEAKS_AFTER.search(text[span.end :]) or _SPEAKS_BEFORE.search(text[: span.start])
        ):
            yield span.of(text)


def measure_coverage(claim: str, text: str) -> float:
    """The share (0 to 1) of a claim's words, stemmed and without stop words, that a text has."""
    wanted, known = terms(claim), set(terms(text))
    return sum(term in known for term in wanted) / len(wanted) if wanted else 0.0


def measure_agreement(question: str, claim: str, sentences: Sequence[str], reader: Reader) -> float:
    """The share (0 to 1) of the reader's short answer that the claim has as well.

    The reader is asked the question with nothing but the cited sentences. Where it finds no answer
    in them, the share is 0.5: neither for the claim nor against it.
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
    return measure_coverage(passage.quote(best.answer), claim)


def measure_support(question: str, claim: str, sentences: Sequence[str], reader: Reader) -> float:
    """How well the sentences bear the claim out as a whole, 0 to 1: check 4 of this module."""
    coverage = measure_coverage(claim, "\n".join(sentences))
    agreement = measure_agreement(question, claim, sentences, reader)
    return (1 - AGREEMENT_WEIGHT) * coverage + AGREEMENT_WEIGHT * agreement
