"""What is asked: the question in a message, follow-ups made to stand alone, intents.

May import `text`, `documents` and `index`.
"""
