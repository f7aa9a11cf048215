"""The text of a list, whatever it was saved as; what is not text is recognised before it is parsed."""

import stat
from pathlib import Path
from typing import Final

from core.finetune.pairs.listed import MOST_LIST_BYTES, Reading
from core.textfile import Text, decode
from core.values.teaching import PairProblem

_LOOKED_AT: Final = 4096
_TEXT_CONTROLS: Final = frozenset("\t\n\r\f\v\x1a\x1b")
_FEW_CONTROLS, _MOST_CONTROLS = 32, 0.02
"""Control characters, and their share, above which a file is no text."""


def read_list_text(path: Path, reading: Reading) -> str | None:
    """The text of a list; None, and a problem in `reading`, when there is none."""
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISFIFO(found.st_mode)):  # a device may never end
            _say_no_text(path, reading)
            return None
        size = found.st_size
        if size > MOST_LIST_BYTES:
            reading.row(
                f"{path.name} is too large for a list: {size / 1e6:,.0f} MB.",
                f"Split it into lists of at most {MOST_LIST_BYTES // 1_000_000} MB.",
                path.name,
            )
            return None
        raw = path.read_bytes()
    except OSError as error:
        reading.row(
            f"{path.name} cannot be read: {error.strerror or error}.",
            "Check that it is there and that you may read it.",
            path.name,
            "list_unreadable",
            file=path.name,
            why=str(error.strerror or error),
        )
        return None
    if not raw.strip():
        _say_empty(path, reading)
        return None
    text = _decoded(raw)
    if text is None or not _is_text(text.text):
        _say_no_text(path, reading)
        return None
    if text.is_guessed:
        message = f"{path.name} was not saved as UTF-8, and was read as Windows-1252."
        hint = "Look at letters with accents, and save the list as UTF-8 if they are wrong."
        values = {"file": path.name}
        reading.problems.append(
            PairProblem("encoding", message, hint, origin=path.name, reason="guessed_encoding", values=values)
        )
    if not text.text.strip():
        _say_empty(path, reading)
        return None
    return text.text


def _say_empty(path: Path, reading: Reading) -> None:
    hint = "A list has one pair of clip and caption per line."
    reading.row(f"{path.name} is empty.", hint, path.name, "list_empty", file=path.name)


def _say_no_text(path: Path, reading: Reading) -> None:
    hint = "Save the list as CSV, TSV, JSON or JSONL, in UTF-8."
    reading.row(f"{path.name} is not a text file.", hint, path.name, "list_not_text", file=path.name)


def _decoded(raw: bytes) -> Text | None:
    without_mark = _utf_16_without_mark(raw)
    try:
        if without_mark:
            text = raw.decode(without_mark).replace("\r\n", "\n").replace("\r", "\n")
            return Text(text, is_plain=False)
        return decode(raw)
    except UnicodeDecodeError:
        return None


def _utf_16_without_mark(raw: bytes) -> str:
    """UTF-16 of mostly Latin letters: every second byte is zero, and hardly any other."""
    part = raw[:_LOOKED_AT]
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or len(part) < 4 or len(raw) % 2:
        return ""
    even, odd, half = part[::2].count(0), part[1::2].count(0), len(part) / 2
    if odd > 0.7 * half and even < 0.02 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.02 * half else ""


def _is_text(text: str) -> bool:
    part = text[:_LOOKED_AT]
    controls = sum(ord(letter) < 32 and letter not in _TEXT_CONTROLS for letter in part)
    return controls <= max(_FEW_CONTROLS, _MOST_CONTROLS * len(part))
