"""Drafts a file of cases from somebody's own documents, for a person to review.

Questions are made from sentences by rules, without a language model (`question.example_questions`),
evenly over the documents. About a third of the cases are near misses, which the documents do not
answer: a name, year or number of a question is replaced by another (`drafting.misses`).
"""

from __future__ import annotations

import random
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.folder import DocumentsFolder, open_folder
from chapter_and_verse.documents.loading import is_table
from chapter_and_verse.errors import DocumentError, StaleIndexError
from chapter_and_verse.evals.cases.case import Case, EvalError
from chapter_and_verse.evals.cases.drafting.cases_file import as_yaml
from chapter_and_verse.evals.cases.drafting.feedback import cases_from_feedback
from chapter_and_verse.evals.cases.drafting.misses import make_near_misses
from chapter_and_verse.evals.cases.drafting.sampling import (
    draft_questions,
    make_answerable_cases,
    spread_evenly,
)
from chapter_and_verse.evals.cases.output_files import check_writable, write_text
from chapter_and_verse.settings import Settings

MOST_NAMED = 10
"""Documents without a case that are named in the terminal; of more there is only the number."""

HEAD = """\
# Drafts: cases made by rules from {documents}, to be reviewed by a person.
#
# Read each question and the quote below it, then
#   * mend the wording, so that it is what one of your readers would type;
#   * delete the case if it is not worth asking, or if more than one thing answers it;
#   * shorten the quote to the words that carry the answer, if you like, character for character;
#   * of a case with `answerable: false`, make sure that the documents really do not answer it;
#   * remove the tag `draft` when you are done with it.
#
# Then run   {command}
"""
FEEDBACK_HEAD = """\
# Cases made of what visitors of the page thought of answers, to be reviewed by a person.
#
# What was found good is kept as it was answered: its quotes are the gold, or a refusal is right.
# What was found bad stands as `answerable: false`: look it up, and write what is right. Remove the
# tag `draft` from each case when you are done with it.
#
# Then run   {command}
"""


def write_drafts(settings: Settings, out: Path, limit: int, seed: int, console: Console) -> int:
    """Write at most ``limit`` drafts to the YAML file ``out``, and tell what they are.

    The same documents, limit and seed give the same file. Returns the exit status: 0, or 1 if
    nothing could be drafted and no file was written.

    Raises:
        EvalError: the file exists, or cannot be written.
        NoDocumentsError: the documents folder is missing.
    """
    _check_new(out)
    documents, silent = _read(open_folder(settings))
    seen: set[str] = set()
    asked = {document.source: draft_questions(document, seen) for document in documents}
    silent |= {source: _NOTHING_TO_ASK for source, found in asked.items() if not found}
    rng = random.Random(seed)
    chosen = spread_evenly(list(asked.values()), limit - limit // 3, rng)
    rest = [d for found in asked.values() for drafts in found for d in drafts if d not in chosen]
    in_turn = rng.sample(chosen, len(chosen)) + rng.sample(rest, len(rest))
    unanswered = min(limit // 3, -(-len(chosen) // 2))
    cases = [*make_answerable_cases(chosen), *make_near_misses(in_turn, documents, unanswered, rng)]
    command = _command(settings, out)
    if cases:
        head = HEAD.format(documents=settings.documents, command=command)
        write_text(out, head + as_yaml(cases))
    _tell(cases, len({draft.document.source for draft in chosen}), silent, console)
    if not cases:
        _say(f"No case could be drafted from {settings.documents}; {out} was not written.", console)
        return 1
    _say(f"Review {out}, then run\n  {command}", console)
    return 0


def write_feedback(settings: Settings, out: Path, console: Console) -> int:
    """Write the visitors' feedback as cases to the YAML file ``out``, and tell how many.

    Returns the exit status 0.

    Raises:
        EvalError: there is no feedback, or the file exists or cannot be written.
    """
    _check_new(out)
    sources = open_folder(settings)
    found = cases_from_feedback(settings.feedback_file, sources)
    if not found:
        raise EvalError(f"There is no feedback in {settings.feedback_file} yet.")
    head = FEEDBACK_HEAD.format(command=_command(settings, out))
    write_text(out, head + as_yaml((r.case for r in found), [r.note for r in found]))
    good = sum("good" in remembered.case.tags for remembered in found)
    cases = "1 case" if len(found) == 1 else f"{len(found)} cases"
    _say(f"{cases}: {good} found good, {len(found) - good} found bad.", console)
    _say(f"Review {out}, then run\n  {_command(settings, out)}", console)
    return 0


def _check_new(out: Path) -> None:
    if out.exists():
        raise EvalError(f"{out} already exists. Name another file.")
    check_writable(out)


def _command(settings: Settings, out: Path) -> str:
    return shlex.join(["rag", "eval", "--cases", str(out), "--documents", str(settings.documents)])


_NOTHING_TO_ASK = (
    "No plain English sentence with a date, number or name to ask for. Write its cases by hand."
)


def _read(sources: DocumentsFolder) -> tuple[list[Document], dict[str, str]]:
    """The documents that are no tables, and for each other file why it is left out."""
    documents, silent = [], {}
    for name in sources.names():
        if is_table(name):
            silent[name] = "Tables are not asked about. Write its cases by hand."
            continue
        try:
            documents.append(sources.document(name))
        except DocumentError as error:
            silent[name] = error.reason
        except StaleIndexError:
            silent[name] = "It vanished while the folder was being read."
    return documents, silent


def _tell(
    cases: Sequence[Case], documents: int, silent: Mapping[str, str], console: Console
) -> None:
    """How many cases of each kind there are, and which files gave none."""
    kinds = Counter("near-miss" if "near-miss" in case.tags else case.tags[-1] for case in cases)
    if cases:
        told = ", ".join(f"{kinds[kind]} {kind}" for kind in sorted(kinds))
        _say(f"{len(cases)} drafts from {documents} of the documents: {told}.", console)
    for source, reason in sorted(silent.items())[:MOST_NAMED]:
        _say(f"No case from {source}: {reason}", console)
    if len(silent) > MOST_NAMED:
        _say(f"No case from {len(silent) - MOST_NAMED} other files.", console)


def _say(line: str, console: Console) -> None:
    console.print(Text(line), soft_wrap=True)
