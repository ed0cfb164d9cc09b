"""The web page: a conversation with the documents, and the endpoint ``ask`` for programs."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from rag.errors import QuestionError, SettingsError
from rag.question import Question
from ui import conversation, render
from ui.conversation import Exchanges
from ui.library import LibraryReader
from ui.problems import record, sentence
from ui.source import source_panel
from ui.theme import ICON, STYLE, script, theme

if TYPE_CHECKING:
    from rag.chain import Assistant

TITLE = "Chapter & Verse"
ONE_AT_A_TIME: dict[str, Any] = {"concurrency_id": "assistant", "concurrency_limit": 1}
"""Questions wait for each other, the page's and the programs': the models share the processor."""


def build(assistant: Assistant) -> gr.Blocks:
    """The page over an assistant; each visitor has a conversation of their own."""
    library = LibraryReader(assistant).library

    def shown(exchanges: Exchanges) -> str:
        return render.conversation(exchanges) if exchanges else render.welcome(library())

    async def asked(question: str, earlier: Exchanges) -> AsyncIterator[tuple[Any, ...]]:
        try:
            Question.of(question, assistant.settings.max_question_chars)
        except QuestionError as error:  # it stays in the box, to be mended
            gr.Warning(render.escaped(sentence(error)))
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        box = gr.update(value="", submit_btn=False, stop_btn="Stop")
        async for exchanges in conversation.asked(assistant, earlier, question):
            yield shown(exchanges), exchanges, box, gr.update(visible=True)
            box = gr.skip()
        ready = gr.update(submit_btn="Ask", stop_btn=False)
        if exchanges[-1].problem:
            ready["value"] = question
        yield gr.skip(), gr.skip(), ready, gr.skip()

    def stopped(exchanges: Exchanges) -> tuple[Any, ...]:
        exchanges = conversation.stopped(exchanges)
        return shown(exchanges), exchanges, gr.update(submit_btn="Ask", stop_btn=False)

    def cleared() -> tuple[Any, ...]:
        ready = gr.update(value="", submit_btn="Ask", stop_btn=False)
        return shown(()), (), ready, gr.update(visible=False), ""

    def source(exchanges: Exchanges, click: gr.EventData) -> str:
        citation = exchanges[click.exchange].quotes[click.n]
        return source_panel(assistant.sources, citation, click.n + 1)

    def ask(question: str, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Answer a question from the indexed documents, with verbatim quotes.

        Args:
            question: What you want to know.
            history: Earlier turns, oldest first, as {"role", "content"}.
        """
        try:
            return assistant.ask(question, history or ()).as_json()
        except Exception as error:
            record(error)
            raise gr.Error(sentence(error), print_exception=False) from None

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        exchanges = gr.State(())
        with gr.Row(elem_id="cv-header"):
            gr.HTML(f"<h1>{render.escaped(TITLE)}</h1>", apply_default_css=False, js_on_load=None)
            new = gr.Button("New conversation", size="sm", visible=False, elem_id="cv-new")
        with gr.Row(elem_id="cv-body"):
            with gr.Column(elem_id="cv-chat"):
                view = gr.HTML(
                    apply_default_css=False,
                    js_on_load=script("page"),
                    elem_id="cv-conversation",
                )
                box = gr.Textbox(
                    placeholder="What do you want to know?",
                    label="Question",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=8,
                    autofocus=True,
                    submit_btn="Ask",
                    elem_id="cv-question-box",
                )
            panel = gr.HTML(
                apply_default_css=False, js_on_load=script("source"), elem_id="cv-source"
            )
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(lambda: shown(()), None, view, queue=False, **hidden)
        asking = box.submit(
            asked,
            [box, exchanges],
            [view, exchanges, box, new],
            **hidden,
            **ONE_AT_A_TIME,
        )
        box.stop(stopped, [exchanges], [view, exchanges, box], cancels=[asking], **hidden)
        new.click(cleared, None, [view, exchanges, box, new, panel], cancels=[asking], **hidden)
        view.show(source, [exchanges], panel, queue=False, **hidden)
        view.close(lambda: "", None, panel, queue=False, **hidden)
        api(ask, api_name="ask", **ONE_AT_A_TIME)
    return page


def launch(page: gr.Blocks, host: str, port: int) -> str:
    """Serve the page in threads of its own, and return its address.

    Raises:
        SettingsError: the address or the port cannot be used.
    """
    port = _free_port(host, port)
    # Gradio asks its own server whether it is up; a proxy must not be asked in its place.
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), host, "localhost"]))
    _, address, _ = page.launch(
        server_name=f"[{host}]" if ":" in host else host,
        server_port=port,
        theme=theme(),
        css_paths=STYLE,
        favicon_path=ICON,
        footer_links=[],
        share=False,
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
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
    address = launch(page, settings.host, settings.port)
    print(f"{TITLE} is at {address} (Ctrl+C ends it)", flush=True)
    if open_browser:
        import webbrowser

        webbrowser.open(address)
    page.block_thread()


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
