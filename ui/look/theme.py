"""The look of the page: colours and typefaces. Nothing is loaded from another host."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

_UI = Path(__file__).parent.parent
STYLES = [
    _UI / "look" / "page.css",
    _UI / "conversation" / "conversation.css",
    _UI / "documents" / "documents.css",
    _UI / "source" / "source.css",
    _UI / "look" / "narrow.css",
]
"""The style sheets, each beside the part that it dresses; what narrow windows need comes last."""
ICON = _UI / "look" / "icon.svg"

_LIGHT = {
    "body_background_fill": "#faf8f4",
    "body_text_color": "#24201b",
    "body_text_color_subdued": "#6b645a",
    "background_fill_primary": "#ffffff",
    "background_fill_secondary": "#f3efe8",
    "border_color_primary": "#e4ddd2",
    "block_background_fill": "transparent",
    "input_background_fill": "#ffffff",
    "color_accent": "#9c2f26",
    "link_text_color": "#9c2f26",
}
_DARK = {
    "body_background_fill": "#161412",
    "body_text_color": "#ece6dc",
    "body_text_color_subdued": "#a49b8e",
    "background_fill_primary": "#1f1c19",
    "background_fill_secondary": "#26221e",
    "border_color_primary": "#38322b",
    "block_background_fill": "transparent",
    "input_background_fill": "#1f1c19",
    "link_text_color": "#e58c7c",
}


def script(module: str, name: str) -> str:
    """The script ``name`` that lies beside ``module``, the ``__file__`` of a part of the page."""
    return Path(module).with_name(name).read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """Paper and ink with a rubric, in the system's typefaces.

    The typefaces that Gradio brings along lack most letters (Lora 600 has hardly any), and it
    puts names such as ``system-ui`` in quotation marks, so page.css names them.
    """
    base = gr.themes.Base(neutral_hue="stone", font="sans-serif", font_mono="monospace")
    return base.set(**_LIGHT, **{f"{name}_dark": value for name, value in _DARK.items()})
