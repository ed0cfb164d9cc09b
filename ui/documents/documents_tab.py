"""The documents tab: what is indexed, and how visitors change it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from chapter_and_verse.errors import RagError
from chapter_and_verse.ui.documents import listing
from chapter_and_verse.ui.documents.listing import Outcome
from chapter_and_verse.ui.documents.uploads import UploadError, added, set_aside
from chapter_and_verse.ui.look.problems import record, sentence
from chapter_and_verse.ui.look.theme import script

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant
    from chapter_and_verse.index.sync import SyncReport
    from chapter_and_verse.ui.documents.library import LibraryReader

IN_TURN: dict[str, Any] = {"concurrency_id": "documents", "concurrency_limit": 1}
"""Changes wait for each other, but no question waits for them."""


def documents_tab(
    page: gr.Blocks,
    assistant: Assistant,
    reader: LibraryReader,
    refreshed: Callable[[], Any],
    chosen: gr.Dropdown,
) -> None:
    """The parts of the tab; ``chosen`` gets ``refreshed()`` whenever the documents change."""
    settings = assistant.settings
    changeable = settings.change_documents

    def table() -> str:
        return listing.documents(reader.entries(), removable=changeable)

    def synced(names: list[str] | None, progress: gr.Progress) -> SyncReport:
        """Bring the index up to date."""
        return assistant.sync(
            names, lambda source, done, total: progress((done, total), desc=f"Indexing {source}")
        )

    def upload(files: list[str], progress: gr.Progress = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008
        if len(files) > settings.max_upload_files:
            most = settings.max_upload_files
            found = [Outcome("", False, f"At most {most} files can be added at once.")]
            return listing.outcomes(found), table(), None
        found = list(
            _taken_in(assistant, [Path(file) for file in files], lambda n: synced(n, progress))
        )
        return listing.outcomes(found), table(), None

    def remove(click: gr.EventData, progress: gr.Progress = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008
        name = str(click.name)
        try:
            set_aside(name, settings.documents, settings.store)
            detail = "Removed from the documents; whoever runs this page can bring it back."
            outcome = Outcome(name, True, detail)
        except UploadError as error:
            outcome = Outcome(name, False, str(error))
        synced([name], progress)
        return listing.outcomes([outcome]), table()

    def reindex(progress: gr.Progress = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008
        try:
            report = synced(None, progress)
        except RagError as error:
            record(error)
            return listing.outcomes([Outcome("", False, sentence(error))]), table()
        found = [Outcome(failure.source, False, failure.reason) for failure in report.failed]
        return listing.outcomes(found or [Outcome("", True, "The index is up to date.")]), table()

    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    if changeable:
        files = gr.File(
            label="Add documents",
            file_count="multiple",
            height=130,
            elem_id="cv-upload",
        )
    outcome = gr.HTML(apply_default_css=False, js_on_load=None, elem_id="cv-outcome", min_height=0)
    view = gr.HTML(
        apply_default_css=False, js_on_load=script(__file__, "documents.js"), elem_id="cv-documents"
    )
    page.load(table, None, view, queue=False, **hidden)
    if not changeable:
        return
    again = gr.Button("Re-index", size="sm", elem_id="cv-reindex", elem_classes="cv-plain-button")
    shown: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "full",
        "show_progress_on": outcome,
    }
    events = (
        files.upload(upload, files, [outcome, view, files], **shown, **IN_TURN),
        view.remove(remove, None, [outcome, view], **shown, **IN_TURN),
        again.click(reindex, None, [outcome, view], **shown, **IN_TURN),
    )
    for event in events:
        event.then(refreshed, None, chosen, queue=False, **hidden)


def _taken_in(
    assistant: Assistant, files: list[Path], synced: Callable[[list[str]], SyncReport]
) -> list[Outcome]:
    """Add and index files; those that turn out not to be readable are taken out again."""
    settings = assistant.settings
    found: list[Outcome] = []
    names: list[str] = []
    for file in files:
        try:
            names.append(added(file, file.name, settings.documents, settings.max_file_bytes))
        except UploadError as error:
            found.append(Outcome(file.name, False, str(error)))
        except OSError as error:
            record(error)
            found.append(Outcome(file.name, False, "It cannot be stored here."))
        file.unlink(missing_ok=True)
    try:
        report = synced(names) if names else None
    except RagError as error:
        record(error)
        return [*found, *(Outcome(name, False, sentence(error)) for name in names)]
    failed = {failure.source: failure.reason for failure in report.failed} if report else {}
    partly = {warning.source for warning in report.warnings} if report else set()
    for name in names:
        if name in failed:
            (settings.documents / name).unlink(missing_ok=True)
            found.append(Outcome(name, False, failed[name]))
        else:
            but = " Not all of it could be read: see below." if name in partly else ""
            found.append(Outcome(name, True, f"Added and indexed.{but}"))
    return found
