"""What came of a run: rows and totals, the record of it, gates, and an earlier run beside it.

May import `rag`, `cases` and `scoring`.
"""
