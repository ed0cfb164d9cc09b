"""Train the reader that is shipped: examples, batches, the training itself, its export.

May import `rag`, and the rooms of the evals before it. Needs the extra `train`.
"""
