"""``python -m evals.comparison``: see `evals.comparison.compare`."""

from evals.comparison.compare import main

main()
