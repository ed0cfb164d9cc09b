"""The command line: index, ask, chat, source, doctor, and the commands that others bring.

May import all of `rag`.
"""
