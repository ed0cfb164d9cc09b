"""Heavy things are loaded once, though several threads ask for them at the same time.

`functools.cache` and `functools.cached_property` keep what was computed, but two threads that
come before it is kept both compute it: two questions at once would load every model twice.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property, wraps
from threading import RLock
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Loaded = TypeVar("Loaded")


def load_once(load: Callable[Given, Loaded]) -> Callable[Given, Loaded]:
    """`functools.cache` for a function that several threads may call first."""
    lock, cached = RLock(), cache(load)

    @wraps(load)
    def loaded(*args: Given.args, **options: Given.kwargs) -> Loaded:
        with lock:
            return cached(*args, **options)  # type: ignore[arg-type]

    return loaded


class loaded_once(cached_property[Loaded]):
    """`functools.cached_property` for a value that several threads may ask for first.

    One of them computes it, the others wait. Afterwards it is a plain attribute.
    """

    _lock = RLock()

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        with self._lock:
            return super().__get__(instance, owner)
