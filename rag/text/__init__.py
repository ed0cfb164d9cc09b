"""What works on strings alone: spans, sentences, words, names, numbers, spelling.

Imports nothing else of the package.
"""
