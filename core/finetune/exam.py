"""What the demo model can do, measured on films it has never seen.

Galleries have fixed seeds, background pictures from outside of training, and the film's own full caption as query.
Every measure stands beside what a model without any temporal part (mean pooling) or a constant guess reaches.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import torch
from torch import Tensor

from core.encode.backends.clip2video import Clip2VideoModel, end_vectors
from core.encode.temporal import pool_frames, unit
from core.finetune.captions import Caption, draw_wording, film_facts, tell
from core.finetune.films import film_vectors, frame_mask, play_backwards
from core.finetune.heads import phrase_cells
from core.finetune.lessons import event_span
from core.finetune.lexicon import JOINERS
from core.finetune.words import tokenise
from core.finetune.world import (
    HELD_OUT,
    OBJECT_EVENTS,
    REVERSED,
    UNSEEN_PICTURES,
    Choice,
    Film,
    plan_film,
    plan_set,
)

UNSEEN: Final = Choice(held_out=None, pictures=UNSEEN_PICTURES)
FULL: Final = replace(UNSEEN, short=0.0)


@dataclass(frozen=True, slots=True)
class Recall:
    """Share of queries whose film is among the first 1, 5, 10, and the median rank."""

    r1: float
    r5: float
    r10: float
    median: float

    def __str__(self) -> str:
        return f"{self.r1:.3f} / {self.r5:.3f} / {self.r10:.3f}, median rank {self.median:.0f}"


@dataclass(frozen=True, slots=True)
class Marks:
    """All results of one exam, ready for the model card."""

    random: Recall
    random_mean: Recall | None
    hard: Recall
    hard_mean: Recall | None
    held_out: float
    direction: float
    direction_auc: float
    direction_films: int
    order: dict[str, float] = field(default_factory=dict)
    pointing: dict[str, float] = field(default_factory=dict)
    constant: dict[str, float] = field(default_factory=dict)


# --------------------------------------------------------------------------- what a model says of films


@torch.inference_mode()
def film_scores(model: Clip2VideoModel, captions: Sequence[Caption], vectors: Tensor, mask: Tensor) -> Tensor:
    """The whole score of captions and films, as cosines. Shapes: n captions, (m, 12, E), (m, 12) -> (n, m)."""
    words = tokenise(captions)
    text = model.join_halves(*model.text_vectors(words.ids, words.mask))
    blocks = [slice(start, start + 256) for start in range(0, len(vectors), 256)]
    video = torch.cat([model.join_halves(*model.video_vectors(vectors[at], mask[at])) for at in blocks])
    return text @ video.T


@torch.inference_mode()
def mean_scores(model: Clip2VideoModel, captions: Sequence[Caption], vectors: Tensor, mask: Tensor) -> Tensor:
    """The same by mean pooling, for a model trained so."""
    words = tokenise(captions)
    text = unit(end_vectors(model.encode_words(words.ids), words.ids))
    return text @ pool_frames(vectors, mask).T


def recall(scores: Tensor) -> Recall:
    """Ranks of the diagonal; equal scores count against the model. Shapes: (n, n)."""
    ranks = (scores >= scores.diagonal()[:, None]).sum(1).float()
    r1, r5, r10 = (float((ranks <= k).float().mean()) for k in (1, 5, 10))
    return Recall(r1, r5, r10, float(ranks.median()))


# --------------------------------------------------------------------------- galleries


def random_gallery(seed: int, count: int) -> list[Film]:
    """Films no two of which have the same attributes; held-out pairs among them."""
    rng = np.random.default_rng([seed, 1])
    films: dict[bytes, Film] = {}
    while len(films) < count:
        film = plan_film(rng, replace(UNSEEN, held_out=True) if rng.random() < 0.2 else UNSEEN)
        films.setdefault(film_facts(film).tobytes(), film)
    return list(films.values())


def hard_gallery(seed: int, setups: int, events: int = 10) -> list[Film]:
    """Set-ups with ten different events each: only what happens tells the films of a set apart."""
    rng = np.random.default_rng([seed, 2])
    films: dict[bytes, Film] = {}
    while len(films) < setups * events:
        batch = {film_facts(film).tobytes(): film for film in plan_set(rng, events, UNSEEN)}
        if len(batch) == events and not films.keys() & batch.keys():
            films |= batch
    return list(films.values())


def full_caption(film: Film, rng: np.random.Generator) -> Caption:
    """A caption that tells everything, backgrounds included."""
    return tell(film, tuple(range(len(film.events))), draw_wording(rng, backdrop=1.0))


# --------------------------------------------------------------------------- the exam


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many films each part of the exam takes."""

    random: int = 1000
    setups: int = 100
    direction: int = 400
    order: int = 600
    pointing: int = 600


