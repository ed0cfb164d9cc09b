"""``python -m chapter_and_verse`` is the command ``rag``."""

from chapter_and_verse.cli.commands import app

app()
