r"""The texts that the API takes, as regular expressions for its description; the check itself is in ``texts``.

They are written in what ECMAScript, Rust and Python have in common, so that any client can use them: ``[0-9]`` for a
digit, ``\uXXXX``, and characters beyond U+FFFF as they are. Surrogates are left out: no JSON in UTF-8 can hold one.
"""

_BEYOND = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_UNSHOWABLE = r"\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff" + _BEYOND
PLAIN_PATTERN = f"^[^{_UNSHOWABLE}]*$"
QUESTION_PATTERN = rf"^[^{_UNSHOWABLE}]*[^{_UNSHOWABLE}\s][^{_UNSHOWABLE}]*$"
"""Plain text that is not all white space."""

_YEAR = r"([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_LONG_MONTH = r"(0[13578]|1[02])(-(0[1-9]|[12][0-9]|3[01]))?"
_SHORT_MONTH = r"(0[469]|11)(-(0[1-9]|[12][0-9]|30))?"
_FEBRUARY = r"02(-(0[1-9]|1[0-9]|2[0-8]))?"
_BY_FOUR = "(0[48]|[2468][048]|[13579][26])"
_LEAP_DAY = rf"([0-9]{{2}}{_BY_FOUR}|{_BY_FOUR}00)-02-29"
DATE_PATTERN = rf"^({_YEAR}(-({_LONG_MONTH}|{_SHORT_MONTH}|{_FEBRUARY}))?|{_LEAP_DAY})$(?!\n)"
"""The years 0001 to 9999, their months, and their days. Python's ``$`` stands before a last line feed too."""
