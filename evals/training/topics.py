"""Questions about a topic, made from headings: a whole section is the answer, its neighbours not.

Sections are paragraphs of the sets under their titles. Two to four of them make a page, as
running text or as a list, with their headings in the text or above it.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chapter_and_verse.evals.training.examples import Example, lines_of_sentences, unanswered
from chapter_and_verse.text.sentences import Span

PHRASES = (
    "{t}", "{t}", "about {t}", "tell me about {t}", "Tell me more about {t}.",
    "What does the document say about {t}?", "what does it say about {t}",
    "What is said about {t}?", "What do I need to know about {t}?", "explain {t}",
    "summarise {t}", "Summarize the section on {t}.", "give me an overview of {t}",
    "{t} overview", "describe {t}", "What is {t}?", "what can you tell me about {t}?",
    "How does {t} work?", "information on {t}",
)  # fmt: skip
UNDER = ("{t} of {a}", "{t} in {a}", "What does {a} say about {t}?", "{a} {t}", "{a}: {t}")
PAIRS = (
    "compare {t} and {u}", "Compare {t} with {u}.", "What is the difference between {t} and {u}?",
    "difference between {t} and {u}", "{t} vs {u}", "{t} and {u}", "tell me about {t} and {u}",
)  # fmt: skip
LONGEST_CHARS = 700


@dataclass(frozen=True)
class Section:
    """A text under its heading; ``article`` is what stands above it, if anything."""

    heading: str
    text: str
    article: str = ""


def sections(examples: list[Example]) -> list[Section]:
    """The passages of examples that have a heading, each once and not too long."""
    found = {}
    for example in examples:
        lines = [line for line in example.heading.split("\n") if line]
        text = _short(example.passage)
        if lines and text and not re.search(r"[:?/]", lines[-1]) and len(lines[-1]) < 60:
            topic = re.sub(r" \([^)]*\)$", "", lines[-1])
            found[text] = Section(topic, text, lines[0] if len(lines) > 1 else "")
    return list(found.values())


def _short(passage: str) -> str:
    """The first sentences of a passage, up to `LONGEST_CHARS`."""
    kept = [s for s in lines_of_sentences(passage) if s.end <= LONGEST_CHARS]
    return passage[kept[0].start : kept[-1].end] if len(kept) > 1 else ""


def topic_questions(found: list[Section], count: int, rng: random.Random) -> Iterator[Example]:
    """Pages of sections with a question about one or two of them, or about none of them."""
    by_article: dict[str, list[Section]] = defaultdict(list)
    for section in found:
        by_article[section.article].append(section)
    for _ in range(count):
        first = rng.choice(found)
        siblings = by_article[first.article] if first.article else found
        pool = siblings if len(siblings) > 3 and rng.random() < 0.7 else found
        page = _page(first, pool, rng)
        kind = rng.random()
        if kind < 0.22:
            yield _about_nothing(page, pool, rng)
        elif kind < 0.34 and len({s.heading for s in page}) > 1:
            other = next(s for s in page if s.heading != first.heading)
            asked = rng.choice(PAIRS).format(t=first.heading, u=other.heading)
            yield _laid_out(asked, page, {first.heading, other.heading}, rng)
        else:
            yield _laid_out(_asked(first, rng), page, {first.heading}, rng)


def _page(first: Section, pool: list[Section], rng: random.Random) -> list[Section]:
    others = [s for s in rng.sample(pool, min(len(pool), 8)) if s.heading != first.heading]
    page = [first, *others[: rng.choice((0, 1, 1, 2, 2, 3))]]
    while len(page) > 1 and sum(len(s.text) for s in page) > 1200:
        page.pop()
    rng.shuffle(page)
    return page


def _asked(section: Section, rng: random.Random) -> str:
    topic = section.heading
    if rng.random() < 0.4 and topic.split()[0] not in ("I",):
        topic = topic[0].lower() + topic[1:]
    if section.article and rng.random() < 0.5:
        return rng.choice(UNDER).format(t=topic, a=section.article)
    return rng.choice(PHRASES).format(t=topic)


def _about_nothing(page: list[Section], pool: list[Section], rng: random.Random) -> Example:
    """A topic that the page does not treat."""
    text = " ".join(f"{s.heading} {s.text}" for s in page).lower()
    for _ in range(20):
        other = rng.choice(pool)
        words = re.findall(r"\w{4,}", other.heading.lower())
        if words and not any(word in text for word in words):
            break
    else:
        other = Section("the opening hours of the museum shop", "")
    return unanswered(_laid_out(_asked(other, rng), page, set(), rng))


def _laid_out(question: str, page: list[Section], wanted: set[str], rng: random.Random) -> Example:
    """The page as one passage; the sentences under the wanted headings are its evidence."""
    article = page[0].article if len({s.article for s in page}) == 1 else ""
    over = f"{article}\n" if article and rng.random() < 0.7 else ""
    form = rng.choice(("## {h}\n", "### {h}\n\n", "{h}\n", "**{h}**\n"))
    listed = rng.random() < 0.2
    above = len(page) == 1 and rng.random() < 0.6
    text, evidence = "", []
    for section in page:
        if not above:
            text += ("\n\n" if text else "") + form.format(h=section.heading)
        for number, sentence in enumerate(lines_of_sentences(section.text)):
            opening = f"{rng.choice('-*') if number else ''} " if listed and number else ""
            if number:
                text += "\n" if listed else " "
            start = len(text)
            text += opening + sentence.of(section.text)
            if section.heading in wanted:
                evidence.append(Span(start, len(text)))
    return Example(
        question=question,
        passage=text,
        targets=(),
        group=f"topics/{page[0].heading}",
        heading=over + (f"{page[0].heading}\n" if above else ""),
        evidence=tuple(evidence),
        answerable=True,
        short=False,
    )


_ASPECT = re.compile(r"^What (?:are|is) (.*)\?$")


def health_topics(medquad: list[Example], rng: random.Random) -> Iterator[Example]:
    """MedQuAD's templated questions in the words of a topic: "symptoms of X", "X treatment"."""
    for example in medquad:
        match = _ASPECT.match(example.question)
        if match:
            whole_page = match[1].startswith("(are)")  # the other sections are about it as well
            topic = re.sub(r"^(?:the|\(are\)) ", "", match[1])
            yield replace(
                example,
                question=rng.choice(PHRASES[:16]).format(t=topic),
                others=0.0 if whole_page and example.answerable else example.others,
            )


def wrong_products(medquad: list[Example], rng: random.Random) -> Iterator[Example]:
    """The question of one page beside the section of another page that answers the same of it."""
    aspects: dict[str, list[Example]] = defaultdict(list)
    for example in medquad:
        aspects[_aspect(example)].append(example)
    for example in medquad:
        name = example.heading.strip()
        fitting = [
            e
            for e in rng.sample(aspects[_aspect(example)], min(6, len(aspects[_aspect(example)])))
            if name.lower() not in f"{e.heading}{e.passage}".lower()
            and e.heading.strip().lower() not in name.lower()
            and e.answerable
        ]
        if fitting:
            other = rng.choice(fitting)
            yield unanswered(other, question=example.question)


def _aspect(example: Example) -> str:
    return example.question.replace(example.heading.strip(), "…")
