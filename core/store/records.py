"""Between rows of the catalogue and the records of `core.values`; pure."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from core.values import (
    NO_MARKS,
    STATE_SQL,
    EncoderSpec,
    Flag,
    Folder,
    FrameShape,
    IdArray,
    KnownFile,
    Marks,
    MediaInfo,
    Segment,
    SourceMetadata,
    Video,
    VideoState,
    Volume,
)

FOLDER_COLUMNS = "id, path, watched, is_file, online, absence"
VIDEO_COLUMNS = (
    f"id, folder_id, path, size_bytes, mtime_ns, added_s, {STATE_SQL}, note, info, needs_proxy,"
    " (SELECT json_array(rating, flag, seen) FROM marks WHERE marks.fingerprint = videos.fingerprint),"
    " (SELECT json_group_array(name) FROM (SELECT name FROM tags WHERE fingerprint = videos.fingerprint ORDER BY key)),"
    " (SELECT json_group_array(collection_id) FROM moments WHERE moments.fingerprint = videos.fingerprint)"
)
"""Of the table `videos`, or of `present AS videos`."""
FILE_COLUMNS = f"id, folder_id, path, size_bytes, mtime_ns, {STATE_SQL}, info IS NOT NULL"
SEGMENT_COLUMNS = "id, video_id, start_s, end_s, frame_times_s"
SEPARATOR = os.fsencode(os.sep)
_NO_IDS: frozenset[int] = frozenset()


def path_bytes(path: Path) -> bytes:
    """A path as the system spells it; need not be valid text."""
    return os.fsencode(path)


def text_bytes(text: str) -> bytes:
    """Text for people, which may quote a file name that is not valid text."""
    return text.encode("utf-8", "surrogatepass")


def exact_text(time_s: Fraction | None) -> str | None:
    """An exact time, as stored."""
    return None if time_s is None else str(time_s)


def exact_of(text: str | None) -> Fraction | None:
    """The inverse of `exact_text`."""
    return None if text is None else Fraction(text)


def folder_of(row: tuple[Any, ...]) -> Folder:
    """Row in the order of FOLDER_COLUMNS."""
    id_, path, watched, is_file, online, absence = row
    return Folder(id_, Path(os.fsdecode(path)), bool(watched), bool(is_file), bool(online), text_of(absence))


def volume_of(row: tuple[Any, ...]) -> Volume:
    """Row of mount, volume, label."""
    mount, volume, label = row
    return Volume(Path(os.fsdecode(mount)), volume, text_of(label))


def file_of(row: tuple[Any, ...]) -> KnownFile:
    """Row in the order of FILE_COLUMNS."""
    id_, folder_id, path, size_bytes, mtime_ns, state, was_read = row
    return KnownFile(id_, folder_id, os.fsdecode(path), size_bytes, mtime_ns, state, bool(was_read))


def stored_state(state: VideoState) -> tuple[str, bool]:
    """A state as the columns `state` and `away`."""
    return ("missing", True) if state == "offline" else (state, False)


def video_of(row: tuple[Any, ...]) -> Video:
    """Row in the order of VIDEO_COLUMNS."""
    id_, folder_id, raw, size_bytes, mtime_ns, added_s, state, note, info, needs_proxy, said, tags, collections = row
    path = Path(os.fsdecode(raw))
    return Video(
        id=id_,
        folder_id=folder_id,
        path=path,
        size_bytes=size_bytes,
        mtime_ns=mtime_ns,
        added_s=added_s,
        state=state,
        note=text_of(note),
        info=None if info is None else info_of(info, path),
        needs_proxy=bool(needs_proxy),
        marks=marks_of(said, tags),
        collection_ids=_NO_IDS if collections == "[]" else frozenset(json.loads(collections)),
    )


def marks_of(said: str | None, tags: str) -> Marks:
    """Of rating, flag and seen as a JSON list, and of tags in order as one; most clips have neither."""
    if said is None and tags == "[]":
        return NO_MARKS
    stored: tuple[int, Flag, int] = json.loads(said) if said is not None else (0, "", 0)
    return Marks(stored[0], stored[1], bool(stored[2]), tuple(json.loads(tags)))


def segment_of(row: tuple[Any, ...]) -> Segment:
    """Row in the order of SEGMENT_COLUMNS."""
    id_, video_id, start_s, end_s, times = row
    return Segment(id_, video_id, start_s, end_s, tuple(np.frombuffer(times, "<f8").tolist()))


def ids_of(runs: Sequence[tuple[int, int]]) -> IdArray:
    """All ids of runs of (first, count), in their order."""
    first, count = (np.array(column, np.int64) for column in (zip(*runs, strict=True) if runs else ((), ())))
    return ids_of_runs(first, count)


def ids_of_runs(first: IdArray, count: IdArray) -> IdArray:
    """The same of arrays. Shapes: both (N,)."""
    before = np.cumsum(count) - count
    ids: IdArray = np.repeat(first - before, count) + np.arange(count.sum())
    return ids


def fair_choice(runs: Sequence[tuple[int, int]], n: int) -> IdArray:
    """About n ids of runs of (first, count), the same each time, no run giving more than its fair part.

    Without that a single long video, a still screen for two hours, would speak for the whole library. Each id keeps
    its lot, so the choice hardly moves when videos come and go.
    """
    ids = ids_of(runs)
    if not len(ids) or n <= 0:
        return ids[:0]
    counts = np.array([count for _, count in runs])
    lots = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    lots ^= lots >> np.uint64(29)
    order = np.lexsort((lots, np.repeat(np.arange(len(runs)), counts)))
    places = np.arange(len(ids)) - np.repeat(np.cumsum(counts) - counts, counts)  # place of each id in its own run
    allowed = order[places < -(-n // len(runs))]
    return np.asarray(np.sort(ids[allowed[np.argsort(lots[allowed], kind="stable")[:n]]]))


def times_bytes(times_s: tuple[float, ...]) -> bytes:
    """Frame times as stored: little-endian float64."""
    return np.array(times_s, "<f8").tobytes()


_LEFT_OUT = ("restarts_s", "by_walk", "is_distrusted", "is_mirrored", "source", "begins_s", "last_frame_s")
WITHOUT_SOURCE = (
    "info IS NOT NULL AND instr(info, '\"has_sound\": false') = 0 AND instr(info, '\"sound_channels\": [') = 0"
)
"""Condition on a video: it was probed, and its file never read for all that `SourceMetadata` has now.

