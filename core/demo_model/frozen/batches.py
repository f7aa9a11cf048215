"""What a Frozen model is taught in one batch: pictures with their labels, or videos of some frames, with sentences.

Videos stand beside others of one set-up, beside their own reversal, and beside sentences with events or colours
exchanged, as in the losses of the demo model.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.demo_model.frozen.vocabulary import tokenise
from core.demo_model.training_batches import Emphasis, tell_videos
from core.demo_model.training_pictures import Labels, draw_scenes, label, rough
from core.demo_model.video_store import SET
from core.encode.frozen.frame_windows import random_frames
from core.encode.frozen.stages import MEAN, STD
from core.encode.preprocessing import normalise
from core.synthetic.captions import holds, scene_facts, video_facts
from core.synthetic.drawing import draw_scene
from core.synthetic.scene import scene_at
from core.synthetic.world import TRAINING, Choice, VideoPlan, plan_set, plan_video, reverse_video
from core.values import ByteArray

Rng = np.random.Generator
BACKWARDS = 0.25
"""Share of videos in a batch that are the reversal of another."""
FEWER = 0.25
"""Share of batches whose videos have fewer frames than the model knows: short shots are seen so."""
_LEAST = 2


@dataclass(frozen=True, slots=True, eq=False)
class FrozenBatch:
    """Pictures or videos with sentences; twins, false sentences, stand behind.

    Shapes: videos (B, f, 3, S, S) normalised; ids and mask (B + T, L); matches (B + T, B), true where a sentence fits
    a video; twins (T,), rows of the videos concerned. `labels` are of pictures only.
    """

    videos: Tensor
    ids: Tensor
    mask: Tensor
    matches: Tensor
    twins: Tensor
    labels: Labels | None = None


def draw_pictures(rng: Rng, count: int, choice: Choice = TRAINING) -> FrozenBatch:
    """Pictures as videos of one frame, with labels for the heads of training."""
    scenes, pixels, captions = draw_scenes(rng, count, choice)
    matches = torch.from_numpy(holds(captions, [scene_facts(scene) for scene in scenes]))
    none = torch.zeros(0, dtype=torch.long)
    return FrozenBatch(to_videos(pixels[:, None]), *tokenise(captions), matches, none, label(scenes))


def draw_videos(rng: Rng, count: int, frames: int, choice: Choice = TRAINING) -> FrozenBatch:
    """Videos of `frames` frames, or in some batches of fewer, spread over their length by lot."""
    shown = frames
    if frames > _LEAST and rng.random() < FEWER:
        shown = int(rng.integers(_LEAST, frames))
    videos = _choose(rng, count, shown, choice)
    captions, twins, rows = tell_videos(videos, rng, Emphasis())
    everything = captions + twins
    matches = torch.from_numpy(holds(everything, [video_facts(video) for video in videos]))
    pixels = np.stack([_look(rng, video, shown) for video in videos])
    return FrozenBatch(to_videos(pixels), *tokenise(everything), matches, torch.tensor(rows, dtype=torch.long))


def to_videos(pixels: ByteArray) -> Tensor:
    """Shapes: (B, f, S, S, 3) uint8 -> (B, f, 3, S, S) normalised float."""
    return normalise(torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 1, 4, 2, 3))), MEAN, STD)


def _choose(rng: Rng, count: int, least: int, choice: Choice) -> list[VideoPlan]:
    """Videos of at least so many frames: half alone, a quarter in sets, a quarter reversed twins of those."""
    backwards = round(count * BACKWARDS)
    sets = round((count - backwards) / 3 / SET)
    videos = [video for _ in range(sets) for video in plan_set(rng, SET, choice)]
    while len(videos) < count - backwards:
        video = plan_video(rng, choice)
        if video.frames >= least:
            videos.append(video)
    turned = rng.choice(len(videos), backwards, replace=False)
    return videos + [reverse_video(videos[int(row)]) for row in turned]


def _look(rng: Rng, video: VideoPlan, frames: int) -> ByteArray:
    """Frames as they come back from a video file. Shapes: -> (f, S, S, 3)."""
    steps = random_frames(frames, video.frames, lambda n: int(rng.integers(n)))
    side = 128 if rng.random() < 0.4 else 64
    return np.stack([rough(rng, draw_scene(scene_at(video, step), side, side)) for step in steps])
