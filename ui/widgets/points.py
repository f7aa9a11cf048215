"""Points of a clip as the window writes them: the timecode recorded in the file, with TC in front, where it has one."""

from datetime import timedelta
from fractions import Fraction

from core.values import CreationDate, MediaInfo, source_timecode, timecode
from ui.translate import translate


def point(info: MediaInfo | None, time_s: float | Fraction) -> str:
    """TC 10:00:08:16 where the file has a timecode, else 00:00:08:16 from its start; empty for a still."""
    if info is not None and info.is_still:
        return ""
    source = source_timecode(info, float(time_s))
    if source is not None:
        return translate("Widgets", "TC {at}").format(at=source)
    return timecode(time_s, info.fps if info is not None else None)


def bare_point(info: MediaInfo | None, time_s: float | Fraction) -> str:
    """The same without TC, as other programs take it."""
    source = None if info is not None and info.is_still else source_timecode(info, float(time_s))
    return str(source) if source is not None else point(info, time_s)


def has_source(info: MediaInfo | None) -> bool:
    """True where points are written in the timecode recorded in the file."""
    return source_timecode(info, 0.0) is not None


def kind_of_point(info: MediaInfo | None) -> str:
    """Which of both it is, in words."""
    if has_source(info):
        return translate("Widgets", "Timecode recorded in the file")
    return translate("Widgets", "Time from the start of the file")


def time_of_day(created: CreationDate | None, time_s: float) -> str:
    """The time by the camera's clock at a point of a clip: 14:03:22; empty where it is not known when it was shot."""
    if created is None:
        return ""
    at = created.local + timedelta(seconds=int(max(0.0, time_s)))
    return f"{at:%H:%M:%S}"
