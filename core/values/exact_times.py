"""In and out points, exactly: as fractions of a second that a frame begins at, and as a person writes them."""

import re
from fractions import Fraction
from math import ceil
from typing import Final

from core.values.footage import MediaInfo
from core.values.timecode import Timecode, can_drop, frame_at, nominal_rate

_COUNTED: Final = (1, 2, 1001)
"""Denominators of rates that are no mean of a varying one."""
_MICROSECONDS: Final = 1_000_000
_CLOCK: Final = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6}(?:[.,]\d{1,9})?)", re.ASCII)
_LABEL: Final = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})[:;](\d{2,3})", re.ASCII)


def counts_frames(fps: Fraction | None) -> bool:
    """True for a rate at which every frame has its number; False for the mean of a varying one."""
    return fps is not None and fps > 0 and fps.denominator in _COUNTED


def exact_time(time_s: float | Fraction, fps: Fraction | None) -> Fraction:
    """The start of the frame on screen at this time; of a rate that varies, the time to the microsecond.

    A float cannot say where a frame of 29.97 a second begins.
    """
    if fps is not None and counts_frames(fps):
        return frame_at(time_s, fps) / fps
    return max(Fraction(), Fraction(round(Fraction(time_s) * _MICROSECONDS), _MICROSECONDS))


def exact_length(info: MediaInfo) -> Fraction:
    """How long a clip is: whole frames where its rate can be counted, else to the microsecond."""
    length_s = Fraction(info.duration_s)
    if counts_frames(info.fps):
        return round(length_s * info.fps) / info.fps
    return exact_time(length_s, None)


def read_time(text: str, fps: Fraction | None) -> Fraction:
    """The time that is meant by 00:00:08:16 or 00:00:08;16, and by seconds: 8.64, 0:08.64, 1:02:30.

    Counted from the start of the clip, as `timecode` writes it. Raises: ValueError, with a sentence.
    """
    text = text.strip()
    if found := _LABEL.fullmatch(text):
        if fps is None or fps <= 0:
            raise ValueError(f"The frame rate of this clip is not known, so {text} cannot be read. Use seconds.")
        if fps.denominator in (1, 1001):
            drops = fps.denominator == 1001 and can_drop(nominal_rate(fps))
            return Timecode.parse(text, fps, drops).frame / fps
        hours, minutes, seconds, frames = map(int, found.groups())
        second = (hours * 60 + minutes) * 60 + seconds
        if minutes < 60 and seconds < 60 and frames < ceil((second + 1) * fps) - ceil(second * fps):
            return (ceil(second * fps) + frames) / fps
        raise ValueError(f"{text} names no frame at {float(fps):.5g} frames a second.")
    if found := _CLOCK.fullmatch(text):
        hours, minutes, seconds_text = int(found[1] or 0), int(found[2] or 0), found[3].replace(",", ".")
        if (found[1] is None or minutes < 60) and (found[2] is None or Fraction(seconds_text) < 60):
            return exact_time((hours * 60 + minutes) * 60 + Fraction(seconds_text), fps)
    raise ValueError(f"“{text[:40]}” is not a time. Write it as 00:00:08:16 (frames last), 0:08.6 or 8.6 (seconds).")
