"""The command ``rag serve``, which ``rag`` finds as an entry point; see `cli.console.Commands`."""

from __future__ import annotations

from typing import Annotated

import typer

from chapter_and_verse.cli.console import errors, stderr
from chapter_and_verse.cli.options import Documents, Store, make_assistant

app = typer.Typer()


@app.command()
def serve(
    documents: Documents = None,
    store: Store = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Bring the index up to date and open the web page."""
    with errors():
        from chapter_and_verse.cli.display import index_with_progress, print_report

        assistant = make_assistant(documents, store, host=host, port=port)
        print_report(index_with_progress(assistant, None, stderr()), stderr())
        from chapter_and_verse.ui.app import serve as serve_page

        serve_page(assistant, open_browser=open_browser)
