"""Cases drafted from a user's own documents: what is asked, what is written, and what is told."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from places import SEEDS
from rich.console import Console

from chapter_and_verse import Assistant, Settings
from chapter_and_verse.errors import NoDocumentsError
from chapter_and_verse.evals.cases.case import Case, EvalError, load
from chapter_and_verse.evals.cases.drafting import write_drafts
from chapter_and_verse.evals.cases.drafting.cases_file import as_yaml
from chapter_and_verse.evals.run.asking import find_gold_spans
from chapter_and_verse.question.question import Turn
from chapter_and_verse.text.entities import find_entities
from chapter_and_verse.text.words import terms

BAKERY = """<html><body><h1>Harbour Bakery</h1>
<p>Harbour Bakery was founded by Nora Lind in 1987. The bakery has 14 employees. Nora Lind was born
in Bergen in 1952. Tom Aske joined Harbour Bakery on 3 May 2011. It bakes 300 loaves a day.</p>
<p>Tom Aske won the Golden Loaf in 2016. The new hall was
designed by Erik Holm in 1994. There are 12 ovens in the main kitchen.</p></body>
</html>"""
POLICY = """# Travel policy

The travel policy was approved by the Board of Directors on 12 June 2023. “When was it signed?”

The Munich office was opened in 2015 by Karl Brandt. The Munich office employs 85 people.
The canteen was painted by Ida Falk in 2017.

- Anna Weiß is the head of Finance.
- Anna Weiß joined the Munich office in 2019.

