"""Names as one safe line of text: file names may hold line breaks, marks that turn the writing round, and bad bytes.

May import the standard library only.
"""

import unicodedata
from pathlib import PurePath

_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control, format and surrogate characters, line and paragraph separators."""
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters and marks by category that draw nothing at all."""
_FIRST_BYTE, _LAST_BYTE = 0xDC80, 0xDCFF
"""How Python keeps a byte of a file name that is not UTF-8."""


def printable(name: str | PurePath) -> str:
    """The text on one line, with all that cannot be seen or would change how its surroundings are drawn escaped.

    Joiners stay inside words and pictographs that are written with them. Done twice it changes nothing more.
    """
    text = str(name)
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _escape(letter) if _is_hidden(letter, text[place - 1 : place], text[place + 1 : place + 2]) else letter
        for place, letter in enumerate(text)
    )


def printable_lines(text: str) -> str:
    """Text of several lines: its line breaks are ours, whatever else a name brought along is escaped."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _is_hidden(letter: str, before: str, after: str) -> bool:
    if letter in _JOINERS:
        return not (before and after and not before.isascii() and not after.isascii() and after not in _JOINERS)
    return letter in _BLANK or unicodedata.category(letter) in _ESCAPED


def _escape(letter: str) -> str:
    code = ord(letter)
    if _FIRST_BYTE <= code <= _LAST_BYTE:
        return f"\\x{code - 0xDC00:02x}"
    return letter.encode("unicode_escape").decode("ascii")
