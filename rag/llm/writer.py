"""Lets a language model write the answer, and shows only the claims that the quotes bear out."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chapter_and_verse.answer.answer import Answer, Dropped, ModelRecord, Statement
from chapter_and_verse.answer.citation import Citation, is_inside
from chapter_and_verse.answer.quotes import ReadDocument, cite_sentences
from chapter_and_verse.errors import ModelError, ModelReplyError
from chapter_and_verse.llm import prompts
from chapter_and_verse.llm.chat_model import ChatModel, Usage
from chapter_and_verse.llm.claim_verification import (
    MIN_SUPPORT,
    find_objection,
    find_subject_sentence,
    measure_support,
)
from chapter_and_verse.llm.entailment import Entails
from chapter_and_verse.llm.prompt_injection import looks_like_injection
from chapter_and_verse.llm.reply_parsing import Claim, parse_claims, says_no_answer
from chapter_and_verse.logs import ms_since
from chapter_and_verse.reading.evidence import Sentence
from chapter_and_verse.reading.reader import Reader
from chapter_and_verse.text.sentences import Span

MAX_CLAIM_CHARS = 600
MAX_CLAIMS = 8

_MARKUP = re.compile(r"\w+://\S+|www\.\S+|\S+@\S+|<[^>]*>|[`{}\\|]")
_CITATION_LIKE = re.compile(r"\]\(|\[\d+\]")
"""Looks like a Markdown link or like the number of a quote, which are the program's to set."""
_UNREADABLE = "The model’s reply could not be read."
_POINTLESS = "Nothing that the model said points to a sentence."
_NOTHING = "The model found no answer in the sentences."
_ALL_DROPPED = "Nothing that the model said is borne out by the sentences it points to."


@dataclass(frozen=True)
class Writer:
    """A language model as writer, with the reader and documents that its claims are checked by."""

    chat: ChatModel
    reader: Reader
    read: ReadDocument
    entails: Entails | None = None

    def write(
        self, quotes: Iterator[Answer], sentences: Sequence[Sentence], usage: Usage
    ) -> Iterator[Answer]:
        """The parts of an answer made of the model's claims, one part for each that passes.

        ``quotes`` are the parts of the answer made of quotes alone, ``sentences`` those that the
        model is shown. The short answer and the best quote are shown at once, before the model has
        written anything, and stay whatever it says, since the confidence is about them. The answer
        is ``quotes`` as they are where it is a refusal (the model is not asked) and where none of
        the model's claims passes.

        Raises:
            CitationError, StaleIndexError, DocumentError: a file is no longer what was indexed.
        """
        first = next(quotes)
        if first.refused:
            yield first
            yield from quotes
            return
        second = first if first.citations else next(quotes)
        best = second.citations[0]
        yield replace(first, statements=(), citations=(best,), timings_ms={})
        began = time.perf_counter()
        draft = _Draft(self, replace(first, statements=(), citations=()), sentences, usage, [best])
        yield from draft.write_parts()
        took = ms_since(began)
        total = first.timings_ms["total"] + took
        done = replace(
            draft.base,
            model=draft.record(),
            timings_ms=first.timings_ms | {"model": took, "total": total},
        )
        if draft.shown:
            yield done
            return
        yield replace(done, statements=second.statements)
        for part in quotes:
            yield replace(part, model=done.model, timings_ms=done.timings_ms)

    def check(
        self, question: str, claim: Claim, sentences: Sequence[Sentence]
    ) -> tuple[list[Sentence], str | None]:
        """The sentences to cite for a claim, and the reason to drop it, or None.

        Beside the sentences that the claim points to, the one that names its subject is cited
        where only a pronoun stands in those; see `claim_verification.find_subject_sentence`.
        """
        if not claim.numbers:
            return [], "it points to no sentence"
        if not all(0 < number <= len(sentences) for number in claim.numbers):
            return [], "it points to a sentence that is not there"
        cited = [sentences[number - 1] for number in claim.numbers]
        nearby = [near for sentence in cited for near in _find_nearby(sentence)]
        headings = {s.text for s in nearby if s.passage.is_title(s.span)}
        subject = find_subject_sentence(
            claim.text, [s.text for s in cited], [s.text for s in nearby], headings
        )
        if subject is not None:
            cited.append(nearby[subject])
        return cited, self._find_objection(question, claim.text, cited)

    def _find_objection(self, question: str, claim: str, cited: Sequence[Sentence]) -> str | None:
        texts = [" ".join(sentence.text.split()) for sentence in cited]
        if len(claim) > MAX_CLAIM_CHARS:
            return f"it is longer than {MAX_CLAIM_CHARS} characters"
        marks = _MARKUP.findall(claim)
        if _CITATION_LIKE.search(claim) or any(mark not in "\n".join(texts) for mark in marks):
            return "it has a link or a mark that the cited sentences lack"
        reason = find_objection(claim, texts)
        if reason:
            return reason
        if measure_support(question, claim, texts, self.reader) < MIN_SUPPORT:
            return "the cited sentences do not support it well enough"
        if self.entails and not self.entails(texts, claim):
            return "the cited sentences do not entail it"
        return None


