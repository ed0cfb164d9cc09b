"""What the commands have in common: the folders they are told, and the settings made of that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.settings import Settings

Documents = Annotated[
    Path | None, typer.Option("--documents", "-d", help="Folder of the documents.")
]
Store = Annotated[Path | None, typer.Option("--store", "-s", help="Folder of the index.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]


def make_settings(documents: Path | None, store: Path | None, **more: Any) -> Settings:
    """The settings, with what the command line gives in place of the environment's.

    The log is shown from the level on that they name.

    Raises:
        SettingsError: a setting cannot be used.
    """
    from chapter_and_verse.logs import configure_log
    from chapter_and_verse.settings import Settings

    settings = Settings(**leave_out_none(documents=documents, store=store, **more))
    configure_log(settings.log_level)
    return settings


def make_assistant(documents: Path | None, store: Path | None, **more: Any) -> Assistant:
    """An assistant with these settings; see `make_settings`."""
    from chapter_and_verse.assistant import Assistant

    return Assistant(make_settings(documents, store, **more))


def leave_out_none(**options: Any) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value is not None}
