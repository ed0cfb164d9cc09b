"""Public question-answering sets, read into one form to train the reader on.

Every loader takes the path of a file as its publishers format it and yields `Example`s.
The sets are not part of this project; ``make train DATA=...`` names the folder.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from chapter_and_verse.text.sentences import Span, sentence_spans


@dataclass(frozen=True)
class Example:
    """One question beside one passage.

    ``targets`` are the short answers: character spans of ``passage`` with their weights, which add
    up to 1. ``whole_sentence`` says that the answer lies somewhere inside each target, not that it
    is the target. ``group`` is the article, and ``heading`` the headings over the passage, each on
    a line, if the set says so.

    ``evidence`` are the sentences that belong to the answer (those that hold a target do so too),
    and ``others`` says from 0 to 1 how surely the rest do not. ``short`` is whether there is a
    short answer: None where the set does not say, so that nothing is learnt for the span.
    """

    question: str
    passage: str
    targets: tuple[tuple[Span, float], ...]
    group: str
    whole_sentence: bool = False
    heading: str = ""
    evidence: tuple[Span, ...] = ()
    others: float = 1.0
    answerable: bool = True
    short: bool | None = True


LIKELY_NOT = 0.3
"""``others`` of sets with short answers: that a second sentence answers is rare, yet unknown."""


def unanswered(example: Example, question: str = "", passage: str = "") -> Example:
    """The example with another question or passage, which does not answer."""
    return replace(
        example,
        question=question or example.question,
        passage=passage or example.passage,
        targets=(),
        evidence=(),
        others=1.0,
        answerable=False,
        short=False,
    )


def lines_of_sentences(text: str) -> list[Span]:
    """The sentences of ``text``; none goes beyond its line."""
    found, start = [], 0
    for line in text.split("\n"):
        found += [span.shifted(start) for span in sentence_spans(line)]
        start += len(line) + 1
    return found


def squad(path: Path, *, titled: bool = True) -> Iterator[Example]:
    """A set in SQuAD's format; the weight of a span is the share of annotators who chose it.

    With ``titled`` set, the articles' titles are the headings.
    """
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    for number, article in enumerate(articles):
        title = article.get("title", "")
        group = f"{path.stem}/{title or number}"
        heading = f"{title.replace('_', ' ')}\n" if titled and title else ""
        for paragraph in article["paragraphs"]:
            context = paragraph["context"]
            for qa in paragraph["qas"]:
                spans = Counter(
                    Span(a["answer_start"], a["answer_start"] + len(a["text"]))
                    for a in qa["answers"]
                    if context[a["answer_start"] :].startswith(a["text"])
                )
                if spans:
                    yield Example(
                        qa["question"],
                        context,
                        _weighted(spans),
                        group,
                        heading=heading,
                        others=LIKELY_NOT,
                    )


def _weighted(counts: Counter[Span]) -> tuple[tuple[Span, float], ...]:
    total = sum(counts.values())
    return tuple((span, count / total) for span, count in counts.items())


_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}
_NO_SPACE_BEFORE = re.compile(r"^([.,;:!?%)\]]|'s|n't|'re|'ve|'ll|'d|'m|')$")


def join_tokens(tokens: list[str]) -> tuple[str, list[Span]]:
    """Tokens of a treebank as running text, with the span of each token in it."""
    text, spans, open_quote, glue = "", [], False, True
    for token in tokens:
        word = _BRACKETS.get(token, token)
        closing = word == '"' and open_quote
        if not (glue or closing or _NO_SPACE_BEFORE.match(word)):
            text += " "
        spans.append(Span(len(text), len(text) + len(word)))
        text += word
        if word == '"':
            open_quote = not open_quote
        glue = word in ("(", "[", "$", "£") or (word == '"' and open_quote)
    return text, spans


def qamr(
    questions: list[Path], sentences: Path, rng: random.Random, context_chars: int = 450
) -> Iterator[Example]:
    """QAMR: answers are words of one sentence, which is set among its document's others."""
    texts: dict[str, tuple[str, list[Span]]] = {}
    documents: dict[str, list[str]] = defaultdict(list)
    for line in sentences.read_text(encoding="utf-8").splitlines():
        sentence_id, _, tokens = line.partition("\t")
        texts[sentence_id] = join_tokens(tokens.split(" "))
        documents[_document_of(sentence_id)].append(sentence_id)
    for path in questions:
        for line in path.read_text(encoding="utf-8").splitlines():
            sentence_id, _, _, _, _, question, *answers = line.split("\t")
            votes = Counter(_token_runs(texts[sentence_id][1], answers))
            if not votes or not question.strip():
                continue
            group = _document_of(sentence_id)
            passage, offset = _among_others(
                sentence_id, documents[group], texts, rng, context_chars
            )
            spans = Counter({span.shifted(offset): count for span, count in votes.items()})
            yield Example(question.strip(), passage, _weighted(spans), group)


def _document_of(sentence_id: str) -> str:
    return ":".join(sentence_id.split(":")[:3])


def _token_runs(spans: list[Span], answers: list[str]) -> Iterator[Span]:
    """The answers of all annotators, as one span each; scattered words are passed over."""
    for answer in answers:
        indices = sorted(int(i) for i in answer.split(":")[-1].split() if i.isdigit())
        if indices and indices[-1] - indices[0] < len(indices) + 2:
            yield Span(spans[indices[0]].start, spans[indices[-1]].end)


def _among_others(
    sentence_id: str,
    document: list[str],
    texts: dict[str, tuple[str, list[Span]]],
    rng: random.Random,
    context_chars: int,
) -> tuple[str, int]:
    others = [i for i in document if i != sentence_id]
    rng.shuffle(others)
    chosen, size = [], 0
    for other in others:
        size += len(texts[other][0])
        if size > context_chars:
            break
        chosen.append(other)
    chosen.insert(rng.randint(0, len(chosen)), sentence_id)
    before = " ".join(texts[i][0] for i in chosen[: chosen.index(sentence_id)])
    return " ".join(texts[i][0] for i in chosen), len(before) + (1 if before else 0)


def selqa(path: Path) -> Iterator[Example]:
    """SelQA: the sentences of a section that answer, without a span inside them."""
    for item in json.loads(path.read_text(encoding="utf-8")):
        passage, spans = "", []
        for sentence in item["candidates"]:
            passage += " " if passage else ""
            spans.append(Span(len(passage), len(passage) + len(sentence)))
            passage += sentence
        answers = Counter(spans[i] for i in item["answers"])
        group = f"selqa/{item['article']}"
        heading = "".join(f"{line}\n" for line in (item["article"], item.get("section")) if line)
        yield Example(item["question"], passage, _weighted(answers), group, True, heading)


def qed(path: Path) -> Iterator[Example]:
    """QED: Natural Questions with one paragraph; spans as the annotators gave them."""
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        text = item["paragraph_text"]
        spans = Counter(
            Span(span["start"], span["end"])
            for answer in item["original_nq_answers"]
            for span in answer
            if text[span["start"] : span["end"]] == span["string"]
        )
        if spans:
            title = item["title_text"]
            yield Example(
                item["question_text"], text, _weighted(spans), title, heading=f"{title}\n"
            )
