"""Tables of moments: CSV and TSV with headings that are ours or usual ones, and Avid's ALE."""

import csv
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from core.export.reading.foreign import ForeignMoment, ForeignTimeline, unreadable
from core.sentences import sentence
from core.values import read_time

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "clip": ("clip", "file name", "filename", "file", "clip name", "source file", "source", "name"),
    "path": ("path", "source path", "file path", "filepath", "location"),
    "in": ("in", "source in", "in point", "start tc", "tc in", "start", "mark in", "in_s", "start_s"),
    "out": ("out", "source out", "out point", "end tc", "tc out", "end", "mark out", "out_s", "end_s"),
    "in_frame": ("in_frame", "in frame", "first frame"),
    "out_frame": ("out_frame", "out frame"),
    "rate": ("rate", "fps", "frame rate"),
    "reel": ("reel", "tape", "reel name"),
    "note": ("note", "notes", "comments", "comment", "description", "marker name"),
    "fingerprint": ("fingerprint",),
}
"""Headings by what they mean, the best first; compared without case."""


def read_table(text: str, name: str) -> ForeignTimeline:
    """CSV, TSV, or with semicolons. Raises: ExportError."""
    rows = _rows(text, name)
    return ForeignTimeline("", _moments(rows[0], rows[1:], name))


def read_cells(text: str, name: str) -> tuple[frozenset[str], list[dict[str, str]]]:
    """What the headings of such a table mean, and its rows by these meanings; "" where there is none.

    Raises: ExportError.
    """
    rows = _rows(text, name)
    places = _places(rows[0], name)
    return frozenset(what for what, at in places.items() if at is not None), [_cells(row, places) for row in rows[1:]]


def _rows(text: str, name: str) -> list[list[str]]:
    lines = text.lstrip("\n").splitlines()
    head = lines[0] if lines else ""
    delimiter = max("\t;,", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise unreadable(
            sentence("{name} cannot be read: it is not a table ({error}).", name=name, error=error)
        ) from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise unreadable(sentence("{name} cannot be read: it is empty.", name=name))
    return rows


def read_ale(text: str, name: str) -> ForeignTimeline:
    """Avid Log Exchange. Raises: ExportError."""
    lines = text.splitlines()
    marks = {line.strip(): at for at, line in enumerate(lines) if line.strip() in ("Heading", "Column", "Data")}
    if "Column" not in marks or "Data" not in marks:
        raise unreadable(sentence("{name} cannot be read: it is not an Avid Log Exchange file.", name=name))
    heads = [line.split("\t") for line in lines[marks["Column"] + 1 : marks["Data"]] if line.strip()]
    rows = [line.split("\t") for line in lines[marks["Data"] + 1 :] if line.strip()]
    if not heads:
        raise unreadable(sentence("{name} cannot be read: it has no columns.", name=name))
    return ForeignTimeline("", _moments(heads[0], rows, name))


def _moments(head: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> tuple[ForeignMoment, ...]:
    places = _places(head, name)
    return tuple(_moment(_cells(row, places), f"row {number}") for number, row in enumerate(rows, start=2))


def _cells(row: Sequence[str], places: Mapping[str, int | None]) -> dict[str, str]:
    return {what: _plain(row[at].strip() if at is not None and at < len(row) else "") for what, at in places.items()}


def _places(head: Sequence[str], name: str) -> dict[str, int | None]:
    titles = [each.strip().casefold() for each in head]
    places = {
        what: next((titles.index(each) for each in known if each in titles), None) for what, known in _NAMES.items()
    }
    if places["clip"] is None and places["path"] is None and places["fingerprint"] is None:
        raise unreadable(
            sentence(
                "{name} cannot be read: no column names the clips. Give one the heading “clip” or “path”.", name=name
            )
        )
    return places


def _moment(cells: Mapping[str, str], where: str) -> ForeignMoment:
    made = ForeignMoment(
        name=cells["clip"],
        path=cells["path"],
        reel=cells["reel"],
        note=cells["note"],
        fingerprint=cells["fingerprint"],
        where=where,
    )
    rate = _fraction(cells["rate"])
    if cells["in_frame"].isdigit() and cells["out_frame"].isdigit() and rate:
        return _with(made, "file", int(cells["in_frame"]) / rate, int(cells["out_frame"]) / rate, rate)
    start, end = cells["in"], cells["out"]
    if start.count(":") + start.count(";") >= 3:
        return _with(made, "label", start, end, rate)
    try:
        return _with(made, "file", read_time(start, None), read_time(end, None), rate) if start and end else made
    except ValueError:
        return _with(made, "label", start, end, rate)  # said where it is matched


def _with(
    moment: ForeignMoment, clock: str, start: Fraction | str, end: Fraction | str, rate: Fraction | None
) -> ForeignMoment:
    return ForeignMoment(
        moment.name,
        moment.path,
        moment.reel,
        "label" if clock == "label" else "file",
        start,
        end,
        rate,
        None,
        moment.note,
        moment.fingerprint,
        moment.where,
    )


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking text for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _fraction(text: str) -> Fraction | None:
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return rate if rate > 0 else None
