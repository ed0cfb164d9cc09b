"""Runs cases and says what came of them: the runner, the mutants, the pytest plugin.

May import `rag` and the rooms `cases`, `scoring`, `results` and `report`.
"""
