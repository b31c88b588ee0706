"""A plain text file's bytes in; a Draft with the file's own text and the structure found in it out."""

from kiddqa.ingest.decode import decode
from kiddqa.ingest.draft import Draft, clean
from kiddqa.ingest.layout import find_blocks


def load(data: bytes) -> Draft:
    """Return the draft of a plain text file; its text is the file, decoded and cleaned, untouched otherwise.

    Raises:
        UnreadableFileError: if the bytes are no text in a known encoding.
    """
    text = clean(decode(data))
    return Draft(text=text, blocks=find_blocks(text))
