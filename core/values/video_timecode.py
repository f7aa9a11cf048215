"""Points of a clip as timecode, the same wherever they are named."""

import re
from fractions import Fraction
from typing import Final

from core.values.exact_times import exact_length, exact_time, read_time
from core.values.footage import MediaInfo, Video
from core.values.timecode import Timecode, timecode

_SOURCE: Final = re.compile(r"TC\s+", re.IGNORECASE)

RESTARTS_NAMED = 5
"""Of a clip that was joined from more recordings not every place is named."""


def moment_timecode(video: Video, time_s: float | Fraction) -> str:
    """Timecode of a moment of a clip, written the same wherever it is named; empty for a still, which has no time."""
    info = video.info
    return "" if info is not None and info.is_still else timecode(time_s, info.fps if info is not None else None)


def source_timecode(info: MediaInfo | None, time_s: float | Fraction) -> Timecode | None:
    """The timecode that was recorded with the frame on screen at this time; None where the file has none."""
    start = info.source.start if info is not None and info.source is not None else None
    return start.at(time_s) if start is not None else None


def read_point(text: str, info: MediaInfo) -> Fraction:
    """Read a time as the window writes it, or in any form that `read_time` takes.

    TC 10:00:08:16 is the timecode recorded in the file. A label without TC is that too where the file has one and the
    label lies in the clip, else it counts from the start of the file. Raises: ValueError, with a sentence.
    """
    text = text.strip()
    bare, is_source = _SOURCE.subn("", text, count=1) if _SOURCE.match(text) else (text, 0)
    start = info.source.start if info.source is not None else None
    if start is None:
        if is_source:
            raise ValueError("This file has no timecode of its own. Leave TC out to count from its start.")
        return read_time(bare, info.fps)
    try:
        label = Timecode.parse(bare, start.fps, start.drop)
    except ValueError:
        if is_source:
            raise
        return read_time(bare, info.fps)
    elapsed_s = label.frames_since(start) / start.fps
    if elapsed_s <= exact_length(info):
        return exact_time(elapsed_s, info.fps)
    if is_source:
        last = start.at(exact_length(info))
        raise ValueError(f"{label} is outside of this clip, which runs from {start} to {last}.")
    return read_time(bare, info.fps)


def joined(info: MediaInfo | None) -> str:
    """A sentence for a clip that was joined from several recordings, with the places; empty for all others."""
    if info is None or not info.restarts_s:
        return ""
    places = [timecode(here_s, info.fps) for here_s, _ in info.restarts_s]
    if len(places) > RESTARTS_NAMED:
        places = [*places[: RESTARTS_NAMED - 1], f"{len(places) - RESTARTS_NAMED + 1:,} more places"]
    at = f"{', '.join(places[:-1])} and {places[-1]}" if len(places) > 1 else places[0]
    return f"Joined from {len(info.restarts_s) + 1:,} recordings: the timestamps jump at {at}."
