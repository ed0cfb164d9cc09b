"""Train the reader that is shipped: examples, batches, the training itself, its export.

May import `rag`, and `benchmarks` for the data's formats. Needs the extra `train`.
"""
