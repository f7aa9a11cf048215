"""Models, clips and data small enough for a whole run in a test."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors.torch import save_file

from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.finetune.run_folder import RunFolder, RunPlan
from core.finetune.teaching_data import TeachingData, TeachingMoment, save_data
from core.values.teaching import Split, TeachingPlan, TeachingSettings
from tests.fakes.still_frames import draw_video
from tests.unit.encode.frozen import tiny as frozen_tiny
from tests.unit.encode.tiny import tiny_model
from tests.unit.encode.towers import KINDS, make_towers

PLAIN = EncoderOptions(device="cpu", precision="float32", threads=1, batch=4)
COLOURS = ("red", "blue", "green", "grey", "white", "black", "pink", "brown", "gold")
CLIPS, LIBRARY, GENERAL = 12, 3, 2


def write_bases(folder: Path) -> dict[str, EncoderOptions]:
    tokens = [49406, 49407, *range(256, 4000, 3)]
    write_checkpoint(folder / "tiny.safetensors", tiny_model(vocab=49408), CheckpointMeta("Tiny model"), tokens)
    towers = folder / "towers"
    towers.mkdir()
    state = make_towers(KINDS[0], towers).state_dict()
    save_file({name: each.float().contiguous() for name, each in state.items()}, towers / "tower.safetensors")
    frozen = folder / "frozen"
    frozen.mkdir()
    return {
        "clip2video": replace(PLAIN, weights=str(folder / "tiny.safetensors")),
        "towers": replace(PLAIN, backend="clip_mean", weights=str(towers / "tower.safetensors"), model=KINDS[0].name),
        "frozen": replace(PLAIN, backend="frozen", weights=str(frozen_tiny.write_tiny(frozen))),
    }


def draw_clips(folder: Path) -> list[Path]:
    scenes = [[(COLOURS[i % 9], 2.0), (COLOURS[(i // 9 + i + 1) % 9], 2.0)] for i in range(CLIPS + LIBRARY)]
    return [draw_video(folder / f"{i}.mp4", each) for i, each in enumerate(scenes)]


def make_run(root: Path, base: EncoderOptions, clips: list[Path]) -> RunFolder:
    """A run that is ready to be made."""
    folder = RunFolder(root)
    plan = TeachingPlan("full", settings=TeachingSettings(batch=4, epochs=2))
    folder.write_plan(RunPlan(plan, base.to_json(), "Tiny model"))
    save_data(folder.data, data_of(clips, base))
    return folder


def data_of(clips: list[Path], base: EncoderOptions) -> TeachingData:
    side = 32
    times = tuple(round(0.3 + 0.35 * i, 2) for i in range(10))
    moments = [TeachingMoment(str(path), f"c{i}", i, 0.0, 4.0, times) for i, path in enumerate(clips)]
    moments += [TeachingMoment("", f"g{i}", 100 + i, 0.0, 4.0) for i in range(GENERAL)]
    rng = np.random.default_rng(0)
    words = ("a red car drives", "two people talk", "a yellow boat", "the blue sky", "a white rabbit", "the quiet dog")
    kinds: tuple[Split, ...] = ("validation", "test")
    width = 32 if base.backend == "frozen" else 64
    return TeachingData(
        moments=tuple(moments),
        frames=rng.normal(size=(len(moments), 10, width)).astype(np.float16),
        counts=np.full(len(moments), 10),
        captions=tuple(f"{words[i % 6]} {words[(i + 1 + i // 6) % 6]}" for i in range(CLIPS)),
        of_caption=np.arange(CLIPS),
        splits=tuple(kinds[i % 6] if i % 6 < 2 else "train" for i in range(CLIPS)),
        library=np.arange(CLIPS, CLIPS + LIBRARY),
        general=np.arange(CLIPS + LIBRARY, len(moments)),
        general_captions=("a red dog", "the cat"),
        general_of=np.arange(CLIPS + LIBRARY, len(moments)),
        general_pixels=rng.integers(0, 256, (GENERAL, 10, side, side, 3), dtype=np.uint8),
    )
