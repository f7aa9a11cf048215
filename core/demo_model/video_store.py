"""Drawn videos as the temporal stage sees them: frame vectors, computed once, with their plans."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from core.demo_model.training_pictures import rough, to_input
from core.encode.backends.clip2video import Clip2VideoModel
from core.synthetic.drawing import draw_scene
from core.synthetic.scene import scene_at
from core.synthetic.world import TRAINING, VIDEO_FRAMES, Choice, VideoPlan, plan_set, plan_video, reverse_video

SET: Final = 4
"""Videos of one set-up that stand together in the store, half of all videos."""
THINNED: Final = 0.25
"""Share of videos in a batch that lose some of their frames, as clips of short shots and coarser sampling do."""
_BLOCK: Final = 192
"""Pictures that are drawn and run through the image tower together."""
Rng = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class VideoStore:
    """Shapes: vectors (N, 12, E), `empty` (E,) beyond a video's length. The first `singles` videos stand alone."""

    videos: list[VideoPlan]
    vectors: Tensor
    singles: int
    empty: Tensor

    def __len__(self) -> int:
        return len(self.videos)


@dataclass(frozen=True, slots=True, eq=False)
class VideoBatch:
    """Videos of one batch. Shapes: vectors (B, 12, E), mask (B, 12), steps (B, 12), empty (E,).

    `steps` says which step of its video a frame shows, -1 beyond the last: some videos have lost frames.
    """

    videos: list[VideoPlan]
    vectors: Tensor
    mask: Tensor
    steps: Tensor
    empty: Tensor


def fill_store(model: Clip2VideoModel, rng: Rng, count: int, choice: Choice = TRAINING) -> VideoStore:
    """Draw videos and run their frames through the image tower: half alone, half in sets of one set-up."""
    singles = count // 2
    videos = [plan_video(rng, choice) for _ in range(singles)]
    while len(videos) < count:
        videos += plan_set(rng, SET, choice)
    return VideoStore(videos, video_vectors(model, videos, rng), singles, empty_frame(model))


@torch.inference_mode()
def video_vectors(model: Clip2VideoModel, videos: Sequence[VideoPlan], rng: Rng | None = None) -> Tensor:
    """Frame vectors of videos, rounded to half precision as the library stores them. Shapes: (N, 12, E).

    With `rng` the pictures are roughened as in training. Two threads draw, whatever the machine.
    """
    places = [(row, time) for row, video in enumerate(videos) for time in range(video.frames)]
    blocks = [places[start : start + _BLOCK] for start in range(0, len(places), _BLOCK)]
    generators = rng.spawn(len(blocks)) if rng is not None else [None] * len(blocks)

    @torch.inference_mode()
    def run(block: list[tuple[int, int]], generator: Rng | None) -> Tensor:
        drawn = (draw_scene(scene_at(videos[row], time), 64, 64) for row, time in block)
        pixels = np.stack([picture if generator is None else rough(generator, picture) for picture in drawn])
        shown = to_input(pixels).to(device_of(model))
        with torch.autocast(shown.device.type, dtype=torch.bfloat16, enabled=generator is not None):
            return model.encode_frames(shown).half().float().cpu()

    out = empty_frame(model).expand(len(videos), VIDEO_FRAMES, -1).clone()
    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        for block, vectors in zip(blocks, pool.map(run, blocks, generators), strict=True):
            rows, times = zip(*block, strict=True)
            out[list(rows), list(times)] = vectors
    return out.clone()


def device_of(model: Clip2VideoModel) -> torch.device:
    """Where the model is."""
    device: torch.device = model.clip.logit_scale.device
    return device


@torch.inference_mode()
def empty_frame(model: Clip2VideoModel) -> Tensor:
    """What clips are padded with, here and in the encoder: the vector of a picture of zeros. Shapes: (E,)."""
    side = model.sizes.image_px
    return model.encode_frames(torch.zeros(1, 3, side, side, device=device_of(model)))[0].half().float().cpu()


def draw_video_batch(
    store: VideoStore, rng: Rng, count: int, backwards: float = 0.25, thinned: float = THINNED
) -> VideoBatch:
    """Choose videos of a batch: half alone, a quarter in sets, a quarter reversed twins of those."""
    twins = round(count * backwards)
    sets = max(1, round((count - twins) / 3 / SET))
    chosen = list(rng.choice(store.singles, count - twins - sets * SET, replace=False))
    starts = store.singles + SET * rng.choice((len(store) - store.singles) // SET, sets, replace=False)
    chosen = [int(start) + i for start in starts for i in range(SET)] + [int(i) for i in chosen]
    videos = [store.videos[row] for row in chosen]
    vectors = [store.vectors[row] for row in chosen]
    for row in rng.choice(len(chosen), twins, replace=False):
        video = store.videos[chosen[row]]
        videos.append(reverse_video(video))
        vectors.append(play_backwards(store.vectors[chosen[row]], video.frames))
    steps = torch.stack([_kept_steps(rng, video.frames, thinned) for video in videos])
    real = steps >= 0
    # Beyond the last frame every video of the store has the empty frame, so step 12 of this longer row is one.
    longer = torch.cat([torch.stack(vectors), store.empty.expand(len(videos), 1, -1)], dim=1)
    shown = longer.gather(1, steps.where(real, VIDEO_FRAMES)[:, :, None].expand_as(longer[:, 1:]))
    return VideoBatch(videos, shown, real.float(), steps, store.empty)


def _kept_steps(rng: Rng, frames: int, thinned: float) -> Tensor:
    """The steps a video keeps, at least three and half of them. Shapes: (12,), -1 beyond the last."""
    steps = torch.full((VIDEO_FRAMES,), -1)
    kept = frames
    if rng.random() < thinned and frames > 3:
        kept = int(rng.integers(max(3, frames // 2), frames))
    steps[:kept] = torch.from_numpy(np.sort(rng.choice(frames, kept, replace=False)))
    return steps


def play_backwards(vectors: Tensor, frames: int) -> Tensor:
    """Shapes: (12, E) -> (12, E), the first `frames` rows in reverse order."""
    return torch.cat([vectors[:frames].flip(0), vectors[frames:]])


def frame_mask(videos: Sequence[VideoPlan]) -> Tensor:
    """Shapes: n videos -> (n, 12), 1 at real frames."""
    lengths = torch.tensor([video.frames for video in videos])
    return (torch.arange(VIDEO_FRAMES)[None] < lengths[:, None]).float()
