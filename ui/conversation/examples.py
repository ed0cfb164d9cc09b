"""Questions to begin with, made from the indexed documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from threading import Lock
from typing import TYPE_CHECKING

from chapter_and_verse.documents.layout import is_heading
from chapter_and_verse.index.collection import passage_of
from chapter_and_verse.index.embeddings import default_model_path
from chapter_and_verse.index.minilm import vocabulary
from chapter_and_verse.text.entities import opens_with_pronoun

if TYPE_CHECKING:
    from chapter_and_verse.answer.citation import Citation
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.documents.passages import Passage

SHOWN = 4
TRIED = 16
"""Questions put to the assistant until enough of them are answered well."""
DOCUMENTS = 8
PASSAGES = 4
"""Documents, and passages at the head of each, that questions are made from."""
SURE = 0.6
"""Confidence from which an answer makes its question a good example."""

_NAME = r"[A-Z][\w’'-]+(?: (?:(?:of|the|de|van|von) )?[A-Z][\w’'-]+)"
_THING = rf"(?P<thing>(?:The |An? )?(?:[\w’'-]+ ){{0,4}}[\w’'-]+|{_NAME}+)"
_DONE = r"(?P<be>was|were) (?P<done>\w+(?:ed|en|wn|ne|ilt|ade|und|old|ght|orn))"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = rf"(?:1\d{{3}}|20\d\d|(?:{_MONTHS}) \d)"
_FORMS = {
    rf"^{_THING} {_DONE}\b.{{0,40}}? (?:in|on) (?:\w+ )?{_DATE}": "When {be} {thing} {done}?",
    rf"^{_THING} {_DONE} by [A-Z]": "By whom {be} {thing} {done}?",
    rf"(?P<thing>{_NAME}{{1,3}}) (?P<did>\w+ed) (?P<what>[A-Z][\w-]+|the [\w-]+) "
    rf"(?:from|in|on) (?:\w+ )?{_DATE}": "When did {thing} {did} {what}?",
    rf"(?P<thing>{_NAME}{{1,3}}) met (?:with )?{_NAME}": "Whom did {thing} meet?",
    rf"^(?P<thing>{_NAME}{{1,3}}), an? ": "Who is {thing}?",
    rf"^(?P<thing>{_NAME}{{1,3}}) (?P<be>is|was) an? ": "Who or what {be} {thing}?",
    rf"(?P<thing>{_NAME}{{1,2}}) (?:said|says) ": "What did {thing} say?",
}
_PATTERNS = {re.compile(pattern): form for pattern, form in _FORMS.items()}


class Examples:
    """The examples of an assistant, made again only after the index has changed."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant.without_model()
        self._held: tuple[str, tuple[str, ...]] = ("", ())
        self._lock = Lock()

    def known(self) -> tuple[str, ...]:
        """Those that were made last, at no cost."""
        return self._held[1]

    def find(self) -> tuple[str, ...]:
        """Those of the index as it is now.

        Raises:
            RagError: the index cannot be used.
        """
        with self._lock:
            revision = self._assistant.index.revision()
            if self._held[0] != revision:
                self._held = (revision, examples(self._assistant))
            return self._held[1]


def examples(assistant: Assistant) -> tuple[str, ...]:
    """Up to `SHOWN` questions that the documents answer, of as many documents as possible.

    Sentences of some forms are turned into questions; those stay that the assistant, asked
    them, answers with the very sentence. Where they are too few, documents are asked about.
    """
    documents = list(assistant.retriever.ids().items())[:DOCUMENTS]
    made = [_questions(assistant, ids[:PASSAGES]) for _, ids in documents]
    in_turn = (made for made in chain.from_iterable(zip_longest(*made)) if made)
    good = (
        question for question, of in islice(in_turn, TRIED) if _answers(assistant, question, of)
    )
    found = list(islice(dict.fromkeys(good), SHOWN))
    about = (f"What is {name} about?" for name, _ in documents)
    return tuple(islice(chain(found, about), SHOWN if len(found) < SHOWN else len(found)))


def _questions(assistant: Assistant, ids: list[str]) -> Iterator[tuple[str, str]]:
    """Questions, one of a form, each with the sentence that it was made of."""
    begun = set()
    for document, _ in assistant.index.with_vectors(ids):
        passage: Passage = passage_of(document)
        for span in passage.sentences:
            text = passage.quote(span)
            question = None if is_heading(text) else question_of(text)
            if question and (form := question.split()[0]) not in begun:
                begun.add(form)
                yield question, text


def question_of(sentence: str) -> str | None:
    """A question that ``sentence`` answers, if it has one of the forms known here.

    >>> question_of("The bridge over the Tay was opened in 1887.")
    'When was the bridge over the Tay opened?'
    """
    for pattern, form in _PATTERNS.items():
        found = pattern.search(sentence)
        if found and not opens_with_pronoun(found["thing"]):
            words = found.groupdict()
            words["thing"] = re.sub(r"^(?:The|An?)\b", lambda m: m[0].lower(), words["thing"])
            return form.format(**words | {"did": _infinitive(words.get("did") or "")})
    return None


def _infinitive(past: str) -> str:
    """The form of a regular verb that follows “did”: that one of the possible ones is a word."""
    known = vocabulary(default_model_path())
    possible = (past[:-1], past[:-2], past[:-3], f"{past[:-3]}y")
    return next((verb for verb in possible if verb.lower() in known), past)


def _answers(assistant: Assistant, question: str, sentence: str) -> bool:
    answer = assistant.ask(question)
    first: Citation | None = next(iter(answer.citations), None)
    return first is not None and answer.confidence >= SURE and sentence.strip() in first.quote
