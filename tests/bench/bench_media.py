"""Reading videos: sampling against decoding all, exactness, reduction, damage and isolation (S, P, R)."""

import csv
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from core.errors import MediaError
from core.media.decode_plan import plan_runs
from core.media.decoder_process import DecoderProcess
from core.media.open_video import OpenVideo
from core.media.probe import probe_video
from core.media.resize import reduce_frame
from core.media.upright import upright
from core.media.video_reader import VideoReader
from core.values import FrameShape
from tests.bench.harness import FOOTAGE, BenchRow, Skipped, bench, cpu_s, footage, one_thread, side_by_side, wall_s
from tests.bench.material import decode_all, hevc_4k, video
from tests.clips import VideoSpec as Drawn
from tests.clips import draw_numbers, read_number
from tests.fuzzing import draw_seeds, feed, footage_seeds, mutants
from tests.parity.towers import draw_picture

os.environ.setdefault("SVT_LOG", "0")  # that encoder talks otherwise
SHAPE = FrameShape(224)
KEYS = "incl. probing and 224 px reduction"
WHAT = "incl. probing, 224 px reduction, JPEG"


def _no_tick() -> None:
    """Nothing to report."""


def exact(path: Path, every_s: float) -> int:
    """Sample a video on a grid without looking for cuts; from nothing, so with its walk through the packets."""
    reader = VideoReader(_no_tick)
    times_s = np.arange(0.0, reader.probe(path).duration_s, every_s).tolist()
    return sum(1 for _ in reader.frames(path, times_s, SHAPE))


def keys_only(path: Path, every_s: float) -> int:
    """Only the keyframe nearest each grid time: what the planner costs when it feeds no other packet."""
    known = probe_video(path, _no_tick)
    times = known.index.pts[known.index.keys]
    grid = np.arange(0.0, known.info.duration_s, every_s) / float(known.index.time_base)
    nearest = {int(times[np.abs(times - ticks).argmin()]) for ticks in grid}
    count = 0
    with OpenVideo(known, _no_tick) as one:
        for run in plan_runs(known.index, sorted(nearest)):
            for _, frame in one.wanted_frames(run):
                upright(frame, known.posture, SHAPE.image_px).reduced(SHAPE)
                count += 1
    return count


def scan(path: Path, every_s: float = 0.5) -> int:
    """What the program does: samples, exact cuts, a sample for every shot."""
    return sum(1 for _ in VideoReader(_no_tick).scan(path, every_s, SHAPE))


def fast(path: Path, every_s: float = 0.5) -> int:
    """What the program does in fast mode: keyframes and the cuts among them."""
    return sum(1 for _ in VideoReader(_no_tick).scan(path, every_s, SHAPE, fast=True))


