"""The web page: its parts put together, and served."""

from __future__ import annotations

import importlib.util
import os
import socket
from typing import TYPE_CHECKING, Any

import gradio as gr

from chapter_and_verse.errors import SettingsError
from chapter_and_verse.ui.conversation.ask_tab import HIDDEN, ask_tab
from chapter_and_verse.ui.conversation.history_tab import history_tab
from chapter_and_verse.ui.documents import listing
from chapter_and_verse.ui.documents.documents_tab import documents_tab
from chapter_and_verse.ui.documents.library import LibraryReader
from chapter_and_verse.ui.endpoints import endpoints
from chapter_and_verse.ui.evals.evals_tab import evals_tab
from chapter_and_verse.ui.look.html import escaped
from chapter_and_verse.ui.look.theme import ICON, STYLES, theme

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.settings import Settings

TITLE = "Chapter & Verse"
ONE_AT_A_TIME: dict[str, Any] = {"concurrency_id": "assistant", "concurrency_limit": 1}
"""Questions wait for each other, the page's and the programs': the models share the processor."""


def build(assistant: Assistant) -> gr.Blocks:
    """The page over an assistant; each visitor has a conversation of their own."""
    reader = LibraryReader(assistant)

    def choices() -> Any:
        names = reader.library().names
        return gr.update(choices=list(names), value=[], visible=len(names) > 1)

    page = gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    )
    with page:
        with gr.Row(elem_id="cv-header"):
            gr.HTML(f"<h1>{escaped(TITLE)}</h1>", apply_default_css=False, js_on_load=None)
            new = gr.Button("New conversation", size="sm", visible=False, elem_id="cv-new")
        with gr.Tabs(elem_id="cv-tabs") as tabs:
            with gr.Tab("Ask", id="ask"):
                chat = ask_tab(page, assistant, reader, new, ONE_AT_A_TIME)
            with gr.Tab("Conversations"):
                history_tab(chat, tabs)
            with gr.Tab("Documents"):
                documents_tab(page, assistant, reader, choices, chat.chosen)
            with gr.Tab("Evals"):
                evals_tab(page, assistant)
            with gr.Tab("Settings"):
                gr.HTML(
                    listing.settings(assistant.settings),
                    apply_default_css=False,
                    js_on_load=None,
                    elem_id="cv-settings",
                )
        page.load(choices, None, chat.chosen, queue=False, **HIDDEN)
        endpoints(assistant, reader, ONE_AT_A_TIME)
    return page


def launch(page: gr.Blocks, settings: Settings) -> str:
    """Serve the page in threads of its own, and return its address.

    Raises:
        SettingsError: the address, the port or another setting of the page cannot be used.
    """
    host, port = settings.host, _free_port(settings.host, settings.port)
    # Gradio asks its own server whether it is up; a proxy must not be asked in its place.
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), host, "localhost"]))
    _, address, _ = page.launch(
        server_name=f"[{host}]" if ":" in host else host,
        server_port=port,
        theme=theme(),
        css_paths=STYLES,
        favicon_path=ICON,
        footer_links=[],
        share=False,
        run_history=False,
        enable_monitoring=False,
        mcp_server=_mcp(settings),
        auth=_login(settings),
        max_file_size=settings.max_file_bytes,
        ssr_mode=False,
        pwa=False,
        inline=False,
        prevent_thread_lock=True,
        quiet=True,
    )
    return str(address)


def serve(assistant: Assistant, *, open_browser: bool) -> None:
    """Serve the page until it is interrupted.

    Raises:
        SettingsError: the address or the port cannot be used.
        ModelError: a model cannot be loaded.
    """
    settings = assistant.settings
    _ = assistant.reader  # loaded now, so that the first question need not wait for it
    page = build(assistant)
    address = launch(page, settings)
    print(f"{TITLE} is at {address} (Ctrl+C ends it)", flush=True)
    if open_browser:
        import webbrowser

        webbrowser.open(address)
    page.block_thread()


def _login(settings: Settings) -> tuple[str, str] | None:
    if settings.login is None:
        return None
    name, _, password = settings.login.get_secret_value().partition(":")
    if not name or not password:
        raise SettingsError("RAG_LOGIN cannot be used. Write it as name:password.")
    return name, password


def _mcp(settings: Settings) -> bool:
    if settings.mcp and importlib.util.find_spec("mcp") is None:
        raise SettingsError(
            "RAG_MCP needs a package that is not installed. Run `pip install 'gradio[mcp]'`, "
            "or unset RAG_MCP."
        )
    return settings.mcp


def _free_port(host: str, port: int) -> int:
    """``port`` if it can be used, or any free one for 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name == "posix":  # elsewhere it would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    except OSError as error:
        raise SettingsError(
            f"The page cannot be served on {host}, port {port}: {error.strerror or error}. "
            "Choose another port with --port or RAG_PORT (0 for any free one), "
            "or another address with --host or RAG_HOST."
        ) from error
