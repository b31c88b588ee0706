from pathlib import Path

from curate.small_library import GOOD, TERM, marks, spoilt, write
from kiddqa.curate.check import check_corpus
from kiddqa.resources import corpus_folder


def test_a_library_in_order_has_nothing_to_mend(tmp_path: Path) -> None:
    report = check_corpus(write(tmp_path, GOOD))
    assert report.findings == ()
    assert report.summary == "4 documents, 6 sentences: nothing to mend"


def test_the_summary_counts_findings_and_the_documents_they_are_in(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "South Korea holds the NLL.", "It is held by the ROK.")
    assert check_corpus(folder).summary == "4 documents, 6 sentences: 2 findings in 1 document"


def test_findings_come_by_document_and_line(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "North Korea disputes the line.", "They dispute it.")
    write(folder, {"overview.md": GOOD["overview.md"].replace("language: en", "language: English")})
    write(folder, {TERM: (folder / TERM).read_text(encoding="utf-8").replace("kind: term\n", "kind: body\n")})
    assert marks(folder) == ["overview.md:5 front-matter", f"{TERM}:4 folder", f"{TERM}:22 opening-pronoun"]


def test_the_bundled_corpus_has_nothing_to_mend() -> None:
    report = check_corpus(corpus_folder())
    assert [f"{found.document}:{found.line}: {found.rule}: {found.message}" for found in report.findings] == []


def test_the_bundled_corpus_holds_27_meetings_and_at_least_40_other_documents() -> None:
    documents = [path.relative_to(corpus_folder()).as_posix() for path in corpus_folder().rglob("*.md")]
    meetings = [name for name in documents if name.startswith("meetings/")]
    assert len(meetings) == 27
    assert len(documents) - len(meetings) >= 40
