"""What the columns of a table mean: by their names in the usual spellings, or by what stands in them."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, Literal

from core.finetune.pairs.listed import TimeUnit
from core.finetune.pairs.times import is_time

Role = Literal["file", "caption", "start", "end", "duration", "split"]

_NAMES: Final[Mapping[Role, str]] = {
    "file": """
        file filename file_name filepath file_path path full_path relative_path video_path clip_path media_path
        video_file clip_file media_file source_file source media video_name clip_name clipname video clip video_id
        videoid clip_id clipid image_id vid vid_id id uri url name
        datei dateiname dateipfad pfad
    """,
    "caption": """
        caption captions text sentence sentences description descriptions desc query phrase prompt label annotation
        encap en_cap comment title note notes
        beschreibung satz bildunterschrift
    """,
    "start": """
        start start_s start_sec start_secs start_second start_seconds start_time starttime start_tc start_timecode
        begin begin_s begin_time from from_s in in_s in_point inpoint mark_in tc_in timecode_in source_in
        anfang beginn von
    """,
    "end": """
        end end_s end_sec end_secs end_second end_seconds end_time endtime end_tc end_timecode stop stop_s stop_time
        until to to_s out out_s out_point outpoint mark_out tc_out timecode_out source_out
        ende bis
    """,
    "duration": "duration duration_s duration_sec duration_seconds length length_s dur dauer lange",
    "split": "split subset partition set fold",
}
"""Normalised names, the best first: where a table has both file and video_id, the file counts."""
_UNITS: Final[tuple[tuple[str, TimeUnit], ...]] = (
    ("_milliseconds", "milliseconds"),
    ("_msec", "milliseconds"),
    ("_ms", "milliseconds"),
    ("_frame", "frames"),
    ("_frames", "frames"),
)
_PLACES: Final = {role: {name: place for place, name in enumerate(names.split())} for role, names in _NAMES.items()}
_SPLITS: Final = frozenset({"train", "training", "val", "valid", "validation", "dev", "test", "testing"})
_TIMES: Final[tuple[Role, Role, Role]] = ("start", "end", "duration")
_LOOKED_AT: Final = 50


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; roles that are not there are missing."""

    places: Mapping[Role, int]
    units: Mapping[Role, TimeUnit] = field(default_factory=dict)
    """Of plain numbers, where these are no seconds."""

    @property
    def time_units(self) -> tuple[TimeUnit, TimeUnit, TimeUnit]:
        """Of start, end and duration."""
        start, end, duration = (self.units.get(role, "seconds") for role in _TIMES)
        return start, end, duration

    @property
    def is_enough(self) -> bool:
        """True when there is a file and a caption."""
        return "file" in self.places and "caption" in self.places


def normalised(name: str) -> str:
    """A column's name without case, brackets and signs: "Start (s)" and "start-s" are start_s, "Länge" is lange."""
    plain = unicodedata.normalize("NFKD", name.strip().strip("\ufeff").casefold())
    without_marks = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^0-9a-z]+", "_", without_marks).strip("_")


def role_of(name: str) -> tuple[Role, int, TimeUnit] | None:
    """What a column of this name is, how good the name is (0 best), and the unit of its numbers."""
    key, unit = normalised(name), "seconds"
    for role in _TIMES:
        for ending, found in _UNITS:
            if key.endswith(ending) and key.removesuffix(ending) in _PLACES[role]:
                key, unit = key.removesuffix(ending), found
    for role, places in _PLACES.items():
        if key in places:
            return role, places[key], unit  # type: ignore[return-value]
    return None


def columns_named(header: Sequence[str]) -> Columns:
    """The columns of a table with this first line, as far as the names are known."""
    best: dict[Role, tuple[int, int]] = {}
    units: dict[Role, TimeUnit] = {}
    for at, name in enumerate(header):
        found = role_of(name)
        if found is None:
            continue
        role, place, unit = found
        if role not in best or place < best[role][0]:
            best[role], units[role] = (place, at), unit
    return Columns({role: at for role, (_, at) in best.items()}, units)


def columns_guessed(rows: Sequence[Sequence[str]]) -> Columns:
    """The columns of a table without names, by what stands in them; not enough when they cannot be told apart."""
    looked = [row for row in rows[:_LOOKED_AT] if any(cell.strip() for cell in row)]
    if not looked:
        return Columns({})
    width = max(map(len, looked))
    cells = [[row[at].strip() for row in looked if at < len(row) and row[at].strip()] for at in range(width)]
    times = [at for at in range(width) if cells[at] and all(is_time(cell) for cell in cells[at])]
    splits = [at for at in range(width) if cells[at] and all(cell.casefold() in _SPLITS for cell in cells[at])]
    others = [at for at in range(width) if cells[at] and at not in times and at not in splits]
    files = [at for at in others if _share(cells[at], _looks_like_file) > 0.5]
    sentences = sorted((at for at in others if at not in files), key=lambda at: -_share(cells[at], _is_sentence))
    if len(files) != 1 or not sentences or len(times) > 2:
        return Columns({})
    places: dict[Role, int] = {"file": files[0], "caption": sentences[0]}
    roles: tuple[Role, Role] = ("start", "end")
    places.update(zip(roles, times, strict=False))
    if splits:
        places["split"] = splits[0]
    return Columns(places)


def _share(cells: Sequence[str], judge: Callable[[str], bool]) -> float:
    return sum(judge(cell) for cell in cells) / len(cells)


def _looks_like_file(cell: str) -> bool:
    """A name with an ending, or a path; a sentence that ends in a full stop is none."""
    suffix = PurePath(cell.replace("\\", "/")).suffix
    has_ending = bool(re.fullmatch(r"\.[0-9A-Za-z]{2,5}", suffix)) and not suffix[1:].isdigit()
    return has_ending or cell.startswith(("file://", "/", "\\\\", "~/")) or bool(re.match(r"[A-Za-z]:[\\/]", cell))


def _is_sentence(cell: str) -> bool:
    return len(cell.split()) > 1
