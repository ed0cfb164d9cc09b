"""Compares this chain with other systems on the same questions.

Run it with ``python -m chapter_and_verse.evals.comparison``.
May import `rag` and all other rooms of the evals but `training`.
"""
