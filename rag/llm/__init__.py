"""A language model as the writer, and what holds it to the quotes.

May import all rooms from `text` to `answer`.
"""
