"""The evals tab: the figures and the report of the last run, and a button that runs the cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from chapter_and_verse.errors import RagError
from chapter_and_verse.ui.documents import listing
from chapter_and_verse.ui.documents.listing import Outcome
from chapter_and_verse.ui.evals import figures
from chapter_and_verse.ui.look.problems import record, sentence

if TYPE_CHECKING:
    from chapter_and_verse.assistant import Assistant

ALONE: dict[str, Any] = {"concurrency_id": "evals", "concurrency_limit": 1}
"""Runs wait for each other, but no question waits for a run."""
UNFIT = (
    "These cases do not fit the documents here; the server's log says which. Draft others with "
    "“rag eval new cases.yaml”, review them, and name the file with RAG_CASES."
)

SHOW = """() => requestAnimationFrame(() => {
  document.querySelector("#cv-report iframe")?.scrollIntoView();
})"""
"""It opens below the figures, and on a phone below the window."""


def evals_tab(page: gr.Blocks, assistant: Assistant) -> None:
    """The parts of the tab; whoever may change the documents, or has logged in, may run."""
    settings = assistant.settings
    report = settings.store / "eval.html"

    def last() -> tuple[Any, ...]:
        """The figures of the last run, whether it has a report, and no report opened."""
        return _figures(assistant), gr.update(visible=report.exists()), ""

    def run(progress: gr.Progress = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008
        try:
            _run(assistant, report, lambda name, done, total: progress((done, total), desc=name))
        except RagError as error:
            record(error)
            return listing.outcomes([Outcome("", False, _sentence(error))]), *last()
        return "", *last()

    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    gr.HTML(
        f'<p class="cv-hint">{figures.about(settings.cases)}</p>',
        apply_default_css=False,
        js_on_load=None,
    )
    with gr.Row(elem_id="cv-evals-do"):
        start = gr.Button(
            "Run the evals",
            size="sm",
            elem_classes="cv-plain-button",
            visible=settings.change_documents or settings.login is not None,
        )
        read = gr.Button(
            "Read the report", size="sm", elem_classes="cv-plain-button", visible=False
        )
    outcome = gr.HTML(apply_default_css=False, js_on_load=None, min_height=0, elem_id="cv-running")
    view = gr.HTML(apply_default_css=False, js_on_load=None, elem_id="cv-figures")
    frame = gr.HTML(apply_default_css=False, js_on_load=None, min_height=0, elem_id="cv-report")
    page.load(last, None, [view, read, frame], queue=False, **hidden)
    read.click(lambda: figures.report(report), None, frame, queue=False, **hidden).then(
        None, js=SHOW, **hidden
    )
    start.click(
        run,
        None,
        [outcome, view, read, frame],
        api_visibility="private",
        show_progress="full",
        show_progress_on=outcome,
        **ALONE,
    )


def _figures(assistant: Assistant) -> str:
    from chapter_and_verse.evals.results.regression import load_record

    file = assistant.settings.store / "eval.json"
    try:
        return figures.table(load_record(file)) if file.exists() else figures.NONE
    except RagError as error:  # of an older version, or damaged: the next run replaces it
        record(error)
        return figures.NONE


def _run(assistant: Assistant, report: Path, on_progress: Callable[[str, int, int], None]) -> None:
    """Run the cases on an index of their own, and keep the run and its report in the store."""
    from rich.console import Console

    from chapter_and_verse.evals.cases.case import GOLDEN
    from chapter_and_verse.evals.cases.output_files import write_text
    from chapter_and_verse.evals.report import html_report
    from chapter_and_verse.evals.run.asking import text_of
    from chapter_and_verse.evals.run.outputs import Outputs
    from chapter_and_verse.evals.run.runner import Options, run_judged, with_documents

    @contextmanager
    def steps(name: str) -> Iterator[Callable[[int, int], None]]:
        yield lambda done, total: on_progress(name, done, total)

    options = Options(cases=assistant.settings.cases or GOLDEN)
    settings = with_documents(assistant.settings, options)
    judged = run_judged(settings, options, Console(stderr=True), steps)
    Outputs(json=report.with_suffix(".json")).write(judged, text_of(assistant))
    write_text(report, html_report(_without_places(judged.as_json()), text_of(assistant)))


def _without_places(run: Mapping[str, Any]) -> dict[str, Any]:
    """The run as visitors may see it, who are told of no folder of the server."""
    kept = {
        name: Path(value).name if isinstance(value, str) and Path(value).is_absolute() else value
        for name, value in run["settings"].items()
    }
    return {**run, "settings": kept}


def _sentence(error: RagError) -> str:
    from chapter_and_verse.evals.cases.case import EvalError

    return UNFIT if isinstance(error, EvalError) else sentence(error)
