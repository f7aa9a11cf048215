"""Times as people write them in lists: seconds, clock times, timecode, milliseconds and frame numbers."""

import re
from fractions import Fraction
from typing import Final

from core.finetune.pairs.listed import TimeUnit
from core.values.exact_times import read_time
from core.values.footage import MediaInfo
from core.values.video_timecode import read_point

_PLAIN: Final = re.compile(r"[+-]?(\d{1,12}([.,]\d{0,12})?|[.,]\d{1,12})([eE][+-]?\d{1,2})?", re.ASCII)
_EXACT: Final = re.compile(r"\d{1,15}/0*[1-9]\d{0,11}", re.ASCII)
"""A fraction of seconds, as `--json` has exact times."""
_CLOCK: Final = re.compile(r"(\d{1,3}:)?\d{1,2}:\d{1,2}([.,]\d{1,9})?", re.ASCII)
_LABEL: Final = re.compile(r"(TC\s+)?\d{1,3}:\d{2}:\d{2}[:;]\d{2,3}", re.ASCII | re.IGNORECASE)
_WRITTEN_UNIT: Final = re.compile(r"\s*(s|sec|secs|seconds?|ms|f|frames?)$", re.IGNORECASE)
_UNITS: Final[dict[str, TimeUnit]] = {"ms": "milliseconds", "f": "frames", "frame": "frames", "frames": "frames"}
NOTHING: Final = frozenset({"", "-", "–", "none", "null", "nan", "n/a", "na"})
"""How lists say that there is no time."""


def is_time(text: str) -> bool:
    """Whether a cell can be a time, of any clip."""
    text = text.strip()
    plain = _WRITTEN_UNIT.sub("", text)
    return bool(_PLAIN.fullmatch(plain) or _EXACT.fullmatch(text) or _CLOCK.fullmatch(text) or _LABEL.fullmatch(text))


def read_listed_time(
    text: str, fps: Fraction | None, unit: TimeUnit = "seconds", info: MediaInfo | None = None
) -> Fraction | None:
    """The time that a cell means, in seconds; None where it says nothing.

    Timecode is that of the file where `info` has some and the label lies in the clip, else it counts from the start.
    Raises: ValueError, with a sentence.
    """
    text = text.strip().strip("'\"").strip()
    if text.casefold() in NOTHING:
        return None
    written = _WRITTEN_UNIT.search(text)
    if written:
        unit, text = _UNITS.get(written[1].casefold(), "seconds"), text[: written.start()].strip()
    if _PLAIN.fullmatch(text):
        number = Fraction(text.replace(",", "."))
        if unit == "milliseconds":
            return number / 1000
        if unit == "frames":
            if fps is None or fps <= 0:
                raise ValueError(f"The frame rate of this clip is not known, so frame {text} cannot be read.")
            return number / fps
        return number
    if _EXACT.fullmatch(text):
        return Fraction(text)
    if _LABEL.fullmatch(text):
        return read_time(text, fps) if info is None else read_point(text, info)
    return read_time(text, None)  # a clock time is taken as it stands
