"""Keep and find passages: the Chroma collection, the lexical index, embeddings, sync, search.

May import `text` and `documents`.
"""
