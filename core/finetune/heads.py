"""Second stage: the temporal heads learn what happens, in which order and when; the sentences learn on.

Frame vectors are fixed. Beside the contrast with the other films of the batch, among them the same set-up with other
events and the same film backwards, three lessons that contrast alone does not teach: the order of two events (captions
with the events swapped), and where a phrase points (the ledger's rows), on captions that name one event of two.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from core.encode.attribution import aligned_cells, fold_to_frames, token_loadings
from core.encode.backends.clip2video import Clip2VideoModel, end_vectors
from core.encode.temporal import Aggregate, AlignedPath, pool_frames, unit
from core.finetune.captions import Caption, describe_film, describe_subject, draw_wording, film_facts, holds, tell
from core.finetune.course import Course, Length, Losses, Rate, Say
from core.finetune.films import FilmStore, Reel, draw_reel
from core.finetune.losses import contrast, pointing, prefer, rank_loss
from core.finetune.words import Words, tokenise
from core.finetune.world import FILM_FRAMES, Film

BATCH: Final = 96
Rng = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A batch: B films with their captions, S captions with swapped events behind them.

    Shapes: matches (B + S, B), true where a caption is true of a film; swapped (S,), rows of the films concerned.
    """

    reel: Reel
    captions: list[Caption]
    words: Words
    matches: Tensor
    swapped: Tensor


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Weights of the lessons beyond contrast, and how often only one of two events is told."""

    order: float = 1.0
    pointing: float = 1.0
    single: float = 0.45
    subject: float = 0.06


def draw_lesson(store: FilmStore, rng: Rng, count: int, emphasis: Emphasis) -> Lesson:
    """Draw films and tell them anew."""
    reel = draw_reel(store, rng, count)
    captions, twins, rows = [], [], []
    for row, film in enumerate(reel.films):
        if rng.random() < emphasis.subject:
            captions.append(describe_subject(film, rng))
        elif len(film.events) == 2 and rng.random() > emphasis.single:
            wording = draw_wording(rng)
            captions.append(tell(film, (0, 1), wording))
            twins.append(tell(film, (1, 0), wording))
            rows.append(row)
        else:
            captions.append(describe_film(film, rng, single=1.0))
    everything = captions + twins
    matches = torch.from_numpy(holds(everything, [film_facts(film) for film in reel.films]))
    return Lesson(reel, captions, tokenise(everything), matches, torch.tensor(rows, dtype=torch.long))


def train_heads(
    model: Clip2VideoModel, store: FilmStore, seed: int, length: Length, keep: Path | None, say: Say, batch: int = BATCH
) -> Course[Lesson]:
    """Train everything but the image tower. Gives back the finished course."""
    model.train()
    model.clip.visual.requires_grad_(False)
    emphasis = Emphasis()
    course: Course[Lesson] = Course("films", [model], length, Rate(peak=1.2e-3), keep)

    def losses(lesson: Lesson) -> Losses:
        ramp = min(1.0, max(0.1, course.progress / 0.25))
        weights = {"global": 1.0, "aligned": 1.0, "order": ramp * emphasis.order, "pointing": ramp * emphasis.pointing}
        return {name: (weights[name], part) for name, part in lesson_losses(model, lesson).items()}

    for found in course.run(seed, lambda rng: draw_lesson(store, rng, batch, emphasis), losses):
        if course.step % 50 == 1:
            say(course.line(found))
    model.clip.visual.requires_grad_(True)
    return course


def lesson_losses(model: Clip2VideoModel, lesson: Lesson) -> dict[str, Tensor]:
    """Every loss of one batch; contrast is halved between the global and the aligned side as in the score."""
    B, w = len(lesson.reel.films), model.center_weight
    scale = model.clip.logit_scale.exp().clamp(max=100)
    hidden = model.encode_words(lesson.words.ids)
    text = (unit(end_vectors(hidden, lesson.words.ids)), model.gather_words(hidden, lesson.words.mask))
    frames, mask = lesson.reel.vectors, lesson.reel.mask
    video = model.global_path(frames, mask).vector
    aligned = model.aligned_path(frames, mask)
    sides = {"global": text[0] @ video.T, "aligned": text[1].vector @ aligned.aggregate.vector.T}  # (B + S, B)
    losses = {
        "global": w * _contrast(scale * sides["global"], lesson.matches, B),
        "aligned": (1 - w) * _contrast(scale * sides["aligned"], lesson.matches, B),
    }
    rows = lesson.swapped
    twins = torch.arange(B, B + len(rows))
    losses["order"] = sum(
        (0.5 * prefer(scores[rows, rows], scores[twins, rows], scale) for scores in sides.values()), scale * 0
    )
    phrase_rows, spans, real = told_rows(model, lesson, hidden, text[1], aligned)
    losses["pointing"] = pointing(phrase_rows, spans, real)
    return losses


def _contrast(scores: Tensor, matches: Tensor, films: int) -> Tensor:
    """Captions against films, and films against all captions, swapped ones among them."""
    if len(scores) == films:
        return contrast(scores, matches)
    return 0.5 * (rank_loss(scores[:films], matches[:films]) + rank_loss(scores.T, matches.T))


def told_rows(
    model: Clip2VideoModel, lesson: Lesson, hidden: Tensor, text: Aggregate, aligned: AlignedPath
) -> tuple[Tensor, Tensor, Tensor]:
    """Ledger rows of the told events with their spans. Shapes: (N, F) each, one row for each event told."""
    picked = [
        (row, event)
        for row, (film, caption) in enumerate(zip(lesson.reel.films, lesson.captions, strict=True))
        for event in sorted({event for _, event in caption.pieces if event >= 0})
        if film.events[event][1].kind != "still"
    ]
    films = torch.tensor([row for row, _ in picked], dtype=torch.long)
    told = torch.tensor([event for _, event in picked])
    spoken = torch.from_numpy(lesson.words.events)[films] == told[:, None]  # (N, L)
    cells = phrase_cells(model, (hidden, text, lesson.words.mask), aligned, films)
    rows = (cells.sum(2) * spoken[:, :, None]).sum(1)
    spans = torch.stack([event_span(lesson.reel.films[row], event) for row, event in picked])
    return rows, spans, lesson.reel.mask[films]


def phrase_cells(
    model: Clip2VideoModel, text: tuple[Tensor, Aggregate, Tensor], aligned: AlignedPath, rows: Tensor
) -> Tensor:
    """The aligned ledger of captions against the films of the same row. Shapes: -> (N, L, K, F)."""
    hidden, words, mask = text
    counted = mask[rows].clone()
    counted[:, 0] = 0
    of_words = Aggregate(*(part[rows] for part in words))
    of_frames = Aggregate(*(part[rows] for part in aligned.aggregate))
    cells = aligned_cells(
        hidden[rows],
        token_loadings(of_words, counted),
        aligned.tokens[rows],
        token_loadings(of_frames, aligned.mask[rows]),
        model.emb_center,
    )
    return (1 - model.center_weight) * fold_to_frames(cells, FILM_FRAMES)


def event_span(film: Film, index: int) -> Tensor:
    """The frames of an event. Shapes: (12,) 0/1."""
    shot, event = film.events[index]
    first, last = event.frames
    span = torch.zeros(FILM_FRAMES)
    span[max(first, shot.start) : last + 1] = 1.0
    return span


# --------------------------------------------------------------------------- the plain baseline


def train_mean(
    model: Clip2VideoModel, store: FilmStore, seed: int, length: Length, keep: Path | None, say: Say
) -> Course[Lesson]:
    """Train the sentences alone against the mean of the frame vectors: what can be had without any temporal part."""
    model.train()
    model.clip.visual.requires_grad_(False)
    course: Course[Lesson] = Course("mean", [model.clip], length, Rate(peak=1.2e-3), keep)
    emphasis = Emphasis()

    def losses(lesson: Lesson) -> Losses:
        B = len(lesson.reel.films)
        hidden = model.encode_words(lesson.words.ids[:B])
        text = unit(end_vectors(hidden, lesson.words.ids[:B]))
        # A film and its reversal have one mean: they may not be told apart, so neither is wrong for the other.
        video = pool_frames(lesson.reel.vectors, lesson.reel.mask)
        same = (video @ video.T) > 1 - 1e-6
        matches = (lesson.matches[:B].float() @ same.float()) > 0
        return {"contrast": (1.0, contrast(model.clip.logit_scale.exp().clamp(max=100) * text @ video.T, matches))}

    for found in course.run(seed, lambda rng: draw_lesson(store, rng, BATCH, emphasis), losses):
        if course.step % 50 == 1:
            say(course.line(found))
    model.clip.visual.requires_grad_(True)
    return course
