"""Which videos take part in a question: one record that can judge a video and say the same in SQL.

A new filter is a field here and a rule below, in which both forms stand side by side.
"""

import json
import os
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from core.values.footage import Folder, MediaInfo, Video, VideoState
from core.values.selects import Flag, fold, tag_key

STATE_SQL: Final = "CASE WHEN videos.away THEN 'offline' ELSE videos.state END"
"""A video's state in the table `videos`: on a drive that is not connected none of its own counts."""
NAME_FUNCTION: Final = "folded_name"
"""SQL function of a path, as stored, that the catalogue provides: `name_key`."""
_SEPARATOR: Final = os.fsencode(os.sep)
_AFTER_SEPARATOR: Final = bytes([_SEPARATOR[0] + 1])

Resolution = Literal["SD", "HD", "Full HD", "QHD", "4K", "6K", "8K"]
Orientation = Literal["landscape", "portrait", "square"]
_CLASSES: Final[tuple[tuple[Resolution, int, int], ...]] = (
    ("8K", 7680, 4320), ("6K", 5760, 3160), ("4K", 3840, 2160), ("QHD", 2560, 1440), ("Full HD", 1920, 1080),
    ("HD", 1280, 720),
)  # fmt: skip
"""From so many pixels of the longer side on, or of the shorter one: a 4K clip cropped to a wide format is 4K still."""
_AT_LEAST_SQL: Final[dict[str, str]] = {
    name: f"(videos.width_px >= {long} OR videos.height_px >= {long}"
    f" OR videos.width_px >= {short} AND videos.height_px >= {short})"
    for name, long, short in _CLASSES
}
RESOLUTION_SQL: Final = (
    "CASE WHEN videos.width_px IS NULL THEN NULL"
    + "".join(f" WHEN {is_at_least} THEN '{name}'" for name, is_at_least in _AT_LEAST_SQL.items())
    + " ELSE 'SD' END"
)
ORIENTATION_SQL: Final = (
    "CASE WHEN videos.width_px > videos.height_px THEN 'landscape'"
    " WHEN videos.width_px < videos.height_px THEN 'portrait' WHEN videos.width_px IS NOT NULL THEN 'square' END"
)
RATE_SQL: Final = "CAST(videos.fps * 100 + 0.5 AS INTEGER)"

_FASTEST: Final = 2**53

