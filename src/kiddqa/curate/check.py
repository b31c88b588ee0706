"""A folder of the reference corpus in; what has to be mended in it, rule by rule, out."""

from dataclasses import dataclass
from pathlib import Path

from kiddqa.curate.acronyms import acronyms_are_spelled_out
from kiddqa.curate.field_rules import front_matter_is_complete, kind_fits_folder, title_heads_the_text
from kiddqa.curate.id_rules import cross_references_resolve, ids_are_unique
from kiddqa.curate.library import Finding, Library, Rule, read_library
from kiddqa.curate.meeting_rules import file_names_agree, meetings_ascend, overview_agrees
from kiddqa.curate.repetition import documents_differ, sentences_stand_once
from kiddqa.curate.sentence_rules import sentences_are_short, sentences_stand_alone, text_can_be_quoted

RULES: tuple[Rule, ...] = (
    front_matter_is_complete,
    title_heads_the_text,
    kind_fits_folder,
    ids_are_unique,
    cross_references_resolve,
    file_names_agree,
    meetings_ascend,
    overview_agrees,
    acronyms_are_spelled_out,
    sentences_are_short,
    sentences_stand_alone,
    text_can_be_quoted,
    sentences_stand_once,
    documents_differ,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check of a corpus gave."""

    documents: int
    sentences: int
    findings: tuple[Finding, ...]
    """By document, line and rule."""

    @property
    def summary(self) -> str:
        """How much was checked, and how much of it is to be mended, in one line."""
        checked = f"{_count(self.documents, 'document')}, {_count(self.sentences, 'sentence')}"
        if not self.findings:
            return f"{checked}: nothing to mend"
        faulty = len({finding.document for finding in self.findings})
        return f"{checked}: {_count(len(self.findings), 'finding')} in {_count(faulty, 'document')}"


def check_corpus(folder: Path) -> Report:
    """Hold every rule against the corpus in ``folder``.

    Raises:
        CorpusError: if the folder is missing or holds no Markdown.
    """
    return check_library(read_library(folder))


def check_library(library: Library) -> Report:
    """Hold every rule against a library."""
    findings = [finding for rule in RULES for finding in rule(library)]
    return Report(
        documents=len(library.entries),
        sentences=sum(len(entry.sentences) for entry in library.entries),
        findings=tuple(sorted(findings, key=lambda found: (found.document, found.line, found.rule, found.message))),
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
