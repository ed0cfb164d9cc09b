"""The command ``rag``: index, ask, chat, source, doctor, and those that others bring.

Other packages bring a command by an entry point of the group ``chapter_and_verse.commands``, as
``eval`` and ``serve`` do; see `cli.console.Commands`.

Exit status: 0 done, 1 done but something fell short, 2 could not run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chapter_and_verse.cli.console import Commands, errors, fail, print_json, stderr, stdout
from chapter_and_verse.cli.options import AsJson, Documents, Store, make_assistant

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant

app = typer.Typer(
    name="rag",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        from chapter_and_verse import __version__

        typer.echo(f"rag {__version__}")
        raise typer.Exit


@app.callback()
def rag(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Chapter & Verse: answers from your own documents, each proved by a verbatim quote."""


@app.command()
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Only these files or folders, inside the documents folder."),
    ] = None,
    documents: Documents = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with the documents folder."""
    with errors():
        from chapter_and_verse.cli.display import index_with_progress, print_report

        assistant = make_assistant(documents, store)
        report = index_with_progress(assistant, _names_below(assistant, paths), stderr())
        if as_json:
            print_json(report.as_json())
        else:
            print_report(report, stdout())
        if not report.passages and not report.failed:
            fail(
                f"There is nothing to index in {assistant.settings.documents}. "
                "Put documents there, or name another folder with --documents."
            )
        raise typer.Exit(1 if report.failed else 0)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    history: Annotated[
        Path | None,
        typer.Option(help='Earlier turns: a JSON list of {"role", "content"}.'),
    ] = None,
    documents: Documents = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, with quotes."""
    with errors():
        assistant = make_assistant(documents, store)
        answer = assistant.ask(question, _read_history(history))
        if as_json:
            print_json(answer.as_json())
        else:
            from chapter_and_verse.cli.display import print_answer

            print_answer(answer, stdout())


@app.command()
def chat(documents: Documents = None, store: Store = None) -> None:
    """Ask and ask on, in the terminal."""
    with errors():
        from chapter_and_verse.cli.display import converse, index_with_progress

        assistant = make_assistant(documents, store)
        index_with_progress(assistant, None, stderr())
        converse(assistant, stdout())


@app.command()
def source(
    name: Annotated[str, typer.Argument(help="The file's path inside the documents folder.")],
    documents: Documents = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Print the text extracted from a document, which citations count their characters in."""
    with errors():
        document = make_assistant(documents, store).sources.named(name)
        if as_json:
            print_json(
                {
                    "schema": 1,
                    "source": document.source,
                    "sha256": document.sha256,
                    "text": document.text,
                    "page_starts": list(document.page_starts),
                }
            )
        else:
            sys.stdout.write(document.text)
            if sys.stdout.isatty() and not document.text.endswith("\n"):
                sys.stdout.write("\n")


@app.command()
def doctor(documents: Documents = None, store: Store = None) -> None:
    """Check the installation, the model, the documents and the index; say how to mend them."""
    with errors():
        from chapter_and_verse.cli.display import print_findings
        from chapter_and_verse.cli.doctor import examine

        findings = list(examine(make_assistant(documents, store)))
        print_findings(findings, stdout())
        raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def _names_below(assistant: Assistant, paths: list[Path] | None) -> list[str] | None:
    """The names of the documents at or below ``paths``, indexed ones that are gone included."""
    if not paths:
        return None
    from chapter_and_verse.errors import NoDocumentsError

    folder = assistant.settings.documents.resolve()
    known = {*assistant.sources.names(), *(file.source for file in assistant.index.files())}
    chosen: list[str] = []
    for path in paths:
        place = path.expanduser().resolve()
        if not place.is_relative_to(folder):
            raise NoDocumentsError(
                f"{path} is outside the documents folder {assistant.settings.documents}. "
                f"Copy it there, or name its folder with --documents."
            )
        inside = place.relative_to(folder).as_posix()
        below = [n for n in known if n == inside or inside == "." or n.startswith(f"{inside}/")]
        if not below:
            raise NoDocumentsError(f"{path} does not exist. Check its spelling.")
        chosen.extend(below)
    return chosen


def _read_history(path: Path | None) -> list[Any]:
    if path is None:
        return []
    from chapter_and_verse.errors import QuestionError
    from chapter_and_verse.question.question import HISTORY_FORM, parse_turns

    try:
        return list(parse_turns(json.loads(path.read_text(encoding="utf-8"))))
    except OSError as error:
        raise QuestionError(f"The history {path} cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise QuestionError(f"The history {path} is not JSON. {HISTORY_FORM}") from error
