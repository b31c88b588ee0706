"""Keeps the reference corpus in order: a folder of Markdown in, findings of what has to be mended out."""
