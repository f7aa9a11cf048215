"""Makes clips and hand-offs for tests of exports: any rate, any start, without files."""

from fractions import Fraction
from pathlib import Path

from core.export import ChosenMoment, PhraseNote
from core.values import Marks, MediaInfo, SourceMetadata, Timecode, Video

F = Fraction
RATES: list[tuple[str, Fraction, bool]] = [
    ("23.976", F(24000, 1001), False),
    ("24", F(24), False),
    ("25", F(25), False),
    ("29.97df", F(30000, 1001), True),
    ("29.97ndf", F(30000, 1001), False),
    ("30", F(30), False),
    ("47.952", F(48000, 1001), False),
    ("48", F(48), False),
    ("50", F(50), False),
    ("59.94df", F(60000, 1001), True),
    ("59.94ndf", F(60000, 1001), False),
    ("60", F(60), False),
    ("119.88df", F(120000, 1001), True),
    ("119.88ndf", F(120000, 1001), False),
]
STARTS = ["00:00:00:00", "01:00:00:00", "17:43:21:07", "23:59:50:00"]
CUTS = [(0, 1), (17, 42), (100, 400)]
"""First frame, and the one after the last."""
PAL = F(25)
VARYING = F(24371, 1003)


def clip(
    path: str = "/media/card/A001.mov",
    fps: Fraction = PAL,
    start: str | None = "01:00:00:00",
    drop: bool = False,
    frames: int = 3000,
    number: int = 1,
    tc_fps: Fraction | None = None,
    **more,
) -> Video:
    """A clip of the library. More fields are those of `Video`, `MediaInfo` and `SourceMetadata`."""
    told = None if start is None else Timecode.parse(start, tc_fps or fps, drop)
    source = SourceMetadata(
        told,
        None,
        more.pop("make", ""),
        more.pop("model", ""),
        more.pop("reel", ""),
        more.pop("sound", False),
        more.pop("sound_channels", None),
    )
    state, marks = more.pop("state", "ready"), more.pop("marks", Marks())
    info = MediaInfo(
        path=Path(path),
        size_bytes=1,
        mtime_ns=1,
        duration_s=more.pop("duration_s", round(float(frames / fps), 6)),
        fps=fps,
        width_px=more.pop("width_px", 1920),
        height_px=more.pop("height_px", 1080),
        rotation_deg=0,
        codec="h264",
        frame_count=frames,
        fingerprint=more.pop("fingerprint", f"content-{number}"),
        source=source,
        **more,
    )
    return Video(number, 1, Path(path), 1, 1, 0.0, state, info=info, marks=marks)


def chosen(video: Video, first: int, end: int, **more) -> ChosenMoment:
    """Frames of a clip, from the first to the one after the last."""
    fps = video.info.fps
    return ChosenMoment(video.path, video, first / fps, end / fps, **more)


def cuts_of(video: Video) -> list[ChosenMoment]:
    """A few moments, with all that can be said of one."""
    said = [
        {},
        {"note": "use this one", "phrases": (PhraseNote("red car", 0.31), PhraseNote("rain", 0.125)), "score": 0.31},
        {"note": "Zeile 1\nZeile 2", "collection": "Day 1"},
    ]
    return [chosen(video, *cut, **more) for cut, more in zip(CUTS, said, strict=True)]
