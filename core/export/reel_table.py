"""A table of reels, as a spreadsheet has it: written from a plan, edited, and given to the next export."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.errors import ExportError
from core.export.gathering import ChosenMoment
from core.export.handoff import MediaFacts
from core.export.marker_text import one_line
from core.export.path_mapping import name_of
from core.export.reading.table_reader import read_cells
from core.export.reel_names import ReelName
from core.sentences import sentence
from core.textfile import read_text

_HEADINGS: Final = ("clip", "path", "stated", "reel", "fingerprint")


@dataclass(frozen=True, slots=True)
class ReelRow:
    """A clip, by its path or its name, and the reel it is to have."""

    clip: str
    path: str
    reel: str
    fingerprint: str = ""


def read_reel_table(path: Path) -> list[ReelRow]:
    """CSV or TSV with the headings “clip” or “path”, and “reel”. Raises: ExportError."""
    try:
        text = read_text(path).text
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else "it is not a text file"
        raise ExportError(
            sentence("{name} cannot be read: {why}.", name=path.name, why=why),
            sentence("Give a table with the columns clip and reel."),
        ) from error
    heads, rows = read_cells(text, path.name)
    if "reel" not in heads:
        said = sentence("{name} has no column “reel”.", name=path.name)
        raise ExportError(said, sentence("Give a table with the columns clip and reel."))
    made = [ReelRow(row["clip"], row["path"], row["reel"], row["fingerprint"]) for row in rows]
    return [each for each in made if each.reel]


def reels_by(rows: Sequence[ReelRow], chosen: Iterable[ChosenMoment]) -> tuple[dict[str, str], list[ReelRow]]:
    """Names of reels by `MediaFacts.key`, and the rows that are of none of these clips.

    A path counts before a name; a name that several clips have means all of them.
    """
    clips = {str(each.path): _key(each) for each in chosen}
    names: dict[str, list[str]] = {}
    for path, key in clips.items():
        names.setdefault(name_of(path).casefold(), []).append(key)
    reels, strange = dict[str, str](), list[ReelRow]()
    for row in sorted(rows, key=lambda each: bool(each.path)):  # rows with a path come last, and win
        keys = [clips[row.path]] if row.path in clips else names.get((row.clip or name_of(row.path)).casefold(), [])
        if row.fingerprint and row.fingerprint in clips.values():
            keys = [row.fingerprint]
        if not keys:
            strange.append(row)
        for key in keys:
            reels[key] = row.reel
    return reels, strange


def reel_table(reels: Mapping[MediaFacts, ReelName]) -> bytes:
    """What each clip's reel is made of and what is written, as CSV that `read_reel_table` takes."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for media, reel in reels.items():
        cells = (media.name, media.path, reel.stated, reel.name, media.fingerprint)
        writer.writerow([one_line(each) for each in cells])
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")


def _key(chosen: ChosenMoment) -> str:
    info = chosen.video.info if chosen.video is not None else None
    return (info.fingerprint if info is not None else "") or str(chosen.path)
