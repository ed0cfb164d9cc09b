"""How well wrong claims are told from right ones.

    python -m chapter_and_verse.evals.benchmarks.claim_verification --data FOLDER

The pairs come from CLAPnq (Rosenthal et al. 2024). A *right* claim is a sentence of an annotator's
answer, which cites the sentences that the annotator selected; the title and the sentence before
each may be cited along, as in an answer. Wrong claims are made of it with a fixed seed:

* ``number``, ``date``, ``name``: one of the claim's own that the cited sentences have is replaced
  by another of the same sort that they lack, from the same passage where it has one, else from
  another;
* ``negation``: "not" is put behind its first auxiliary verb, or taken away;
* ``speaker``: whom it has say something is replaced by another name of the passage;
* ``wrong sentence``: the claim is left as it is, and cites another sentence of the passage.

A claim is caught when it would be dropped. Of the right ones, that is the rate of false alarms.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import Field
from rich.console import Console
from rich.table import Table

from chapter_and_verse.errors import RagError
from chapter_and_verse.evals.benchmarks.clapnq import FILES
from chapter_and_verse.evals.benchmarks.data import Format, Text, find, read_json_lines
from chapter_and_verse.index.embeddings import SentenceEmbeddings
from chapter_and_verse.llm.claim_verification import (
    MIN_SUPPORT,
    find_objection,
    find_speakers,
    find_subject_sentence,
    measure_support,
)
from chapter_and_verse.reading.open_reader import DEFAULT_READER, open_reader
from chapter_and_verse.reading.reader import Reader
from chapter_and_verse.settings import DEFAULT_EMBEDDING_MODEL
from chapter_and_verse.text.fact_matching import FactKind, find_facts, find_missing_facts
from chapter_and_verse.text.sentences import sentence_spans

RIGHT = "right"
AIMS = {RIGHT: 0.10, "number": 0.90, "date": 0.90, "name": 0.90}
"""The most false alarms, and the least shares caught."""
LEAST_WORDS = 3
"""Words of a claim; what is shorter ("NA") is none."""

_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|had|have|can|could|will|would|does|did|may|must|should)\b"
    r"(?P<denied> not\b)?"
)


class _Passage(Format):
    title: Text = ""
    sentences: list[Text]


class _Output(Format):
    answer: Text = ""
    selected_sentences: list[Text] = Field(default_factory=list)


class _Line(Format):
    input: Text
    passages: list[_Passage] = Field(min_length=1)
    output: list[_Output]


@dataclass(frozen=True)
class Pair:
    """A claim of a kind with the sentences it cites, and those that may be cited along."""

    kind: str
    question: str
    claim: str
    cited: tuple[str, ...]
    beside: tuple[str, ...]


def pairs(data: Path, seed: int) -> Iterator[Pair]:
    """Right claims, each followed by the wrong ones made of it.

    Raises:
        BenchmarkError: the file is missing or malformed.
    """
    rng = random.Random(seed)
    lines = read_json_lines(find(data, FILES[0])[0], _Line)
    elsewhere = _by_sort(s for line in lines for s in line.passages[0].sentences)
    for line in lines:
        for output in line.output:
            for span in sentence_spans(output.answer):
                pair = _right(line, output, span.of(output.answer))
                if pair:
                    yield pair
                    yield from _wrong(pair, line.passages[0], elsewhere, rng)


def _right(line: _Line, output: _Output, claim: str) -> Pair | None:
    passage = line.passages[0]
    selected = [n for n, s in enumerate(passage.sentences) if s in output.selected_sentences]
    if not selected or len(claim.split()) < LEAST_WORDS:
        return None
    before = [passage.sentences[n - 1] for n in selected if n and n - 1 not in selected]
    cited = tuple(passage.sentences[n] for n in selected)
    return Pair(RIGHT, line.input, claim, cited, (*before, passage.title))


def _wrong(
    right: Pair, passage: _Passage, elsewhere: Mapping[FactKind, Sequence[str]], rng: random.Random
) -> Iterator[Pair]:
    here = _by_sort(passage.sentences)
    absent = {fact.text for fact in find_missing_facts(right.claim, "\n".join(right.cited))}
    for sort in FactKind:
        own = [f.text for f in find_facts(right.claim) if f.sort is sort and f.text not in absent]
        if own:
            old = rng.choice(own)
            new = _other(old, right.cited, (here[sort], elsewhere[sort]), rng)
            claim = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, right.claim)  # noqa: B023
            if claim != right.claim:
                yield replace(right, kind=sort.value, claim=claim)
    denied = _AUXILIARY.search(right.claim)
    if denied:
        verb = denied.group().removesuffix(" not")
        claim = right.claim[: denied.start()] + verb + ("" if denied["denied"] else " not")
        yield replace(right, kind="negation", claim=claim + right.claim[denied.end() :])
    said = list(find_speakers(right.claim))
    strangers = [name for name in here[FactKind.NAME] if name not in said and " " in name]
    if said and strangers:
        claim = right.claim.replace(said[0], rng.choice(strangers))
        yield replace(right, kind="speaker", claim=claim)
    others = [s for s in passage.sentences if s not in right.cited and len(s.split()) > LEAST_WORDS]
    if others:
        sentence = rng.choice(others)
        place = passage.sentences.index(sentence)
        before = (*passage.sentences[max(0, place - 1) : place], passage.title)
        yield replace(right, kind="wrong sentence", cited=(sentence,), beside=before)


def _by_sort(sentences: Iterable[str]) -> dict[FactKind, list[str]]:
    found: dict[FactKind, set[str]] = {sort: set() for sort in FactKind}
    for sentence in sentences:
        for fact in find_facts(sentence):
            if not sentence.startswith(fact.text):
                found[fact.sort].add(fact.text)
    return {sort: sorted(texts) for sort, texts in found.items()}


def _other(
    old: str, cited: Sequence[str], pools: Sequence[Sequence[str]], rng: random.Random
) -> str:
    """Another of about as many words that the cited sentences lack, of the first pool with one."""
    text = "\n".join(cited)
    for pool in pools:
        fitting = [
            other
            for other in pool
            if abs(len(other.split()) - len(old.split())) <= 1
            and all(fact.text in other for fact in find_missing_facts(other, text))
            and len(find_missing_facts(other, text)) == len(find_facts(other))
            and other.isdigit() == old.isdigit()
        ]
        if fitting:
            return rng.choice(fitting)
    raise RagError(f"No other for {old!r} is found in the data.")


def caught(pair: Pair, reader: Reader) -> str | None:
    """Why the pair's claim would be dropped, None where it would be shown."""
    subject = find_subject_sentence(pair.claim, pair.cited, pair.beside, ())
    sentences = [*pair.cited] if subject is None else [*pair.cited, pair.beside[subject]]
    reason = find_objection(pair.claim, sentences)
    if reason:
        return reason
    support = measure_support(pair.question, pair.claim, sentences, reader)
    return "too little support" if support < MIN_SUPPORT else None


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 0 if the aims are met, 1 if not, 2 if it could not run."""
    parser = argparse.ArgumentParser(
        prog="python -m chapter_and_verse.evals.benchmarks.claim_verification",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the CLAPnq files")
    parser.add_argument("--seed", type=int, default=0, help="seed of all that is drawn")
    parser.add_argument("--show", metavar="KIND", help="print the claims judged wrongly")
    args = parser.parse_args(argv)
    console = Console(highlight=False)
    reader = open_reader(DEFAULT_READER, SentenceEmbeddings(DEFAULT_EMBEDDING_MODEL))
    try:
        judged = [(pair, caught(pair, reader)) for pair in pairs(args.data, args.seed)]
    except RagError as error:
        console.print(str(error), style="red", markup=False)
        return 2
    table, met = Table("claims", "n", "dropped", "aim"), True
    for kind in dict.fromkeys(pair.kind for pair, _ in judged):
        reasons = [reason for pair, reason in judged if pair.kind == kind]
        share = sum(reason is not None for reason in reasons) / len(reasons)
        aim = AIMS.get(kind)
        met &= aim is None or (share <= aim if kind == RIGHT else share >= aim)
        sign = "" if aim is None else f"{'≤' if kind == RIGHT else '≥'} {aim:.2f}"
        table.add_row(kind, str(len(reasons)), f"{share:.3f}", sign)
    console.print(table)
    for pair, reason in judged:
        if pair.kind == args.show and (reason is not None) == (pair.kind == RIGHT):
            console.print(f"- {pair.claim}\n  {reason}: {pair.cited}", markup=False)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