def examine(
    model: Clip2VideoModel, mean: Clip2VideoModel | None, seed: int = 4711, sizes: Sizes | None = None
) -> Marks:
    """Run every part. `mean` is a model trained by mean pooling on the same frame vectors."""
    sizes = sizes or Sizes()
    model.eval()
    found = {}
    for name, films in (
        ("random", random_gallery(seed, sizes.random)),
        ("hard", hard_gallery(seed, sizes.setups)),
    ):
        vectors, mask = film_vectors(model, films), frame_mask(films)
        rng = np.random.default_rng([seed, 3])
        captions = [full_caption(film, rng) for film in films]
        scores = film_scores(model, captions, vectors, mask)
        plain = recall(mean_scores(mean.eval(), captions, vectors, mask)) if mean is not None else None
        found[name] = (films, scores, plain)
    films, scores, _ = found["random"]
    held = [row for row, film in enumerate(films) if has_held_out(film)]
    ranks = (scores >= scores.diagonal()[:, None]).sum(1)
    accuracy, auc, judged = direction(model, seed, sizes.direction)
    hits, constant = pointing_game(model, seed, sizes.pointing)
    return Marks(
        random=recall(scores),
        random_mean=found["random"][2],
        hard=recall(found["hard"][1]),
        hard_mean=found["hard"][2],
        held_out=float((ranks[held] == 1).float().mean()),
        direction=accuracy,
        direction_auc=auc,
        direction_films=judged,
        order=order(model, seed, sizes.order),
        pointing=hits,
        constant=constant,
    )


def has_held_out(film: Film) -> bool:
    """True when an object of the film is of a pair left out of training."""
    return any((thing.shape, thing.colour) in HELD_OUT for shot in film.shots for thing in shot.things)


def direction(model: Clip2VideoModel, seed: int, count: int) -> tuple[float, float, int]:
    """One caption, the film and its reversal: how often the film wins, and the area under the curve over all films.

    Only films whose reversal the caption does not fit. Ties count half.
    """
    rng = np.random.default_rng([seed, 4])
    choice = replace(FULL, kinds=("one", "camera"), shares=(0.7, 0.3))
    films: list[Film] = []
    while len(films) < count:
        film = plan_film(rng, choice)
        if film.events[0][1].kind in REVERSED:
            films.append(film)
    vectors, mask = film_vectors(model, films), frame_mask(films)
    back = torch.stack([play_backwards(row, film.frames) for row, film in zip(vectors, films, strict=True)])
    captions = [full_caption(film, rng) for film in films]
    right = film_scores(model, captions, vectors, mask).diagonal()
    wrong = film_scores(model, captions, back, mask).diagonal()
    accuracy = ((right > wrong).float() + 0.5 * (right == wrong).float()).mean()
    auc = (right[:, None] > wrong[None]).float().mean()
    return float(accuracy), float(auc), count


def order(model: Clip2VideoModel, seed: int, count: int) -> dict[str, float]:
    """One film, its caption, and the same words with the events swapped: how often the true one wins.

    By type of film for "A, then B" and "first A, then B"; the last entry is "B after A". Films with things that appear
    or vanish are left out, for these betray the order.
    """
    rng = np.random.default_rng([seed, 5])
    films: list[Film] = []
    while len(films) < count:
        film = plan_film(rng, replace(FULL, kinds=("same", "two", "cut"), shares=(1, 1, 1)))
        if not {"appear", "vanish"} & {event.kind for _, event in film.events}:
            films.append(film)
    vectors, mask = film_vectors(model, films), frame_mask(films)
    wins: dict[str, list[float]] = {"then": [], "cut": [], "same": [], "two": [], "after": []}
    wordings = [draw_wording(rng) for _ in films]
    for after in (False, True):
        forms = [
            replace(w, joiner=len(JOINERS) if after else w.joiner % 2, again=w.again and not after) for w in wordings
        ]
        told = [[tell(film, way, form) for film, form in zip(films, forms, strict=True)] for way in ((0, 1), (1, 0))]
        right, wrong = (film_scores(model, captions, vectors, mask).diagonal() for captions in told)
        for film, win in zip(films, ((right > wrong).float() + 0.5 * (right == wrong).float()).tolist(), strict=True):
            for name in ("after",) if after else ("then", film.kind):
                wins[name].append(win)
    return {name: float(np.mean(row)) for name, row in wins.items()}


@torch.inference_mode()
def pointing_game(model: Clip2VideoModel, seed: int, count: int) -> tuple[dict[str, float], dict[str, float]]:
    """A caption names one of a film's two events, by coin: does its ledger row peak inside that event?

    Beside it what the best constant frame would reach.
    """
    rng = np.random.default_rng([seed, 6])
    moving = tuple(kind for kind in OBJECT_EVENTS if kind != "still")
    films: list[Film] = []
    while len(films) < count:
        film = plan_film(rng, replace(FULL, kinds=("same", "two", "cut"), shares=(1, 1, 1)))
        if all(event.kind in moving for _, event in film.events):
            films.append(film)
    told = [int(rng.integers(2)) for _ in films]
    captions = [tell(film, (event,), draw_wording(rng)) for film, event in zip(films, told, strict=True)]
    vectors, mask = film_vectors(model, films), frame_mask(films)
    words = tokenise(captions)
    hidden = model.encode_words(words.ids)
    aligned = model.aligned_path(vectors, mask)
    text = (hidden, model.gather_words(hidden, words.mask), words.mask)
    cells = phrase_cells(model, text, aligned, torch.arange(count)).sum(2)  # (N, L, F)
    spoken = torch.from_numpy(words.events >= 0)
    peaks = (cells * spoken[:, :, None]).sum(1).argmax(1)
    spans = torch.stack([event_span(film, event) for film, event in zip(films, told, strict=True)])
    hits = spans[torch.arange(count), peaks]
    kinds = np.asarray([film.kind for film in films])
    groups = {kind: torch.from_numpy(kinds == kind) for kind in ("cut", "same", "two")}
    groups["motion"] = groups["same"] | groups["two"]
    points = {name: float(hits[rows].mean()) for name, rows in groups.items()}
    best = {name: float(spans[rows].mean(0).max()) for name, rows in groups.items()}
    return points, best
