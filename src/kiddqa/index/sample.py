"""English prose that is at hand everywhere, to compare a compiled model with its original on."""

import re

from kiddqa.resources import corpus_folder

_TEXTS = 240
_MIN_WORDS = 8


def default_sample() -> list[str]:
    """Return 240 pieces of English prose that are at hand everywhere, spread evenly over what there is.

    Half are lines of the bundled corpus, half paragraphs of Python's own manual (``pydoc_data.topics``): what is
    embedded in earnest, and something foreign to it.
    """
    from pydoc_data.topics import topics  # noqa: PLC0415  (a large module, needed only here)

    lines = [line for path in sorted(corpus_folder().rglob("*.md")) for line in path.read_text("utf-8").splitlines()]
    parts = [" ".join(part.split()) for name in sorted(topics) for part in re.split(r"\n\s*\n", topics[name])]
    corpus = _spread(_prose(lines), _TEXTS // 2)
    return corpus + _spread(_prose(parts), _TEXTS - len(corpus))


def _prose(texts: list[str]) -> list[str]:
    """Return the texts that look like whole sentences, each once."""
    return [
        text
        for text in dict.fromkeys(texts)
        if len(text.split()) >= _MIN_WORDS and text[0].isupper() and text.endswith(".")
    ]


def _spread(texts: list[str], count: int) -> list[str]:
    return [texts[number * len(texts) // count] for number in range(count)] if len(texts) > count else texts
