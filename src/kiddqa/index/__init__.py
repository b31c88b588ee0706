"""Passages in, a searchable generation on disk out: embedder, FAISS, BM25, passage store, builder."""
