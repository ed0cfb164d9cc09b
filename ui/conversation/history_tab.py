"""The conversations tab: what this browser keeps, to open, search, rename, export and delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from chapter_and_verse.ui.conversation import kept as shelves
from chapter_and_verse.ui.conversation.ask_tab import HIDDEN, Chat
from chapter_and_verse.ui.conversation.export import export_conversation
from chapter_and_verse.ui.look.html import counted, escaped
from chapter_and_verse.ui.look.theme import script

SAVE = """(file) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file.text], { type: "text/plain" }));
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}"""


def history_tab(chat: Chat, tabs: gr.Tabs) -> None:
    """The parts of the tab; opening a conversation leads back to the first one."""
    gr.HTML(
        '<p class="cv-hint">Kept in this browser only, on this computer.</p>',
        apply_default_css=False,
        js_on_load=None,
    )
    words = gr.Textbox(
        label="Search the conversations",
        show_label=False,
        placeholder="Search the conversations",
        container=False,
        elem_id="cv-search",
    )
    view = gr.HTML(
        apply_default_css=False, js_on_load=script(__file__, "history.js"), elem_id="cv-history"
    )
    file = gr.JSON(visible="hidden")

    def listed(stored: Any, words: str | None) -> str:
        shelf = shelves.read_shelf(stored)
        words = words or ""
        return render_list(shelves.search_conversations(shelf, words), shelf["current"], words)

    def opened(stored: Any, click: gr.EventData) -> tuple[Any, ...]:
        shelf = shelves.choose_conversation(shelves.read_shelf(stored), click.id)
        return *chat.restored(shelf), shelf, "", gr.Tabs(selected="ask")

    def renamed(stored: Any, click: gr.EventData) -> Any:
        return shelves.rename_conversation(shelves.read_shelf(stored), click.id, str(click.title))

    def deleted(stored: Any, click: gr.EventData) -> tuple[Any, ...]:
        before = shelves.read_shelf(stored)
        shelf = shelves.delete_conversation(before, click.id)
        if before["current"] != click.id:
            return *(gr.skip() for _ in chat.outputs), shelf, gr.skip()
        return *chat.restored(shelf), shelf, ""

    def saved(stored: Any, click: gr.EventData) -> Any:
        held = shelves.find_conversation(shelves.read_shelf(stored), click.id)
        if held is None:
            return gr.skip()
        return export_conversation(held, "json" if click.kind == "json" else "md")

    quick: dict[str, Any] = {"queue": False, **HIDDEN}
    shelf = chat.shelf
    # One event for all: of several, each with a request of its own, a list that was asked for
    # before the words were typed could come last.
    times_shown = gr.State(0)
    view.refresh(lambda times: times + 1, times_shown, times_shown, **quick)
    changes = [shelf.change, words.change, times_shown.change]
    gr.on(changes, listed, [shelf, words], view, trigger_mode="always_last", **quick)
    leaving: dict[str, Any] = {"cancels": chat.asking, **HIDDEN}
    view.open(opened, shelf, [*chat.outputs, shelf, chat.panel, tabs], **leaving)
    view.delete(deleted, shelf, [*chat.outputs, shelf, chat.panel], **leaving)
    view.rename(renamed, shelf, shelf, **quick)
    view.save(saved, shelf, file, **quick).then(None, file, None, js=SAVE, **HIDDEN)


def render_list(found: Sequence[dict[str, Any]], current: str | None, words: str) -> str:
    """The conversations as a list; `history.js` gives its buttons their meaning."""
    if not found:
        nothing = "No conversation holds these words." if words.strip() else "No conversations yet."
        return f'<p class="cv-empty">{nothing}</p>'
    return f'<ul class="cv-conversations">{"".join(_item(held, current) for held in found)}</ul>'


def _item(held: dict[str, Any], current: str | None) -> str:
    title = escaped(held["title"])
    now = ' aria-current="true"' if held["id"] == current else ""
    changed = escaped(held["changed"][:16].replace("T", " "))
    buttons = "".join(
        f'<button type="button" data-do="{what}" aria-label="{words}: {title}">{words}</button>'
        for what, words in (
            ("rename", "Rename"),
            ("md", "Markdown"),
            ("json", "JSON"),
            ("delete", "Delete"),
        )
    )
    return (
        f'<li data-id="{escaped(held["id"])}"{now}><button type="button" class="cv-title" '
        f'data-do="open" dir="auto">{title}</button>'
        f"<p>{counted(len(held['exchanges']), 'question')}, {changed} UTC</p>"
        f"<div>{buttons}</div></li>"
    )
