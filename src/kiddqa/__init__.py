"""Answers questions about a folder of documents by quoting them."""

__version__ = "0.1.0"
