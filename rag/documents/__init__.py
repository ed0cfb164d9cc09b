"""From files to text, and from text to passages and sentences.

A format is one module of `formats`; `loading` picks it by the file's ending. May import `text`.
"""
