"""Put cases to the assistant and tell what came of them: runner, mutants, pytest plugin.

May import `rag` and the rooms `cases`, `scoring`, `results` and `report`.
"""