def sequential(path: Path) -> None:
    """PyAV decodes everything, on one thread."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for _ in container.decode(stream):
            pass


def ratios(rivals: list[Callable[[], object]], limit: Callable[[], object], repeats: int = 3) -> list[float]:
    """CPU seconds of each rival over those of the limit, taken in turns."""
    one_thread()
    *taken, whole = side_by_side([*rivals, limit], repeats, cpu_s)
    return [one / whole for one in taken]


@bench("S1")
def intra() -> Iterator[BenchRow]:
    path = video("prores.mov")
    one, half = ratios([lambda: exact(path, 1.0), lambda: scan(path)], lambda: decode_all(path))
    yield BenchRow("S1", "ProRes HQ 1080p, exact 1 fps / ffmpeg decoding all, CPU", one, 0.10, detail=WHAT)
    yield BenchRow("S1", "  the product's scan, 2 fps with cuts", half)


@bench("S2", "S3")
def short_groups() -> Iterator[BenchRow]:
    path = video("gop24.mp4")
    (keys,) = ratios([lambda: keys_only(path, 1.0)], lambda: decode_all(path, "-skip_frame", "nokey"))
    yield BenchRow("S2", "H.264 GOP 24, key samples at 1 s / ffmpeg -skip_frame nokey, CPU", keys, 1.0, detail=KEYS)
    rivals = [lambda: exact(path, 1.0), lambda: scan(path), lambda: fast(path)]
    one, half, quick = ratios(rivals, lambda: decode_all(path))
    yield BenchRow("S3", "H.264 GOP 24, exact 1 fps / ffmpeg decoding all, CPU", one, 0.42, detail=WHAT)
    yield BenchRow("S3", "  the product's scan, 2 fps with cuts", half)
    yield BenchRow("S3", "  the product's fast mode", quick)


@bench("S4")
def long_groups() -> Iterator[BenchRow]:
    path = video("gop250.mp4")
    rivals = [lambda: exact(path, 1.0), lambda: keys_only(path, 1.0), lambda: scan(path), lambda: fast(path)]
    one, keys, half, quick = ratios(rivals, lambda: decode_all(path))
    yield BenchRow("S4", "H.264 GOP 250, exact 1 fps / ffmpeg decoding all, CPU", one, 0.70, detail=WHAT)
    yield BenchRow("S4", "  keyframes only", keys, 0.10)
    yield BenchRow("S4", "  the product's scan, 2 fps with cuts", half)
    yield BenchRow("S4", "  the product's fast mode", quick)


@bench("S5")
def hevc() -> Iterator[BenchRow]:
    path = hevc_4k()
    one, keys = ratios([lambda: exact(path, 1.0), lambda: keys_only(path, 1.0)], lambda: sequential(path), 1)
    yield BenchRow("S5", "HEVC 10 bit 4K GOP 60, exact 1 fps / PyAV decoding all, CPU", one, 0.50, detail=WHAT)
    yield BenchRow("S5", "  keyframes only", keys, 0.10, detail="at most one per second of 50 fps video")


@bench("S6")
def broadcast_and_av1() -> Iterator[BenchRow]:
    path = video("broadcast.mxf")
    (one,) = ratios([lambda: exact(path, 1.0)], lambda: decode_all(path))
    yield BenchRow("S6", "MPEG-2 MXF 50 Mb/s, exact 1 fps / ffmpeg decoding all, CPU", one, 0.40, detail=WHAT)
    path = video("av1.mp4")
    (keys,) = ratios([lambda: keys_only(path, 1.0)], lambda: decode_all(path))
    yield BenchRow("S6", "AV1 1080p GOP 250, keyframes only / ffmpeg decoding all, CPU", keys, 0.10, detail=KEYS)


NUMBERED = {
    "a.mp4": Drawn("mpeg4"),
    "b.mp4": Drawn("libx264"),
    "c.mp4": Drawn("libx264", options={"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "d.ts": Drawn("libx264", options={"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "e.mkv": Drawn("libx264", gop=10_000),
    "f.mov": Drawn("mjpeg", pix_fmt="yuvj420p"),
    "g.avi": Drawn("mjpeg", pix_fmt="yuvj420p"),
    "h.mov": Drawn("prores_ks", pix_fmt="yuv422p10le"),
    "i.mxf": Drawn("mpeg2video"),
    "j.mpg": Drawn("mpeg2video"),
    "k.mp4": Drawn("libx265", pix_fmt="yuv420p10le", options={"x265-params": "log-level=none"}),
    "l.webm": Drawn("libvpx-vp9"),
    "m.mkv": Drawn("ffv1", gop=1),
    "n.mp4": Drawn("libsvtav1", gop=60, options={"preset": "12"}),
    "o.mkv": Drawn("libx264", times_s=[round(n**1.2 / 25, 3) for n in range(150)]),
    "p.mp4": Drawn("libx264", fps=Fraction(60)),
}


@bench("S7")
def equal_to_sequential() -> Iterator[BenchRow]:
    square, good, total, videos = FrameShape(96, "squash"), 0, 0, 0
    with tempfile.TemporaryDirectory() as place:
        for name, drawn in NUMBERED.items():
            if drawn.codec not in av.codecs_available:
                continue
            videos += 1
            path = draw_numbers(Path(place) / name, 150, drawn)
            truth = _sequential_numbers(path)
            for sample in VideoReader(_no_tick).scan(path, 0.37, square):
                at = min(truth, key=lambda time_s: abs(time_s - sample.time_s))
                total += 1
                good += abs(at - sample.time_s) <= 1e-3 and truth[at] == read_number(sample.pixels)
    yield BenchRow(
        "S7",
        "samples equal to sequential decoding in time (1 ms) and content",
        100 * good / total,
        100,
        ">=",
        "%",
        f"{good}/{total} on {videos} numbered videos",
    )


def _sequential_numbers(path: Path) -> dict[float, int]:
    with av.open(str(path)) as container:
        stream, begin_s = container.streams.video[0], (container.start_time or 0) / 1e6
        return {
            float(frame.pts * stream.time_base) - begin_s: read_number(frame.to_ndarray(format="rgb24"))
            for frame in container.decode(stream)
            if frame.pts is not None
        }


@bench("S8")
def on_the_players_clock() -> Iterator[BenchRow]:
    folder, good, total = footage() / "variants", 0, 0
    names = [
        "rot90_stored_sideways.mp4",
        "rot180_upside_down_stored.mp4",
        "rot270_phone_portrait.mp4",
        "rot270_phone_portrait.mov",
    ]
    names += [
        "vfr_25_then_5.mp4",
        "vfr_irregular.webm",
        "flash_start_offset.ts",
        "edit_list_start.mp4",
        "several_tracks.mp4",
    ]
    for name in names:
        truth = _sequential_pictures(folder / name)
        for sample in VideoReader(_no_tick).scan(folder / name, 0.5, FrameShape(64, "squash")):
            at = min(truth, key=lambda time_s: abs(time_s - sample.time_s))
            total += 1
            good += abs(at - sample.time_s) <= 1e-3 and int(np.abs(truth[at] - sample.pixels).max()) <= 2
    yield BenchRow(
        "S8",
        "rotated, VFR, offset, edit-list videos: time within 1 ms, upright",
        100 * good / total,
        100,
        ">=",
        "%",
        f"{good}/{total} samples of {len(names)} videos",
    )


def _sequential_pictures(path: Path) -> dict[float, np.ndarray]:
    with av.open(str(path)) as container:
        stream, begin_s = container.streams.video[0], (container.start_time or 0) / 1e6
        pictures = {}
        for frame in container.decode(stream):
            turned = np.rot90(frame.to_ndarray(format="rgb24"), round((frame.rotation or 0) / 90) % 4)
            # Columns first, as every Pillow before 13 did it.
            image = Image.fromarray(np.ascontiguousarray(turned))
            image = image.resize((64, image.height), Image.Resampling.BICUBIC).resize(
                (64, 64), Image.Resampling.BICUBIC
            )
            pictures[float(frame.pts * stream.time_base) - begin_s] = np.asarray(image).astype(int)
    return pictures


def _hd_frames(count: int) -> tuple[list[np.ndarray], str]:
    """Frames of 1080 lines out of a video, or drawn where no video can be made."""
    try:
        path = video("gop24.mp4")
    except Skipped:
        return [draw_picture(1080, 1920) for _ in range(count)], "drawn frames"
    with av.open(str(path)) as container:
        decoded = container.decode(video=0)
        return [
            one.to_ndarray(format="rgb24") for one, _ in zip(decoded, range(count), strict=False)
        ], "frames of a video"


@bench("P1")
def reduction() -> Iterator[BenchRow]:
    from open_clip.transform import image_transform

    one_thread()
    frames, told = _hd_frames(6)
    transform = image_transform(224, is_train=False)
    ours, theirs = side_by_side(
        [
            lambda: [reduce_frame(one, SHAPE) for one in frames],
            lambda: [transform(Image.fromarray(one)) for one in frames],
        ],
        5,
    )
    yield BenchRow(
        "P1",
        "1080p frame to 224 px / open_clip transform, wall",
        ours / theirs,
        0.25,
        detail=f"{1000 * ours / len(frames):.1f} ms, {told}",
    )
    differences = []
    for one in frames:
        width = int(224 * 1920 / 1080)
        by_pillow = Image.fromarray(one).resize((width, 224), Image.Resampling.BICUBIC)
        left = round((width - 224) / 2.0)
        differences.append(
            np.abs(np.asarray(by_pillow.crop((left, 0, left + 224, 224))).astype(int) - reduce_frame(one, SHAPE))
        )
    yield BenchRow("P1", "  largest deviation from Pillow", float(np.max(differences)), 2, unit="grey levels")
    yield BenchRow("P1", "  mean deviation from Pillow", float(np.mean(differences)), 0.05, unit="grey levels")


@bench("R1")
def broken_files() -> Iterator[BenchRow]:
    deaths = hangs = refused = read = 0
    source = DecoderProcess(deadline_s=20)
    with tempfile.TemporaryDirectory() as place:
        paths = sorted(path for path in (footage() / "broken").iterdir() if path.suffix not in {".csv", ".py"})
        if hasattr(os, "mkfifo"):
            os.mkfifo(Path(place) / "pipe.mp4")
            paths.append(Path(place) / "pipe.mp4")
        source.probe(footage() / "clips" / "cockatoo.mp4")
        base = _peak_bytes(source.pid)
        for path in paths:
            try:
                info = source.probe(path)
                with source.scan(info, 0.5, SHAPE) as samples:
                    read += sum(1 for _ in samples) > 0
            except MediaError as error:
                refused += 1
                deaths += "decoder stopped" in error.title
                hangs += "given up" in error.title
        grown = _peak_bytes(source.pid) - base
    said = _stderr_lines(paths)
    source.close()
    detail = f"{len(paths)} files: {read} read, {refused} refused with a reason"
    yield BenchRow("R1", "broken files: decoder deaths and hangs over 20 s", deaths + hangs, 0, unit="", detail=detail)
    yield BenchRow("R1", "  lines on standard error", said, 0, unit="lines")
    yield BenchRow("R1", "  growth of the decoder's memory", grown / 2**20, 150, unit="MiB")


def _peak_bytes(pid: int | None) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError as error:
        raise Skipped("needs /proc") from error
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def _stderr_lines(paths: list[Path]) -> int:
    """What the reader itself lets through, without the process around it that closes standard error."""
    code = (
        "import sys; from pathlib import Path\n"
        "from core.errors import MediaError\n"
        "from core.media.video_reader import VideoReader\n"
        "from core.values import FrameShape\n"
        "for name in sys.argv[1:]:\n"
        "    try: list(VideoReader(lambda: None).scan(Path(name), 0.5, FrameShape(64)))\n"
        "    except MediaError: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *map(str, paths)], capture_output=True, text=True, check=True)
    return len(done.stderr.splitlines())


@bench("R4")
def mutated_videos() -> Iterator[BenchRow]:
    with tempfile.TemporaryDirectory() as place:
        seeds = draw_seeds(Path(place)) + footage_seeds(FOOTAGE)
        source = DecoderProcess(deadline_s=20)
        try:
            tally = feed(source, mutants(seeds, 2000), Path(place))
        finally:
            source.close()
    ended = len(tally.stopped) + len(tally.strange) + len(tally.bugs)
    detail = f"{tally.read} read, {tally.refused} refused with a reason"
    yield BenchRow("R4", "2,000 mutated videos: deaths, hangs over 20 s, bugs", ended, 0, unit="", detail=detail)
    yield BenchRow("R4", "  the slowest of them", tally.worst_s, 20, unit="s", detail=tally.worst)
    yield BenchRow("R4", "  most memory of the decoder", tally.peak_bytes / 2**20, 500, unit="MiB", detail=tally.peak)


@bench("R2")
def damage() -> Iterator[BenchRow]:
    hole = bytearray(video("gop24.mp4").read_bytes())
    hole[len(hole) // 2 : len(hole) // 2 + 2**20] = bytes(2**20)
    flipped = bytearray((footage() / "clips" / "cockatoo.mp4").read_bytes())
    random, edge = np.random.default_rng(0), len(flipped) // 20  # the index at either end stays whole
    for at in random.integers(edge, len(flipped) - edge, len(flipped) // 100):
        flipped[at] ^= 1 << int(random.integers(8))
    with tempfile.TemporaryDirectory() as place:
        for name, broken, target in (("a 1 MB hole", hole, 1.8), ("a flipped bit in every 100 bytes", flipped, 10.0)):
            path = Path(place) / "damaged.mp4"
            path.write_bytes(broken)
            known = probe_video(path, _no_tick)
            times_s = [known.index.seconds(int(ticks)) for ticks in known.index.times]
            ours = sum(1 for _ in VideoReader(_no_tick).frames(path, times_s, FrameShape(32)))
            theirs = _by_opencv(path)
            detail = f"{ours} and {theirs} of {known.info.frame_count} frames"
            what = f"frames read in spite of {name} / OpenCV's reader"
            yield BenchRow("R2", what, ours / max(1, theirs), target, ">=", detail=detail)


def _by_opencv(path: Path) -> int:
    """Frames that OpenCV's reader gives before it stops; in a process of its own, as it talks a lot about damage."""
    code = "import cv2, sys; c = cv2.VideoCapture(sys.argv[1]); n = 0\nwhile c.read()[0]: n += 1\nprint(n)"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout)


