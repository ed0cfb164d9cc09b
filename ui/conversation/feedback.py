"""What visitors think of answers, as lines of JSON in a file on this machine."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from chapter_and_verse.ui.conversation.exchanges import Exchanges, make_history
from chapter_and_verse.ui.conversation.kept import store_exchange

MOST_CHARS = 2000
"""Characters of a comment that are kept."""
_lock = threading.Lock()


def keep_feedback(
    file: Path, exchanges: Exchanges, rating: Literal["good", "bad"], comment: str = ""
) -> None:
    """Add a line to the file about the last of ``exchanges``, with the turns before it.

    A visitor who comments after rating makes two lines; the later one counts.
    """
    line = {
        "schema": 1,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "rating": rating,
        "comment": comment.strip()[:MOST_CHARS],
        **store_exchange(exchanges[-1]),
        "history": make_history(exchanges[:-1]),
    }
    with _lock:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
