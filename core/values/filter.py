"""Which videos take part in a question: one record that can judge a video and say the same in SQL.

A new filter is a field here and a rule below, in which both forms stand side by side.
"""

import json
import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.values.footage import Folder, Video, VideoState

STATE_SQL: Final = "CASE WHEN videos.away THEN 'offline' ELSE videos.state END"
"""A video's state in the table `videos`: on a drive that is not connected none of its own counts."""
_SEPARATOR: Final = os.fsencode(os.sep)

Judge = Callable[[Video], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which videos take part. Empty means all.

    A folder contains every clip that lies below it, whichever folder of the library looks after it.
    """

    folder_ids: frozenset[int] = frozenset()
    """Only clips that these folders of the library contain."""
    below: frozenset[Path] = frozenset()
    """Only clips at or below one of these paths, in the library's spelling (`Library.place_of`)."""
    singles: bool = False
    """Only clips that were added one by one."""
    states: frozenset[VideoState] = frozenset()
    added_after_s: float | None = None
    """Only clips added at this time or later. Units: seconds since 1970."""

    @property
    def is_empty(self) -> bool:
        """True when nothing is filtered out."""
        return self == Filter()

    def matches(self, video: Video, folders: Collection[Folder] = ()) -> bool:
        """Does it take part? `folders` are those of the library; see `judge` for many videos."""
        return self.judge(folders)(video)

    def judge(self, folders: Collection[Folder] = ()) -> Judge:
        """`matches`, prepared for many videos."""
        tests = [rule.judge for rule in self._rules(folders)]
        return lambda video: all(test(video) for test in tests)

    def sql(self) -> tuple[str, list[Any]]:
        """The same as a condition on the tables `videos` and `folders` of the catalogue, with its values."""
        rules = self._rules(())
        return " AND ".join(["1", *(rule.condition for rule in rules)]), [
            value for rule in rules for value in rule.values
        ]

    def _rules(self, folders: Collection[Folder]) -> list["_Rule"]:
        made = (make(self, folders) for make in _RULES)
        return [rule for rule in made if rule is not None]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One field that is set, in both forms."""

    judge: Judge
    condition: str
    values: tuple[Any, ...]


def _in_folders(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.folder_ids:
        return None
    roots = [each.path for each in folders if each.id in wanted.folder_ids and not each.is_file]
    starts = tuple(_inner(root) for root in roots)
    ids = json.dumps(sorted(wanted.folder_ids))
    return _Rule(
        lambda video: video.folder_id in wanted.folder_ids or str(video.path).startswith(starts),
        "(videos.folder_id IN (SELECT value FROM json_each(?)) OR EXISTS (SELECT 1 FROM folders AS f"
        " WHERE f.id IN (SELECT value FROM json_each(?)) AND f.removal IS NULL AND NOT f.is_file"
        " AND substr(videos.path, 1, length(f.path)) = f.path AND (substr(f.path, -1) = ?"
        " OR substr(videos.path, length(f.path) + 1, 1) = ?)))",
        (ids, ids, _SEPARATOR, _SEPARATOR),
    )


def _below(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.below:
        return None
    places, starts = {str(each) for each in wanted.below}, tuple(_inner(each) for each in wanted.below)
    rows = ", ".join("(?, ?, ?)" for _ in wanted.below)
    return _Rule(
        lambda video: str(video.path) in places or str(video.path).startswith(starts),
        f"EXISTS (WITH places (here, start, stop) AS (VALUES {rows}) SELECT 1 FROM places"
        " WHERE videos.path = here OR (videos.path >= start AND videos.path < stop))",
        tuple(_flat(below_range(each) for each in sorted(wanted.below))),
    )


def _singles(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.singles:
        return None
    ids = {each.id for each in folders if each.is_file}
    return _Rule(
        lambda video: video.folder_id in ids,
        "videos.folder_id IN (SELECT id FROM folders WHERE is_file AND removal IS NULL)",
        (),
    )


def _in_state(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.states:
        return None
    return _Rule(
        lambda video: video.state in wanted.states,
        f"{STATE_SQL} IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(wanted.states)),),
    )


def _added_after(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    since_s = wanted.added_after_s
    if since_s is None:
        return None
    return _Rule(lambda video: video.added_s >= since_s, "videos.added_s >= ?", (since_s,))


_RULES: Final = (_in_folders, _below, _singles, _in_state, _added_after)


def below_range(place: Path) -> tuple[bytes, bytes, bytes]:
    """A path as stored, and the range in which all paths below it lie: from the second on, before the third."""
    here = os.fsencode(place)
    start = here if here.endswith(_SEPARATOR) else here + _SEPARATOR
    return here, start, start[:-1] + bytes([start[-1] + 1])


def _inner(place: Path) -> str:
    """How every path below it begins."""
    return str(place).rstrip(os.sep) + os.sep


def _flat(rows: Iterable[tuple[bytes, ...]]) -> list[bytes]:
    return [value for row in rows for value in row]
