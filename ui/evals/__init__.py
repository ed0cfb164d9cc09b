"""The evals that an operator runs from the page. May import `look`, and the package's evals."""