@bench("R3")
def isolation() -> Iterator[BenchRow]:
    path = video("gop24.mp4")
    source = DecoderProcess(threads=1)
    info = source.probe(path)

    def apart() -> None:
        with source.scan(info, 0.5, SHAPE) as samples:
            for _ in samples:
                pass

    here = VideoReader(_no_tick)
    here.probe(path)
    one_thread()
    try:
        child, own = side_by_side(
            [apart, lambda: sum(1 for _ in here.scan(path, 0.5, SHAPE))], 5, lambda: cpu_s() + _cpu_of(source.pid)
        )
    finally:
        source.close()
    yield BenchRow(
        "R3",
        "scan in the decoder process / in one's own process, CPU",
        child / own,
        1.05,
        detail="2 fps of 30 s 1080p; both processes counted",
    )
    start, _ = side_by_side([lambda: _start(path), lambda: None], 3, wall_s)
    yield BenchRow("R3", "  starting a decoder process and probing a video", start, unit="s")


def _start(path: Path) -> None:
    source = DecoderProcess()
    source.probe(path)
    source.close()


def _cpu_of(pid: int | None) -> float:
    """CPU seconds of a process that still runs."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except OSError as error:
        raise Skipped("needs /proc") from error
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@bench("F1")
def cuts() -> Iterator[BenchRow]:
    truth: dict[str, list[float]] = defaultdict(list)
    with (footage() / "cuts.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            truth[row["file"]].append(float(row["time_s"]))
    hits = false = seconds = 0.0
    began = cpu_s()
    reader = VideoReader(_no_tick)
    for path in sorted([*(footage() / "clips").iterdir(), *(footage() / "reels").iterdir()]):
        left = list(truth[path.relative_to(footage()).as_posix()])
        seconds += reader.probe(path).duration_s
        for cut in [cut for sample in reader.scan(path, 0.5, SHAPE) for cut in sample.cuts_s]:
            near = [time_s for time_s in left if abs(time_s - cut) <= 0.25]
            hits += bool(near)
            false += not near
            if near:
                left.remove(near[0])
    spent = cpu_s() - began
    total = sum(map(len, truth.values()))
    score = 2 * hits / (hits + false + total)
    yield BenchRow(
        "F1",
        "hard cuts within 0.25 s, F1 on clips and reels at 2 fps",
        score,
        0.90,
        ">=",
        "F1",
        f"{hits:.0f} of {total}, {false:.0f} false",
    )
    yield BenchRow("F1", "  scanning all of it, times faster than it plays (CPU)", seconds / spent, unit="x")
