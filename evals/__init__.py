"""Evals: whether answers stay grounded, by cases with known answers and by public benchmarks.

Its rooms, each importing only those before it: cases, scoring, results, report, run, benchmarks,
comparison; `training` trains the reader. May import `rag`, never `ui`.
"""
