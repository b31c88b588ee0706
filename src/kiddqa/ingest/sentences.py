"""Text in, the range of every sentence out; boundaries come from sentencex, with a few repairs.

sentencex knows English abbreviations, initials and quotations. Where it cuts too often, two neighbours are joined
again; the only place where it cuts too seldom is a blank line with spaces in it, so the text is first cut there.
"""

import re
from collections.abc import Iterator

import sentencex

from kiddqa.records import Range

_BLANK_LINE = re.compile(r"\n[^\S\n]*(?=\n)")
_OPEN_END = re.compile(
    r"""
    (?: \b(?:Amb|Assoc|Cmdt|Secs|Supt|Tues?|Thurs?)\.
      | \b(?:[Aa]pprox|[Cc]f|[Cc]h|[Ee]q|[Pp]aras?|[Vv]ols?)\.
      | \b[A-Z]\.-[A-Z]\.                          # initials of a Korean name: J.-S. Ryu
    )$
    """,
    re.VERBOSE,
)
_ABBREVIATED = re.compile(r"\b[A-Z]\.$")
_OFFICE = re.compile(r"Under[ -]?[Ss]ecretar")  # the U.S. | Under Secretary: "Under" is taken for a beginning
_WITHIN_WORD = re.compile(r"(?<![^\W_])[^\W\d_]\.$")  # Korea-U.|S., with nothing between
_ITEM_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]")
_LOOK_BACK_CHARS = 40
_MAX_SENTENCE_CHARS = 4_000
_MAX_PARAGRAPH_CHARS = 20_000
_DATE_BEGUN = re.compile(r"\b(?:19|20)\d\d\.(?:\s\d{1,2}\.){0,2}$")  # 2024. 9. 23. as Korean writes it
_DATE_GOES_ON = re.compile(r"\d{1,2}\.|[가-힣(]")


def split_sentences(text: str) -> list[Range]:
    """Return the sentences of ``text`` in order, as offsets within it.

    Each range is trimmed of white space and not empty; together they hold every character that is not white.
    A blank line always ends a sentence; a single line break never does by itself. What goes on for more than 4,000
    characters is cut between two words, or in the middle of one of that length.
    """
    return [
        piece
        for paragraph in _paragraphs(text)
        for sentence in _sentences(text, paragraph)
        for piece in _cut(text, sentence, _MAX_SENTENCE_CHARS)
    ]


def _paragraphs(text: str) -> Iterator[Range]:
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        yield from _cut(text, Range(start, gap.start()), _MAX_PARAGRAPH_CHARS)
        start = gap.end()
    yield from _cut(text, Range(start, len(text)), _MAX_PARAGRAPH_CHARS)


def _cut(text: str, whole: Range, limit_chars: int) -> Iterator[Range]:
    """Yield trimmed pieces, none of them empty or longer than the limit, cut at white space where there is any."""
    start = whole.start
    while start < whole.end:
        end = min(start + limit_chars, whole.end)
        if end < whole.end and not (text[end].isspace() or text[end - 1].isspace()):
            words = text[start:end].rsplit(maxsplit=1)
            end -= len(words[1]) if len(words) > 1 else 0
        piece = _trim(text, start, end)
        if piece.start < piece.end:
            yield piece
        start = end


def _sentences(text: str, paragraph: Range) -> list[Range]:
    body = text[paragraph.start : paragraph.end]
    ends = [found["end_index"] for found in sentencex.get_sentence_boundaries("en", body)]
    joined: list[Range] = []
    for start, end in zip([0, *ends], [*ends, len(body)], strict=True):
        piece = _trim(text, paragraph.start + start, paragraph.start + end)
        if piece.start == piece.end:
            continue
        if joined and _belong_together(text, joined[-1], piece):
            piece = Range(joined.pop().start, piece.end)
        joined.append(piece)
    return joined


def _trim(text: str, start: int, end: int) -> Range:
    piece = text[start:end]
    return Range(end - len(piece.lstrip()), start + len(piece.rstrip())) if piece.strip() else Range(start, start)


def _belong_together(text: str, left: Range, right: Range) -> bool:
    before = text[max(left.start, left.end - _LOOK_BACK_CHARS) : left.end]
    touching = left.end == right.start
    return bool(
        (before.endswith(".") and text[right.start].islower())
        or (touching and _WITHIN_WORD.search(before))
        or (_DATE_BEGUN.search(before) and _DATE_GOES_ON.match(text, right.start, right.end))
        or (_ABBREVIATED.search(before) and _OFFICE.match(text, right.start, right.end))
        or _ITEM_NUMBER.fullmatch(text, left.start, left.end)
        or _OPEN_END.search(before)
    )
