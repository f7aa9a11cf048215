"""Videos drawn directly and the same videos in files, decoded by the library's own reader: what is lost on the way."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.evaluation.galleries import full_caption, random_gallery
from core.evaluation.metrics import Metric, plain_metric, share_metric
from core.evaluation.ranking import first, ranks_of, recall_metrics
from core.evaluation.viewer import Clips, Say, Viewer, clips_of
from core.ports import FrameSource
from core.synthetic.video_files import FORMATS, Format, write_video_file
from core.synthetic.world import STEP_S, VideoPlan
from core.values import HalfArray, Sample

LATE_S = 0.05
"""A sample that stands farther than this from every step is there for a cut only."""
CUT_S = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A video as the library read it. Shapes: frames (T, E)."""

    frames: HalfArray
    cuts_s: tuple[float, ...]


def decoding_metrics(
    viewer: Viewer, source: FrameSource, seed: int, count: int, say: Say
) -> tuple[list[Metric], list[str]]:
    """R@1 of a gallery of decoded videos, beside the same videos drawn directly; by format as well.

    Formats that this installation cannot write are named in the notes.
    """
    formats = [form for form in FORMATS if form.is_there]
    notes = [f"Not tried, since libav here cannot write it: {form.name}." for form in FORMATS if not form.is_there]
    videos = random_gallery(seed + 3, count)
    rng = np.random.default_rng([seed, 10])
    captions = [full_caption(video, rng) for video in videos]
    used = [formats[row % len(formats)] for row in range(len(videos))]
    texts, direct = viewer.texts(captions), viewer.watch(videos, say, "videos drawn directly")
    read = _through_files(viewer, source, videos, used, say)
    clips = clips_of([each.frames for each in read], direct.frames.shape[1])
    return [*_recalls(viewer, texts, direct, clips, used), cut_metric(videos, [each.cuts_s for each in read])], notes


def _recalls(viewer: Viewer, texts: np.ndarray, direct: Clips, read: Clips, used: Sequence[Format]) -> list[Metric]:
    drawn, decoded = viewer.video_vectors(direct), viewer.video_vectors(read)
    beside = f"drawn directly {first(texts @ drawn.T).mean():.3f}"
    marks = recall_metrics("reels", "videos in files, decoded by the library", ranks_of(texts @ decoded.T), beside)
    alike, hits = (drawn * decoded).sum(1), first(texts @ decoded.T)
    for name in dict.fromkeys(form.name for form in used):
        rows = [row for row, each in enumerate(used) if each.name == name]
        marks.append(
            share_metric(f"reels.{name}", f"... {name}", hits[rows], f"cosine with drawn {alike[rows].mean():.3f}")
        )
    return [*marks, plain_metric("reels.cosine", "cosine of decoded and drawn videos", float(alike.mean()), len(alike))]


def _through_files(
    viewer: Viewer, source: FrameSource, videos: Sequence[VideoPlan], used: Sequence[Format], say: Say
) -> list[Decoded]:
    read = []
    with tempfile.TemporaryDirectory(prefix="c2v-reels-") as folder:
        for row, (video, form) in enumerate(zip(videos, used, strict=True)):
            say(f"videos in files: {row + 1} of {len(videos)}, {form.name}")
            path = write_video_file(Path(folder) / f"{row}{form.suffix}", video, form, seed=row)
            read.append(read_video_file(viewer, source, path))
            path.unlink()
    return read


def read_video_file(viewer: Viewer, source: FrameSource, path: Path) -> Decoded:
    """A file as the library samples it, its first twelve steps. Raises: MediaError."""
    spec, info = viewer.encoder.spec, source.probe(path)
    with source.scan(info, STEP_S, spec.frame_shape) as samples:
        seen = list(samples)
    steps = steps_of(seen, 1 / float(info.fps), spec.frames_per_clip)
    return Decoded(viewer.show(np.stack([each.pixels for each in steps])),
                   tuple(cut for each in seen for cut in each.cuts_s))  # fmt: skip


def steps_of(samples: Sequence[Sample], frame_s: float, most: int) -> list[Sample]:
    """One sample for each step: the one nearest to it from before, as a player shows it."""
    found: dict[int, Sample] = {}
    for sample in samples:
        step = round(sample.time_s / STEP_S)
        # On a grid of 25 frames a second the frame on screen at 0.5 s began at 0.48 s.
        near = -max(4 * frame_s, LATE_S) <= sample.time_s - step * STEP_S <= LATE_S / 10
        if near and step < most:
            found[step] = sample
    return [found[step] for step in sorted(found)]


def cut_metric(videos: Sequence[VideoPlan], cuts_s: Sequence[Sequence[float]]) -> Metric:
    """In how many videos the reader found exactly the cuts that are there."""
    right = []
    for video, found in zip(videos, cuts_s, strict=True):
        true = [shot.start * STEP_S for shot in video.shots[1:]]
        near = [abs(a - b) <= CUT_S for a, b in zip(true, sorted(found), strict=False)]
        right.append(len(found) == len(true) and all(near))
    return share_metric("reels.cuts", "videos in files whose cuts were found, all and no others", right)
