"""Haystack as its guide to hybrid retrieval has it: in memory, BM25 and vectors, joined by rank."""

# ruff: noqa: PLC0415  (what is imported is part of what is timed)

from collections.abc import Callable, Sequence

from harness import Search, compete


def load(model: str) -> Callable[[list[str], int, str | None], Search]:
    """Import Haystack and load the model twice, as it wants it: for documents and for questions."""
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    documents = SentenceTransformersDocumentEmbedder(model=model)
    questions = SentenceTransformersTextEmbedder(model=model)
    for embedder in (documents, questions):
        embedder.warm_up()

    def index(texts: list[str], limit: int, vectors: str | None) -> Search:
        del vectors
        store = InMemoryDocumentStore()
        store.write_documents(documents.run([Document(content=text) for text in texts])["documents"])
        pipeline = Pipeline()
        pipeline.add_component("embedder", questions)
        pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=50))
        pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=50))
        pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=limit))
        pipeline.connect("embedder.embedding", "dense.query_embedding")
        pipeline.connect("dense", "joiner")
        pipeline.connect("bm25", "joiner")

        def search(question: str) -> Sequence[object]:
            found: Sequence[object] = pipeline.run({"embedder": {"text": question}, "bm25": {"query": question}})[
                "joiner"
            ]["documents"]
            return found

        return search

    return index


if __name__ == "__main__":
    compete(load, packages=["haystack-ai", "sentence-transformers", "torch"])
