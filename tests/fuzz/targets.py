"""What is fuzzed: each target takes any bytes and raises if a promise of its part is broken.

A loader may refuse with an UnreadableFileError and with nothing else. What it takes is in NFC, without zeros and
surrogates, and its blocks hold everything but white space, in order. Passages are as DESIGN.md has them.
"""

import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress

from hostile.word_files import with_text
from kiddqa.errors import UnreadableFileError
from kiddqa.ingest import frontmatter, markdown, pdf, webpage, word
from kiddqa.ingest import text as plain
from kiddqa.ingest.chunk import chunk
from kiddqa.ingest.draft import Draft, clean, finish
from kiddqa.ingest.frames import pack_document, unpack_reply
from kiddqa.ingest.sentences import split_sentences
from kiddqa.ingest.sniff import sniff

_LONGEST_SENTENCE = 4_000
_WORDS, _SHARED = 20, 5


def _own(load: Callable[[bytes], Draft]) -> Callable[[bytes], None]:
    """Return the target of a loader that raises nothing but an UnreadableFileError by itself."""

    def target(data: bytes) -> None:
        with suppress(UnreadableFileError):
            _check_draft(load(data))

    return target


def _foreign(load: Callable[[bytes], Draft]) -> Callable[[bytes], None]:
    """Return the target of a loader whose library raises what it likes, which ``parse`` turns into a reason."""

    def target(data: bytes) -> None:
        try:
            draft = load(data)
        except Exception:  # noqa: BLE001  (as in parse; what is not raised, such as a crash, is what is looked for)
            return
        _check_draft(draft)

    return target


def _fuzz_word(data: bytes) -> None:
    """Take the bytes for a whole file if they begin like one, else for the text in one: ZIP hides it from mutation."""
    _foreign(word.load)(data if data.startswith(b"PK") else with_text(data))


def _check_draft(draft: Draft) -> None:
    text = draft.text
    assert unicodedata.is_normalized("NFC", text)
    assert clean(text) == text
    if not draft.blocks:
        assert not text.strip()
        return
    document = finish(draft, document_id="a.md", format_name="text")
    assert unpack_reply(pack_document(document), document_id="a.md", max_chars=len(text)) == document


def _fuzz_sniff(data: bytes) -> None:
    if data:
        with suppress(UnreadableFileError):
            sniff(data, "a.md")


def _fuzz_front_matter(data: bytes) -> None:
    """Take what stands between the lines of a file's front matter, or all of what has no such lines."""
    text = clean(data.decode(errors="replace")).removeprefix("---\n").partition("\n---")[0]
    with suppress(UnreadableFileError):
        metadata, body = frontmatter.split_front_matter(f"---\n{text}\n---\nBody.\n")
        assert body.endswith("Body.\n")
        for value in (metadata.title, metadata.publisher, metadata.url, *metadata.aliases):
            assert value is None or (value.encode() is not None and "\n" not in value)


def _fuzz_sentences(data: bytes) -> None:
    text = clean(data.decode(errors="replace"))
    beyond = 0
    for start, end in split_sentences(text):
        assert beyond <= start < end <= len(text)
        assert end - start <= _LONGEST_SENTENCE
        assert text[start:end] == text[start:end].strip()
        assert not text[beyond:start].strip()
        beyond = end
    assert not text[beyond:].strip()


def _fuzz_chunk(data: bytes) -> None:
    with suppress(UnreadableFileError):
        draft = markdown.load(data)
        if not draft.blocks:
            return
        document = finish(draft, document_id="a.md", format_name="markdown")
        seen = 0
        for passage in chunk(document, passage_words=_WORDS, overlap_words=_SHARED):
            assert passage.start < passage.end <= len(document.text)
            assert not document.text[seen : passage.start].strip()
            assert all(passage.start <= start < end <= passage.end for start, end in passage.sentences)
            words = [len(document.text[start:end].split()) for start, end in passage.sentences]
            assert sum(words) <= _WORDS or len(words) == 1
            seen = max(seen, passage.end)
        assert not document.text[seen:].strip()


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "text": _own(plain.load),
    "markdown": _own(markdown.load),
    "html": _foreign(webpage.load),
    "pdf": _foreign(pdf.load),
    "word": _fuzz_word,
    "sniff": _fuzz_sniff,
    "front-matter": _fuzz_front_matter,
    "sentences": _fuzz_sentences,
    "chunk": _fuzz_chunk,
}
