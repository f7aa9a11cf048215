"""Seconds to frames and to timecode, in exact fractions.

A point of a clip is always written by `timecode`, in the window and on the command line. A length that is not counted
in frames is written as minutes and seconds (0:07, 1:02:30), with no field for frames to be mistaken for.
"""

from fractions import Fraction
from math import ceil

from core.values.footage import MediaInfo, Video

RESTARTS_NAMED = 5
"""Of a clip that was joined from more recordings not every place is named."""
_EPSILON_FRAMES = Fraction(1, 1000)
"""Times of frames come as rounded decimals; a time this close below a frame's start belongs to that frame."""


def frame_at(time_s: float, fps: Fraction) -> int:
    """Number of the frame on screen at this time, counted from 0. Negative times count as 0."""
    return max(0, int(Fraction(time_s) * fps + _EPSILON_FRAMES))


def frame_middle_s(frame: int, fps: Fraction) -> float:
    """The safest time to ask a player for this frame: players land one early when asked for the start."""
    return float((frame + Fraction(1, 2)) / fps)


def timecode(time_s: float, fps: Fraction | None) -> str:
    """Timecode of the frame on screen, from the start of the file: 00:00:08:16.

    29.97 and 59.94 frames a second are counted in drop frames, written 00:00:08;16, so that the label
    keeps to the wall clock. Odd rates (12.5, the mean of a varying rate) count frames within each second.
    Without a rate: 00:00:08.64.
    """
    if fps is None or fps <= 0:
        hundredths = max(0, round(time_s * 100))
        minutes, rest = divmod(hundredths, 6000)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"
    base = max(1, round(fps))
    frame = frame_at(time_s, fps)
    drops = fps.denominator == 1001 and base % 30 == 0
    if drops:
        frame += _dropped(frame, base)
    seconds, frames = _split(frame, fps) if fps.denominator not in (1, 1001) else divmod(frame, base)
    minutes, seconds = divmod(seconds, 60)
    mark = ";" if drops else ":"
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}{mark}{frames:02d}"


def moment_timecode(video: Video, time_s: float) -> str:
    """Timecode of a moment of a clip, written the same wherever it is named; empty for a still, which has no time."""
    info = video.info
    return "" if info is not None and info.is_still else timecode(time_s, info.fps if info is not None else None)


def joined(info: MediaInfo | None) -> str:
    """A sentence for a clip that was joined from several recordings, with the places; empty for all others."""
    if info is None or not info.restarts_s:
        return ""
    places = [timecode(here_s, info.fps) for here_s, _ in info.restarts_s]
    if len(places) > RESTARTS_NAMED:
        places = [*places[: RESTARTS_NAMED - 1], f"{len(places) - RESTARTS_NAMED + 1:,} more places"]
    at = f"{', '.join(places[:-1])} and {places[-1]}" if len(places) > 1 else places[0]
    return f"Joined from {len(info.restarts_s) + 1:,} recordings: the timestamps jump at {at}."


def _split(frame: int, fps: Fraction) -> tuple[int, int]:
    """The second in which a frame begins, and its number among the frames that begin there."""
    second = int(frame / fps)
    return second, frame - ceil(second * fps)


def _dropped(frame: int, base: int) -> int:
    """How many frame labels drop-frame counting has left out before this frame.

    Source: SMPTE 12M: labels 0 and 1 (0-3 at 60) are left out each minute, except each tenth.
    """
    per_minute_drop = base // 15
    per_minute = base * 60 - per_minute_drop
    per_ten = base * 600 - 9 * per_minute_drop
    tens, rest = divmod(frame, per_ten)
    extra = 9 * per_minute_drop * tens
    if rest >= per_minute_drop:
        extra += per_minute_drop * ((rest - per_minute_drop) // per_minute)
    return extra
