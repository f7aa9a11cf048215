"""A list to fill in: CSV with names of columns and two example rows."""

import csv
import io
from pathlib import Path
from typing import Final

from core.errors import C2VError

ROWS: Final = (
    ("file", "start", "end", "caption"),
    ("clips/dog.mp4", "0:01.5", "0:04", "a brown dog jumps into the lake"),
    ("clips/market.mp4", "", "", "people walk through a market, seen from above"),
)
"""Without times a caption is true of the whole clip."""


def template_text() -> str:
    """The template as text."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(ROWS)
    return written.getvalue()


def save_template(path: Path) -> None:
    """Write the template; with a byte order mark, by which spreadsheets know UTF-8. Raises: C2VError."""
    try:
        path.write_text(template_text(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise C2VError(
            f"The template could not be written to {path}: {error.strerror or error}.", "Choose another folder."
        ) from error
