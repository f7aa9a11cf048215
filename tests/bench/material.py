"""Videos that the footage lacks, made once with the ffmpeg command line and PyAV, and kept in the temporary folder."""

import shutil
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame

from tests.bench.harness import Skipped, footage

SOURCE = "clips/highway_dashcam.mp4"
GRAIN = "noise=alls=6:allf=t"
RECIPES = {
    "prores.mov": (10, 1080, "-c:v prores_ks -profile:v 3 -pix_fmt yuv422p10le"),
    "gop24.mp4": (
        30,
        1080,
        "-c:v libx264 -preset veryfast -b:v 24M -g 24 -keyint_min 24 -sc_threshold 0 -pix_fmt yuv420p",
    ),
    "gop250.mp4": (
        20,
        1080,
        "-c:v libx264 -preset veryfast -b:v 8M -g 250 -keyint_min 250 -sc_threshold 0 -pix_fmt yuv420p",
    ),
    "broadcast.mxf": (
        10,
        1080,
        "-c:v mpeg2video -b:v 50M -minrate 50M -maxrate 50M -bufsize 20M -g 12 -bf 2 -pix_fmt yuv422p",
    ),
    "av1.mp4": (20, 1080, "-c:v libsvtav1 -preset 12 -g 250 -crf 35 -pix_fmt yuv420p"),
}


def ffmpeg() -> str:
    """The command. Raises: Skipped."""
    found = shutil.which("ffmpeg")
    if found is None:
        raise Skipped("needs the ffmpeg command line")
    return found


def folder() -> Path:
    """Where the videos are kept between runs."""
    place = Path(tempfile.gettempdir()) / "c2v-bench-films"
    place.mkdir(exist_ok=True)
    return place


def video(name: str) -> Path:
    """One of the recipes: real footage scaled up, with grain. Raises: Skipped."""
    path = folder() / name
    seconds, rows, coding = RECIPES[name]
    if not path.exists():
        draft = path.with_name(f"draft-{name}")
        scale = f"fps=25,scale=-2:{rows},crop={rows * 16 // 9}:{rows},{GRAIN}"
        source = ["-stream_loop", "-1", "-i", str(footage() / SOURCE), "-an", "-t", str(seconds), "-vf", scale]
        command = [ffmpeg(), "-nostdin", "-v", "error", "-y", *source, *coding.split(), str(draft)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Skipped(f"this ffmpeg cannot make {name}: {done.stderr.strip()[:100]}")
        draft.replace(path)
    return path


def hevc_4k(count: int = 300) -> Path:
    """HEVC 10 bit, 3840x2160, 50 fps, GOP 60, by PyAV (the command line may lack the encoder). Raises: Skipped."""
    path = folder() / f"hevc4k-{count}.mp4"
    if "libx265" not in av.codecs_available:
        raise Skipped("this PyAV cannot encode HEVC")
    if path.exists():
        return path
    draft = path.with_name(f"draft-{path.name}")
    params = "log-level=none:keyint=60:min-keyint=60:scenecut=0"
    with av.open(str(footage() / SOURCE)) as source, av.open(str(draft), "w") as container:
        options = {"preset": "ultrafast", "x265-params": params}
        stream = container.add_stream("libx265", rate=Fraction(50), options=options)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 3840, 2160, "yuv420p10le", 40_000_000
        frames = [one.to_ndarray(format="rgb24") for one, _ in zip(source.decode(video=0), range(60), strict=False)]
        random = np.random.default_rng(0)
        grain = random.integers(0, 7, (2160, 3840, 3), dtype=np.uint8)
        for number in range(count):
            picture = cv2.resize(frames[number % len(frames)], (3840, 2160), interpolation=cv2.INTER_LINEAR)
            picture = cv2.add(picture, np.roll(grain, number * 997, axis=1))
            frame = VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 50)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    draft.replace(path)
    return path


def coded(name: str, codec: str, pix_fmt: str, bits: int, gop: int, count: int = 250) -> Path:
    """1920x1080, 25 fps, by PyAV: real footage scaled up, with grain. Raises: Skipped."""
    path = folder() / f"{count}-{name}"
    if codec not in av.codecs_available:
        raise Skipped(f"this PyAV cannot encode {codec}")
    if path.exists():
        return path
    draft = path.with_name(f"draft-{path.name}")
    options = {"preset": "veryfast", "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0"}
    with av.open(str(footage() / SOURCE)) as source, av.open(str(draft), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(25), options=options if codec == "libx264" else {})
        stream.width, stream.height, stream.pix_fmt, stream.codec_context.gop_size = 1920, 1080, pix_fmt, gop
        if bits:
            stream.bit_rate = bits
        random = np.random.default_rng(0)
        grain = random.integers(0, 7, (1080, 1920, 3), dtype=np.uint8)
        frames = [one.to_ndarray(format="rgb24") for one, _ in zip(source.decode(video=0), range(count), strict=False)]
        for number in range(count):
            picture = cv2.resize(frames[number % len(frames)], (1920, 1080), interpolation=cv2.INTER_LINEAR)
            frame = VideoFrame.from_ndarray(cv2.add(picture, np.roll(grain, number * 997, axis=1)), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    draft.replace(path)
    return path


def decode_all(path: Path, *options: str) -> None:
    """The limit: ffmpeg decodes the picture track and throws it away, on one thread."""
    command = [
        ffmpeg(),
        "-nostdin",
        "-v",
        "quiet",
        "-threads",
        "1",
        *options,
        "-i",
        str(path),
        "-map",
        "0:v:0",
        "-f",
        "null",
        "-",
    ]
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL)