The Munich office was opened in 2015 by Karl Brandt.
"""
CORPUS = (
    "The Orion corpus contains 4,500 dialogues.",
    "The Orion corpus was released in 2021 by the University of Ghent.",
    "Lisa Peeters started the annotation in 2020.",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A folder with prose in three formats, a table, and a file that cannot be read."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "bakery.html").write_text(BAKERY, encoding="utf-8")
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    (folder / "fees.csv").write_text("Name,Fee\nAnna,20\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"no PDF")
    document = docx.Document()
    for sentence in CORPUS:
        document.add_paragraph(sentence)
    document.save(str(folder / "corpus.docx"))
    return Settings(documents=folder, store=tmp_path / "store")


def drafted(settings: Settings, out: Path, limit: int = 40, seed: int = 0) -> tuple[int, str]:
    """The exit status and what was printed."""
    console = Console(file=io.StringIO(), width=80)
    status = write_drafts(settings, out, limit, seed, console)
    return status, console.file.getvalue()  # type: ignore[attr-defined]


def cases(settings: Settings, out: Path, limit: int = 40, seed: int = 0) -> tuple[Case, ...]:
    assert drafted(settings, out, limit, seed)[0] == 0
    return load(out)


def test_drafts_load_and_their_quotes_stand_in_the_documents(
    settings: Settings, tmp_path: Path
) -> None:
    found = cases(settings, tmp_path / "drafts.yaml")
    golds = find_gold_spans(Assistant(settings), found)
    assert {gold.source for case in found for gold in case.gold} == {
        "bakery.html",
        "corpus.docx",
        "policy.md",
    }
    for case, parts in zip(found, golds, strict=True):
        assert "draft" in case.tags
        assert len(parts) == len(case.gold) == int(case.answerable)
        if case.answerable:
            assert case.short_answer[0] in " ".join(case.gold[0].quote.split())
            assert {"date", "number", "name"} & set(case.tags)


def test_a_sentence_that_stands_twice_says_which_one_is_meant(
    settings: Settings, tmp_path: Path
) -> None:
    golds = [case.gold[0] for case in cases(settings, tmp_path / "a.yaml") if case.gold]
    (repeated,) = [gold for gold in golds if gold.quote.endswith("opened in 2015 by Karl Brandt.")]
    assert repeated.occurrence == 1
    assert {gold.occurrence for gold in golds if gold is not repeated} == {None}


def test_unanswerable_drafts_have_one_mention_that_no_passage_has_beside_the_rest(
    settings: Settings, tmp_path: Path
) -> None:
    found = cases(settings, tmp_path / "drafts.yaml", limit=15)
    misses = [case for case in found if not case.answerable]
    sentences = [case.gold[0].quote for case in found if case.answerable]
    assert 3 <= len(misses) <= 5
    for case in misses:
        assert case.tags == ("draft", "unanswerable", "near-miss")
        named = [span.of(case.question) for span, _ in find_entities(case.question)]
        assert named
        others = set(terms(case.question)) - set(terms(" ".join(named)))
        for sentence in sentences:
            names_all = all(name in sentence for name in named)
            assert not (names_all and (len(named) > 1 or others & set(terms(sentence))))


def test_a_swapped_name_is_of_the_same_kind_and_what_other_documents_answer_is_not_asked(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text("Ada Soto founded the garden in 1998. Lima grew in 2001.")
    (folder / "b.txt").write_text("In 2001, Ada Soto founded the garden of Quito.")
    found = cases(Settings(documents=folder), tmp_path / "drafts.yaml")
    questions = [case.question for case in found if not case.answerable]
    assert "Who founded the garden in 2001?" not in questions


def test_the_seed_decides_and_the_limit_holds(settings: Settings, tmp_path: Path) -> None:
    first, again, other = (tmp_path / name for name in ("1.yaml", "2.yaml", "3.yaml"))
    for out, seed in ((first, 7), (again, 7), (other, 8)):
        assert len(cases(settings, out, limit=6, seed=seed)) <= 6
    bodies = [
        path.read_text(encoding="utf-8").split("\n\n", 1)[1] for path in (first, again, other)
    ]
    assert bodies[0] == bodies[1] != bodies[2]


def test_documents_have_equal_shares(settings: Settings, tmp_path: Path) -> None:
    found = cases(settings, tmp_path / "drafts.yaml", limit=9)
    sources = [case.gold[0].source for case in found if case.answerable]
    assert sorted(sources) == 2 * ["bakery.html"] + 2 * ["corpus.docx"] + 2 * ["policy.md"]


def test_the_file_can_be_read_and_says_what_to_do(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "my drafts.yaml"
    cases(settings, out)
    text = out.read_text(encoding="utf-8")
    assert "remove the tag `draft`" in text
    assert f"rag eval --cases '{out}' --documents {settings.documents}" in text
    assert "Karl Brandt" in text
    assert "Anna Weiß" in text
    assert "  answerable: true\n  gold:\n    - source: " in text
    assert "  tags: [draft, date]\n" in text
    ids = [case.id for case in load(out)]
    assert len(set(ids)) == len(ids)
    assert all(name.replace("-", "").isalnum() for name in ids)


def test_what_was_drafted_and_what_gave_nothing_is_told(settings: Settings, tmp_path: Path) -> None:
    _, told = drafted(settings, tmp_path / "drafts.yaml")
    assert "drafts from 3 of the documents: " in told
    assert "near-miss" in told.splitlines()[0]
    assert "No case from broken.pdf: " in told
    assert "No case from fees.csv: Tables are not asked about." in told
    assert f"rag eval --cases {tmp_path / 'drafts.yaml'} " in told


def test_a_page_of_news_gives_questions_for_dates_and_names(tmp_path: Path) -> None:
    found = cases(Settings(documents=SEEDS), tmp_path / "drafts.yaml")
    wanted = [case.tags[1] for case in found]
    assert wanted.count("date") >= 3
    assert wanted.count("name") >= 5
    assert wanted.count("unanswerable") >= 3


def test_a_file_is_never_overwritten(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "mine.yaml"
    out.write_text("- id: mine\n")
    with pytest.raises(EvalError, match=r"mine\.yaml already exists\. Name another file\."):
        drafted(settings, out)
    assert out.read_text() == "- id: mine\n"


def test_where_nothing_can_be_drafted_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "notes.txt").write_text("Milk, bread, and so on.")
    status, told = drafted(Settings(documents=folder), tmp_path / "drafts.yaml")
    assert status == 1
    assert "No case from notes.txt: No plain English sentence" in told
    assert "No case could be drafted" in told
    assert not (tmp_path / "drafts.yaml").exists()


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoDocumentsError, match="does not exist"):
        drafted(Settings(documents=tmp_path / "none"), tmp_path / "drafts.yaml")


def test_turns_are_written_as_they_were_given_and_read_again(tmp_path: Path) -> None:
    turns = (Turn("user", "Who built it?"), Turn("assistant", "Ada Marsh", "Ada Marsh"))
    path = tmp_path / "cases.yaml"
    path.write_text(as_yaml([Case("a", "When?", answerable=False, history=turns)]), "utf-8")
    (case,) = load(path)
    assert case.history == turns
    assert "null" not in path.read_text(encoding="utf-8")
