"""Points of a clip as timecode, the same wherever they are named."""

from fractions import Fraction

from core.values.footage import MediaInfo, Video
from core.values.timecode import Timecode, timecode

RESTARTS_NAMED = 5
"""Of a clip that was joined from more recordings not every place is named."""


def moment_timecode(video: Video, time_s: float | Fraction) -> str:
    """Timecode of a moment of a clip, written the same wherever it is named; empty for a still, which has no time."""
    info = video.info
    return "" if info is not None and info.is_still else timecode(time_s, info.fps if info is not None else None)


def source_timecode(info: MediaInfo | None, time_s: float) -> Timecode | None:
    """The timecode that was recorded with the frame on screen at this time; None where the file has none."""
    start = info.source.start if info is not None and info.source is not None else None
    return start.at(time_s) if start is not None else None


def joined(info: MediaInfo | None) -> str:
    """A sentence for a clip that was joined from several recordings, with the places; empty for all others."""
    if info is None or not info.restarts_s:
        return ""
    places = [timecode(here_s, info.fps) for here_s, _ in info.restarts_s]
    if len(places) > RESTARTS_NAMED:
        places = [*places[: RESTARTS_NAMED - 1], f"{len(places) - RESTARTS_NAMED + 1:,} more places"]
    at = f"{', '.join(places[:-1])} and {places[-1]}" if len(places) > 1 else places[0]
    return f"Joined from {len(info.restarts_s) + 1:,} recordings: the timestamps jump at {at}."
