"""``python -m rag`` is the command ``rag``."""

from rag.cli.commands import app

app()
