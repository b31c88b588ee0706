"""A file in SQuAD's JSON format in (plain or xz), documents and questions with gold slices out.

Format: Rajpurkar, Jia and Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD", 2018,
doi:10.18653/v1/P18-2124.
"""

import json
import lzma
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kiddqa.errors import QuestionError
from kiddqa.records import Block, BlockKind, Document, Range

DOUBTFUL_ALIGNMENT = 0.8
"""Unanswerable questions attached to their paragraph with less certainty than this are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadQuestion:
    """A question about one article; without gold slices the article does not answer it."""

    id: str
    text: str
    gold: tuple[Range, ...]
    """Slices of the article's document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadArticle:
    """An article as one document, a paragraph a block, with the questions asked of it."""

    document: Document
    questions: tuple[SquadQuestion, ...]


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


def _article(entry: dict[str, object], file_name: str) -> SquadArticle:
    title = str(entry["title"]).replace("_", " ")
    blocks, questions, texts, position = [], [], [], 0
    for paragraph in entry["paragraphs"]:  # type: ignore[attr-defined]  # JSON
        context = paragraph["context"]
        blocks.append(Block(start=position, end=position + len(context), kind=BlockKind.PARAGRAPH))
        questions += [_question(question, position) for question in paragraph["qas"] if _certain(question)]
        texts.append(context)
        position += len(context) + 2
    text = "\n\n".join(texts)
    document = Document(
        id=f"{file_name}/{title}",
        title=title,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        format="text",
        blocks=tuple(blocks),
    )
    return SquadArticle(document=document, questions=tuple(questions))


def _question(entry: dict[str, object], paragraph_start: int) -> SquadQuestion:
    gold = {
        Range(paragraph_start + start, paragraph_start + start + len(answer["text"]))
        for answer in entry["answers"]  # type: ignore[attr-defined]  # JSON
        for start in (answer["answer_start"], *answer.get("all_starts", ()))
    }
    return SquadQuestion(id=str(entry["id"]), text=str(entry["question"]).strip(), gold=tuple(sorted(gold)))


def _certain(entry: dict[str, object]) -> bool:
    return float(str(entry.get("align_conf", 1.0))) >= DOUBTFUL_ALIGNMENT