Judge = Callable[[Video], bool]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A query for ids: of the videos that pass, or of those that do not. Removed ones may be among them."""

    statement: str
    values: tuple[Any, ...]
    finds_the_others: bool = False


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
    added_before_s: float | None = None
    """Only clips added before this time."""
    added_within_s: float | None = None
    """Only clips added in the last so many seconds, whenever it is asked: what is saved with it stays true."""
    shot_from: date | None = None
    """Only clips recorded on this day or later, by the camera's own clock; none that do not say when."""
    shot_until: date | None = None
    """The same on this day or earlier."""
    min_duration_s: float | None = None
    max_duration_s: float | None = None
    frame_rates: frozenset[int] = frozenset()
    """Units: hundredths of frames a second, rounded (`rate_class`): 2997, 2500."""
    min_frame_rate: int | None = None
    """The slowest of a range. Units: as `frame_rates`."""
    max_frame_rate: int | None = None
    resolutions: frozenset[Resolution] = frozenset()
    orientations: frozenset[Orientation] = frozenset()
    """As shown, after rotation."""
    codecs: frozenset[str] = frozenset()
    cameras: frozenset[str] = frozenset()
    """`SourceMetadata.camera`: make and model."""
    reels: frozenset[str] = frozenset()
    min_rating: int = 0
    flags: frozenset[Flag] = frozenset()
    """"" is for clips without a flag."""
    seen: bool | None = None
    has_sound: bool | None = None
    """Only clips with a sound track, or only those without; none of which that is not known."""
    tags: frozenset[str] = frozenset()
    """Only clips that have all of these."""
    collection_ids: frozenset[int] = frozenset()
    """Only clips with moments in one of these."""
    only_kept: bool = False
    """Only clips with moments in a collection, of `collection_ids` where any is named; and in searches only what those
    moments show, not the rest of their clips (`shows_moment`)."""
    name: str = ""
    """Only clips whose file names have this in them, whatever the case."""

    @property
    def is_empty(self) -> bool:
        """True when nothing is filtered out."""
        return self == Filter()

    @property
    def is_place(self) -> bool:
        """True when it asks for nothing but where clips lie, or for nothing."""
        return replace(self, folder_ids=frozenset(), below=frozenset(), singles=False).is_empty

    def at(self, now_s: float) -> "Filter":
        """The same with times that do not move, as at this moment. Units: seconds since 1970."""
        if self.added_within_s is None:
            return self
        since_s = now_s - self.added_within_s
        first_s = since_s if self.added_after_s is None else max(since_s, self.added_after_s)
        return replace(self, added_after_s=first_s, added_within_s=None)

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

    def lookup(self) -> Lookup | None:
        """The same as a query by itself where one thing is asked, and few rows say it."""
        rules = self._rules(())
        return rules[0].lookup if len(rules) == 1 else None

    def _rules(self, folders: Collection[Folder]) -> list["_Rule"]:
        made = (make(self, folders) for make in _RULES)
        return [rule for rule in made if rule is not None]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One field that is set, in both forms."""

    judge: Judge
    condition: str
    values: tuple[Any, ...]
    lookup: Lookup | None = None
    """Where it need not look at every video."""


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
        Lookup(
            "SELECT id FROM videos WHERE folder_id IN (SELECT value FROM json_each(?1)) UNION ALL"
            " SELECT videos.id FROM folders AS f CROSS JOIN videos ON"
            " videos.path >= CASE substr(f.path, -1) WHEN ?2 THEN f.path ELSE CAST(f.path || ?2 AS BLOB) END AND"
            " videos.path < CAST(CASE substr(f.path, -1) WHEN ?2 THEN substr(f.path, 1, length(f.path) - 1)"
            " ELSE f.path END || ?3 AS BLOB)"
            " WHERE f.id IN (SELECT value FROM json_each(?1)) AND f.removal IS NULL AND NOT f.is_file",
            (ids, _SEPARATOR, _AFTER_SEPARATOR),
        ),
    )


def _below(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.below:
        return None
    places, starts = {str(each) for each in wanted.below}, tuple(_inner(each) for each in wanted.below)
    rows = ", ".join("(?, ?, ?)" for _ in wanted.below)
    named = f"WITH places (here, start, stop) AS (VALUES {rows})"
    values = tuple(_flat(below_range(each) for each in sorted(wanted.below)))
    return _Rule(
        lambda video: str(video.path) in places or str(video.path).startswith(starts),
        f"EXISTS ({named} SELECT 1 FROM places"
        " WHERE videos.path = here OR (videos.path >= start AND videos.path < stop))",
        values,
        Lookup(
            f"{named} SELECT videos.id FROM places CROSS JOIN videos ON videos.path = here UNION ALL"
            " SELECT videos.id FROM places CROSS JOIN videos ON videos.path >= start AND videos.path < stop",
            values,
        ),
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
    since_s = wanted.at(time.time()).added_after_s
    if since_s is None:
        return None
    return _Rule(lambda video: video.added_s >= since_s, "videos.added_s >= ?", (since_s,))


def _added_before(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    until_s = wanted.added_before_s
    if until_s is None:
        return None
    return _Rule(lambda video: video.added_s < until_s, "videos.added_s < ?", (until_s,))


def _shot(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if wanted.shot_from is None and wanted.shot_until is None:
        return None
    first = "" if wanted.shot_from is None else wanted.shot_from.isoformat()
    last = wanted.shot_until
    # a day before the last there is: dates end in the year 9999
    after = "~" if last is None or last == date.max else (last + timedelta(days=1)).isoformat()
    return _Rule(
        lambda video: (shot := shot_at(video)) is not None and first <= shot < after,
        "videos.shot >= ? AND videos.shot < ?",
        (first, after),
    )


def shot_at(video: Video) -> str | None:
    """When a clip was recorded, by the camera's own clock, as text that sorts; None where it does not say."""
    source = None if video.info is None else video.info.source
    return None if source is None or source.created is None else source.created.local.isoformat()


