"""Which sentences answer, how surely, and the short answer in them.

The shipped reader and the calibration of its confidence lie here. May import `text`,
`documents`, `index` and `question`.
"""
