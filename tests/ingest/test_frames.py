import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.frames import (
    frame_head,
    most_reply_bytes,
    pack_document,
    pack_reason,
    read_frame,
    unpack_reply,
)
from kiddqa.ingest.parse import parse
from kiddqa.records import Document

MARKED_UP = b"""---
title: Locks
aliases: [Old Lock]
sources:
  - title: Report
    date: 2024-09
---
# The Lock

It opens at six.

- ports
"""


def unpack(reply: bytes) -> Document:
    return unpack_reply(reply, document_id="a.md", max_chars=1_000)


def altered(**fields: object) -> bytes:
    packed = json.loads(pack_document(parse(MARKED_UP, "a.md", max_chars=1_000)))
    packed["document"].update(fields)
    return json.dumps(packed).encode()


def test_a_document_comes_out_as_it_went_in() -> None:
    document = parse(MARKED_UP, "a.md", max_chars=1_000)
    assert unpack(pack_document(document)) == document


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(str.strip))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    try:
        document = parse(b"\xef\xbb\xbf" + text.encode(errors="replace"), "a.md", max_chars=1_000)
    except UnreadableFileError:
        return
    reply = pack_document(document)
    assert unpack(reply) == document
    assert len(reply) <= most_reply_bytes(len(document.text))


def test_a_reason_is_raised_on_one_line_and_not_at_length() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        unpack(pack_reason("is \x1b[2J broken\nby \u202e" + "x" * 1_000))
    assert str(caught.value) == ("is [2J broken by " + "x" * 1_000)[:300]


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "b.md"},
        {"text": None},
        {"text": "x" * 1_001},
        {"text": "\ud800" * 26},
        {"title": ""},
        {"title": "x" * 2_001},
        {"publisher": 5},
        {"format": ["markdown"]},
        {"blocks": None},
        {"blocks": []},
        {"blocks": [[0, 10_000, "paragraph", 0]]},
        {"blocks": [[0, 8, "heading", 1]]},
        {"blocks": [[8, 33, "paragraph", 0]]},
        {"blocks": [[0, 20, "paragraph", 0], [10, 33, "paragraph", 0]]},
        {"blocks": [[0, 33, "treasure", 0]]},
        {"blocks": [[0, 33, "paragraph", -1]]},
        {"blocks": [[0, 33, "paragraph", True]]},
        {"blocks": [[0, 33, "paragraph"]]},
        {"page_starts": [5, 2]},
        {"page_starts": [10_000]},
        {"sources": [["Report", None, None]]},
        {"aliases": "Old Lock"},
        {"aliases": ["x"] * 10_001},
    ],
)
def test_a_document_that_cannot_be_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (the library has a ValueError for each)
        unpack(altered(**fields))


@pytest.mark.parametrize("reply", [b"", b"[]", b"\x80\x04.", b'{"reason": 1}', b'{"document": []}', b"[" * 100_000])
def test_what_is_no_reply_is_refused(reply: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (the library has a ValueError for each)
        unpack(reply)


def test_frames_follow_each_other_until_the_end() -> None:
    stream = BytesIO(frame_head(3) + b"abc" + frame_head(0))
    assert [read_frame(stream), read_frame(stream), read_frame(stream)] == [b"abc", b"", None]
