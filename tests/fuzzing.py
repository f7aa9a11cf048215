"""Mutated videos, drawn by lot but the same for the same seed, and what they did to a decoder process.

`python -m tests.fuzzing [COUNT] [--seed N]` is the long run (`make fuzz`); the suite runs a short one.
"""

import argparse
import random
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
from PIL import Image

from core.errors import CrashedError, MediaError
from core.media.decoder_process import DecoderProcess
from core.values import FrameShape
from tests.clips import VideoSpec, draw_numbers, numbered_frame
from tests.odd_files import TWISTS

SHAPE = FrameShape(64)
QUIET_X265 = {"x265-params": "log-level=none"}
DRAWN = {
    "mpeg4.mp4": VideoSpec("mpeg4"),
    "h264.mp4": VideoSpec("libx264", gop=10),
    "h264.mov": VideoSpec("libx264", gop=10, options={"movflags": "frag_keyframe+empty_moov"}),
    "h264.ts": VideoSpec("libx264", gop=10),
    "h264.mkv": VideoSpec("libx264", gop=10),
    "h264.flv": VideoSpec("libx264", gop=10),
    "hevc.mp4": VideoSpec("libx265", pix_fmt="yuv420p10le", options=QUIET_X265),
    "mjpeg.avi": VideoSpec("mjpeg", pix_fmt="yuvj420p"),
    "prores.mov": VideoSpec("prores_ks", pix_fmt="yuv422p10le", gop=1),
    "mpeg2.mxf": VideoSpec("mpeg2video"),
    "mpeg2.mpg": VideoSpec("mpeg2video"),
    "vp9.webm": VideoSpec("libvpx-vp9"),
    "vp8.webm": VideoSpec("libvpx"),
    "ffv1.mkv": VideoSpec("ffv1", gop=1),
    "wmv.asf": VideoSpec("wmv2"),
    "theora.ogv": VideoSpec("libtheora"),
    "dnxhd.mxf": VideoSpec("dnxhd", pix_fmt="yuv422p", size=(1280, 720), gop=1, options={"profile": "dnxhr_lb"}),
}
STILLS = {"photo.jpg": {}, "graphic.png": {}, "scan.tif": {"compression": "tiff_lzw"}, "web.webp": {}, "moving.gif": {}}
FRAMES = 30
ODD_SHARE = 0.4
"""Of the videos: made to lie about time, keyframes, tracks or shape."""
MOST_BYTES = 1 << 20
"""Larger videos of the footage would only make the run slower."""
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def draw_seeds(folder: Path) -> list[Path]:
    """Whole videos to begin from: in every container and codec this build can write."""
    made = []
    for name, video in DRAWN.items():
        if video.codec in av.codecs_available:
            try:
                made.append(draw_numbers(folder / name, FRAMES, video))
            except (av.error.FFmpegError, OSError):  # an encoder that does not like so small a video
                (folder / name).unlink(missing_ok=True)
    return made + draw_stills(folder)


def draw_stills(folder: Path) -> list[Path]:
    """Photographs and graphics, which are videos of one frame."""
    picture = Image.fromarray(numbered_frame(7, (320, 180)))
    for name, options in STILLS.items():
        picture.save(folder / name, **options)
    return [folder / name for name in STILLS]


def footage_seeds(footage: Path) -> list[Path]:
    """Small videos of real footage; empty where there is none."""
    videos = [path for place in ("clips", "variants", "broken") for path in sorted((footage / place).glob("*"))]
    return [path for path in videos if path.suffix not in {".csv", ".py"} and 0 < path.stat().st_size <= MOST_BYTES]


# --------------------------------------------------------------------------- mutations

Mutation = Callable[[bytearray, random.Random], bytearray]


def _place(data: bytearray, lot: random.Random) -> int:
    """A position: half of them near either end, where containers keep what they say of themselves."""
    if lot.random() < 0.5:
        near = lot.randrange(min(len(data), 2048))
        return near if lot.random() < 0.6 else len(data) - 1 - near
    return lot.randrange(len(data))


def flip_bits(data: bytearray, lot: random.Random) -> bytearray:
    for _ in range(lot.choice((1, 3, 20, 200))):
        data[_place(data, lot)] ^= 1 << lot.randrange(8)
    return data


def set_numbers(data: bytearray, lot: random.Random) -> bytearray:
    for _ in range(lot.choice((1, 2, 8))):
        at = min(_place(data, lot), max(0, len(data) - 4))
        data[at : at + 4] = struct.pack(lot.choice("<>") + "I", lot.choice(NUMBERS))
    return data


def cut_short(data: bytearray, lot: random.Random) -> bytearray:
    return data[: _place(data, lot) + 1]


def cut_out(data: bytearray, lot: random.Random) -> bytearray:
    at = _place(data, lot)
    del data[at : at + lot.choice((1, 7, 64, 4096))]
    return data or bytearray(b"\0")


def punch_hole(data: bytearray, lot: random.Random) -> bytearray:
    at, size = _place(data, lot), lot.choice((16, 512, 8192))
    data[at : at + size] = bytes(len(data[at : at + size]))
    return data


def fill_noise(data: bytearray, lot: random.Random) -> bytearray:
    at, size = _place(data, lot), lot.choice((16, 512, 8192))
    data[at : at + size] = lot.randbytes(len(data[at : at + size]))
    return data


def repeat(data: bytearray, lot: random.Random) -> bytearray:
    at, size = _place(data, lot), lot.choice((8, 256, 4096))
    data[at:at] = data[at : at + size] * lot.choice((1, 2, 50))
    return data


def move(data: bytearray, lot: random.Random) -> bytearray:
    at, size = _place(data, lot), lot.choice((8, 256, 4096))
    taken = data[at : at + size]
    del data[at : at + size]
    to = lot.randrange(len(data) + 1)
    data[to:to] = taken
    return data


