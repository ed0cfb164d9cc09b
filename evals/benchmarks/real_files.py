"""What becomes of real files: read, read with a warning, or refused, and how long it took.

    python -m chapter_and_verse.evals.benchmarks.real_files FOLDER [--json OUT] [--largest MIB]

Every file below ``FOLDER`` whose ending is known is read as `rag index` reads it, in a process of
its own within the limits of the settings. For each kind of file the table counts what was read,
what was read with a warning and what was refused, and gives the seconds; below it stand the
warnings and reasons with how often each came, and the slowest files. Blocks that do not tile the
text are counted as faults. Exit status 0 without a fault, else 1.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import SUFFIXES
from chapter_and_verse.documents.reading_process import Limits, read_apart
from chapter_and_verse.errors import DocumentError
from chapter_and_verse.settings import Settings

SLOWEST = 5


@dataclass(frozen=True)
class Outcome:
    """What became of a file; ``said`` are its warnings, or the reason why it was refused."""

    name: str
    seconds: float
    refused: bool
    said: tuple[str, ...]
    tiles: bool = True

    @property
    def suffix(self) -> str:
        """The ending of the file's name, in small letters."""
        return Path(self.name).suffix.lower()


def read_all(folder: Path, limits: Limits) -> Iterator[Outcome]:
    """Read every file of a known kind below ``folder``."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix.lower() not in SUFFIXES or path.stat().st_size > limits.max_bytes:
            continue
        name, began = path.relative_to(folder).as_posix(), time.perf_counter()
        try:
            document = read_apart(path, name, limits)
        except DocumentError as error:
            yield Outcome(name, time.perf_counter() - began, True, (error.reason,))
        else:
            seconds = time.perf_counter() - began
            yield Outcome(name, seconds, False, document.warnings, has_tiles(document))


def has_tiles(document: Document) -> bool:
    """Whether the blocks are the text, end to end, and every cell lies in its block."""
    text = "".join(block.span.of(document.text) for block in document.blocks)
    return text == document.text and all(
        block.span.start <= span.start < span.end <= block.span.end
        for block in document.blocks
        for span, _ in block.cells
    )


def print_table(outcomes: Sequence[Outcome]) -> None:
    """The table, what was said, and the slowest files."""
    print(f"{'kind':8} {'files':>6} {'read':>6} {'warned':>7} {'refused':>8} {'seconds':>8}")
    kinds = sorted({outcome.suffix for outcome in outcomes})
    for kind in [*kinds, ""]:
        some = [one for one in outcomes if kind in ("", one.suffix)]
        warned = sum(bool(one.said) and not one.refused for one in some)
        refused = sum(one.refused for one in some)
        read, seconds = len(some) - warned - refused, sum(one.seconds for one in some)
        line = f"{len(some):6} {read:6} {warned:7} {refused:8} {seconds:8.1f}"
        print(f"{kind or 'all':8} {line}")
    said = Counter(re.sub(r"\d+", "N", text) for one in outcomes for text in one.said)
    for text, count in said.most_common(25):
        print(f"{count:5}  {text[:140]}")
    for one in sorted(outcomes, key=lambda one: -one.seconds)[:SLOWEST]:
        print(f"{one.seconds:5.1f} s  {one.name}")
    print(f"{sum(not one.tiles for one in outcomes)} files whose blocks do not tile their text")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, help="file to write the outcomes to")
    parser.add_argument("--largest", type=float, default=10, help="MiB; larger files are left out")
    args = parser.parse_args(argv)
    settings = Settings()
    limits = Limits(round(args.largest * 2**20), settings.file_seconds, settings.file_memory_mb)
    outcomes = list(read_all(args.folder, limits))
    if args.json:
        args.json.write_text(json.dumps([asdict(one) for one in outcomes], indent=1))
    print_table(outcomes)
    return 0 if all(one.tiles for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
