"""The Chroma database that the settings name: a folder, or a server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import chromadb
from chromadb.config import Settings as ChromaSettings

from chapter_and_verse.errors import SettingsError
from chapter_and_verse.settings import Settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI


def open_client(settings: Settings) -> ClientAPI:
    """A client of the Chroma server that is set, else of the database in the store folder.

    Raises:
        SettingsError: the server's URL is malformed, or nothing answers there.
    """
    chroma = ChromaSettings(anonymized_telemetry=False)
    if settings.chroma_url is None:
        settings.store.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=settings.store / "chroma", settings=chroma)
    url = urlsplit(settings.chroma_url)
    try:
        return chromadb.HttpClient(
            host=url.hostname or "",
            port=url.port or (443 if url.scheme == "https" else 8000),
            ssl=url.scheme == "https",
            settings=chroma,
        )
    except ValueError as error:
        raise SettingsError(
            f"No Chroma server answers at RAG_CHROMA_URL={settings.chroma_url} ({error}). "
            "Start one with `chroma run`, or unset RAG_CHROMA_URL to use the store folder."
        ) from error
