"""Whether sentences entail a claim, by a cross-encoder for natural language inference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from chapter_and_verse.errors import ModelError

Entails = Callable[[Sequence[str], str], bool]
"""Whether sentences, joined, entail a claim."""


def open_entailment(name: str) -> Entails:
    """The judgement of the cross-encoder of this hub name or path.

    It must have a label that begins with "entail", as those trained on SNLI and MultiNLI do
    (Bowman et al. 2015, Williams et al. 2018); a claim is entailed where that label wins.

    Raises:
        ModelError: it cannot be loaded, or has no such label.
    """
    try:
        from sentence_transformers import CrossEncoder

        encoder = CrossEncoder(name, local_files_only=Path(name).exists())
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"The cross-encoder {name!r} cannot be loaded: {error}. Set RAG_NLI to one on the hub "
            "or in a folder, or leave it unset."
        ) from error
    labels = {str(label).lower(): n for n, label in encoder.config.id2label.items()}
    wanted = next((int(n) for label, n in labels.items() if label.startswith("entail")), None)
    if wanted is None:
        raise ModelError(
            f"The cross-encoder {name!r} has no label for entailment, only {', '.join(labels)}. "
            "Set RAG_NLI to one trained for natural language inference, or leave it unset."
        )

    def entails(sentences: Sequence[str], claim: str) -> bool:
        (scores,) = encoder.predict([(" ".join(sentences), claim)], show_progress_bar=False)
        return int(scores.argmax()) == wanted

    return entails
