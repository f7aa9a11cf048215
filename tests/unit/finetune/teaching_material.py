"""Small runs of teaching: random frames, captions of known words, folders ready to be run."""

from pathlib import Path

import numpy as np

from core.encode.encoder_options import EncoderOptions
from core.finetune.run_folder import RunFolder, RunPlan
from core.finetune.teaching_data import TeachingData, TeachingMoment, save_data
from core.values.teaching import Split, TeachingPlan, TeachingSettings

WORDS = ("red", "blue", "car", "house", "dog", "tree", "left", "right", "up", "down")


def random_data(width: int, clips: int = 30, library: int = 10, general: int = 6, frames: int = 12, seed: int = 0):
    draw = np.random.default_rng(seed)
    count = clips + library + general
    captions = tuple(f"a {WORDS[i % 10]} {WORDS[(i // 10) % 10]} number {i}" for i in range(clips))
    kinds: tuple[Split, ...] = ("validation", "test", *["train"] * 8)
    return TeachingData(
        moments=tuple(TeachingMoment(f"/clips/{i}.mp4", f"c{i}", i, 0.0, 6.0) for i in range(count)),
        frames=draw.normal(size=(count, frames, width)).astype(np.float16),
        counts=draw.integers(3, frames + 1, count),
        captions=captions,
        of_caption=np.arange(clips),
        splits=tuple(kinds[i % 10] for i in range(clips)),
        library=np.arange(clips, clips + library),
        general=np.arange(clips + library, count),
        general_captions=tuple(f"the {WORDS[i % 10]} {WORDS[(i + i // 10 + 1) % 10]}" for i in range(general)),
        general_of=np.arange(clips + library, count),
    )


def make_run(root: Path, base: EncoderOptions, data: TeachingData, **settings) -> RunFolder:
    folder = RunFolder(root)
    plan = TeachingPlan("heads", settings=TeachingSettings(**settings))
    folder.write_plan(RunPlan(plan, base.to_json(), "Tiny model"))
    save_data(folder.data, data)
    return folder
