"""What is removed and what can be restored, as text and as JSON. Pure."""

import time
from collections.abc import Sequence
from typing import Any

from c2v_desktop.format.units import count, rounded_time, shown, size_text
from core.values import Removal, RemovalImpact, Video

SHOWN = 20
"""Clips listed one by one; of more the rest is counted."""


def impact_text(impact: RemovalImpact) -> str:
    """12 clips to be removed from the library: 340 moments in 2 h 10 min of footage, 120 MB."""
    if not impact.clips:
        return "No clips are removed from the library."
    clips = f"{count(impact.clips, 'clip')} to be removed from the library"
    if not impact.segments:
        return f"{clips}, not indexed."
    hours, size = rounded_time(impact.footage_s), size_text(impact.size_bytes)
    return f"{clips}: {count(impact.segments, 'moment')} in {hours} of footage, {size}."


def removal_line(number: int, removal: Removal) -> str:
    """For the list of what can be restored."""
    day = time.strftime("%d %B %Y, %H:%M", time.localtime(removal.removed_s)).lstrip("0")
    clips = count(removal.impact.clips, "clip")
    return f"{number:3d}  {day}  {clips}, {size_text(removal.impact.size_bytes)}  {names_of(removal)}"


def names_of(removal: Removal) -> str:
    """The first of what was removed, and how many more."""
    first, more = shown(removal.paths[0]) if removal.paths else "", len(removal.paths) - 1
    return f"{first} and {more} more" if more > 0 else first


def clip_lines(videos: Sequence[Video]) -> list[str]:
    """Clips one by one; of many the first."""
    lines = [f"  {shown(video.path)}" for video in videos[:SHOWN]]
    return lines + ([f"  and {len(videos) - SHOWN:,} more"] if len(videos) > SHOWN else [])


def removal_json(removal: Removal) -> dict[str, Any]:
    """The same for scripts. Units: seconds since 1970, bytes."""
    impact = removal.impact
    return {
        "id": removal.id,
        "kind": removal.kind,
        "paths": [str(path) for path in removal.paths],
        "removed_s": removal.removed_s,
        "ends_s": removal.ends_s,
        "clips": impact.clips,
        "segments": impact.segments,
        "footage_s": impact.footage_s,
        "bytes": impact.size_bytes,
    }


def removed_text(removals: Sequence[Removal]) -> str:
    """One line for `c2v status`."""
    clips = count(sum(each.impact.clips for each in removals), "clip")
    size = size_text(sum(each.impact.size_bytes for each in removals))
    return f"removed in the last 30 days: {clips}, {size} (`c2v undo --list`, `c2v forget --removed`)"