def shot_key(video: Video) -> tuple[bool, str]:
    """To sort clips by when they were recorded; those that do not say come last."""
    shot = shot_at(video)
    return shot is None, shot or ""


def _duration(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    least_s, most_s = wanted.min_duration_s, wanted.max_duration_s
    if least_s is None and most_s is None:
        return None
    least, most = float("-inf") if least_s is None else least_s, float("inf") if most_s is None else most_s
    return _of_info(
        lambda info: least <= info.duration_s <= most,
        "videos.codec IS NOT NULL AND videos.duration_s BETWEEN ? AND ?",
        (least, most),
    )


def _frame_rates(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.frame_rates:
        return None
    return _of_info(
        lambda info: rate_class(float(info.fps)) in wanted.frame_rates, *_one_of(RATE_SQL, wanted.frame_rates)
    )


def _rate_range(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    least, most = wanted.min_frame_rate, wanted.max_frame_rate
    if least is None and most is None:
        return None
    low, high = 0 if least is None else least, _FASTEST if most is None else most
    return _of_info(lambda info: low <= rate_class(float(info.fps)) <= high, f"{RATE_SQL} BETWEEN ? AND ?", (low, high))


def _sound(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if wanted.has_sound is None:
        return None
    return _of_info(lambda info: info.has_sound is wanted.has_sound, "videos.sound = ?", (wanted.has_sound,))


def _resolutions(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.resolutions:
        return None
    condition = " OR ".join(_resolution_sql(each) for each in sorted(wanted.resolutions))
    return _of_info(
        lambda info: resolution_of(info.width_px, info.height_px) in wanted.resolutions, f"({condition})", ()
    )


def _resolution_sql(wanted: Resolution) -> str:
    """One class as a condition: two comparisons take less time than the name of every video's class."""
    names = [name for name, _, _ in _CLASSES]
    at = names.index(wanted) if wanted in names else len(names)
    parts = [_AT_LEAST_SQL[wanted]] if wanted in names else []
    return " AND ".join([*parts, *(f"NOT {_AT_LEAST_SQL[name]}" for name in names[max(0, at - 1) : at])])


def _orientations(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.orientations:
        return None
    return _of_info(
        lambda info: orientation_of(info.width_px, info.height_px) in wanted.orientations,
        *_one_of(ORIENTATION_SQL, wanted.orientations),
    )


def _codecs(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.codecs:
        return None
    return _of_info(lambda info: info.codec in wanted.codecs, *_one_of("videos.codec", wanted.codecs))


def _cameras(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.cameras:
        return None
    return _of_info(
        lambda info: info.source is not None and info.source.camera in wanted.cameras,
        *_one_of("videos.camera", wanted.cameras),
    )


def _reels(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.reels:
        return None
    return _of_info(
        lambda info: info.source is not None and info.source.reel in wanted.reels, *_one_of("videos.reel", wanted.reels)
    )


def _min_rating(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if wanted.min_rating <= 0:
        return None
    return _Rule(
        lambda video: video.marks.rating >= wanted.min_rating,
        "videos.fingerprint IN (SELECT fingerprint FROM marks WHERE rating >= ?)",
        (wanted.min_rating,),
        _of_content("marks", "marks.rating >= ?", (wanted.min_rating,)),
    )


def _flags(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.flags:
        return None
    are_others = "" in wanted.flags  # most clips have none: name those that are out
    has_them = f"marks.flag {'NOT ' if are_others else ''}IN (SELECT value FROM json_each(?))"
    condition = f"videos.fingerprint IN (SELECT fingerprint FROM marks WHERE {has_them})"
    values = (json.dumps(sorted(wanted.flags)),)
    return _Rule(
        lambda video: video.marks.flag in wanted.flags,
        f"({condition}) IS NOT TRUE" if are_others else condition,
        values,
        _of_content("marks", has_them, values, are_others),
    )


def _seen(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if wanted.seen is None:
        return None
    condition = "videos.fingerprint IN (SELECT fingerprint FROM marks WHERE seen)"
    return _Rule(
        lambda video: video.marks.seen == wanted.seen,
        condition if wanted.seen else f"({condition}) IS NOT TRUE",
        (),
        _of_content("marks", "marks.seen", (), not wanted.seen),
    )


def _tags(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.tags:
        return None
    keys = sorted({tag_key(each) for each in wanted.tags})
    one = "videos.fingerprint IN (SELECT fingerprint FROM tags WHERE key = ?)"
    found = _of_content("tags", "tags.key = ?", (*keys,))
    return _Rule(
        lambda video: {*keys} <= {tag_key(each) for each in video.marks.tags},
        " AND ".join([one] * len(keys)),
        (*keys,),
        replace(found, statement=" INTERSECT ".join([found.statement] * len(keys))),
    )


def _collections(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.collection_ids:
        return None
    is_in_one = "moments.collection_id IN (SELECT value FROM json_each(?))"
    values = (json.dumps(sorted(wanted.collection_ids)),)
    return _Rule(
        lambda video: not wanted.collection_ids.isdisjoint(video.collection_ids),
        f"videos.fingerprint IN (SELECT fingerprint FROM moments WHERE {is_in_one})",
        values,
        _of_content("moments", is_in_one, values),
    )


def _only_kept(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    if not wanted.only_kept:
        return None
    return _Rule(
        lambda video: bool(video.collection_ids),
        "videos.fingerprint IN (SELECT fingerprint FROM moments)",
        (),
        _of_content("moments", "1", ()),
    )


def _name(wanted: Filter, folders: Collection[Folder]) -> _Rule | None:
    key = name_key(wanted.name)
    if not key:
        return None
    return _Rule(lambda video: key in name_key(video.path.name), f"instr({NAME_FUNCTION}(videos.path), ?) > 0", (key,))


def _of_info(judge: Callable[[MediaInfo], bool], condition: str, values: tuple[Any, ...]) -> _Rule:
    """A rule of what is known of the file: clips that were never read do not pass."""
    return _Rule(lambda video: video.info is not None and judge(video.info), condition, values)


def _of_content(table: str, condition: str, values: tuple[Any, ...], finds_the_others: bool = False) -> Lookup:
    """The videos whose content has such a row in a table of what is kept: few have any."""
    joined = f"{table} CROSS JOIN videos ON videos.fingerprint = {table}.fingerprint"
    return Lookup(f"SELECT videos.id FROM {joined} WHERE {condition}", values, finds_the_others)


def _one_of(column: str, wanted: Iterable[Any]) -> tuple[str, tuple[Any, ...]]:
    return f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(sorted(wanted)),)


_RULES: Final = (
    _in_folders, _below, _singles, _in_state, _added_after, _added_before, _shot, _duration, _frame_rates,
    _resolutions, _orientations, _codecs, _cameras, _reels, _min_rating, _flags, _seen, _tags, _collections,
    _only_kept, _name, _rate_range, _sound,
)  # fmt: skip


def rate_class(fps: float) -> int:
    """A frame rate as filters compare it. Units: hundredths of frames a second."""
    return int(fps * 100 + 0.5)


def resolution_of(width_px: int, height_px: int) -> Resolution:
    """What a size is called, however it is turned."""
    long, short = max(width_px, height_px), min(width_px, height_px)
    return next((name for name, wide, high in _CLASSES if long >= wide or short >= high), "SD")


def orientation_of(width_px: int, height_px: int) -> Orientation:
    """How a clip is shown."""
    return "square" if width_px == height_px else "landscape" if width_px > height_px else "portrait"


def name_key(name: str) -> bytes:
    """A file name as names are compared; bytes, as it need not be valid text."""
    return fold(name).encode("utf-8", "surrogatepass")


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
