"""The web page: a conversation with the documents, in Gradio.

May import `rag`, and `evals` for the tab where an operator runs them.
"""

from __future__ import annotations

import os

# Gradio reads these when it is imported: no usage statistics, no look for a newer version.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
