"""The writer that lets a language model answer, and shows of it what the quotes bear out."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chapter_and_verse.answer.answer import Answer, Dropped, ModelRecord, Statement
from chapter_and_verse.answer.citation import Citation, is_inside
from chapter_and_verse.answer.quotes import Read, cite_joined
from chapter_and_verse.errors import ModelError, ModelReplyError
from chapter_and_verse.llm import prompts
from chapter_and_verse.llm.chat_model import ChatModel, Usage
from chapter_and_verse.llm.claim_verification import SUPPORT, lent, objection, support
from chapter_and_verse.llm.entailment import Entails
from chapter_and_verse.llm.prompt_injection import speaks_to_a_program
from chapter_and_verse.llm.reply_parsing import Claim, read_claims, says_nothing
from chapter_and_verse.logs import ms_since
from chapter_and_verse.reading.evidence import Sentence
from chapter_and_verse.reading.reader import Reader
from chapter_and_verse.text.sentences import Span

LONGEST_CLAIM = 600
"""Characters."""
MOST_CLAIMS = 8

_MARKUP = re.compile(r"\w+://\S+|www\.\S+|\S+@\S+|<[^>]*>|[`{}\\|]")
_NEVER = re.compile(r"\]\(|\[\d+\]")
"""What would be taken for a link, or for the number of a quote."""
_UNREADABLE = "The model’s reply could not be read."
_POINTLESS = "Nothing that the model said points to a sentence."
_NOTHING = "The model found no answer in the sentences."
_ALL_DROPPED = "Nothing that the model said is borne out by the sentences it points to."


@dataclass(frozen=True)
class Writer:
    """A language model, and what its claims are held to."""

    chat: ChatModel
    reader: Reader
    read: Read
    entails: Entails | None = None

    def write(
        self, quotes: Iterator[Answer], sentences: Sequence[Sentence], usage: Usage
    ) -> Iterator[Answer]:
        """The parts of an answer made of the model's claims, one part for each that passes.

        The short answer and the first quote come before all of them, while the model is writing,
        and stay whatever it says, since the confidence is theirs.

        ``quotes`` are the parts of the answer made of quotes alone. They are given as they are
        where that answer is a refusal, so that the model is not asked, and in the model's stead
        where none of its claims passes. ``sentences`` are those that the model is shown.

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
        yield from draft.parts()
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

    def judge(
        self, question: str, claim: Claim, sentences: Sequence[Sentence]
    ) -> tuple[list[Sentence], str | None]:
        """The sentences to cite for a claim, and why it must be dropped, if so."""
        if not claim.numbers:
            return [], "it points to no sentence"
        if not all(0 < number <= len(sentences) for number in claim.numbers):
            return [], "it points to a sentence that is not there"
        cited = [sentences[number - 1] for number in claim.numbers]
        beside = [near for sentence in cited for near in _beside(sentence)]
        titles = {s.text for s in beside if s.passage.is_title(s.span)}
        along = lent(claim.text, [s.text for s in cited], [s.text for s in beside], titles)
        cited += [beside[place] for place in along]
        texts = [" ".join(sentence.text.split()) for sentence in cited]
        if len(claim.text) > LONGEST_CLAIM:
            return cited, f"it is longer than {LONGEST_CLAIM} characters"
        marks = _MARKUP.findall(claim.text)
        if _NEVER.search(claim.text) or any(mark not in "\n".join(texts) for mark in marks):
            return cited, "it has a link or a mark that the cited sentences lack"
        reason = objection(claim.text, texts)
        if reason is None and support(question, claim.text, texts, self.reader) < SUPPORT:
            reason = "the cited sentences do not support it well enough"
        if reason is None and self.entails and not self.entails(texts, claim.text):
            reason = "the cited sentences do not entail it"
        return cited, reason


@dataclass
class _Draft:
    """An answer while the model is writing it."""

    writer: Writer
    base: Answer
    sentences: Sequence[Sentence]
    usage: Usage
    citations: list[Citation]
    shown: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    problem: str = ""
    unusable: bool = False

    def parts(self) -> Iterator[Answer]:
        """A part for each claim that passes; the model gets a second try if it kept to no form."""
        chat = self.writer.chat
        asked = self.base.standalone_question
        messages = prompts.ask(asked, self.sentences, as_json=chat.structured)
        for is_last in (False, True):
            reply: list[str] = []
            claims: list[Claim] = []
            pieces = _kept(chat.stream(messages, self.usage, as_claims=True), reply)
            try:
                for claim in read_claims(pieces):
                    claims.append(claim)
                    yield from self._part(claim)
                    if len(claims) == MOST_CLAIMS:
                        break
            except ModelError as error:
                self.problem = str(error)
                self.unusable = not isinstance(error, ModelReplyError)
                return
            whole = "".join(reply)
            if says_nothing(whole) or any(claim.numbers for claim in claims):
                self.problem = _NOTHING if says_nothing(whole) else ""
                break
            self.problem = (_POINTLESS if claims else _UNREADABLE) if is_last else ""
            messages = prompts.repair(messages, whole)
        if not self.problem and not self.shown:
            self.problem = _ALL_DROPPED

    def _part(self, claim: Claim) -> Iterator[Answer]:
        if claim.text in self.shown:
            return
        sentences, reason = self.writer.judge(self.base.standalone_question, claim, self.sentences)
        if reason:
            if Dropped(claim.text, reason) not in self.dropped:
                self.dropped.append(Dropped(claim.text, reason))
            return
        before = len(self.citations)
        cited = self._wider(claim, [cite_joined(self.writer.read, [s]) for s in sentences])
        self.citations += [c for c in dict.fromkeys(cited) if c not in self.citations]
        numbers = [self.citations.index(citation) + 1 for citation in cited]
        self.shown.append(claim.text)
        yield replace(
            self.base,
            statements=(Statement(claim.text, tuple(dict.fromkeys(numbers))),),
            citations=tuple(self.citations[before:]),
            model=self.record(),
        )

    def _wider(self, claim: Claim, cited: list[Citation]) -> list[Citation]:
        """The quote given before that holds all these and bears the claim out, or these."""
        for other in self.citations:
            held = all(is_inside(citation, other) for citation in cited)
            if held and objection(claim.text, [other.quote]) is None:
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


def _kept(pieces: Iterator[str], reply: list[str]) -> Iterator[str]:
    for piece in pieces:
        reply.append(piece)
        yield piece


def _beside(sentence: Sentence) -> list[Sentence]:
    """The sentence before one in its passage, and the headings above it, nearest first."""
    above = [span for span in sentence.passage.sentences if span.end <= sentence.span.start]
    headings = [s for s in above[:-1] if sentence.passage.is_title(s)]
    near = [_unscored(sentence, span) for span in (*above[-1:], *reversed(headings))]
    return [other for other in near if not speaks_to_a_program(other.text)]


def _unscored(beside: Sentence, span: Span) -> Sentence:
    return Sentence(beside.passage, span, 0.0, 0.0, beside.retrieval)
