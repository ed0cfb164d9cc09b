"""What counts on an answer, and the figures and statistics over many.

May import `rag` and `cases`.
"""
