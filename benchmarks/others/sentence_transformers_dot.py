"""sentence-transformers as its manual has it: encode, then the largest inner products; no BM25."""

# ruff: noqa: PLC0415  (what is imported is part of what is timed)

from collections.abc import Callable, Sequence

from harness import Search, compete


def load(model: str) -> Callable[[list[str], int, str | None], Search]:
    """Import sentence-transformers and load the model."""
    import numpy as np
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model, device="cpu")

    def index(texts: list[str], limit: int, vectors: str | None) -> Search:
        rows = encoder.encode(texts, normalize_embeddings=True)
        if vectors:
            np.save(vectors, rows)

        def search(question: str) -> Sequence[object]:
            scores = rows @ encoder.encode(question, normalize_embeddings=True)
            return [texts[number] for number in np.argsort(-scores)[:limit]]

        return search

    return index


if __name__ == "__main__":
    compete(load, packages=["sentence-transformers", "torch"])
