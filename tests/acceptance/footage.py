"""Drawn clips for the program under test: what the demo model can find, and frames that show their number."""

import struct
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain
from pathlib import Path

from core.synthetic.sample_videos import sample_plans
from core.synthetic.video_files import Format, burn_number, draw_pictures, write_pictures
from core.synthetic.world import VideoPlan
from core.values import ByteArray
from tests.clips import VideoSpec, draw_numbers

FPS = 12
SIZE = (320, 180)
NAMES = ("red-car", "fish-at-sea", "houses", "night-star", "balls", "trees")
"""The clips of `draw_six`, without their ending."""
MANY = 12
_LARGE = VideoSpec(size=(960, 540), fps=Fraction(10), gop=250)
"""Takes a second or so to be read."""


def plan(name: str, shot: int = 0) -> VideoPlan:
    """A shot of the program's own samples."""
    return sample_plans()[f"{name}.mp4"][shot]


def draw_six(folder: Path) -> list[Path]:
    """Six clips of one shot of six seconds each."""
    folder.mkdir(parents=True, exist_ok=True)
    return [draw_clip(folder / f"{name}.mp4", [plan(name)]) for name in NAMES]


def draw_many(folder: Path) -> Path:
    """Clips that are not found by anything, take a while to be read, and of which none is a copy of another."""
    folder.mkdir(parents=True)
    drawn = draw_numbers(folder / "C00.mp4", 400, _LARGE).read_bytes()
    for number in range(1, MANY):  # a box that says nothing, at the end
        (folder / f"C{number:02d}.mp4").write_bytes(drawn + struct.pack(">I4sI", 12, b"free", number))
    return folder


def draw_clip(path: Path, shots: Sequence[VideoPlan], form: Format | None = None, *, numbered: bool = False) -> Path:
    """Shots one after the other; `numbered` burns its number into every frame (`video_files.read_number`)."""
    form = form or h264()
    pictures: Iterator[ByteArray] = chain.from_iterable(
        draw_pictures(shot, form.width_px, form.height_px, form.fps) for shot in shots
    )
    if numbered:
        pictures = (burn_number(picture, number) for number, picture in enumerate(pictures))
    return write_pictures(path, enumerate(pictures), form)


def h264(gop: int = 12, fps: int = FPS) -> Format:
    """What most cameras and the web make; MPEG-4 where libav cannot write it."""
    options = {"crf": "18", "preset": "veryfast", "g": str(gop)}
    form = Format("H.264", "libx264", ".mp4", *SIZE, fps, options=options)
    return form if form.is_there else Format("MPEG-4", "mpeg4", ".mp4", *SIZE, fps, bit_rate=3_000_000)
