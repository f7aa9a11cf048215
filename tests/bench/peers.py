"""`make bench-peers`: other programs of this kind index the same clips, in turns with ours.

Installs MaterialSearch's core and clip-video-encode, pinned, into an environment of their own under build/peers, which
takes torch, OpenCV and open_clip from ours: all three run the same ViT-B/32 on the same libraries, with random weights
that are made here. One frame each two seconds. Processor seconds include all child processes that were waited for.
Nothing but the installation uses the network.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame

from c2v_desktop.format.model_formats import format_lines
from c2v_desktop.models.measure_formats import try_formats
from c2v_desktop.paths import find_places
from core.settings import EncoderSettings
from tests.bench.harness import FOOTAGE

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "peers"
EVERY_S = 2
PACKAGES = (
    "materialsearch-core==0.3.0", "clip-video-encode==1.3.0", "video2numpy==2.3.0", "transformers==4.57.3",
    "huggingface-hub==0.36.0", "tokenizers==0.22.1", "webdataset==1.0.2", "braceexpand==0.1.7", "pyarrow==26.0.1",
    "sqlalchemy==2.0.44", "pillow-heif==1.8.1", "ffmpeg-python==0.2.0", "future==1.0.0", "youtube-dl==2021.12.17",
    "requests==2.34.2", "urllib3==2.8.0", "certifi==2026.10.19.post1", "idna==3.20", "charset-normalizer==3.5.3",
    "fire==0.7.1", "accelerate==1.15.0", "termcolor==3.3.0",
)  # fmt: skip
"""Without what these would install besides: torch and the like come from our environment."""
NOT_COMPARABLE = (
    "MaterialSearch reads no cuts, keeps no pictures, and names clips by a checksum of the whole file.",
    "clip-video-encode takes every 50th frame, which is 2 s at 25 frames a second only; it writes vectors only.",
    "Ours also finds cuts and samples every shot, so it may encode more frames than theirs.",
    "In runs of under a minute ours leaves calibrating a new model (for strong, good, weak) to the first search.",
)
MATERIALSEARCH = """
import sys
from materialsearch_core.models import create_tables, DatabaseSession
from materialsearch_core.process_assets import process_video
from materialsearch_core.database import add_video
from materialsearch_core.utils import get_file_hash
import datetime
create_tables()
count = 0
with DatabaseSession() as session:
    for path in sys.argv[1:]:
        rows = [(at, vector.tobytes()) for at, vector in process_video(path)]
        add_video(session, path, datetime.datetime.now(), get_file_hash(path), iter(rows))
        count += len(rows)
print("FRAMES", count)
"""
CLIP_VIDEO_ENCODE = """
import sys
from pathlib import Path
import numpy as np
from clip_video_encode import clip_video_encode
out, weights, nth = sys.argv[1:4]
Path(out).mkdir(exist_ok=True)
if __name__ == "__main__":
    clip_video_encode(sys.argv[4:], out, take_every_nth=int(nth), frame_memory_size=1, pretrained=weights)
    print("FRAMES", sum(len(np.load(one)) for one in Path(out).glob("*.npy")))
"""
TEXT_OURS = """
import sys
from core.encode.encoder_main import load
from core.encode.encoder_options import EncoderOptions
encoder = load(EncoderOptions(backend="clip_mean", model="ViT-B-32", weights=sys.argv[1], device="cpu"))
def ask(text):
    encoder.encode_text([text])
"""
TEXT_MATERIALSEARCH = """
from materialsearch_core.process_assets import process_text
def ask(text):
    assert process_text(text) is not None  # it logs what goes wrong, and goes on
"""
ASKING = """
import statistics, time
for number in range(3):
    ask(f"a first sentence {number}")
time.sleep(5)  # whatever is begun beside the first ones
cpu, wall = [], []
for number in range(25):
    text = f"a red car drives past {number} houses in the rain"
    before = time.process_time(), time.perf_counter()
    ask(text)
    cpu.append(time.process_time() - before[0])
    wall.append(time.perf_counter() - before[1])
