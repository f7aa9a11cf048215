"""A model under examination, seen only through the port Encoder: what it makes of drawn films and of sentences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.finetune.drawn.captions import Caption
from core.finetune.drawn.drawing import draw_scene
from core.finetune.drawn.scene import scene_at
from core.finetune.drawn.world import Film
from core.ports import Encoder
from core.values import ByteArray, FloatArray, FrameShape, HalfArray

Say = Callable[[str], None]
Reduce = Callable[[ByteArray, FrameShape], ByteArray]
"""A picture of any size into the square the model wants."""
FRAMES_AT_ONCE = 192


@dataclass(frozen=True, slots=True, eq=False)
class Clips:
    """Films as frame vectors. Shapes: frames (N, F, E) float16; mask (N, F) 0/1, a prefix of ones."""

    frames: HalfArray
    mask: ByteArray

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def lengths(self) -> list[int]:
        """Real frames of each clip."""
        return [int(count) for count in self.mask.sum(1)]

    def real(self, row: int) -> HalfArray:
        """The real frames of one clip. Shapes: -> (T, E)."""
        return self.frames[row, : self.lengths[row]]

    def backwards(self) -> "Clips":
        """Every clip with its real frames in reverse order."""
        turned = self.frames.copy()
        for row, count in enumerate(self.lengths):
            turned[row, :count] = self.frames[row, :count][::-1]
        return Clips(turned, self.mask)


def clips_of(rows: Sequence[HalfArray], frames_per_clip: int) -> Clips:
    """Clips of the given real frames. Shapes: n times (T, E) -> Clips of n."""
    frames = np.zeros((len(rows), frames_per_clip, rows[0].shape[-1]), np.float16)
    mask = np.zeros(frames.shape[:2], np.uint8)
    for row, real in enumerate(rows):
        frames[row, : len(real)], mask[row, : len(real)] = real, 1
    return Clips(frames, mask)


class Viewer:
    """Draws films for a model and asks it.

    With `height_px` films are drawn that high and 16:9, and made small by `reduce`, as real films are.
    """

    def __init__(self, encoder: Encoder, height_px: int = 0, reduce: Reduce | None = None) -> None:
        self.encoder = encoder
        self._height_px, self._reduce = height_px, reduce

    def watch(self, films: Sequence[Film], say: Say | None = None, what: str = "") -> Clips:
        """Draw films and run their frames through the image tower."""
        spec = self.encoder.spec
        vectors: list[HalfArray] = []
        waiting: list[ByteArray] = []
        for film in films:
            waiting += [self._picture(film, time) for time in range(film.frames)]
            if len(waiting) >= FRAMES_AT_ONCE:
                vectors.append(self.encoder.encode_frames(np.stack(waiting)))
                waiting = []
                if say is not None:
                    say(f"{what}: {sum(map(len, vectors))} of {sum(each.frames for each in films)} frames")
        if waiting:
            vectors.append(self.encoder.encode_frames(np.stack(waiting)))
        joined = np.concatenate(vectors)
        ends = np.cumsum([film.frames for film in films])
        rows = [joined[end - film.frames : end] for end, film in zip(ends, films, strict=True)]
        return clips_of(rows, spec.frames_per_clip)

    def videos(self, clips: Clips) -> FloatArray:
        """Shapes: -> (N, D), unit norm."""
        return self.encoder.encode_segments(clips.frames, clips.mask)

    def texts(self, captions: Sequence[Caption | str]) -> FloatArray:
        """Shapes: -> (N, D), unit norm."""
        words = [each if isinstance(each, str) else each.text for each in captions]
        parts = [self.encoder.encode_text(words[at : at + 128]) for at in range(0, len(words), 128)]
        return np.stack([found.pooled for part in parts for found in part])

    def _picture(self, film: Film, time: float) -> ByteArray:
        shape = self.encoder.spec.frame_shape
        scene = scene_at(film, time)
        if self._reduce is None or not self._height_px:
            return draw_scene(scene, shape.image_px, shape.image_px)
        return self._reduce(draw_scene(scene, self._height_px * 16 // 9, self._height_px), shape)
