"""What all commands share: one line for an error, and where they print.

Exit status: 0 done, 1 done but something fell short, 2 could not run.
"""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn

import typer
import typer.main
from typer.core import TyperGroup

if TYPE_CHECKING:
    from rich.console import Console


COMMANDS = "chapter_and_verse.commands"
"""The group of entry points by which other packages bring commands: each a `typer.Typer`."""


class Commands(TyperGroup):
    """The commands of ``rag`` and those that entry points bring, imported when they are asked for.

    Wrong usage gets one line and exit status 2, as all errors do.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands, those that entry points bring at the end."""
        from importlib.metadata import entry_points

        own = super().list_commands(ctx)
        return [*own, *sorted({found.name for found in entry_points(group=COMMANDS)} - {*own})]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, or None."""
        if own := super().get_command(ctx, cmd_name):
            return own
        from importlib.metadata import entry_points

        for found in entry_points(group=COMMANDS, name=cmd_name):
            command = typer.main.get_command(found.load())
            command.name = cmd_name
            return command
        return None

    def main(self, *args: Any, **options: Any) -> NoReturn:
        """Run the command that the arguments name, and exit."""
        try:
            sys.exit(super().main(*args, **options | {"standalone_mode": False}))
        except typer.TyperException as error:
            what = " ".join(error.format_message().split())
            context = getattr(error, "ctx", None)
            if what and context:
                complain(f"{what.rstrip('.')}. Run `{context.command_path} --help` for its usage.")
            elif what:
                complain(what)
            sys.exit(error.exit_code)
        except typer.Abort:
            sys.exit(130)


@contextmanager
def errors() -> Iterator[None]:
    """Turn the errors of this package into one line and exit status 2."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    from chapter_and_verse.errors import RagError

    try:
        yield
    except RagError as error:
        fail(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def fail(message: str) -> NoReturn:
    """Say what is wrong, and leave with exit status 2."""
    complain(message)
    raise typer.Exit(2)


def complain(message: str) -> None:
    """Print an error, in red, to standard error."""
    typer.secho(message, err=True, fg=typer.colors.RED)


def print_json(value: object) -> None:
    """Print an object for machines; in ASCII alone where the output is not UTF-8, as on Windows."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    typer.echo(json.dumps(value, ensure_ascii=not is_utf8, indent=2))


def stdout() -> Console:
    """Where answers go."""
    from rich.console import Console

    return Console(highlight=False)


def stderr() -> Console:
    """Where progress goes."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)