@dataclass
class _Draft:
    """An answer while the model is writing it.

    Each part of it is ``base`` with one claim more. ``shown`` are the claims that passed,
    ``dropped`` those that did not; ``citations`` are all quotes so far, by number.
    """

    writer: Writer
    base: Answer
    sentences: Sequence[Sentence]
    usage: Usage
    citations: list[Citation]
    shown: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    problem: str = ""
    unusable: bool = False

    def write_parts(self) -> Iterator[Answer]:
        """A part for each claim that passes.

        The model is asked a second time where its reply was not in the form asked for.
        """
        chat = self.writer.chat
        asked = self.base.standalone_question
        messages = prompts.ask_for_claims(asked, self.sentences, as_json=chat.structured)
        for is_last in (False, True):
            reply: list[str] = []
            claims: list[Claim] = []
            pieces = _record_pieces(chat.stream(messages, self.usage, as_claims=True), reply)
            try:
                for claim in parse_claims(pieces):
                    claims.append(claim)
                    yield from self._add_claim(claim)
                    if len(claims) == MAX_CLAIMS:
                        break
            except ModelError as error:
                self.problem = str(error)
                self.unusable = not isinstance(error, ModelReplyError)
                return
            whole = "".join(reply)
            if says_no_answer(whole) or any(claim.numbers for claim in claims):
                self.problem = _NOTHING if says_no_answer(whole) else ""
                break
            self.problem = (_POINTLESS if claims else _UNREADABLE) if is_last else ""
            messages = prompts.ask_again(messages, whole)
        if not self.problem and not self.shown:
            self.problem = _ALL_DROPPED

    def _add_claim(self, claim: Claim) -> Iterator[Answer]:
        """The part that a claim adds; none where it was dropped, or said before."""
        if claim.text in self.shown:
            return
        sentences, reason = self.writer.check(self.base.standalone_question, claim, self.sentences)
        if reason:
            if Dropped(claim.text, reason) not in self.dropped:
                self.dropped.append(Dropped(claim.text, reason))
            return
        before = len(self.citations)
        cited = self._reuse_quote(claim, [cite_sentences(self.writer.read, [s]) for s in sentences])
        self.citations += [c for c in dict.fromkeys(cited) if c not in self.citations]
        numbers = [self.citations.index(citation) + 1 for citation in cited]
        self.shown.append(claim.text)
        yield replace(
            self.base,
            statements=(Statement(claim.text, tuple(dict.fromkeys(numbers))),),
            citations=tuple(self.citations[before:]),
            model=self.record(),
        )

    def _reuse_quote(self, claim: Claim, cited: list[Citation]) -> list[Citation]:
        """An earlier quote that holds all the cited ones and bears the claim out, else the cited.

        So the same words are not quoted twice, once within a longer quote.
        """
        for other in self.citations:
            holds_all = all(is_inside(citation, other) for citation in cited)
            if holds_all and find_objection(claim.text, [other.quote]) is None:
                return [other]
        return cited

    def record(self) -> ModelRecord:
        """What the model has done so far."""
        used, chat = self.usage, self.writer.chat
        return ModelRecord(
            chat.name,
            len(self.shown),
            tuple(self.dropped),
            self.problem,
            {"input": used.input, "output": used.output} if used.input or used.output else {},
            chat.cost(used),
            self.unusable,
        )


def _record_pieces(pieces: Iterator[str], reply: list[str]) -> Iterator[str]:
    """The pieces as they come; each is added to ``reply`` as well."""
    for piece in pieces:
        reply.append(piece)
        yield piece


def _find_nearby(sentence: Sentence) -> list[Sentence]:
    """The sentence before this one in its passage, then the headings above, nearest first."""
    above = [span for span in sentence.passage.sentences if span.end <= sentence.span.start]
    headings = [s for s in above[:-1] if sentence.passage.is_title(s)]
    near = [_unscored(sentence, span) for span in (*above[-1:], *reversed(headings))]
    return [other for other in near if not looks_like_injection(other.text)]


def _unscored(near: Sentence, span: Span) -> Sentence:
    return Sentence(near.passage, span, 0.0, 0.0, near.retrieval)
