"""The folder of a corpus in; the questions that it brings along for its empty page out.

    # example-questions.txt: one question a line; the first four are shown
    Who led the delegation?
    When did the two sides meet?

A file that cannot be used never stops the server: a warning says in a sentence what was found and what is expected.
"""

import logging
from pathlib import Path

from kiddqa.errors import UnreadableFileError
from kiddqa.index.freshness import kept_snapshot
from kiddqa.ingest.decode import decode
from kiddqa.ingest.folder import EXAMPLE_FILE_NAME, read_file
from kiddqa.serve.first_questions import MOST_EXAMPLES
from kiddqa.serve.plain_text import typed

LONGEST_CHARS = 200
"""Of a question that is shown: more would be a page of text where a line should stand."""
LARGEST_FILE_BYTES = 1_000_000
_EXPECTED = f"expected a text file of questions, one a line, of at most {LONGEST_CHARS} characters each"
_LOG = logging.getLogger(__name__)


def own_examples(embeddings: Path, generation: str) -> tuple[str, ...] | None:
    """Return the questions of the corpus that a generation was built from; None where it brings none."""
    snapshot = kept_snapshot(embeddings, generation)
    return (read_examples(snapshot.folder) or None) if snapshot else None


def read_examples(corpus: Path) -> tuple[str, ...]:
    """Return the first four questions of the example file at the top of a corpus; none without such a file.

    A line is passed over if it is empty, begins with ``#`` or is too long; of the last a warning tells.
    """
    path = corpus / EXAMPLE_FILE_NAME
    if path.is_symlink():
        _LOG.warning("%s is a link and is not followed; put the file itself there.", path)
        return ()
    if not path.exists():
        return ()
    try:
        text = decode(read_file(path, max_file_bytes=LARGEST_FILE_BYTES))
    except UnreadableFileError as error:
        _LOG.warning("%s %s; %s.", path, error, _EXPECTED)
        return ()
    return _questions(text, path)


def _questions(text: str, path: Path) -> tuple[str, ...]:
    lines = [(number, " ".join(typed(line).split())) for number, line in enumerate(text.splitlines(), 1)]
    questions = [(number, line) for number, line in lines if line and not line.startswith("#")]
    too_long = [(number, line) for number, line in questions if len(line) > LONGEST_CHARS]
    if too_long:
        number, line = too_long[0]
        _LOG.warning("%s, line %d has %s characters and is not shown; %s.", path, number, f"{len(line):,}", _EXPECTED)
    return tuple(line for _, line in questions if len(line) <= LONGEST_CHARS)[:MOST_EXAMPLES]
