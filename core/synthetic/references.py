"""Videos for comparison: what a model is asked about once, to learn how it scores what does not belong together."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from core.synthetic.drawing import draw_scene
from core.synthetic.scene import scene_at
from core.synthetic.world import Choice, plan_video
from core.values import ByteArray, FrameShape

SEED: Final = 1129
_OF: Final = Choice(pictures=range(2))
"""Few background pictures: painting them takes most of the time."""


def reference_videos(shape: FrameShape, count: int, frames: int) -> Iterator[ByteArray]:
    """The same videos of the training part every time.

    Shapes: each (T, S, S, 3), T at most `frames`, evenly chosen; of one frame alone the one in the middle.
    """
    rng, side = np.random.default_rng(SEED), shape.image_px
    for _ in range(count):
        video = plan_video(rng, _OF)
        spread = np.linspace(0, video.frames - 1, min(frames, video.frames)) if frames > 1 else [video.frames // 2]
        chosen = np.unique(np.round(spread).astype(int)).tolist()
        yield np.stack([draw_scene(scene_at(video, time), side, side) for time in chosen])
