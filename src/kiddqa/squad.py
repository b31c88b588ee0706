"""A file in SQuAD's JSON format in (plain or xz), documents and questions with gold slices out; SQuAD's measures.

Format: Rajpurkar, Jia and Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD", 2018,
doi:10.18653/v1/P18-2124. A paragraph may have a ``heading`` besides, which holds for those below it that have none.
"""

import json
import lzma
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kiddqa.errors import QuestionError
from kiddqa.records import Block, BlockKind, Document, Passage, Range

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")

DOUBTFUL_ALIGNMENT = 0.8
"""Unanswerable questions attached to their paragraph with less certainty than this are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadQuestion:
    """A question about one article; without gold slices the article does not answer it."""

    id: str
    article: str
    """Id of the article's document."""
    text: str
    paragraph: Range
    """The slice of the article that the question was written for."""
    gold: tuple[Range, ...]
    """Slices of the article's document."""
    gold_texts: tuple[str, ...]
    """The answers as the file gives them, without doubles."""

    def is_answered_by(self, document_id: str, start: int, end: int) -> bool:
        """Say whether a slice of a document shares text with a gold slice."""
        return document_id == self.article and any(start < gold.end and gold.start < end for gold in self.gold)

    def is_held_by(self, passage: Passage) -> bool:
        """Say whether a passage holds a whole gold slice."""
        same = passage.document.id == self.article
        return same and any(passage.start <= start and end <= passage.end for start, end in self.gold)


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadArticle:
    """An article as one document, a paragraph a block, with the questions asked of it."""

    document: Document
    questions: tuple[SquadQuestion, ...]

    def heading_of(self, question: SquadQuestion) -> tuple[str, ...]:
        """Return the heading above the question's paragraph, as a passage has it; nothing where there is none."""
        text, start = self.document.text, question.paragraph.start
        above = [block for block in self.document.blocks if block.kind is BlockKind.HEADING and block.end <= start]
        return tuple(text[block.start : block.end] for block in above[-1:])


def read_articles(path: Path) -> list[SquadArticle]:
    """Read every article of a file, in its order.

    Raises:
        QuestionError: if the file is missing or not in SQuAD's format.
    """
    try:
        content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        return [_article(entry, path.name) for entry in json.loads(content)["data"]]
    except (OSError, lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise QuestionError(f"{path} could not be read as SQuAD JSON ({error!r}).") from error


def _article(entry: dict[str, Any], file_name: str) -> SquadArticle:
    title = str(entry["title"]).replace("_", " ")
    article_id = f"{file_name}/{title}"
    blocks, questions, texts, position = [], [], [], 0
    for paragraph in entry["paragraphs"]:
        if heading := str(paragraph.get("heading", "")):
            end = position + len(heading)
            blocks.append(Block(start=position, end=end, kind=BlockKind.HEADING, level=2))
            texts.append(heading)
            position = end + 2
        place = Range(position, position + len(paragraph["context"]))
        blocks.append(Block(start=place.start, end=place.end, kind=BlockKind.PARAGRAPH))
        questions += [_question(question, article_id, place) for question in paragraph["qas"] if _certain(question)]
        texts.append(paragraph["context"])
        position = place.end + 2
    text = "\n\n".join(texts)
    document = Document(
        id=article_id,
        title=title,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        format="text",
        blocks=tuple(blocks),
    )
    return SquadArticle(document=document, questions=tuple(questions))


def _question(entry: dict[str, Any], article_id: str, paragraph: Range) -> SquadQuestion:
    gold = {
        Range(paragraph.start + start, paragraph.start + start + len(answer["text"]))
        for answer in entry["answers"]
        for start in (answer["answer_start"], *answer.get("all_starts", ()))
    }
    return SquadQuestion(
        id=str(entry["id"]),
        article=article_id,
        text=str(entry["question"]).strip(),
        paragraph=paragraph,
        gold=tuple(sorted(gold)),
        gold_texts=tuple(dict.fromkeys(answer["text"] for answer in entry["answers"])),
    )


def _certain(entry: dict[str, Any]) -> bool:
    return float(entry.get("align_conf", 1.0)) >= DOUBTFUL_ALIGNMENT


def exact_match(quote: str, gold: str) -> float:
    """Return 1 if both are the same after SQuAD's normalisation, else 0."""
    return float(normalise_answer(quote) == normalise_answer(gold))


def token_f1(quote: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall over normalised tokens, 0 to 1; two empty texts agree."""
    return overlap_f1(normalise_answer(quote).split(), normalise_answer(gold).split())


def overlap_f1(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Return the harmonic mean of precision and recall of tokens, 0 to 1; nothing found where none is wanted is 1."""
    if not found or not wanted:
        return float(found == wanted)
    common = sum((Counter(found) & Counter(wanted)).values())
    return 2 * common / (len(found) + len(wanted))


def normalise_answer(text: str) -> str:
    """Lower-case, drop ASCII punctuation, drop English articles, fold white space: SQuAD's own, to the letter."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())
