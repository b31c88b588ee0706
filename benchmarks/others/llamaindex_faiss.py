"""LlamaIndex over a flat FAISS index: vectors alone, no BM25."""

# ruff: noqa: PLC0415  (what is imported is part of what is timed)

from collections.abc import Callable, Sequence

from harness import Search, compete


def load(model: str) -> Callable[[list[str], int, str | None], Search]:
    """Import LlamaIndex and load the model."""
    import faiss
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.faiss import FaissVectorStore

    embedder = HuggingFaceEmbedding(model_name=model)

    def index(texts: list[str], limit: int, vectors: str | None) -> Search:
        del vectors
        dimension = len(embedder.get_text_embedding("dimension"))
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(dimension))
        made = VectorStoreIndex(
            nodes=[TextNode(text=text) for text in texts],
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=embedder,
        )
        retriever = made.as_retriever(similarity_top_k=limit)

        def search(question: str) -> Sequence[object]:
            found: Sequence[object] = retriever.retrieve(question)
            return found

        return search

    return index


if __name__ == "__main__":
    compete(load, packages=["llama-index-core", "llama-index-vector-stores-faiss", "sentence-transformers", "torch"])
