"""kiddqa's own retrieval, through a generation on the disk: each text a document of one passage."""

import tempfile

# ruff: noqa: PLC0415  (what is imported is part of what is timed)
from collections.abc import Callable, Sequence
from pathlib import Path

from harness import Search, compete


def load(model: str) -> Callable[[list[str], int, str | None], Search]:
    """Import kiddqa and load its compiled embedder of the same weights."""
    del model
    import numpy as np

    from kiddqa.index.builder import build_index
    from kiddqa.index.embedder import load_embedder
    from kiddqa.index.generation import open_generation
    from kiddqa.records import Block, BlockKind, Document, Filters, Passage, Range
    from kiddqa.retrieve.query import query_as_typed
    from kiddqa.settings import Settings
    from kiddqa.wiring import hybrid_retriever

    settings, folder = Settings(), Path(tempfile.mkdtemp())
    embedder = load_embedder(None, folder, threads=settings.threads)

    def whole(document: Document, *, passage_words: int, overlap_words: int) -> list[Passage]:
        del passage_words, overlap_words
        everything = Range(0, len(document.text))
        return [Passage(document=document, start=0, end=everything.end, sentences=(everything,))]

    def index(texts: list[str], limit: int, vectors: str | None) -> Search:
        documents = [
            Document(
                id=f"{number:06d}",
                title="",
                text=text,
                sha256="",
                format="text",
                blocks=(Block(start=0, end=len(text), kind=BlockKind.PARAGRAPH),),
            )
            for number, text in enumerate(texts)
        ]
        build_index(documents, embedder, folder, passage_words=130, overlap_words=40, cut=whole)
        opened = open_generation(folder, fingerprint=embedder.fingerprint)
        if vectors:
            rows = opened.document_vectors()
            np.save(vectors, rows / np.linalg.norm(rows, axis=1, keepdims=True))
        retriever = hybrid_retriever(opened, embedder, settings)

        def search(question: str) -> Sequence[object]:
            return retriever.retrieve(query_as_typed(question, (), Filters()), limit)

        return search

    return index


if __name__ == "__main__":
    compete(load, packages=["kiddqa", "faiss-cpu", "onnxruntime"])