MUTATIONS: tuple[Mutation, ...] = (flip_bits, set_numbers, cut_short, cut_out, punch_hole, fill_noise, repeat, move)


def mutants(seeds: Sequence[Path], count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Names and contents of mutated videos; the same seed and videos give the same."""
    kept = {path: path.read_bytes() for path in seeds}
    for number in range(count):
        lot = random.Random(f"{seed} {number}")
        path, other = lot.choice(seeds), lot.choice(seeds)
        data, done = bytearray(kept[path]), []
        if lot.random() < 0.1:  # the head of one video on the body of another
            at = lot.randrange(len(data))
            data[at:] = kept[other][at:]
            done.append(f"on {other.stem}")
        if lot.random() < ODD_SHARE:
            twist = lot.choice(TWISTS)
            data = bytearray(twist(bytes(data), kept[other], lot))
            done.append(twist.__name__)
        if not done or lot.random() < 0.5:  # a video that lies is whole otherwise, as a rule
            for mutation in lot.choices(MUTATIONS, k=lot.choice((1, 1, 1, 2, 4))):
                data = mutation(data, lot)
                done.append(mutation.__name__)
        ending = other.suffix if lot.random() < 0.05 else path.suffix
        yield f"{number:05d} {path.stem} {'+'.join(done)}{ending}", bytes(data)


# --------------------------------------------------------------------------- the run


@dataclass
class FuzzTally:
    """What became of the mutants. Units: seconds, bytes."""

    read: int = 0
    refused: int = 0
    stopped: list[str] = field(default_factory=list)
    """Videos that ended the decoder or were given up: the name and the sentence."""
    strange: list[str] = field(default_factory=list)
    """Anything but an answer or a sentence about the video."""
    bugs: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    worst_s: float = 0.0
    worst: str = ""
    peak_bytes: int = 0
    peak: str = ""

    @property
    def count(self) -> int:
        return self.read + self.refused

    def lines(self) -> list[str]:
        made = [
            f"{self.count} mutated videos: {self.read} read, {self.refused} refused with a reason",
            f"decoder deaths and hangs: {len(self.stopped)}, bugs of ours: {len(self.bugs)}, "
            f"reached the program: {len(self.strange)}",
            f"worst {self.worst_s:.2f} s ({self.worst})",
            f"peak memory of a decoder {self.peak_bytes / 2**20:.0f} MiB ({self.peak})",
        ]
        made += [f"  {count:5d}  {reason}" for reason, count in self.reasons.most_common(12)]
        return made + [f"  ! {line}" for line in (*self.stopped, *self.bugs, *self.strange)]


def feed(
    source: DecoderProcess, videos: Iterator[tuple[str, bytes]], folder: Path, keep: Path | None = None
) -> FuzzTally:
    """Give each video to the decoder: probe, scan, frames, a still. What ends or confuses it is kept in `keep`."""
    tally = FuzzTally()
    for name, data in videos:
        path = folder / name
        path.write_bytes(data)
        began_s = time.monotonic()
        before = len(tally.stopped), len(tally.strange), len(tally.bugs)
        try:
            info = source.probe(path)
            with source.scan(info, 0.5, SHAPE) as samples:
                tally.read += sum(1 for _ in samples) > 0
            source.frames(info, [share * info.duration_s for share in (0.0, 0.3, 1.0)], SHAPE)
            source.still(path, info.duration_s / 2, 90)
        except CrashedError as error:
            tally.stopped.append(f"{name}: {error.title}")
            tally.refused += 1
        except MediaError as error:
            tally.refused += 1
            tally.reasons[error.title.replace(name, "…")] += 1
            if "decoder failed" in error.title:
                tally.bugs.append(f"{name}: {error.title}")
        except Exception as error:  # noqa: BLE001  whatever gets through is what we are looking for
            tally.refused += 1
            tally.strange.append(f"{name}: {type(error).__name__}: {error}")
        took_s = time.monotonic() - began_s
        if took_s > tally.worst_s:
            tally.worst_s, tally.worst = took_s, name
        peak = peak_bytes(source.pid)
        if peak > tally.peak_bytes:
            tally.peak_bytes, tally.peak = peak, name
        if keep is not None and before != (len(tally.stopped), len(tally.strange), len(tally.bugs)):
            keep.mkdir(parents=True, exist_ok=True)
            (keep / name).write_bytes(data)
        path.unlink()
    return tally


def peak_bytes(pid: int | None) -> int:
    """The most memory a process held so far; 0 where that is not told."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return 1024 * int(status.split("VmHWM:")[1].split()[0]) if "VmHWM:" in status else 0


def main() -> int:
    """1 when a video ended the decoder, or its failure reached us as anything but a sentence."""
    parser = argparse.ArgumentParser(prog="make fuzz", description="Mutated videos through the decoder process.")
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stills", action="store_true", help="photographs and graphics only")
    parser.add_argument("--keep", type=Path, help="where videos that end or confuse the decoder are kept")
    wanted = parser.parse_args()
    footage = Path(__file__).resolve().parents[1].parent / "shared" / "footage"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        seeds = draw_stills(folder) if wanted.stills else draw_seeds(folder) + footage_seeds(footage)
        source = DecoderProcess(deadline_s=20)
        try:
            tally = feed(source, mutants(seeds, wanted.count, wanted.seed), folder, wanted.keep)
        finally:
            source.close()
    print(f"from {len(seeds)} videos, seed {wanted.seed}")
    print("\n".join(tally.lines()))
    return int(bool(tally.stopped or tally.strange or tally.bugs))


if __name__ == "__main__":
    sys.exit(main())
