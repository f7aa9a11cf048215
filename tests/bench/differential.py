"""Videos read by ours, and as oracles by PyAV and by the ffmpeg command decoding all of them in order; then compared.

`python -m tests.bench.differential FOLDER` (`make torture-media FOLDER=…`) prints a table of agreements of a folder of
one's own: numbers only, no names and no pictures, so it can be sent to anybody.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame

from core.errors import MediaError
from core.media.opening import open_video, packets_of
from core.media.source_reader import readable
from core.media.still import is_still
from core.media.upright import Posture, posture_of
from core.media.video_reader import VideoReader
from core.values import FrameShape

SIDE = 16
"""Pictures are compared as so many levels of brightness each way."""
ALIKE = 12.0
"""Mean difference of levels up to which two pictures are one: scalers and colour matrices differ."""
TOGETHER = 0.95
"""Correlation of two pictures that differ in light alone."""
FLAT = 4.0
"""Levels that spread by less tell nothing by their rise and fall."""
MOST_FRAMES = 60_000
"""Longer videos are left out: an oracle decodes everything."""
SHAPE = FrameShape(64, "squash")


@dataclass
class Read:
    """What one reader gave. Shapes: pictures (N, 16, 16); times from the first frame on, empty where not told."""

    times_s: list[float] = field(default_factory=list)
    pictures: list[np.ndarray] = field(default_factory=list)
    frames: int = 0
    size: tuple[int, int] = (0, 0)
    turned: int = 0
    """Quarter turns clockwise, and 4 more when mirrored."""
    places: list[int] = field(default_factory=list)
    """Of ours: which frame of the video each picture is."""
    kind: str = ""
    note: str = ""
    refused: str = ""
    posture: Posture | None = None
    first_s: float = 0.0
    restarts: int = 0


@dataclass
class DifferenceLine:
    """A row of the table."""

    kind: str
    ours: Read
    pyav: Read
    command: Read | None

    def cells(self) -> list[str]:
        """As it is printed."""
        ours, oracles = self.ours, [self.pyav, *([self.command] if self.command else [])]
        counts = [str(ours.frames), *(str(each.frames) for each in oracles)]
        counts += ["–"] * (3 - len(counts))
        shares = [f"{100 * share:.0f}" if (share := pictures(ours, each)) is not None else "–" for each in oracles]
        shares += ["–"] * (2 - len(shares))
        shape = "–" if not self.command or not self.command.frames else str(ours.size == self.command.size).lower()
        return [self.kind, *counts, times(ours, self.pyav), *shares, shape, str(ours.turned), self.verdict()]

    def verdict(self) -> str:
        """In a word."""
        if self.ours.refused:
            return "refused" if not self.pyav.frames else "refused, though frames come"
        agree = [
            abs(self.ours.frames - each.frames) <= 1 and (pictures(self.ours, each) or 0) > 0.98
            for each in (self.pyav, self.command)
            if each is not None and each.frames
        ]
        told = ", with a note" if self.ours.note else ""
        return ("agrees" if all(agree) else "agrees with one" if any(agree) else "differs") + told


def times(ours: Read, oracle: Read) -> str:
    """The largest difference of our samples' times from the oracle's, in ms; a restarted clock has none."""
    if ours.restarts or ours.frames != oracle.frames or not oracle.times_s or (np.diff(oracle.times_s) <= 0).any():
        return "–"
    worst = max(abs(at - oracle.times_s[k]) for at, k in zip(ours.times_s, ours.places, strict=True))
    return f"{1000 * worst:.0f}"


def pictures(ours: Read, oracle: Read) -> float | None:
    """The share of our samples that show what the oracle has at that place; None where nothing can be compared."""
    if not ours.pictures or not oracle.pictures:
        return None
    last = len(oracle.pictures) - 1
    same = [
        any(is_alike(picture, oracle.pictures[min(max(0, k + by), last)]) for by in (0, -1, 1))
        for picture, k in zip(ours.pictures, ours.places, strict=True)
    ]
    return sum(same) / len(same)


def is_alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Levels that agree, or rise and fall together: oracles show HDR and log without turning it into ordinary light."""
    if float(np.abs(one - other).mean()) <= ALIKE:
        return True
    if min(one.std(), other.std()) < FLAT:
        return False
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1]) >= TOGETHER


def by_ours(path: Path, every_s: float = 0.5) -> Read:
    """What the program gives of a video: samples."""
    reader, read = VideoReader(_no_tick), Read()
    try:
        info = reader.probe(path)
        known = reader._look(path)
        seconds = np.array([known.index.seconds(int(ticks)) for ticks in known.index.times])
        for sample in reader.scan(path, every_s, SHAPE):
            grey = cv2.cvtColor(sample.pixels, cv2.COLOR_RGB2GRAY)
            read.pictures.append(cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.int16))
            read.places.append(int(np.abs(seconds - sample.time_s).argmin()))
            read.times_s.append(sample.time_s - seconds[0])
    except MediaError as error:
        read.refused = type(error).__name__
        return read
    read.frames, read.size, read.note = info.frame_count, (info.width_px, info.height_px), info.note
    read.restarts = len(info.restarts_s)
    read.turned = info.rotation_deg // 90 + 4 * info.is_mirrored
    read.kind = info.codec
    return read


