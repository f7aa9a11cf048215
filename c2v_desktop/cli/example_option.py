"""What `--like` names: a picture, a frame of a clip, or a moment."""

import os
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from c2v_desktop.cli.engine import Session
from c2v_desktop.format.units import shown
from core.errors import QueryError
from core.values import STILL_SUFFIXES, Example, Filter, Like, LikeKind, Timecode, Video, frame_middle_s

_TIME = r"\d[\d:;.]*"
_PLACE = re.compile(rf"(?P<path>.+)@(?P<start>{_TIME})(?:[-–](?P<stop>{_TIME}))?", re.DOTALL)
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)")
HOW = "Write CLIP@12.5, CLIP@1:02.5 or CLIP@00:01:02:12, and CLIP@START-END for a moment."


def example_of(session: Session, text: str) -> Example:
    """The example that FILE, CLIP@TIME or CLIP@START-END names. Raises: QueryError."""
    whole = Path(os.path.abspath(text))  # noqa: PTH100  links keep their names
    found = None if whole.exists() else _PLACE.fullmatch(text)
    if found is None:
        return _picture(whole)
    path = session.do(session.library.place_of, Path(found["path"]))
    videos = [each for each in session.do(session.library.videos, Filter(below=frozenset({path}))) if each.path == path]
    if not videos and not path.exists():
        raise QueryError(f"There is no clip {shown(path)}.", HOW)
    start_s = _time_s(found["start"], videos, path)
    if not found["stop"]:
        return Example("frame", path, start_s)
    return Example("moment", path, start_s, _time_s(found["stop"], videos, path))


def like_of(session: Session, text: str, kind: LikeKind) -> Like:
    """The result that CLIP@START-END, CLIP@TIME or a still picture names. Raises: QueryError."""
    named = example_of(session, text)
    return Like(kind, named.path, named.start_s, named.start_s if named.stop_s is None else named.stop_s)


def _picture(path: Path) -> Example:
    if not path.exists():
        raise QueryError(f"There is no file {shown(path)}.", f"Name a picture, or a place in a clip. {HOW}")
    if path.suffix.lower() not in STILL_SUFFIXES:
        raise QueryError(f"{shown(path)} is not a picture.", f"Of a clip, say which frame. {HOW}")
    return Example("image", path)


def _time_s(text: str, videos: Sequence[Video], path: Path) -> float:
    """Seconds, a clock, or a timecode with frames, as the program prints it."""
    if ";" in text or text.count(":") == 3:
        return _timecode_s(text, videos, path)
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise QueryError(f"“{text}” is not a time.", HOW)
    hours, minutes, rest = found.groups()
    return 3600 * int(hours or 0) + 60 * int(minutes or 0) + float(rest)


def _timecode_s(text: str, videos: Sequence[Video], path: Path) -> float:
    info = next((video.info for video in videos if video.info is not None), None)
    if info is None or info.fps <= 0:
        raise QueryError(f"The frame rate of {shown(path)} is not known.", "Write the time in seconds: CLIP@12.5.")
    try:
        label = Timecode.parse(text, info.fps)
    except ValueError as error:
        raise QueryError(str(error), HOW) from error
    return _middle_s(label, info.fps)


def _middle_s(label: Timecode, fps: Fraction) -> float:
    if fps.denominator in (1, 1001):
        return frame_middle_s(label.frame, fps)
    second, frame = divmod(label.frame, label.base)  # odd rates count frames within each second
    return second + float((frame + Fraction(1, 2)) / fps)
