"""The conversation: questions, answers, what the browser keeps, feedback, export.

May import `look`, `documents` and `source`.
"""
