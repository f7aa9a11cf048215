"""Small text files that people edit with any program: whatever encoding they were saved in is read, and told.

Standard library only.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OLD_ENCODING = "cp1252"


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text, without its byte order mark, lines ending in line feeds."""

    text: str
    is_plain: bool = True
    """False when it was not saved as UTF-8 without a mark: writing it again would change its encoding."""
    is_guessed: bool = False
    """True when it is no Unicode and was read as Windows-1252: letters beyond ASCII may be others."""


def read_text(path: Path) -> Text:
    """Read a text file: UTF-8 with or without a byte order mark, UTF-16 or UTF-32 with one, else Windows-1252.

    Raises: OSError; UnicodeDecodeError, when it is none of these.
    """
    return decode(path.read_bytes())


def decode(raw: bytes) -> Text:
    """The same for bytes that were read already. Raises: UnicodeDecodeError."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Text(_with_line_feeds(raw[len(mark) :].decode(encoding)), is_plain=False)
    try:
        return Text(_with_line_feeds(raw.decode("utf-8")))
    except UnicodeDecodeError as error:
        if b"\0" in raw:  # a binary file, or UTF-16 without a mark
            raise
        try:
            return Text(_with_line_feeds(raw.decode(_OLD_ENCODING)), is_plain=False, is_guessed=True)
        except UnicodeDecodeError:
            raise error from None


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
