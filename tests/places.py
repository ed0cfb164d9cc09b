"""Where the tests find the seed document and the browser."""

from pathlib import Path

SEEDS = Path(__file__).parent.parent / "seeds"
SEED = "000_309af3e99c88b27b.txt"
CHROMIUM = Path("/usr/bin/chromium")
