"""The start: a model's process to its first vectors, and whole commands from cold; CPU of all processes and wall.

The plain model has the sizes of ViT-B/32 and random weights. Its rival is what any program on open_clip does: import
it, make the model, read the weights, and encode. Everything is in the cache of the system.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch

import resources
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_process import EncoderProcess
from tests.bench.harness import BenchRow, bench, cpu_s, footage, side_by_side, wall_s

SIDE, FRAMES = 224, 4
QUERY = "a red car drives up the road while two people watch"
CLIP = "clips/beetle_on_petal_bw.mp4"
_RIVAL = f"""
import sys
import numpy as np, open_clip, torch
torch.set_num_threads(1)
model, _, _ = open_clip.create_model_and_transforms("ViT-B-32", pretrained=sys.argv[1])
model.eval()
with torch.inference_mode():
    model.encode_text(open_clip.get_tokenizer("ViT-B-32")(["{QUERY}"]))
    model.encode_image(torch.zeros({FRAMES}, 3, {SIDE}, {SIDE}))
"""


def write_plain_model(folder: Path) -> Path:
    """A ViT-B/32 with seeded weights, as its file would come."""
    import open_clip
    from safetensors.torch import save_file

    torch.manual_seed(0)
    path = folder / "vit-b-32.safetensors"
    state = open_clip.create_model("ViT-B-32", load_weights=False).state_dict()
    save_file({name: each.contiguous() for name, each in state.items()}, path)
    return path


@bench("ST1")
def model_process() -> Iterator[BenchRow]:
    """Process start to the first sentence and frames, then the end of the process."""
    with tempfile.TemporaryDirectory() as folder:
        plain = write_plain_model(Path(folder))
        time.sleep(3)  # a file just written is not taken for one that stays
        notes = str(Path(folder) / "specs")
        options = EncoderOptions("clip_mean", str(plain), "ViT-B-32", "cpu", threads=1)
        demo = EncoderOptions(weights=str(resources.path("models/demo.safetensors")), device="cpu", threads=1)
        again = EncoderOptions("clip_mean", str(plain), "ViT-B-32", "cpu", threads=1, notes=notes)
        _first_vectors(again)
        rivals: list[Callable[[], object]] = [
            lambda: subprocess.run([sys.executable, "-c", _RIVAL, str(plain)], check=True, capture_output=True),
            lambda: _first_vectors(options),
            lambda: _first_vectors(again),
            lambda: _first_vectors(demo),
        ]
        theirs_s, first_s, again_s, demo_s = side_by_side(rivals, clock=cpu_s)
    detail = f"{again_s:.1f} s against {theirs_s:.1f} s"
    yield BenchRow(
        "ST1", "model process with ViT-B/32 / a program on open_clip, CPU", again_s / theirs_s, 0.8, detail=detail
    )
    yield BenchRow("ST1", "the same where the file is new to the library", first_s / theirs_s)
    yield BenchRow("ST1", "the demo model's process", demo_s, unit="s CPU")


def _first_vectors(options: EncoderOptions) -> None:
    encoder = EncoderProcess(options, deadline_s=1800)
    try:
        encoder.encode_text([QUERY])
        side = encoder.spec.frame_shape.image_px
        encoder.encode_frames(np.zeros((FRAMES, side, side, 3), np.uint8))
    finally:
        child = encoder._child
        encoder.close()
        if child is not None:
            child._process.wait()  # on a busy machine it may end a little later, and is only counted then


@bench("ST2")
def commands() -> Iterator[BenchRow]:
    """`c2v index` of one short clip, and `c2v search`, with the demo model and its settings."""
    clip = footage() / CLIP
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _c2v(home / "first", "index", str(clip))
        homes = iter(range(100))
        work: list[Callable[[], object]] = [
            lambda: _c2v(home / f"home{next(homes)}", "index", str(clip)),
            lambda: _c2v(home / "first", "search", QUERY),
            lambda: _c2v(home / "first", "status"),
        ]
        walls = side_by_side(work, clock=wall_s)
        cpus = side_by_side(work, clock=cpu_s)
    for what, wall, cpu, target in zip(
        ("c2v index of one clip of 7 s, new library", "c2v search", "c2v status, which loads no model"),
        walls,
        cpus,
        (4.0, 2.0, None),
        strict=True,
    ):
        yield BenchRow("ST2", what, wall, target, unit="s", detail=f"{cpu:.1f} CPU s with all its processes")


def _c2v(home: Path, *arguments: str) -> None:
    command = [sys.executable, "-P", "-m", "c2v_desktop.cli", "--home", str(home), *arguments]
    subprocess.run(command, check=True, capture_output=True)
