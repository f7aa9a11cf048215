"""A model under examination, seen only through the port Encoder: what it makes of drawn videos and of sentences.

A model that sees the frames of a segment together is shown them together, and again when frames are left out or
run backwards; of the others the frame vectors are put in another order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from core.ports import Encoder, JointEncoder
from core.synthetic.captions import Caption
from core.synthetic.drawing import draw_scene
from core.synthetic.scene import scene_at
from core.synthetic.world import VideoPlan
from core.values import ByteArray, FloatArray, FrameShape, HalfArray

Say = Callable[[str], None]
Reduce = Callable[[ByteArray, FrameShape], ByteArray]
"""A picture of any size into the square the model wants."""
FRAMES_AT_ONCE = 192


@dataclass(frozen=True, slots=True, eq=False)
class Clips:
    """Videos as frame vectors. Shapes: frames (N, F, E) float16; mask (N, F) 0/1, a prefix of ones."""

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

    def one(self, row: int, times: int) -> "Clips":
        """One clip, so many times."""
        return Clips(self.frames[[row] * times], self.mask[[row] * times])


def clips_of(rows: Sequence[HalfArray], frames_per_clip: int) -> Clips:
    """Clips of the given real frames. Shapes: n times (T, E) -> Clips of n."""
    frames = np.zeros((len(rows), frames_per_clip, rows[0].shape[-1]), np.float16)
    mask = np.zeros(frames.shape[:2], np.uint8)
    for row, real in enumerate(rows):
        frames[row, : len(real)], mask[row, : len(real)] = real, 1
    return Clips(frames, mask)


class Viewer:
    """Draws videos for a model and asks it.

    With `height_px` videos are drawn that high and 16:9, and made small by `reduce`, as real videos are.
    """

    def __init__(self, encoder: Encoder, height_px: int = 0, reduce: Reduce | None = None) -> None:
        self.encoder = encoder
        self._height_px, self._reduce = height_px, reduce

    def watch(self, videos: Sequence[VideoPlan], say: Say | None = None, what: str = "") -> Clips:
        """Draw videos and show them to the model."""
        drawn = (self._pictures(video, range(video.frames)) for video in videos)
        return self._see(drawn, [video.frames for video in videos], say, what)

    def watch_again(self, videos: Sequence[VideoPlan], clips: Clips, orders: Sequence[Sequence[int]]) -> Clips:
        """The same videos, of each only these frames in this order. Shapes: n videos, clips of n, n orders -> n."""
        if not self.encoder.spec.sees_clips:
            return clips_of([clips.real(row)[list(order)] for row, order in enumerate(orders)], clips.frames.shape[1])
        drawn = (self._pictures(video, order) for video, order in zip(videos, orders, strict=True))
        return self._see(drawn, [len(order) for order in orders])

    def show(self, pixels: ByteArray) -> HalfArray:
        """Frames of one video. Shapes: (T, S, S, 3) uint8 -> (T, E)."""
        return self._see([pixels], [len(pixels)]).real(0)

    def show_all(self, videos: Sequence[ByteArray]) -> Clips:
        """Frames of several videos at once. Shapes: n times (T, S, S, 3) uint8 -> Clips of n."""
        return self._see(videos, [len(video) for video in videos])

    def show_backwards(self, pixels: ByteArray, forwards: HalfArray) -> HalfArray:
        """The same video from its end; `forwards` is what `show` gave. Shapes: (T, S, S, 3), (T, E) -> (T, E)."""
        return self.show(pixels[::-1]) if self.encoder.spec.sees_clips else forwards[::-1]

    def video_vectors(self, clips: Clips) -> FloatArray:
        """Shapes: -> (N, D), unit norm."""
        return self.encoder.encode_segments(clips.frames, clips.mask)

    def texts(self, captions: Sequence[Caption | str]) -> FloatArray:
        """Shapes: -> (N, D), unit norm."""
        words = [each if isinstance(each, str) else each.text for each in captions]
        parts = [self.encoder.encode_text(words[at : at + 128]) for at in range(0, len(words), 128)]
        return np.stack([found.pooled for part in parts for found in part])

    def _see(
        self, videos: Iterable[ByteArray], lengths: Sequence[int], say: Say | None = None, what: str = ""
    ) -> Clips:
        """About so many frames at once as `FRAMES_AT_ONCE`, whole videos."""
        rows: list[HalfArray] = []
        for part in _in_parts(videos):
            rows += self._see_part(part)
            if say is not None and len(rows) < len(lengths):
                say(f"{what}: {sum(lengths[: len(rows)])} of {sum(lengths)} frames")
        return clips_of(rows, self.encoder.spec.frames_per_clip)

    def _see_part(self, videos: Sequence[ByteArray]) -> list[HalfArray]:
        counts = [len(video) for video in videos]
        if not self.encoder.spec.sees_clips:
            return np.split(self.encoder.encode_frames(np.concatenate(videos)), np.cumsum(counts)[:-1])
        shown = np.zeros((len(videos), max(counts), *videos[0].shape[1:]), np.uint8)
        for room, video in zip(shown, videos, strict=True):
            room[: len(video)] = video
        mask = (np.arange(max(counts))[None] < np.asarray(counts)[:, None]).astype(np.uint8)
        seen = cast(JointEncoder, self.encoder).encode_clips(shown, mask)
        return [each[:count] for each, count in zip(seen, counts, strict=True)]

    def _pictures(self, video: VideoPlan, times: Sequence[int]) -> ByteArray:
        return np.stack([self._picture(video, time) for time in times])

    def _picture(self, video: VideoPlan, time: float) -> ByteArray:
        shape = self.encoder.spec.frame_shape
        scene = scene_at(video, time)
        if self._reduce is None or not self._height_px:
            return draw_scene(scene, shape.image_px, shape.image_px)
        return self._reduce(draw_scene(scene, self._height_px * 16 // 9, self._height_px), shape)


def backwards(clips: Clips) -> list[list[int]]:
    """The order that turns each clip around, for `Viewer.watch_again`."""
    return [list(range(count))[::-1] for count in clips.lengths]


def _in_parts(videos: Iterable[ByteArray]) -> Iterator[list[ByteArray]]:
    waiting: list[ByteArray] = []
    for video in videos:
        waiting.append(video)
        if sum(map(len, waiting)) >= FRAMES_AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
