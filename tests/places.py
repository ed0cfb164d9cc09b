"""Where the tests find the seed document and the browser, and documents that they make."""

from pathlib import Path

from chapter_and_verse.documents.document import Document
from chapter_and_verse.documents.loading import LOADERS

SEEDS = Path(__file__).parent.parent / "seeds"
SEED = "000_309af3e99c88b27b.txt"
CHROMIUM = Path("/usr/bin/chromium")


def text_document(source: str, text: str) -> Document:
    """A document of this name whose file holds ``text``."""
    made = LOADERS.get(Path(source).suffix, LOADERS[".txt"])(
        text.encode("utf-8", "surrogatepass"), source, 2**20
    )
    return Document(**vars(made), source=source, sha256="0" * 64)
