"""A chat model of any provider that LangChain knows, whose replies arrive in bounded time."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from langchain_core.exceptions import ContextOverflowError, ModelConnectionError, ModelTimeoutError
from langchain_core.messages import AIMessageChunk, BaseMessage

from chapter_and_verse.errors import ModelError, ModelReplyError
from chapter_and_verse.llm.reply_parsing import SCHEMA

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from chapter_and_verse.settings import Settings

LONGEST_REPLY = 8000
"""Characters; what comes after them is not read."""

KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
EXTRAS = frozenset({"openai", "anthropic", "ollama", "huggingface"})

Given = TypeVar("Given")


@dataclass
class Usage:
    """The tokens that a model has read and written, as far as it tells."""

    input: int = 0
    output: int = 0

    def add(self, chunk: AIMessageChunk) -> None:
        """Add what a piece of a reply says that it took."""
        if chunk.usage_metadata:
            self.input += chunk.usage_metadata["input_tokens"]
            self.output += chunk.usage_metadata["output_tokens"]


@dataclass(frozen=True)
class ChatModel:
    """A chat model under the name that the setting gives it.

    ``structured`` is whether it is known to keep to a JSON schema, ``prices`` what a million
    tokens cost that it reads and writes, where that is known.
    """

    name: str
    model: BaseChatModel
    timeout_s: float
    structured: bool = False
    prices: tuple[float, float] | None = None

    def cost(self, usage: Usage) -> float | None:
        """What so many tokens cost, in the currency of the prices."""
        if self.prices is None:
            return None
        read, written = self.prices
        return (usage.input * read + usage.output * written) / 1e6

    def stream(
        self, messages: Sequence[BaseMessage], usage: Usage, as_claims: bool = False
    ) -> Iterator[str]:
        """The pieces of the reply, as JSON of `llm.reply_parsing.SCHEMA` ``as_claims`` if it
        can.

        Ends after `LONGEST_REPLY` characters. What it took is added to ``usage``.

        Raises:
            ModelError: the model cannot be used: no server, no key, unknown, context too long.
            ModelReplyError: it gave no reply, or none within ``timeout_s`` seconds.
        """
        length = 0
        try:
            for chunk in _within(self.timeout_s, lambda: self._chunks(messages, as_claims)):
                usage.add(chunk)
                if chunk.text:
                    yield str(chunk.text)
                length += len(chunk.text)
                if length > LONGEST_REPLY:
                    return
        except ModelError:
            raise
        except Exception as error:  # the providers' errors share no base but this one
            raise _as_model_error(self, error) from error

    def _chunks(self, messages: Sequence[BaseMessage], as_claims: bool) -> Iterator[AIMessageChunk]:
        if as_claims and self.structured:
            runnable = self.model.with_structured_output(
                SCHEMA, method="json_schema", include_raw=True
            )
            for part in runnable.stream(list(messages)):
                if isinstance(part, dict) and "raw" in part:
                    yield part["raw"]
        else:
            yield from self.model.stream(list(messages))


def open_chat_model(settings: Settings) -> ChatModel:
    """The model that ``settings.model`` names, as ``provider:name``.

    Raises:
        ModelError: it has no such form, its package is missing, or it has no key.
    """
    provider, _, name = (settings.model or "").partition(":")
    provider = provider.lower()
    if not provider or not name:
        raise ModelError(
            f"RAG_MODEL={settings.model} names no provider. Write provider:name, for example "
            "openai:gpt-4o-mini or ollama:qwen3."
        )
    if provider in EXTRAS and find_spec(f"langchain_{provider}") is None:
        raise ModelError(
            f"The package for RAG_MODEL={settings.model} is missing. "
            f"Run `pip install langchain-{provider}`."
        )
    if provider in KEYS and not (os.environ.get(KEYS[provider]) or settings.model_url):
        raise ModelError(
            f"There is no key for RAG_MODEL={settings.model}. Set {KEYS[provider]}, or "
            "RAG_MODEL_URL for a server of your own that needs none."
        )
    from langchain.chat_models import init_chat_model

    try:
        model = init_chat_model(name, model_provider=provider, **_options(provider, settings))
    except ImportError as error:
        raise ModelError(
            f"The package for RAG_MODEL={settings.model} is missing. {_first_line(error)}"
        ) from error
    except Exception as error:  # the providers' errors share no base but this one
        raise ModelError(
            f"RAG_MODEL={settings.model} cannot be used: {_first_line(error)} Providers with a "
            f"package of their own here are {', '.join(sorted(EXTRAS))}."
        ) from error
    structured = bool((model.profile or {}).get("structured_output"))
    price = settings.model_price
    read, written = map(float, price.split(",")) if price else (0.0, 0.0)
    return ChatModel(
        settings.model or "",
        model,
        settings.model_timeout,
        structured,
        (read, written) if price else None,
    )


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """How each provider's class calls address, timeout and retries."""
    if provider == "huggingface":
        return {"task": "text-generation"}
    url = {"base_url": settings.model_url} if settings.model_url else {}
    if provider == "ollama":
        return {**url, "client_kwargs": {"timeout": settings.model_timeout}}
    options = {**url, "timeout": settings.model_timeout, "max_retries": settings.model_retries}
    if provider == "openai":
        options["stream_usage"] = True
    if provider in KEYS and not os.environ.get(KEYS[provider]):
        options["api_key"] = "none"
    return options


_END = object()


def _within(seconds: float, start: Callable[[], Iterator[Given]]) -> Iterator[Given]:
    """What ``start()`` yields, as long as it comes within ``seconds`` altogether.

    It runs in a thread of its own, since a socket's timeout does not end a stream that trickles.
    """
    arrived: queue.SimpleQueue[Any] = queue.SimpleQueue()
    left = threading.Event()

    def work() -> None:
        try:
            for item in start():
                arrived.put(item)
                if left.is_set():
                    return
            arrived.put(_END)
        except BaseException as error:
            arrived.put(error)

    threading.Thread(target=work, name="chat-model", daemon=True).start()
    deadline = time.monotonic() + seconds
    try:
        while True:
            try:
                item = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError from None
            if item is _END:
                return
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        left.set()


def _as_model_error(chat: ChatModel, error: Exception) -> ModelError:
    """The one sentence for what a provider's package raised."""
    setting, said = f"RAG_MODEL={chat.name}", _first_line(error)
    status = getattr(error, "status_code", None)
    if isinstance(error, (TimeoutError, ModelTimeoutError, httpx.TimeoutException)):
        return ModelReplyError(
            f"The model did not finish within {chat.timeout_s:g} seconds (RAG_MODEL_TIMEOUT)."
        )
    if isinstance(error, ContextOverflowError) or (status == 400 and "context" in said.lower()):
        return ModelError(
            f"The sentences are too long for {setting}: {said} Lower RAG_MODEL_TOKENS."
        )
    if status in (401, 403):
        return ModelError(f"The key for {setting} was refused: {said} Check it.")
    if status == 404:
        return ModelError(
            f"{setting} is unknown to its server: {said} Check its spelling, and whether "
            "RAG_MODEL_URL ends as the server wants it, often in /v1."
        )
    if isinstance(error, (ModelConnectionError, httpx.ConnectError, ConnectionError)):
        return ModelError(
            f"The server of {setting} cannot be reached: {said} Start it, or check "
            "RAG_MODEL_URL and the connection."
        )
    if status == 400:
        return ModelError(f"The server of {setting} refuses the request: {said}")
    return ModelReplyError(f"The model gave no reply that can be used: {said}")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(". ") + "."
