"""The tab where questions are asked: the conversation, the question box, and the source panel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import gradio as gr

from chapter_and_verse.errors import QuestionError, RagError
from chapter_and_verse.question.question import Question
from chapter_and_verse.ui.conversation import answer_html as render
from chapter_and_verse.ui.conversation import exchanges as conversation
from chapter_and_verse.ui.conversation import kept as shelves
from chapter_and_verse.ui.conversation.examples import Examples
from chapter_and_verse.ui.conversation.exchanges import Exchanges
from chapter_and_verse.ui.conversation.feedback import keep_feedback
from chapter_and_verse.ui.conversation.kept import Opened, Shelf
from chapter_and_verse.ui.conversation.restored import restore_exchanges
from chapter_and_verse.ui.look.html import escaped
from chapter_and_verse.ui.look.problems import record, sentence
from chapter_and_verse.ui.look.theme import script
from chapter_and_verse.ui.source.panel import SOURCE_SCRIPT, source_panel

if TYPE_CHECKING:
    from gradio.components import Component
    from gradio.events import Dependency

    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.ui.documents.library import LibraryReader

HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
ELSEWHERE = (
    "This conversation went on in another tab. Both stay: what you ask here is kept as a "
    "conversation of its own."
)
BEFORE = "This is a new conversation now. The one before stays under Conversations."


@dataclass(frozen=True)
class Chat:
    """The parts of the tab that other tabs change.

    ``restored`` gives the values of ``outputs`` that show the current conversation of a shelf.
    """

    outputs: tuple[Component, ...]
    restored: Callable[[Shelf], tuple[Any, ...]]
    shelf: gr.HTML
    panel: gr.HTML
    chosen: gr.Dropdown
    asking: list[Dependency]


def ask_tab(
    page: gr.Blocks,
    assistant: Assistant,
    reader: LibraryReader,
    new: gr.Button,
    options: dict[str, Any],
) -> Chat:
    """The parts of the tab."""
    examples = Examples(assistant)

    def shown(exchanges: Exchanges) -> str:
        return (
            render.render_conversation(exchanges)
            if exchanges
            else render.render_welcome(reader.library(), examples.known())
        )

    def restored(shelf: Shelf) -> tuple[Any, ...]:
        """The current conversation of a shelf, or a new one."""
        held = shelves.find_conversation(shelf, shelf["current"])
        exchanges = restore_exchanges(held, assistant.sources.document) if held else ()
        tab = shelves.open_conversation(held) if held else shelves.begin_conversation()
        ready = gr.update(value="", submit_btn="Ask", stop_btn=False)
        return shown(exchanges), exchanges, tab, ready, gr.update(visible=bool(exchanges))

    def opened(stored: Any) -> tuple[Any, ...]:
        shelf = shelves.read_shelf(stored)
        return *restored(shelf), shelf

    def kept(stored: Any, tab: Opened, exchanges: Exchanges) -> tuple[Shelf, Opened]:
        shelf, now = shelves.keep_conversation(shelves.read_shelf(stored), tab, exchanges)
        if now.key != tab.key:
            gr.Info(ELSEWHERE)
        return shelf, now

    def suggested(exchanges: Exchanges) -> Any:
        if exchanges or not reader.library().names:
            return gr.skip()
        try:
            examples.find()
        except RagError as error:
            record(error)
        return shown(())

    async def asked(
        question: str, earlier: Exchanges, tab: Opened, stored: Any, only: list[str]
    ) -> AsyncIterator[tuple[Any, ...]]:
        try:
            Question.of(question, assistant.settings.max_question_chars)
        except QuestionError as error:  # it stays in the box, to be mended
            gr.Warning(escaped(sentence(error)))
            yield tuple(gr.skip() for _ in range(6))
            return
        box: Any = gr.update(value="", submit_btn=False, stop_btn="Stop")
        chosen = frozenset(only) or None
        shelf: Any = None
        async for exchanges in conversation.ask(assistant, earlier, question, chosen):
            if shelf:
                shelf = gr.skip()
            else:
                shelf, tab = kept(stored, tab, exchanges)
            yield shown(exchanges), exchanges, tab, box, gr.update(visible=True), shelf
            box = gr.skip()
        ready = gr.update(submit_btn="Ask", stop_btn=False)
        if exchanges[-1].problem:
            ready["value"] = question
        yield gr.skip(), gr.skip(), gr.skip(), ready, gr.skip(), gr.skip()

    async def again(
        earlier: Exchanges, tab: Opened, stored: Any, only: list[str], click: gr.EventData
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Ask in the place of an exchange; what came after it stays in the conversation before."""
        n = int(click.exchange)
        if earlier[n + 1 :]:
            tab = shelves.begin_conversation()
            gr.Info(BEFORE)
        async for update in asked(str(click.question), earlier[:n], tab, stored, only):
            yield update

    def stopped(exchanges: Exchanges, tab: Opened, stored: Any) -> tuple[Any, ...]:
        exchanges = conversation.stop_answering(exchanges)
        shelf: Any = gr.skip()
        if exchanges:
            shelf, tab = kept(stored, tab, exchanges)
        ready = gr.update(submit_btn="Ask", stop_btn=False)
        return shown(exchanges), exchanges, tab, ready, gr.skip(), shelf

    def finished(exchanges: Exchanges, tab: Opened, stored: Any) -> tuple[Any, ...]:
        return kept(stored, tab, exchanges) if exchanges else (gr.skip(), gr.skip())

    def begun(stored: Any) -> tuple[Any, ...]:
        shelf = shelves.choose_conversation(shelves.read_shelf(stored), None)
        return *restored(shelf), shelf, ""

    def source(exchanges: Exchanges, click: gr.EventData) -> str:
        citation = exchanges[click.exchange].quotes[click.n]
        return source_panel(assistant.sources, citation, click.n + 1)

    def rated(exchanges: Exchanges, click: gr.EventData) -> None:
        about = exchanges[: int(click.exchange) + 1]
        rating: Literal["good", "bad"] = "good" if click.rating == "good" else "bad"
        keep_feedback(assistant.settings.feedback_file, about, rating, str(click.comment))
        gr.Info("Thank you. Your feedback stays on this machine.")

    exchanges, opened_here = gr.State(()), gr.State(Opened(""))
    shelf = gr.HTML(
        html_template="", js_on_load=script(__file__, "browser_storage.js"), visible="hidden"
    )
    with gr.Row(elem_id="cv-body"):
        with gr.Column(elem_id="cv-chat"):
            view = gr.HTML(
                apply_default_css=False,
                js_on_load=script(__file__, "conversation.js"),
                elem_id="cv-conversation",
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
        panel = gr.HTML(
            apply_default_css=False,
            js_on_load=SOURCE_SCRIPT,
            elem_id="cv-source",
        )
    outputs = (view, exchanges, opened_here, box, new)
    page.load(opened, shelf, [*outputs, shelf], js=shelves.READ, queue=False, **HIDDEN).then(
        suggested, exchanges, view, **HIDDEN, **options
    )
    session = [exchanges, opened_here, shelf]
    asking = [
        box.submit(asked, [box, *session, chosen], [*outputs, shelf], **HIDDEN, **options),
        view.again(again, [*session, chosen], [*outputs, shelf], **HIDDEN, **options),
    ]
    for event in asking:  # not by the stream: what a stream changes is not stored by the browser
        event.then(finished, session, [shelf, opened_here], queue=False, **HIDDEN)
    box.stop(stopped, session, [*outputs, shelf], cancels=asking, **HIDDEN)
    new.click(begun, shelf, [*outputs, shelf, panel], cancels=asking, **HIDDEN)
    view.rate(rated, exchanges, None, **HIDDEN)
    view.show(source, exchanges, panel, queue=False, **HIDDEN)
    view.close(lambda: "", None, panel, queue=False, **HIDDEN)
    return Chat(outputs, restored, shelf, panel, chosen, asking)
