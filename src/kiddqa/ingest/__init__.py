"""Folder in, documents and passages out: one loader per format, sentence boundaries, chunking."""
