"""``python -m chapter_and_verse.evals.comparison``: see `evals.comparison.compare`."""

from chapter_and_verse.evals.comparison.compare import main

main()
