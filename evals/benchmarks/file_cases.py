"""Questions on files as people have them: one file, one question, one kind of fault.

    python -m chapter_and_verse.evals.benchmarks.file_cases --data FOLDER [--together]

``FOLDER`` holds ``cases.jsonl`` and ``files/``. Each case names its file, the question and the
``kind`` of fault that it stands for; ``right`` are texts of which one must stand in the short
answer or a quote, ``wrong`` are those that must not be the short answer, and with ``refuse`` no
answer is right. Every file is asked in a folder of its own, or, with ``--together``, all in one.
Exit status 0 where all cases are right, 1 where some are not.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.assistant import Assistant
from chapter_and_verse.errors import RagError
from chapter_and_verse.settings import Settings


@dataclass(frozen=True)
class FileCase:
    """A question on a file."""

    kind: str
    file: str
    question: str
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    refuse: bool = False

    def is_met_by(self, answer: Answer) -> bool:
        """Whether the answer is right."""
        if self.refuse or answer.refused:
            return self.refuse and answer.refused
        short = answer.short_answer.quote if answer.short_answer else ""
        shown = [short, *(citation.quote for citation in answer.citations)]
        is_right = any(text in quote for text in self.right for quote in shown)
        return is_right and short not in self.wrong


def load_cases(data: Path) -> list[FileCase]:
    """The cases of a folder.

    Raises:
        RagError: there is no ``cases.jsonl``, or a line of it is malformed.
    """
    try:
        lines = (data / "cases.jsonl").read_text(encoding="utf-8").splitlines()
        cases = [json.loads(line) for line in lines if line.strip()]
        return [
            FileCase(
                case["kind"],
                case["file"],
                case["question"],
                tuple(case.get("right", ())),
                tuple(case.get("wrong", ())),
                case.get("refuse", False),
            )
            for case in cases
        ]
    except (OSError, ValueError, KeyError) as error:
        raise RagError(
            f"The cases in {data} cannot be read: {error}. Name their folder with --data."
        ) from error


def ask_all(
    data: Path, cases: Sequence[FileCase], *, together: bool
) -> Iterator[tuple[FileCase, Answer]]:
    """Every case with its answer, from indexes that are made for it and thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        assistants: dict[str, Assistant] = {}
        for case in cases:
            place = "all" if together else case.file
            if place not in assistants:
                names = {other.file for other in cases} if together else {case.file}
                assistants[place] = _indexed(data, sorted(names), Path(folder, place))
            yield case, assistants[place].ask(case.question)


def _indexed(data: Path, names: Sequence[str], folder: Path) -> Assistant:
    documents = folder / "documents"
    documents.mkdir(parents=True)
    for name in names:
        shutil.copyfile(data / "files" / name, documents / name)
    assistant = Assistant(Settings(documents=documents, store=folder / "store"))
    assistant.sync()
    return assistant


def print_table(results: Mapping[FileCase, Answer]) -> None:
    """A line for each case: whether it is right, its kind, the question, and what came."""
    for case, answer in results.items():
        short = answer.short_answer.quote if answer.short_answer else "–"
        quote = answer.citations[0].quote if answer.citations else "refused"
        mark = "right" if case.is_met_by(answer) else "WRONG"
        came = f"{answer.confidence:.0%} {short} | {' '.join(quote.split())[:70]}"
        print(f"{mark}  {case.kind[:28]:28}  {case.question[:52]:52}  {came}")
    right = sum(case.is_met_by(answer) for case, answer in results.items())
    print(f"{right} of {len(results)} right")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of cases.jsonl and files/")
    parser.add_argument("--together", action="store_true", help="all files in one index")
    args = parser.parse_args(argv)
    try:
        results = dict(ask_all(args.data, load_cases(args.data), together=args.together))
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    print_table(results)
    return 0 if all(case.is_met_by(answer) for case, answer in results.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
