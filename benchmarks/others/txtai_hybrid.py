"""txtai with ``hybrid=True``, vectors and BM25, and the texts stored, so that a search gives passages."""

# ruff: noqa: PLC0415  (what is imported is part of what is timed)

from collections.abc import Callable, Sequence

from harness import Search, compete


def load(model: str) -> Callable[[list[str], int, str | None], Search]:
    """Import txtai and load the model."""
    from txtai import Embeddings

    embeddings = Embeddings(path=model, hybrid=True, content=True)

    def index(texts: list[str], limit: int, vectors: str | None) -> Search:
        del vectors
        embeddings.index(texts)

        def search(question: str) -> Sequence[object]:
            found: Sequence[object] = embeddings.search(question, limit)
            return found

        return search

    return index


if __name__ == "__main__":
    compete(load, packages=["txtai", "transformers", "torch"])
