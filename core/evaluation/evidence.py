"""Whether the ledger tells the truth: do phrases point into their events, do credited frames carry the score?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.evaluation.galleries import (
    TESTS,
    TWO_EVENTS,
    VideoPool,
    full_caption,
    moving_videos,
    phrase_query,
    random_gallery,
)
from core.evaluation.metrics import Metric, plain_metric, share_metric, wins
from core.evaluation.paired_questions import KIND_NAMES
from core.evaluation.ranking import first
from core.evaluation.viewer import Clips, Say, Viewer
from core.synthetic.captions import Caption, draw_wording, tell
from core.synthetic.world import STEP_S, VIDEO_FRAMES, VideoPlan
from core.values import Explanation, FloatArray, HalfArray, Query

REMOVED: Final = 3
DRAWS: Final = 32
"""Random removals for each video."""
LENGTHS: Final = tuple(range(3, VIDEO_FRAMES + 1))
Span = np.ndarray


def event_frames(video: VideoPlan, index: int) -> Span:
    """True at the frames of an event. Shapes: (n,)."""
    shot, event = video.events[index]
    start, last = event.frames
    frames = np.arange(video.frames)
    return (frames >= max(start, shot.start)) & (frames <= last)


def take_apart(viewer: Viewer, query: Query, real: HalfArray) -> Explanation:
    """Why a video of the drawn world has its score."""
    return viewer.encoder.explain(query, real, [STEP_S * step for step in range(len(real))])


# --------------------------------------------------------------------------- pointing


def pointing_metrics(viewer: Viewer, seed: int, count: int, say: Say, pool: VideoPool = TESTS) -> list[Metric]:
    """A caption names one of a video's two events, by coin: does its row of the ledger peak inside that event?

    Beside it what the best constant frame would reach.
    """
    rng = np.random.default_rng([seed, 6])
    videos = moving_videos(rng, count, pool)
    shown_events = [int(rng.integers(2)) for _ in videos]
    captions = [
        tell(video, (event,), draw_wording(rng, part=pool.wording))
        for video, event in zip(videos, shown_events, strict=True)
    ]
    clips = viewer.watch(videos, say, "pointing")
    spans = np.stack([event_frames(video, event) for video, event in zip(videos, shown_events, strict=True)])
    hits = np.zeros(len(videos))
    for row, (caption, event) in enumerate(zip(captions, shown_events, strict=True)):
        explanation = take_apart(viewer, phrase_query(caption, event), clips.real(row))
        hits[row] = spans[row, int(explanation.phrase_rows[0].argmax())]
        if row % 50 == 0:
            say(f"pointing: {row} of {len(videos)} ledgers")
    kinds = np.asarray([video.kind for video in videos])
    groups = {"cut": kinds == "cut", "motion": kinds != "cut"} | {kind: kinds == kind for kind in TWO_EVENTS[1:]}
    names = {"cut": "pointing, videos with a cut", "motion": "pointing, motion in one shot"}
    names |= {kind: f"pointing, {KIND_NAMES[kind]}" for kind in TWO_EVENTS[1:]}
    return [
        share_metric(f"pointing.{name}", names[name], hits[rows],
                   f"best constant frame {spans[rows].mean(0).max():.3f}" if rows.any() else "")
        for name, rows in groups.items()
    ]  # fmt: skip


# --------------------------------------------------------------------------- deletion


@dataclass(frozen=True, slots=True, eq=False)
class Deletion:
    """How far the score falls. Shapes: whole and credited (N,), random (N, draws)."""

    videos: list[VideoPlan]
    whole: FloatArray
    credited: FloatArray
    random: FloatArray


def delete_frames(viewer: Viewer, seed: int, count: int, say: Say, pool: VideoPool = TESTS) -> Deletion:
    """Score videos without the three frames of most credit, and without three frames drawn by lot, many times.

    Credit is a frame's whole column of the ledger. The rest of the frames, in order, is scored as a clip of its own.
    """
    videos = random_gallery(seed + 1, count, pool, whole=True)
    rng = np.random.default_rng([seed, 7])
    captions = [full_caption(video, rng, pool.wording) for video in videos]
    clips, texts = viewer.watch(videos, say, "deletion"), viewer.texts(captions)
    whole = (viewer.video_vectors(clips) * texts).sum(1)
    credited, random = np.zeros(len(videos), np.float32), np.zeros((len(videos), DRAWS), np.float32)
    for row, caption in enumerate(captions):
        real = clips.real(row)
        credit = take_apart(viewer, Query(caption.text, ()), real).frame_totals
        gone = [np.argsort(-credit, kind="stable")[:REMOVED]]
        gone += [rng.choice(len(real), REMOVED, replace=False) for _ in range(DRAWS)]
        kept = [np.delete(np.arange(len(real)), which).tolist() for which in gone]
        left = viewer.watch_again([videos[row]] * len(kept), clips.one(row, len(kept)), kept)
        scores = viewer.video_vectors(left) @ texts[row]
        credited[row], random[row] = scores[0], scores[1:]
        if row % 25 == 0:
            say(f"deletion: {row} of {len(videos)} videos")
    return Deletion(videos, whole, credited, random)


def deletion_metrics(found: Deletion) -> list[Metric]:
    """In how many videos the credited frames were worth more than others."""
    mean, kinds = found.random.mean(1), np.asarray([video.kind for video in found.videos])
    drops = f"mean loss {np.mean(found.whole - found.credited):.4f} against {np.mean(found.whole - mean):.4f}"
    marks = [
        share_metric("deletion.mean", "three credited frames cost more than three random ones do on average",
                   wins(mean, found.credited), drops),
        share_metric("deletion.draw", "... than one draw of three random ones",
                   wins(found.random[:, 0], found.credited)),
    ]  # fmt: skip
    for kind in dict.fromkeys(sorted(kinds)):
        rows = kinds == kind
        marks.append(
            share_metric(
                f"deletion.{kind}", f"... on average, videos of type “{kind}”", wins(mean, found.credited)[rows]
            )
        )
    return marks


# --------------------------------------------------------------------------- short clips


def short_metrics(viewer: Viewer, seed: int, count: int, say: Say, pool: VideoPool = TESTS) -> list[Metric]:
    """R@1 with 3, 4, ... 12 real frames, taken evenly; and whether the shares of the score still add up."""
    videos = random_gallery(seed + 2, count, pool, whole=True)
    rng = np.random.default_rng([seed, 8])
    captions = [full_caption(video, rng, pool.wording) for video in videos]
    clips, texts = viewer.watch(videos, say, "short clips"), viewer.texts(captions)
    found, worst = [], 0.0
    for length in LENGTHS:
        short = viewer.watch_again(videos, clips, [_spread(length)] * len(videos))
        scores = texts @ viewer.video_vectors(short).T
        found.append(
            share_metric(f"short.{length}", f"{len(videos)} videos with {length} frames left, R@1", first(scores))
        )
        worst = max(worst, *_gaps(viewer, captions[:12], short, scores))
    found.append(plain_metric("short.ledger_gap", "largest gap between a score and the sum of its ledger", worst,
                            12 * len(LENGTHS)))  # fmt: skip
    return found


def _spread(length: int) -> list[int]:
    return [int(step) for step in np.round(np.linspace(0, VIDEO_FRAMES - 1, length))]


def _gaps(viewer: Viewer, captions: Sequence[Caption], clips: Clips, scores: FloatArray) -> list[float]:
    """How far ledgers are from the scores they take apart; a column too many or not a number counts as endless."""
    gaps = []
    for row, caption in enumerate(captions):
        totals = take_apart(viewer, Query(caption.text, ()), clips.real(row)).frame_totals
        sound = totals.shape == (clips.lengths[row],) and bool(np.isfinite(totals).all())
        gaps.append(abs(float(totals.sum()) - float(scores[row, row])) if sound else float("inf"))
    return gaps