Many times quicker than to parse the records; in a text of theirs the quotes would be escaped."""
_INFO_NAMES = tuple(each.name for each in fields(MediaInfo))


def info_json(info: MediaInfo) -> str:
    """What is known of a video's file, as stored."""
    stored = asdict(info) | {"path": str(info.path), "fps": str(info.fps)}
    stored["source"] = None if info.source is None else info.source.to_json()
    for name in _LEFT_OUT:  # left out where they say nothing: earlier versions do not know them
        if not stored[name]:
            del stored[name]
    # ASCII-only JSON also carries the halves of characters that odd file names decode to
    return json.dumps(stored)


def info_of(text: str, path: Path) -> MediaInfo:
    """The inverse of `info_json`; the video may have another path by now.

    Records of other versions are read too: what they do not know is as usual, what is not known here is left out.
    """
    stored = json.loads(text)
    known = {name: stored[name] for name in _INFO_NAMES if name in stored}
    restarts_s = tuple((here, there) for here, there in stored.get("restarts_s", ()))
    source = None if stored.get("source") is None else SourceMetadata.from_json(stored["source"])
    exact = {"path": path, "fps": Fraction(stored["fps"]), "restarts_s": restarts_s, "source": source}
    return MediaInfo(**known | exact)


def spec_json(spec: EncoderSpec) -> str:
    """A model's description, as stored."""
    return json.dumps(asdict(spec))


def spec_of(text: str) -> EncoderSpec:
    """The inverse of `spec_json`."""
    stored = json.loads(text)
    return EncoderSpec(**stored | {"frame_shape": FrameShape(**stored["frame_shape"])})


def text_of(raw: bytes) -> str:
    """The inverse of `text_bytes`."""
    return raw.decode("utf-8", "surrogatepass")
