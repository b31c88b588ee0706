import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.written_pdf import write_pdf
from kiddqa.errors import CorpusError, UnreadableFileError
from kiddqa.ingest.folder import Loaded, Skipped, corpus_files, load_folder, read_file
from kiddqa.ingest.sandbox import ParsingLimits
from kiddqa.settings import Settings
from kiddqa.wiring import parsing_limits

MAX = 10_000


def load(folder: Path) -> Loaded:
    return load_folder(folder, max_file_bytes=MAX)


def reason(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_file(path, max_file_bytes=MAX)
    return str(caught.value)


def test_every_file_becomes_a_document_or_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.md").write_text("# Two\n\nText.")
    (tmp_path / "a.pdf").write_bytes(write_pdf([["Text."]]))
    (tmp_path / "empty.txt").touch()
    (tmp_path / "c.bin").write_bytes(bytes(range(256)) * 4)
    found = load(tmp_path)
    assert [(document.id, document.format) for document in found.documents] == [
        ("a.pdf", "pdf"),
        ("b/two.md", "markdown"),
    ]
    assert found.skipped == (
        Skipped(path="c.bin", reason="is not a text, Markdown, HTML, PDF or Word file"),
        Skipped(path="empty.txt", reason="is empty"),
    )


def test_documents_are_in_order_of_their_ids(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/x.txt", "a.txt", "B.txt"):
        (tmp_path / name).write_text("Text.")
    assert [document.id for document in load(tmp_path).documents] == ["B.txt", "a.txt", "a/x.txt"]


def test_hidden_files_and_folders_are_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("Text.")
    (tmp_path / ".hidden").write_text("Text.")
    assert load(tmp_path) == Loaded(documents=(), skipped=())


@pytest.mark.parametrize("name", ["aliases.txt", "example-questions.txt"])
def test_the_files_of_names_and_of_examples_at_the_top_are_no_documents(tmp_path: Path, name: str) -> None:
    (tmp_path / "below").mkdir()
    for place in (tmp_path, tmp_path / "below"):
        (place / name).write_text("Seoul = South Korea")
    assert [document.id for document in load(tmp_path).documents] == [f"below/{name}"]


def test_progress_is_told_after_each_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Text.")
    told: list[tuple[int, int]] = []
    load_folder(tmp_path, max_file_bytes=MAX, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(("name", "found"), [("missing", "There is no .*missing"), ("file.txt", "file.txt is a file")])
def test_a_missing_folder_is_refused_with_what_to_type(tmp_path: Path, name: str, found: str) -> None:
    (tmp_path / "file.txt").write_text("Text.")
    with pytest.raises(CorpusError, match=f"{found}; expected a folder of documents, name one with --corpus DIR"):
        load(tmp_path / name)


def test_a_link_out_of_the_folder_is_skipped(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "secret.txt").write_text("Text.")
    (corpus / "a.txt").symlink_to(tmp_path / "secret.txt")
    (corpus / "up").symlink_to(tmp_path)
    leads_out = "is a link that leads out of the folder; put the file itself there"
    assert load(corpus).skipped == (Skipped(path="a.txt", reason=leads_out), Skipped(path="up", reason=leads_out))


def test_a_link_to_a_file_within_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data" / "a.txt").write_text("Text.")
    (tmp_path / "a.txt").symlink_to(tmp_path / ".data" / "a.txt")
    assert [document.id for document in load(tmp_path).documents] == ["a.txt"]


def test_links_that_lead_in_a_circle_or_nowhere_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    assert load(tmp_path).skipped == (
        Skipped(path="again", reason="is a link to a folder; its files are read where they are"),
        Skipped(path="gone.txt", reason="is a link to nothing"),
    )


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert load(tmp_path).skipped == (Skipped(path="pipe", reason="is no regular file"),)


def test_a_name_that_is_not_utf_8_is_skipped(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Text.")
    assert load(tmp_path).skipped == (Skipped(path="caf?.txt", reason="has a name that is not valid UTF-8; rename it"),)


def test_the_files_to_be_opened_can_be_listed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    assert list(corpus_files(tmp_path)) == [("a.txt", tmp_path / "a.txt")]


def test_a_file_over_the_limit_is_skipped_with_both_sizes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 20_000)
    with pytest.raises(
        UnreadableFileError, match=r"is 0\.02 MB, larger than 0\.01 MB; split it or set KIDDQA_MAX_FILE_BYTES"
    ):
        read_file(tmp_path / "a.txt", max_file_bytes=MAX)


def test_a_file_that_has_become_a_pipe_since_it_was_listed_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reason(tmp_path / "a.txt") == "is no regular file"


def test_a_file_that_may_not_be_opened_is_skipped(tmp_path: Path) -> None:
    assert reason(tmp_path / "missing.txt") == "cannot be opened: no such file or directory"


@pytest.mark.parametrize("name", ["a\nb.txt", "a\x1b[2J.txt", "\u202etxt.exe", "a\u2028b.txt"])
def test_a_name_that_would_not_be_shown_as_it_is_is_skipped(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Text.")
    [skipped] = load(tmp_path).skipped
    assert skipped.reason == "has a name with control characters; rename it"
    assert skipped.path.isprintable()


def test_folders_more_than_a_hundred_deep_are_skipped(tmp_path: Path) -> None:
    bottom = tmp_path.joinpath(*["d"] * 101)
    bottom.mkdir(parents=True)
    (bottom / "a.txt").write_text("Text.")
    (bottom.parent / "b.txt").write_text("Text.")
    found = load(tmp_path)
    assert [document.id for document in found.documents] == ["d/" * 100 + "b.txt"]
    assert found.skipped == (Skipped(path="d/" * 100 + "d", reason="is more than 100 folders deep; move it up"),)


def test_a_file_that_costs_too_much_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text. " * 300)
    (tmp_path / "b.txt").write_text("Text.")
    found = load_folder(tmp_path, max_file_bytes=MAX, limits=ParsingLimits(text_chars=1_000))
    assert [document.id for document in found.documents] == ["b.txt"]
    assert found.skipped == (
        Skipped(
            path="a.txt",
            reason="has 1,800 characters of text, more than 1,000; split it or set KIDDQA_MAX_TEXT_CHARS",
        ),
    )


def test_the_usual_limits_are_those_of_the_settings() -> None:
    assert parsing_limits(Settings()) == ParsingLimits()


def test_importing_the_room_imports_no_parser() -> None:
    heavy = ("trafilatura", "lxml", "docx", "pypdfium2", "markdown_it", "charset_normalizer")
    code = f"import sys, kiddqa.ingest.folder, kiddqa.ingest.chunk; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert result.stdout.strip() == "[]"
