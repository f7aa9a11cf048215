"""Drawn films as the temporal stage sees them: frame vectors, computed once, with their plans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel
from core.finetune.drawing import draw_scene
from core.finetune.images import rough, to_input
from core.finetune.scene import scene_at
from core.finetune.world import FILM_FRAMES, TRAINING, Choice, Film, plan_film, plan_set, reverse_film

SET: Final = 4
"""Films of one set-up that stand together in the store, half of all films."""
Rng = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class FilmStore:
    """Shapes: vectors (N, 12, E), the empty frame beyond a film's length. The first `singles` films stand alone."""

    films: list[Film]
    vectors: Tensor
    singles: int

    def __len__(self) -> int:
        return len(self.films)


@dataclass(frozen=True, slots=True, eq=False)
class Reel:
    """Films of one batch. Shapes: vectors (B, 12, E), mask (B, 12)."""

    films: list[Film]
    vectors: Tensor
    mask: Tensor


def fill_store(model: Clip2VideoModel, rng: Rng, count: int, choice: Choice = TRAINING) -> FilmStore:
    """Draw films and run their frames through the image tower: half alone, half in sets of one set-up."""
    singles = count // 2
    films = [plan_film(rng, choice) for _ in range(singles)]
    while len(films) < count:
        films += plan_set(rng, SET, choice)
    return FilmStore(films, film_vectors(model, films, rng), singles)


@torch.inference_mode()
def film_vectors(model: Clip2VideoModel, films: Sequence[Film], rng: Rng | None = None) -> Tensor:
    """Frame vectors of films, rounded to half precision as the library stores them. Shapes: (N, 12, E).

    With `rng` the pictures are roughened as in training.
    """
    out = empty_frame(model).expand(len(films), FILM_FRAMES, -1).clone()
    for places in _blocks(films):
        pixels = []
        for row, time in places:
            picture = draw_scene(scene_at(films[row], time), 64, 64)
            pixels.append(picture if rng is None else rough(rng, picture))
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=rng is not None):
            vectors = model.encode_frames(to_input(np.stack(pixels)))
        rows, times = zip(*places, strict=True)
        out[list(rows), list(times)] = vectors.half().float()
    return out.clone()


@torch.inference_mode()
def empty_frame(model: Clip2VideoModel) -> Tensor:
    """What clips are padded with, here and in the encoder: the vector of a picture of zeros. Shapes: (E,)."""
    side = model.sizes.image_px
    return model.encode_frames(torch.zeros(1, 3, side, side))[0].half().float()


def _blocks(films: Sequence[Film], size: int = 192) -> Iterator[list[tuple[int, int]]]:
    places = [(row, time) for row, film in enumerate(films) for time in range(film.frames)]
    for start in range(0, len(places), size):
        yield places[start : start + size]


def draw_reel(store: FilmStore, rng: Rng, count: int, backwards: float = 0.25) -> Reel:
    """Choose films of a batch: half alone, a quarter in sets, a quarter reversed twins of those."""
    twins = round(count * backwards)
    sets = max(1, round((count - twins) / 3 / SET))
    chosen = list(rng.choice(store.singles, count - twins - sets * SET, replace=False))
    starts = store.singles + SET * rng.choice((len(store) - store.singles) // SET, sets, replace=False)
    chosen = [int(start) + i for start in starts for i in range(SET)] + [int(i) for i in chosen]
    films = [store.films[row] for row in chosen]
    vectors = [store.vectors[row] for row in chosen]
    for row in rng.choice(len(chosen), twins, replace=False):
        film = store.films[chosen[row]]
        films.append(reverse_film(film))
        vectors.append(play_backwards(store.vectors[chosen[row]], film.frames))
    return Reel(films, torch.stack(vectors), frame_mask(films))


def play_backwards(vectors: Tensor, frames: int) -> Tensor:
    """Shapes: (12, E) -> (12, E), the first `frames` rows in reverse order."""
    return torch.cat([vectors[:frames].flip(0), vectors[frames:]])


def frame_mask(films: Sequence[Film]) -> Tensor:
    """Shapes: n films -> (n, 12), 1 at real frames."""
    lengths = torch.tensor([film.frames for film in films])
    return (torch.arange(FILM_FRAMES)[None] < lengths[:, None]).float()
