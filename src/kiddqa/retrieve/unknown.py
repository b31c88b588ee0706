"""A question in, those of its words that stand nowhere in the documents out: often why there is no answer.

    What did Napoleon say at the 25th KIDD?   →   ("Napoleon",)

Words are compared by their stems, as BM25 compares them; stop words are never unknown.
"""

import re
from collections.abc import Callable, Sequence

_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")


def unknown_words(
    question: str, *, terms: Callable[[str], Sequence[str]], inverse_document_frequency: Callable[[str], float]
) -> tuple[str, ...]:
    """Return the words, as they stand in the question, each once, in its order.

    Args:
        question: Any text.
        terms: Stems of a text's content words.
        inverse_document_frequency: Of a stem; highest for one that stands nowhere.
    """
    nowhere = inverse_document_frequency("")
    words = dict.fromkeys(_WORD.findall(question))
    return tuple(
        word
        for word in words
        if (stems := terms(word)) and all(inverse_document_frequency(stem) >= nowhere for stem in stems)
    )
