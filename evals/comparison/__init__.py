"""This chain beside other systems, on the same questions: ``python -m evals.comparison``.

May import `rag` and all other rooms of the evals but `training`.
"""
