"""The tab where questions are asked: the conversation, the question box, and the source panel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import QuestionError, RagError
from rag.question import Question
from ui import conversation, render
from ui.conversation import Exchanges
from ui.examples import Examples
from ui.problems import record, sentence
from ui.source import source_panel
from ui.theme import script

if TYPE_CHECKING:
    from rag.chain import Assistant
    from ui.library import LibraryReader

HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def ask_tab(
    page: gr.Blocks,
    assistant: Assistant,
    reader: LibraryReader,
    new: gr.Button,
    options: dict[str, Any],
) -> gr.Dropdown:
    """The parts of the tab; returns the choice of the documents to ask."""
    examples = Examples(assistant)

    def shown(exchanges: Exchanges) -> str:
        return (
            render.conversation(exchanges)
            if exchanges
            else render.welcome(reader.library(), examples.known())
        )

    def suggested(exchanges: Exchanges) -> Any:
        if exchanges or not reader.library().names:
            return gr.skip()
        try:
            examples.find()
        except RagError as error:
            record(error)
        return shown(())

    async def asked(
        question: str, earlier: Exchanges, chosen: list[str]
    ) -> AsyncIterator[tuple[Any, ...]]:
        try:
            Question.of(question, assistant.settings.max_question_chars)
        except QuestionError as error:  # it stays in the box, to be mended
            gr.Warning(render.escaped(sentence(error)))
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        box = gr.update(value="", submit_btn=False, stop_btn="Stop")
        only = frozenset(chosen) or None
        async for exchanges in conversation.asked(assistant, earlier, question, only):
            yield shown(exchanges), exchanges, box, gr.update(visible=True)
            box = gr.skip()
        ready = gr.update(submit_btn="Ask", stop_btn=False)
        if exchanges[-1].problem:
            ready["value"] = question
        yield gr.skip(), gr.skip(), ready, gr.skip()

    async def again(
        earlier: Exchanges, chosen: list[str], click: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask in the place of an earlier exchange, which is dropped with all after it."""
        async for update in asked(str(click.question), earlier[: int(click.exchange)], chosen):
            yield update

    def stopped(exchanges: Exchanges) -> tuple[Any, ...]:
        exchanges = conversation.stopped(exchanges)
        return shown(exchanges), exchanges, gr.update(submit_btn="Ask", stop_btn=False)

    def cleared() -> tuple[Any, ...]:
        ready = gr.update(value="", submit_btn="Ask", stop_btn=False)
        return shown(()), (), ready, gr.update(visible=False), ""

    def source(exchanges: Exchanges, click: gr.EventData) -> str:
        citation = exchanges[click.exchange].quotes[click.n]
        return source_panel(assistant.sources, citation, click.n + 1)

    exchanges = gr.State(())
    with gr.Row(elem_id="cv-body"):
        with gr.Column(elem_id="cv-chat"):
            view = gr.HTML(
                apply_default_css=False, js_on_load=script("page"), elem_id="cv-conversation"
            )
            with gr.Column(elem_id="cv-foot"):
                chosen = gr.Dropdown(
                    multiselect=True,
                    label="Ask only these documents (none chosen: all of them)",
                    container=False,
                    elem_id="cv-chosen",
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
        panel = gr.HTML(apply_default_css=False, js_on_load=script("source"), elem_id="cv-source")
    outputs = [view, exchanges, box, new]
    page.load(lambda: shown(()), None, view, queue=False, **HIDDEN).then(
        suggested, exchanges, view, **HIDDEN, **options
    )
    asking = [
        box.submit(asked, [box, exchanges, chosen], outputs, **HIDDEN, **options),
        view.again(again, [exchanges, chosen], outputs, **HIDDEN, **options),
    ]
    box.stop(stopped, exchanges, [view, exchanges, box], cancels=asking, **HIDDEN)
    new.click(cleared, None, [*outputs, panel], cancels=asking, **HIDDEN)
    view.show(source, exchanges, panel, queue=False, **HIDDEN)
    view.close(lambda: "", None, panel, queue=False, **HIDDEN)
    return chosen
