"""CSV and TSV: one row a moment, with columns that can be chosen."""

import csv
import io
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from core.export.handoff import Handoff, HandoffOptions, OutputFile, PlacedMoment
from core.export.marker_text import one_line, phrases_of, title_of
from core.values import Timecode

Cell = Callable[[PlacedMoment, Handoff], str]
_FORMULA: Final = frozenset("=+-@")
"""A spreadsheet takes a cell that begins so for a formula: an apostrophe makes it text."""

COLUMNS: Final[dict[str, Cell]] = {
    "number": lambda each, _: str(each.number),
    "name": lambda each, _: _text(title_of(each.moment)),
    "clip": lambda each, _: _text(each.moment.media.name),
    "path": lambda each, _: _text(each.moment.media.path),
    "in": lambda each, _: str(each.moment.media.label(each.moment.begin)),
    "out": lambda each, _: str(each.moment.media.label(each.moment.stop)),
    "duration": lambda each, _: str(_zero(each.moment.media.start) + each.moment.frames),
    "in_frame": lambda each, _: str(each.moment.begin),
    "out_frame": lambda each, _: str(each.moment.stop),
    "in_s": lambda each, _: _decimal(each.moment.begin / each.moment.media.rate),
    "out_s": lambda each, _: _decimal(each.moment.stop / each.moment.media.rate),
    "duration_s": lambda each, _: _decimal(each.moment.frames / each.moment.media.rate),
    "rate": lambda each, _: str(each.moment.media.rate),
    "fps": lambda each, _: f"{float(each.moment.media.rate):.6g}",
    "start": lambda each, _: str(each.moment.media.start),
    "record_in": lambda each, handoff: str(handoff.start + each.start),
    "record_out": lambda each, handoff: str(handoff.start + each.stop),
    "reel": lambda each, _: _text(each.moment.media.reel),
    "camera": lambda each, _: _text(each.moment.media.camera),
    "recorded": lambda each, _: each.moment.media.recorded,
    "size": lambda each, _: f"{each.moment.media.width_px}x{each.moment.media.height_px}",
    "note": lambda each, _: _text(each.moment.note),
    "phrases": lambda each, _: _text(phrases_of(each.moment)),
    "score": lambda each, _: "" if each.moment.score is None else f"{each.moment.score:.4f}",
    "strength": lambda each, _: each.moment.strength or "",
    "rating": lambda each, _: str(each.moment.rating) if each.moment.rating else "",
    "flag": lambda each, _: each.moment.flag,
    "tags": lambda each, _: _text(", ".join(each.moment.tags)),
    "collection": lambda each, _: _text(each.moment.collection),
    "fingerprint": lambda each, _: each.moment.media.fingerprint,
}
"""Every column by its name, which is its heading too: files that were written are read again by it."""

PRESETS: Final[dict[str, tuple[str, ...]]] = {
    "standard": (
        *("number", "name", "clip", "in", "out", "duration", "rate", "note", "phrases", "score", "rating", "flag"),
        *("tags", "reel", "path"),
    ),
    "all": tuple(COLUMNS),
    "shot list": ("number", "name", "clip", "in", "out", "duration", "camera", "recorded", "note"),
    "frames": ("path", "in_frame", "out_frame", "rate", "start"),
}


def write_csv(handoff: Handoff, options: HandoffOptions) -> list[OutputFile]:
    """Commas, with a byte order mark, which spreadsheets need to see UTF-8."""
    return [OutputFile(".csv", b"\xef\xbb\xbf" + _table(handoff, options.columns, ",").encode("utf-8"))]


def write_tsv(handoff: Handoff, options: HandoffOptions) -> list[OutputFile]:
    """Tabs."""
    return [OutputFile(".tsv", _table(handoff, options.columns, "\t").encode("utf-8"))]


def columns_named(names: Sequence[str]) -> tuple[str, ...]:
    """The columns of these names. Raises: ValueError, for one that there is not."""
    for name in names:
        if name not in COLUMNS:
            raise ValueError(f"There is no column “{name[:40]}”. Columns: {', '.join(COLUMNS)}.")
    return tuple(dict.fromkeys(names))


def _table(handoff: Handoff, columns: Sequence[str], delimiter: str) -> str:
    chosen = columns or PRESETS["standard"]
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(chosen)
    cells = [COLUMNS[name] for name in chosen]
    writer.writerows([cell(placed, handoff) for cell in cells] for placed in handoff.placed)
    return file.getvalue()


def _text(text: str) -> str:
    line = one_line(text)
    return f"'{line}" if line[:1] in _FORMULA else line


def _zero(start: Timecode) -> Timecode:
    return Timecode(0, start.fps, start.drop)


def _decimal(time_s: Fraction) -> str:
    return f"{float(time_s):.6f}"
