"""Evidence made into answers: citations, quotes, refusals, replies to intents.

`citation.cite` is the one place where citations are made. May import `text`, `documents`,
`index`, `question` and `reading`.
"""
