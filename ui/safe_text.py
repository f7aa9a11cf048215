"""Names and sentences made safe for Qt, which takes text for markup, for shortcuts and for a sign of unsaved work.

May import core.printable and PySide6.
"""

import re
from html import escape
from pathlib import PurePath

from core.printable import printable

__all__ = ["in_title", "lines", "middle", "name_of", "on_button", "printable", "short", "tip"]

_LONGEST_WORD = 64
"""A SHA-256 stays whole: it is there to be compared."""
_WORD = re.compile(r"[^\s/\\-]+")
"""What a label never breaks; it does after a slash or a hyphen."""


def name_of(path: PurePath) -> str:
    """The last part of a path, or all of it where it has none, as on a drive's root."""
    return printable(path.name or str(path))


def lines(text: str) -> str:
    """Text of several lines: its line breaks are ours, whatever else a name brought along is escaped."""
    return "\n".join(printable(line) for line in text.split("\n"))


def tip(text: str) -> str:
    """Text for a tooltip, status tip or "what's this", of any lines: Qt would take `<b>` in a name for markup."""
    from PySide6.QtGui import Qt  # here: the command line reads the words of cards and wakes no Qt

    text = lines(text)
    return escape(text, quote=False).replace("\n", "<br>") if Qt.mightBeRichText(text) else text


def on_button(text: str) -> str:
    """Text for a button, a menu or a tab, where & would mark a shortcut."""
    return printable(text).replace("&", "&&")


def in_title(text: str) -> str:
    """Text for a window's title, where [*] stands for unsaved work."""
    return printable(text).replace("[*]", "[*][*]")


def short(text: str, most: int = _LONGEST_WORD) -> str:
    """The text with the middle of very long words left out, which would push a window beyond the screen."""
    return _WORD.sub(lambda found: middle(found[0], most), text)


def middle(text: str, most: int) -> str:
    """The text with its middle left out when it is longer than that: both ends of a file's name tell it apart."""
    if len(text) <= most:
        return text
    tail = (most - 1) // 2
    return f"{text[: most - 1 - tail]}…{text[len(text) - tail :]}"
