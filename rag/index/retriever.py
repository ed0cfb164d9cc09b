"""The search for passages as a LangChain retriever, for programs that are built on LangChain."""

from __future__ import annotations

from collections.abc import Collection

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import PrivateAttr

from chapter_and_verse.index.hit import Hit
from chapter_and_verse.index.search import PassageSearch


class HybridRetriever(BaseRetriever):
    """`PassageSearch` with LangChain's interface; nothing inside this package uses it.

        for document in assistant.retriever.invoke("Where do oaks grow?"):
            print(document.metadata["source"], document.page_content)

    The options of `OpenIndex.search` can be given to ``invoke``. A document has the passage
    under its headings, and as metadata its ``source``, ``start`` and ``end`` there, the length of
    the headings (``heading_chars``), and the scores of a `Hit`.
    """

    _search: PassageSearch = PrivateAttr()

    def __init__(self, search: PassageSearch) -> None:
        super().__init__()
        self._search = search

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        context: str = "",
        only: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> list[LangChainDocument]:
        return [_document(hit) for hit in self._search.open().search(query, context, only, without)]


def _document(hit: Hit) -> LangChainDocument:
    passage = hit.passage
    return LangChainDocument(
        id=hit.id,
        page_content=passage.headed,
        metadata={
            "source": passage.source,
            "start": passage.start,
            "end": passage.end,
            "heading_chars": len(passage.heading),
            "cosine": hit.cosine,
            "bm25": hit.bm25,
            "score": hit.score,
        },
    )
