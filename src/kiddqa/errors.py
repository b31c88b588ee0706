"""Everything that can go wrong and be mended: one tree, each message saying what to type.

    KiddQAError
    ├── SettingsError      a setting or environment variable is unknown or out of range
    ├── CorpusError        the folder of documents cannot be read
    │   └── UnreadableFileError   one file cannot become a Document; it is reported and skipped
    ├── ModelError         model weights are missing, altered or cannot be compiled
    ├── IndexError_        no index, or one that does not fit the model, format or corpus
    │   └── DamagedIndexError     a part is missing, altered or out of step (``index.damage``)
    └── QuestionError      a question, filter or question file is not acceptable

A message says what was found, what was expected and what to type. Errors are caught in two places
only: the HTTP edge (a 4xx or 503 with the message) and the command line (one line, exit code 2).
"""


class KiddQAError(Exception):
    """Root of every error that kiddqa raises on purpose; ``str(error)`` is one plain sentence."""


class SettingsError(KiddQAError):
    """A setting or ``KIDDQA_`` environment variable is unknown, malformed or out of range."""


class CorpusError(KiddQAError):
    """The corpus folder is missing, empty or cannot be read."""


class UnreadableFileError(CorpusError):
    """One file cannot become a Document; the message is the reason shown to the user."""


class ModelError(KiddQAError):
    """Model weights are missing, do not match their hash, or fail the parity check."""


class IndexError_(KiddQAError):  # noqa: N801, N818  (IndexError is a builtin; the field's word is index)
    """There is no index, or it does not match the model, the format or its own manifest."""


class QuestionError(KiddQAError):
    """A question, filter or question file is empty, too long or malformed."""
