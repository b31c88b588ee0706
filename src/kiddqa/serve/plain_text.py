"""Text of any origin in; text that HTML and JSON can carry out.

Control characters, lone surrogates and noncharacters may not stand in an HTML page. They are replaced one for one,
so that offsets and lengths stay as they are.
"""

import re

_NONCHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNSHOWABLE = re.compile(f"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")


def showable(text: str) -> str:
    """Replace each character that a page may not hold by U+FFFD, the replacement character."""
    return _UNSHOWABLE.sub("\ufffd", text)


def typed(text: str) -> str:
    """Replace each character that a page may not hold by a space: what somebody typed, made ready to ask."""
    return _UNSHOWABLE.sub(" ", text)


def first_unshowable(text: str) -> str | None:
    """Return the first character that a page may not hold as ``U+XXXX``, or None."""
    found = _UNSHOWABLE.search(text)
    return None if found is None else f"U+{ord(found.group()):04X}"
