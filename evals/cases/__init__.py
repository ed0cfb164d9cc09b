"""Cases: questions, and what a right answer to each must hold; drafts of new ones.

May import `rag`.
"""