print("TEXT", statistics.median(cpu), statistics.median(wall))
"""
MEASURED = "ours, measured"
"""Ours after `c2v models bench`: the fastest number format that agrees."""
OURS = ("ours", MEASURED)


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What a run took. Units: seconds; frames that were encoded."""

    cpu_s: float
    wall_s: float
    frames: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Install, make clips and weights, measure, print. 2 when a peer could not be installed."""
    parser = argparse.ArgumentParser(prog="make bench-peers", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="length of each drawn clip")
    parser.add_argument("--lines", type=int, default=1080, help="height of each drawn clip")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each program on each clip")
    parser.add_argument("--only", nargs="+", help="some of the materials")
    wanted = parser.parse_args(arguments)
    python = install()
    if python is None:
        return 2
    weights = make_weights(PLACE / "weights", python)
    rivals = programs(python, weights, measured_copy(weights))
    print(f"{machine()}; median of {wanted.repeats}, one frame each {EVERY_S} s", flush=True)
    if not wanted.only or "text" in wanted.only:
        print("\n".join(text_lines(python, weights)), flush=True)
    for name, clips in materials(wanted.seconds, wanted.lines, wanted.only or ()):
        print("\n".join(lines_of(name, measure(rivals, clips, wanted.repeats))), flush=True)
    print("Not comparable:", *NOT_COMPARABLE, sep="\n  ")
    return 0


def materials(seconds: float, lines: int, only: Collection[str] = ()) -> Iterator[tuple[str, list[Path]]]:
    """What is indexed, by its name; each is drawn when its turn comes, which takes a while."""
    lengths = {"start only": 0.2, **dict.fromkeys(CLIPS, seconds)}
    for name, long_s in lengths.items():
        if not only or name in only:
            yield name, [drawn("start" if name == "start only" else name, long_s, lines)]
    if (FOOTAGE / "clips").is_dir() and (not only or "footage" in only):
        kinds = {".mp4", ".mov", ".mkv", ".webm", ".avi", ".flv"}
        clips = sorted(one for one in (FOOTAGE / "clips").iterdir() if one.suffix in kinds)
        yield "footage", [one for one in clips if _is_read_by_opencv(one)]  # by which the others read


def _is_read_by_opencv(clip: Path) -> bool:
    """Its builds know no AV1 without a graphics card; one such clip and clip-video-encode writes nothing at all."""
    video = cv2.VideoCapture(str(clip))
    found = bool(video.read()[0])
    video.release()
    return found


def machine() -> str:
    """The processor, and what of its instructions matters here."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    model = next((line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith("model name")), "")
    flags = set(next((line for line in told.splitlines() if line.startswith("flags")), "").split())
    shown = [flag for flag in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16") if flag in flags]
    return f"{model}, {os.cpu_count()} cores, {' '.join(shown)}"


# ---- what is installed and made


def install() -> Path | None:
    """The python of the peers' environment; None, with the reason printed, where a package cannot be had."""
    home = PLACE / "env"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = home / "installed.txt"
    if done.exists() and done.read_text(encoding="utf-8") == "\n".join(PACKAGES):
        return python
    venv.create(home, with_pip=True, clear=True)
    tried = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-deps", *PACKAGES],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode:
        print(f"The peers cannot be installed here, so nothing was measured:\n{tried.stderr.strip()}")
        return None
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    theirs = Path(subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip())
    (theirs / "of_c2v.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    done.write_text("\n".join(PACKAGES), encoding="utf-8")
    return python


def make_weights(place: Path, python: Path) -> Path:
    """The same kind of model for all: ViT-B/32 with random weights, as open_clip and as transformers keep it."""
    if (place / "done").exists():
        return place
    import open_clip
    import torch
    from open_clip.tokenizer import SimpleTokenizer

    place.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    torch.save(open_clip.create_model("ViT-B-32").state_dict(), place / "ViT-B-32.pt")
    words = SimpleTokenizer()
    peer = place / "transformers"
    peer.mkdir(exist_ok=True)
    names = {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}
    vocabulary = {names.get(word, word): id_ for word, id_ in words.encoder.items()}
    (peer / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    merges = sorted(words.bpe_ranks, key=lambda pair: words.bpe_ranks[pair])
    (peer / "merges.txt").write_text("#version: 0.2\n" + "\n".join(map(" ".join, merges)) + "\n", encoding="utf-8")
    code = (
        "import sys; from transformers import CLIPConfig, CLIPModel, CLIPImageProcessor, CLIPTokenizer, CLIPProcessor\n"
        "place = sys.argv[1]; CLIPModel(CLIPConfig()).save_pretrained(place)\n"
        "tokens = CLIPTokenizer(place + '/vocab.json', place + '/merges.txt')\n"
        "CLIPProcessor(CLIPImageProcessor(), tokens).save_pretrained(place)\n"
    )
    subprocess.run([str(python), "-c", code, str(peer)], check=True)
    (place / "done").touch()
    return place


CLIPS = {
    "h264 noisy, GOP 250": ("libx264", "yuv420p", 250, 3, 12, "film.mp4", 50_000_000),
    "h264 noisy, GOP 250, no B-frames": ("libx264", "yuv420p", 250, 0, 12, "film.mp4", 50_000_000),
    "h264 calm, GOP 250": ("libx264", "yuv420p", 250, 3, 1, "film.mp4", 8_000_000),
    "h264 noisy, GOP 24": ("libx264", "yuv420p", 24, 3, 12, "film.mp4", 50_000_000),
    "prores": ("prores_ks", "yuv422p10le", 1, 0, 6, "film.mov", 0),
    "hevc": ("libx265", "yuv420p10le", 60, 3, 6, "film.mp4", 20_000_000),
}
"""Codec, form of pixels, group, most B-frames in a row (x264 and most cameras: 2 or 3, phones none), strength of the
grain, file, bits a second."""
START = ("libx264", "yuv420p", 24, 3, 1, "film.mp4", 8_000_000)


def drawn(name: str, seconds: float, lines: int) -> Path:
    """A clip of moving shapes and grain at 25 frames a second, kept between runs."""
    codec, pix_fmt, gop, b_frames, grain, file, bits = CLIPS.get(name, START)
    path = PLACE / "clips" / f"{name.replace(', ', '-').replace(' ', '-')}-{seconds:g}s-{lines}" / file
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"draft-{path.name}")
    width = lines * 16 // 9 // 2 * 2
    random = np.random.default_rng(0)
    noise = random.integers(0, grain + 1, (lines, width, 3), dtype=np.uint8)
    across, down = np.meshgrid(np.arange(width), np.arange(lines))
    frames = f"keyint={gop}:min-keyint={gop}:scenecut=0:bframes={b_frames}"  # else all grain is a new scene to x264
    options = {
        "libx264": {"preset": "veryfast", "x264-params": frames},
        "libx265": {"preset": "ultrafast", "x265-params": f"log-level=none:bframes={b_frames}"},
    }
    with av.open(str(draft), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(25), options=options.get(codec, {}))
        stream.width, stream.height, stream.pix_fmt, stream.codec_context.gop_size = width, lines, pix_fmt, gop
        if bits:
            stream.bit_rate = bits * lines * lines // (1080 * 1080)
        for number in range(max(2, round(25 * seconds))):
            wave = 100 + 60 * np.sin((across + 7 * number) / 90) + 30 * np.cos((down - 3 * number) / 50)
            picture = np.stack([wave, np.roll(wave, 4 * number, 1), 255 - wave], 2).clip(0, 240).astype(np.uint8)
            frame = VideoFrame.from_ndarray(picture + np.roll(noise, number * 997, axis=1), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    draft.replace(path)
    return path


# ---- the programs

Program = Callable[[Sequence[Path], Path], tuple[list[str], dict[str, str]]]
"""The command for these clips in a fresh folder, and what is set in its environment."""


OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}


def measured_copy(weights: Path) -> Path:
    """The same file again, with what is measured of it on this computer beside it."""
    place = weights / "measured"
    file = place / "ViT-B-32.pt"
    if not file.exists():
        place.mkdir(exist_ok=True)
        shutil.copyfile(weights / file.name, file)
    with tempfile.TemporaryDirectory() as folder:
        settings = EncoderSettings(backend="clip_mean", model="ViT-B-32", weights=str(file), device="cpu")
        found = try_formats(settings, find_places(Path(folder)), 5.0, "")
    print("\n".join(format_lines(found)) if found is not None else "not measured", flush=True)
    return place


def text_lines(python: Path, weights: Path) -> Iterator[str]:
    """One sentence in a process that has its model already: medians of 25, all different."""
    settings = {"MODEL_NAME": str(weights / "transformers"), "DEVICE": "cpu", "LOG_LEVEL": "ERROR"}
    ours = {"PYTHONPATH": str(ROOT)}
    commands = {
        "ours": ([sys.executable, "-c", TEXT_OURS + ASKING, str(weights / "ViT-B-32.pt")], ours),
        MEASURED: ([sys.executable, "-c", TEXT_OURS + ASKING, str(weights / "measured" / "ViT-B-32.pt")], ours),
        "materialsearch-core": ([str(python), "-c", TEXT_MATERIALSEARCH + ASKING], settings),
    }
    yield "\none sentence, program and model running"
    taken: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        for name, (command, more) in commands.items():
            said = subprocess.run(
                command, env={**os.environ, **OFFLINE, **more}, capture_output=True, text=True, check=False, cwd=place
            )
            line = next((each for each in said.stdout.splitlines() if each.startswith("TEXT ")), "")
            if line:
                cpu_s, wall_s = map(float, line.split()[1:])
                taken[name] = cpu_s, wall_s
                yield f"  {name:<22} {1000 * cpu_s:8.1f} ms CPU {1000 * wall_s:7.1f} ms wall"
            else:
                yield f"  {name:<22} failed: {(said.stderr.strip().splitlines() or ['no word'])[-1]}"
    theirs = taken.get("materialsearch-core")
    for name in ("ours", MEASURED):
        if theirs is not None and name in taken:
            cpu, wall = (a / b for a, b in zip(taken[name], theirs, strict=True))
            yield f"  {name} / theirs: CPU {cpu:.2f}, wall {wall:.2f}"


def programs(python: Path, weights: Path, measured: Path) -> dict[str, Program]:
    """Ours first, as it comes and as it is after its model was measured on this computer (into `measured`)."""
    offline = OFFLINE

    def of_file(file: Path) -> Program:
        return lambda clips, folder: ours(clips, folder, file)

    def ours(clips: Sequence[Path], folder: Path, file: Path) -> tuple[list[str], dict[str, str]]:
        (folder / "settings.toml").write_text(
            f"[sampling]\nevery_s = {EVERY_S:.1f}\nmin_frames = 1\n"
            f'[encoder]\nbackend = "clip_mean"\nmodel = "ViT-B-32"\ndevice = "cpu"\n'
            f"weights = {json.dumps(str(file))}\n",
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "c2v_desktop.cli", "--home", str(folder), "index", "--json"]
        return [*command, *map(str, clips)], {**offline, "PYTHONPATH": str(ROOT)}

    def materialsearch(clips: Sequence[Path], folder: Path) -> tuple[list[str], dict[str, str]]:
        settings = {
            "MODEL_NAME": str(weights / "transformers"),
            "DEVICE": "cpu",
            "FRAME_INTERVAL": str(EVERY_S),
            "SQLALCHEMY_DATABASE_URL": f"sqlite:///{folder}/assets.db",
            "LOG_LEVEL": "ERROR",
        }
        return [str(python), "-c", MATERIALSEARCH, *map(str, clips)], {**offline, **settings}

    def clip_video_encode(clips: Sequence[Path], folder: Path) -> tuple[list[str], dict[str, str]]:
        script = folder / "run.py"
        script.write_text(CLIP_VIDEO_ENCODE, encoding="utf-8")
        out, model = folder / "out", weights / "ViT-B-32.pt"
        return [str(python), str(script), str(out), str(model), str(25 * EVERY_S), *map(str, clips)], offline

    return {
        "ours": of_file(weights / "ViT-B-32.pt"),
        MEASURED: of_file(measured / "ViT-B-32.pt"),
        "materialsearch-core": materialsearch,
        "clip-video-encode": clip_video_encode,
    }


def measure(rivals: dict[str, Program], clips: Sequence[Path], repeats: int) -> dict[str, list[PeerRun] | str]:
    """Runs of each, taken in turns; what it said where one failed."""
    taken: dict[str, list[PeerRun] | str] = {name: [] for name in rivals}
    for _ in range(repeats):
        for name, program in rivals.items():
            runs = taken[name]
            if isinstance(runs, list):
                found = run_once(program, clips)
                if isinstance(found, PeerRun):
                    runs.append(found)
                else:
                    taken[name] = found
    return taken


def run_once(program: Program, clips: Sequence[Path]) -> PeerRun | str:
    """One run in a fresh folder; its last words where it failed."""
    with tempfile.TemporaryDirectory() as place:
        command, settings = program(clips, Path(place))
        before, began_s = os.times(), time.perf_counter()
        done = subprocess.run(
            command, env={**os.environ, **settings}, capture_output=True, text=True, check=False, cwd=place
        )
        wall_s, after = time.perf_counter() - began_s, os.times()
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    frames = _frames(done.stdout)
    if done.returncode not in {0, 3} or not frames:
        return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return PeerRun(cpu_s, wall_s, frames)


def _frames(out: str) -> int | None:
    """How many frames it says it encoded; ours tells moments, which hold them."""
    for line in reversed(out.splitlines()):
        if line.startswith("FRAMES "):
            return int(line.split()[1])
    try:
        return int(json.loads(out)["indexed"]) if out.lstrip().startswith("{") else None
    except (ValueError, KeyError):
        return None


def lines_of(name: str, taken: dict[str, list[PeerRun] | str]) -> Iterator[str]:
    """A material as text: seconds of each, and ours as a share of theirs."""
    yield f"\n{name}"
    medians: dict[str, tuple[float, float]] = {}
    for program, runs in taken.items():
        if isinstance(runs, str) or not runs:
            yield f"  {program:<22} failed: {runs}"
            continue
        cpu_s, wall_s = (statistics.median(getattr(run, what) for run in runs) for what in ("cpu_s", "wall_s"))
        medians[program] = cpu_s, wall_s
        line = f"  {program:<22} {cpu_s:8.1f} s CPU {wall_s:8.1f} s wall"
        if program in OURS:
            yield f"{line}   {runs[0].frames} clips"
        else:
            ratios = ", ".join(
                f"{own} / theirs: CPU {medians[own][0] / cpu_s:.2f}, wall {medians[own][1] / wall_s:.2f}"
                for own in OURS
                if own in medians
            )
            yield f"{line}   {runs[0].frames} frames; {ratios}"


if __name__ == "__main__":
    sys.exit(main())
