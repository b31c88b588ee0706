"""``python -m kiddqa`` is the command line."""

from kiddqa.cli import app

app()