def by_pyav(path: Path) -> Read:
    """All frames that PyAV's decoder gives of the track that ours chose, in its order, turned as ours is."""
    read = Read()
    try:
        with open_video(path) as (container, track):
            stream = track.stream
            read.kind = f"{container.format.name.split(',')[0]} {stream.codec_context.codec.canonical_name}"
            for number in track.indices:
                for packet in packets_of(container, container.streams[number]):
                    _take(read, _decoded(stream, packet))
                    if read.frames > MOST_FRAMES:
                        return Read(kind=read.kind, refused="too long")
                if number != track.indices[-1]:
                    container.seek(0)
    except (MediaError, av.error.FFmpegError) as error:
        read.refused = read.refused or type(error).__name__
    return read


def _decoded(stream: object, packet: object) -> list[VideoFrame]:
    try:
        return stream.codec_context.decode(packet if packet.size else None)  # type: ignore[attr-defined]
    except av.error.FFmpegError:
        return []


def _take(read: Read, frames: Sequence[VideoFrame]) -> None:
    for frame in frames:
        read.frames += 1
        if read.posture is None:
            read.posture, read.first_s = posture_of(frame, None), frame.time or 0.0
        if frame.time is not None:
            read.times_s.append(frame.time - read.first_s)
        small = frame.to_ndarray(format="gray", width=64, height=64, interpolation="AREA", threads=1)
        turned = np.ascontiguousarray(read.posture.turned(small))
        read.pictures.append(cv2.resize(turned, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.int16))


def by_command(path: Path) -> Read | None:
    """All frames of the ffmpeg command, in the order and orientation in which it gives them; None without it."""
    ffmpeg, ffprobe = shutil.which("ffmpeg"), shutil.which("ffprobe")
    if ffmpeg is None or ffprobe is None:
        return None
    read = Read()
    scale = f"scale={SIDE}:{SIDE}:flags=area,format=gray"
    source = ["-nostdin", "-v", "info", "-protocol_whitelist", "file", "-i", str(path), "-map", "0:v:0?", "-an"]
    command = [ffmpeg, *source, "-fps_mode", "passthrough", "-vf", f"showinfo,{scale}", "-f", "rawvideo", "-"]
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    count = len(done.stdout) // SIDE**2
    grey = np.frombuffer(done.stdout[: count * SIDE**2], np.uint8).reshape(count, SIDE, SIDE)
    read.frames, read.pictures = count, list(grey.astype(np.int16))
    first = re.search(r"sar:(\d+)/(\d+) s:(\d+)x(\d+)", words)
    if first is not None:
        wide, tall, width, height = map(int, first.groups())
        aspect = wide / tall if wide and tall else 1.0
        read.size = (round(width * aspect) if abs(aspect - 1) > 0.01 else width, height)
    return read


def compared(path: Path) -> DifferenceLine:
    """One video read by all."""
    pyav = by_pyav(path)
    return DifferenceLine(pyav.kind or "?", by_ours(path), pyav, by_command(path))


HEAD = ("film", "frames: ours", "PyAV", "ffmpeg", "times ±ms", "pictures %: PyAV", "ffmpeg", "shape", "turned", "")


def table(lines: Sequence[DifferenceLine]) -> Iterator[str]:
    """Numbers only."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    for number, row in enumerate(rows):
        name = "    " if number == 0 else f"{number:4d}"
        yield f"{name}  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def videos_in(folder: Path) -> list[Path]:
    """Whatever in a folder may be a video."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".csv", ".md", ".py"})
    return [path for path in found if not is_still(path)]


def main() -> int:
    """Read a folder and print."""
    parser = argparse.ArgumentParser(prog="make torture-media", description=__doc__)
    parser.add_argument("folder", type=Path, help="videos of one's own")
    parser.add_argument("--json", type=Path, help="also write the table to this file")
    wanted = parser.parse_args()
    if not wanted.folder.is_dir():
        parser.error(f"{wanted.folder} is not a folder")
    if shutil.which("ffmpeg") is None:
        print("The ffmpeg command is not here: compared with PyAV alone.", file=sys.stderr)
    lines = []
    for path in videos_in(wanted.folder):
        try:
            lines.append(compared(readable(path)))
        except MediaError:
            continue
        print(f"\r{len(lines)} videos", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print("\n".join(table(lines)))
    verdicts = [line.verdict() for line in lines]
    print("\n".join(f"{verdicts.count(each):5d}  {each}" for each in sorted(set(verdicts))))
    if wanted.json:
        wanted.json.write_text(json.dumps([line.cells() for line in lines]), encoding="utf-8")
    return 0


def _no_tick() -> None:
    """Nothing to report."""


if __name__ == "__main__":
    sys.exit(main())
