"""Ratings, tags, moments and collections as text and as JSON. Pure."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from c2v_desktop.format.units import count, shown
from core.printable import printable
from core.values import MOST_STARS, Facets, Marks, Moment, MomentCollection, TagUse, Video, timecode

VALUES_SHOWN = 12
"""Of a kind of filter, the most frequent ones."""
_TITLES = {
    "state": "state",
    "codec": "codec",
    "frame_rate": "frame rate",
    "resolution": "resolution",
    "orientation": "orientation",
    "duration": "length in seconds, from",
    "shot": "recorded on",
    "camera": "camera",
    "reel": "reel",
    "rating": "stars, at least",
    "flag": "flag",
    "seen": "seen",
    "sound": "sound track",
    "tag": "tag",
    "collection": "collection",
}


def marks_text(marks: Marks) -> str:
    """★★★☆☆ pick, seen, Day 1; empty for a clip without marks."""
    parts = ["★" * marks.rating + "☆" * (MOST_STARS - marks.rating)] if marks.rating else []
    parts += [marks.flag] if marks.flag else []
    parts += ["seen"] if marks.seen else []
    return "  ".join([*parts, *([", ".join(map(printable, marks.tags))] if marks.tags else [])])


def clip_line(video: Video) -> str:
    """A clip and its marks."""
    said = marks_text(video.marks)
    return f"{shown(video.path)}  {said}" if said else shown(video.path)


def clip_json(video: Video) -> dict[str, Any]:
    """The same for scripts."""
    marks = video.marks
    return {
        "path": str(video.path),
        "state": video.state,
        "rating": marks.rating,
        "flag": marks.flag,
        "seen": marks.seen,
        "tags": list(marks.tags),
    }


def tag_lines(tags: Sequence[TagUse]) -> list[str]:
    """All tags with the number of clips that have them."""
    return [f"{printable(each.name)}  {count(each.clips, 'clip')}" for each in tags] or ["No clip has a tag."]


def moment_line(moment: Moment, videos: Sequence[Video]) -> str:
    """Id, clip, in and out, length, note. `videos` are the clips of the library that it is of."""
    path = videos[0].path if videos else moment.path
    fps = next((video.info.fps for video in videos if video.info is not None), None)
    stretch = "whole clip"
    if moment.start_s is not None and moment.end_s is not None:
        length_s = float(moment.end_s - moment.start_s)
        stretch = f"{timecode(moment.start_s, fps)} - {timecode(moment.end_s, fps)}  {length_s:.2f} s"
    line = f"{moment.id:4d}  {shown(path)}  {stretch}"
    line += "" if videos else "  (not in the library)"
    return f"{line}  {printable(moment.note)}" if moment.note else line


def moment_json(moment: Moment, videos: Sequence[Video]) -> dict[str, Any]:
    """The same for scripts; `in` and `out` are exact fractions of a second, `in_s` and `out_s` decimals."""
    path = videos[0].path if videos else moment.path
    return {
        "id": moment.id,
        "collection_id": moment.collection_id,
        "position": moment.position,
        "path": str(path),
        "paths": [str(video.path) for video in videos],
        "in": _exact(moment.start_s),
        "out": _exact(moment.end_s),
        "in_s": None if moment.start_s is None else float(moment.start_s),
        "out_s": None if moment.end_s is None else float(moment.end_s),
        "note": moment.note,
        "kept_s": moment.kept_s,
    }


def collection_line(collection: MomentCollection, moments: int) -> str:
    """Name, and what it holds."""
    return f"{printable(collection.name)}  {'saved search' if collection.is_smart else count(moments, 'moment')}"


def collection_json(collection: MomentCollection, moments: int) -> dict[str, Any]:
    """The same for scripts."""
    return {"id": collection.id, "name": collection.name, "query": collection.query, "moments": moments}


def facet_lines(facets: Facets, names: Mapping[int, str]) -> list[str]:
    """Each kind of filter with its values and counts; `names` are those of collections, by id."""
    lines = []
    for kind, values in facets.counts.items():
        if not values:
            continue
        ranked = sorted(values.items(), key=lambda each: (-each[1], str(each[0])))
        if kind in ("rating", "duration"):
            ranked = sorted(values.items(), key=lambda each: each[0])
        parts = [f"{_value(kind, value, names)} {number:,}" for value, number in ranked[:VALUES_SHOWN]]
        more = f", {len(ranked) - VALUES_SHOWN:,} more" if len(ranked) > VALUES_SHOWN else ""
        lines.append(f"{_TITLES[kind]}: {', '.join(parts)}{more}")
    return lines


def facets_json(facets: Facets) -> dict[str, Any]:
    """The same for scripts: a list of value and clips for each kind, as lists keep numbers numbers."""
    return {
        "clips": facets.clips,
        "filters": {
            kind: [{"value": value, "clips": number} for value, number in values.items()]
            for kind, values in facets.counts.items()
        },
    }


def _value(kind: str, value: Any, names: Mapping[int, str]) -> str:
    if kind == "frame_rate":
        return f"{value / 100:g}"
    if kind == "collection":
        return printable(names.get(value, str(value)))
    if kind in ("seen", "sound"):
        return "yes" if value else "no"
    return printable(str(value)) if value != "" else "none"


def _exact(time_s: Fraction | None) -> str | None:
    return None if time_s is None else str(time_s)
