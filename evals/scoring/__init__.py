"""Metrics of one answer, and figures and statistics over many answers.

May import `rag` and `cases`.
"""
