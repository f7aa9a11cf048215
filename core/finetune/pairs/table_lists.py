"""Lists as tables: CSV and TSV of any dialect, with or without a first line of names."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from core.finetune.pairs.columns import Columns, Role, columns_guessed, columns_named
from core.finetune.pairs.listed import ListedPair, Reading, first_words, listed
from core.values.teaching import ProblemReason

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 30
"""Rows by which a dialect is recognised."""
_COMMAS_HINT: Final = "Put captions with commas into quotation marks."
_COLUMNS_HINT: Final = "Give the list a first line with the names of its columns: file,start,end,caption."
_NUL: Final = "\0"

Row = tuple[int, list[str]]
"""Number of the line it begins in, and its cells."""


def read_table(path: Path, text: str, reading: Reading) -> None:
    """Add what a table lists. Text with line feeds only."""
    lines = text.split("\n")
    if lines[0].casefold().startswith("sep=") and len(lines[0].strip()) == 5:  # the line that tells Excel the delimiter
        delimiters: Sequence[str] = (lines[0].strip()[4],)
        lines[0] = ""
    else:
        delimiters = ("\t", *(each for each in _DELIMITERS if each != "\t")) if path.suffix == ".tsv" else _DELIMITERS
    delimiter, columns, has_names = _dialect(lines, delimiters)
    if not columns.is_enough:
        lacks: ProblemReason = "no_file_column" if "caption" in columns.places else "no_caption_column"
        reason = lacks if {"caption", "file"} & columns.places.keys() else "no_columns"
        message, where = _why_not(path, lines, delimiter, columns), f"{path.name}, line 1"
        reading.row(message, _COLUMNS_HINT, where, reason, file=path.name)
        return
    rows = _rows(lines, delimiter, path.name, reading)
    header = next(rows, None) if has_names else None
    width = len(header[1]) if header else 0
    count = 0
    for number, cells in rows:
        count += 1
        _add_row(path, columns, width, number, cells, reading)
    if not count:
        message = f"{path.name} has a first line with names of columns, and no rows."
        reading.row(message, "", path.name, "no_rows", file=path.name)


def _add_row(path: Path, columns: Columns, width: int, number: int, cells: list[str], reading: Reading) -> None:
    origin = f"{path.name}, line {number}"
    if any(_NUL in cell for cell in cells):
        reading.row("This row holds zero bytes.", "The list may be damaged. Save it again as UTF-8 text.", origin)
        return
    if width and any(cell.strip() for cell in cells[width:]):
        message = f"This row has {len(cells)} columns, the first line has {width}."
        reading.row(message, _COMMAS_HINT, origin, "more_columns", columns=len(cells))
        return

    def cell(role: Role) -> str:
        at = columns.places.get(role)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    caption_at = columns.places["caption"]
    if not cell("file") or caption_at >= len(cells):
        what = "no file" if not cell("file") else "too few columns"
        shown = first_words(" ".join(cells), 60)
        reason: ProblemReason = "few_columns" if cell("file") else "no_file"
        reading.row(f"This row has {what}: {shown}", "Add it, or remove the row.", origin, reason, row=shown)
        return
    if not width and len(cells) > max(columns.places.values()) + 1 and any(cells[max(columns.places.values()) + 1 :]):
        message = f"This row has {len(cells)} columns, more than the others."
        reading.row(message, _COMMAS_HINT, origin, "more_columns", columns=len(cells))
        return
    reading.pairs.append(
        ListedPair(
            file=cell("file"),
            caption=cell("caption"),
            folder=path.parent,
            origin=origin,
            start=cell("start"),
            end=cell("end"),
            duration=cell("duration"),
            split=cell("split"),
            units=columns.time_units,
        )
    )


# ---- dialects


def _dialect(lines: Sequence[str], delimiters: Sequence[str]) -> tuple[str, Columns, bool]:
    """Delimiter, columns, and whether the first line names them."""
    named, guessed = list[tuple[int, str, Columns]](), list[tuple[float, str, Columns]]()
    for delimiter in delimiters:
        rows = [cells for _, cells in islice(_rows(lines, delimiter, "", Reading()), _SAMPLE)]
        if not rows:
            continue
        by_name = columns_named(rows[0])
        if by_name.is_enough:
            named.append((len(by_name.places), delimiter, by_name))
        by_content = columns_guessed(rows)
        if by_content.is_enough:
            widths = [len(row) for row in rows]
            usual = max(set(widths), key=widths.count)
            guessed.append((widths.count(usual) / len(widths), delimiter, by_content))
    if named:
        _, delimiter, columns = max(named, key=lambda each: each[0])
        return delimiter, columns, True
    if guessed:
        _, delimiter, columns = max(guessed, key=lambda each: each[0])
        return delimiter, columns, False
    delimiter = max(delimiters, key=lambda each: next((line for line in lines if line.strip()), "").count(each))
    return delimiter, columns_named(_split(lines, delimiter)), True


def _split(lines: Sequence[str], delimiter: str) -> list[str]:
    return next((cells for _, cells in _rows(lines, delimiter, "", Reading())), [])


def _why_not(path: Path, lines: Sequence[str], delimiter: str, columns: Columns) -> str:
    names = [cell.strip() for cell in _split(lines, delimiter) if cell.strip()]
    seen = f" Its first line is: {first_words(listed(names, 6), 80)}" if names else ""
    if "caption" in columns.places:
        return f"{path.name} has no column that names the clip.{seen}"
    if "file" in columns.places:
        return f"{path.name} has no column with captions.{seen}"
    return f"{path.name}: its columns cannot be told apart.{seen}"


# ---- rows


def _rows(lines: Sequence[str], delimiter: str, name: str, reading: Reading) -> Iterator[Row]:
    """All rows with something in them. A line that is no row is reported, and reading continues behind it."""
    at = 0
    while at < len(lines):
        first, reader = at, csv.reader(_from(lines, at), delimiter=delimiter, strict=True, skipinitialspace=True)
        try:
            for cells in reader:
                number, at = at + 1, first + reader.line_num
                if any(cell.strip() for cell in cells):
                    yield number, cells
        except csv.Error:
            reading.row(
                f"The quotation marks in this row do not match: {first_words(lines[at], 60)}",
                "A quotation mark inside a quoted caption is written twice.",
                f"{name}, line {at + 1}",
                "quotes",
                row=first_words(lines[at], 60),
            )
            at += 1
        else:
            return


def _from(lines: Sequence[str], at: int) -> Iterator[str]:
    for number in range(at, len(lines)):
        yield lines[number] + "\n"
