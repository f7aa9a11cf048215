"""Whether the ledger tells the truth: do phrases point into their events, do credited frames carry the score?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.evaluation.galleries import (
    TESTS,
    TWO_EVENTS,
    Pool,
    full_caption,
    moving_films,
    phrase_query,
    random_gallery,
)
from core.evaluation.metrics import Mark, plain_mark, share_mark, wins
from core.evaluation.paired_questions import KIND_NAMES
from core.evaluation.ranking import first
from core.evaluation.viewer import Clips, Say, Viewer
from core.synthetic.captions import Caption, draw_wording, tell
from core.synthetic.world import FILM_FRAMES, STEP_S, Film
from core.values import FloatArray, HalfArray, Ledger, Query

REMOVED: Final = 3
DRAWS: Final = 32
"""Random removals for each film."""
LENGTHS: Final = tuple(range(3, FILM_FRAMES + 1))
Span = np.ndarray


def event_frames(film: Film, index: int) -> Span:
    """True at the frames of an event. Shapes: (n,)."""
    shot, event = film.events[index]
    start, last = event.frames
    frames = np.arange(film.frames)
    return (frames >= max(start, shot.start)) & (frames <= last)


def take_apart(viewer: Viewer, query: Query, real: HalfArray) -> Ledger:
    """The ledger of a film of the drawn world."""
    return viewer.encoder.explain(query, real, [STEP_S * step for step in range(len(real))])


# --------------------------------------------------------------------------- pointing


def pointing_marks(viewer: Viewer, seed: int, count: int, say: Say, pool: Pool = TESTS) -> list[Mark]:
    """A caption names one of a film's two events, by coin: does its row of the ledger peak inside that event?

    Beside it what the best constant frame would reach.
    """
    rng = np.random.default_rng([seed, 6])
    films = moving_films(rng, count, pool)
    told = [int(rng.integers(2)) for _ in films]
    captions = [
        tell(film, (event,), draw_wording(rng, part=pool.wording)) for film, event in zip(films, told, strict=True)
    ]
    clips = viewer.watch(films, say, "pointing")
    spans = np.stack([event_frames(film, event) for film, event in zip(films, told, strict=True)])
    hits = np.zeros(len(films))
    for row, (caption, event) in enumerate(zip(captions, told, strict=True)):
        ledger = take_apart(viewer, phrase_query(caption, event), clips.real(row))
        hits[row] = spans[row, int(ledger.rows[0].argmax())]
        if row % 50 == 0:
            say(f"pointing: {row} of {len(films)} ledgers")
    kinds = np.asarray([film.kind for film in films])
    groups = {"cut": kinds == "cut", "motion": kinds != "cut"} | {kind: kinds == kind for kind in TWO_EVENTS[1:]}
    names = {"cut": "pointing, films with a cut", "motion": "pointing, motion in one shot"}
    names |= {kind: f"pointing, {KIND_NAMES[kind]}" for kind in TWO_EVENTS[1:]}
    return [
        share_mark(f"pointing.{name}", names[name], hits[rows],
                   f"best constant frame {spans[rows].mean(0).max():.3f}" if rows.any() else "")
        for name, rows in groups.items()
    ]  # fmt: skip


# --------------------------------------------------------------------------- deletion


@dataclass(frozen=True, slots=True, eq=False)
class Deletion:
    """How far the score falls. Shapes: whole and credited (N,), random (N, draws)."""

    films: list[Film]
    whole: FloatArray
    credited: FloatArray
    random: FloatArray


def delete_frames(viewer: Viewer, seed: int, count: int, say: Say, pool: Pool = TESTS) -> Deletion:
    """Score films without the three frames of most credit, and without three frames drawn by lot, many times.

    Credit is a frame's whole column of the ledger. The rest of the frames, in order, is scored as a clip of its own.
    """
    films = random_gallery(seed + 1, count, pool, whole=True)
    rng = np.random.default_rng([seed, 7])
    captions = [full_caption(film, rng, pool.wording) for film in films]
    clips, texts = viewer.watch(films, say, "deletion"), viewer.texts(captions)
    whole = (viewer.videos(clips) * texts).sum(1)
    credited, random = np.zeros(len(films), np.float32), np.zeros((len(films), DRAWS), np.float32)
    for row, caption in enumerate(captions):
        real = clips.real(row)
        credit = take_apart(viewer, Query(caption.text, ()), real).frame_totals
        gone = [np.argsort(-credit, kind="stable")[:REMOVED]]
        gone += [rng.choice(len(real), REMOVED, replace=False) for _ in range(DRAWS)]
        kept = [np.delete(np.arange(len(real)), which).tolist() for which in gone]
        left = viewer.watch_again([films[row]] * len(kept), clips.one(row, len(kept)), kept)
        scores = viewer.videos(left) @ texts[row]
        credited[row], random[row] = scores[0], scores[1:]
        if row % 25 == 0:
            say(f"deletion: {row} of {len(films)} films")
    return Deletion(films, whole, credited, random)


def deletion_marks(found: Deletion) -> list[Mark]:
    """In how many films the credited frames were worth more than others."""
    mean, kinds = found.random.mean(1), np.asarray([film.kind for film in found.films])
    drops = f"mean loss {np.mean(found.whole - found.credited):.4f} against {np.mean(found.whole - mean):.4f}"
    marks = [
        share_mark("deletion.mean", "three credited frames cost more than three random ones do on average",
                   wins(mean, found.credited), drops),
        share_mark("deletion.draw", "... than one draw of three random ones", wins(found.random[:, 0], found.credited)),
    ]  # fmt: skip
    for kind in dict.fromkeys(sorted(kinds)):
        rows = kinds == kind
        marks.append(
            share_mark(f"deletion.{kind}", f"... on average, films of type “{kind}”", wins(mean, found.credited)[rows])
        )
    return marks


# --------------------------------------------------------------------------- short clips


def short_marks(viewer: Viewer, seed: int, count: int, say: Say, pool: Pool = TESTS) -> list[Mark]:
    """R@1 with 3, 4, ... 12 real frames, taken evenly; and whether the shares of the score still add up."""
    films = random_gallery(seed + 2, count, pool, whole=True)
    rng = np.random.default_rng([seed, 8])
    captions = [full_caption(film, rng, pool.wording) for film in films]
    clips, texts = viewer.watch(films, say, "short clips"), viewer.texts(captions)
    found, worst = [], 0.0
    for length in LENGTHS:
        short = viewer.watch_again(films, clips, [_spread(length)] * len(films))
        scores = texts @ viewer.videos(short).T
        found.append(share_mark(f"short.{length}", f"{len(films)} films with {length} frames left, R@1", first(scores)))
        worst = max(worst, *_gaps(viewer, captions[:12], short, scores))
    found.append(plain_mark("short.ledger_gap", "largest gap between a score and the sum of its ledger", worst,
                            12 * len(LENGTHS)))  # fmt: skip
    return found


def _spread(length: int) -> list[int]:
    return [int(step) for step in np.round(np.linspace(0, FILM_FRAMES - 1, length))]


def _gaps(viewer: Viewer, captions: Sequence[Caption], clips: Clips, scores: FloatArray) -> list[float]:
    """How far ledgers are from the scores they take apart; a column too many or not a number counts as endless."""
    gaps = []
    for row, caption in enumerate(captions):
        totals = take_apart(viewer, Query(caption.text, ()), clips.real(row)).frame_totals
        sound = totals.shape == (clips.lengths[row],) and bool(np.isfinite(totals).all())
        gaps.append(abs(float(totals.sum()) - float(scores[row, row])) if sound else float("inf"))
    return gaps
