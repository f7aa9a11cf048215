"""Questions with two answers: this film or its reversal, A then B or B then A. Chance is a half."""

from typing import Final

import numpy as np

from core.evaluation.galleries import (
    TESTS,
    TWO_EVENTS,
    Pool,
    full_caption,
    joined_by,
    ordered_films,
    reversible_films,
    tell_twins,
)
from core.evaluation.metrics import Mark, area_mark, share_mark, wins
from core.evaluation.viewer import Say, Viewer, backwards
from core.synthetic.captions import draw_wording
from core.values import FloatArray

KIND_NAMES: Final = {"cut": "across a cut", "same": "same object", "two": "two objects"}
_JOINED: Final = {"then": '"A, then B"', "before": '"A before B"', "after": '"B after A"'}


def direction_marks(viewer: Viewer, seed: int, count: int, say: Say, pool: Pool = TESTS) -> list[Mark]:
    """One caption, the film and its reversal: how often the film wins, and the area under the curve over all films.

    Only films whose reversal the caption does not fit. Ties count half.
    """
    rng = np.random.default_rng([seed, 4])
    films = reversible_films(rng, count, pool)
    texts = viewer.texts([full_caption(film, rng, pool.wording) for film in films])
    clips = viewer.watch(films, say, "direction")
    turned = viewer.watch_again(films, clips, backwards(clips))
    right, wrong = _paired(texts, viewer.videos(clips)), _paired(texts, viewer.videos(turned))
    beside = "mean pooling: 0.5, whatever it learned"
    return [
        share_mark("direction.accuracy", "film against its reversal, right", wins(right, wrong), beside),
        area_mark("direction.auc", "film against its reversal, area under the curve", right, wrong, beside),
    ]


def order_marks(viewer: Viewer, seed: int, count: int, say: Say, pool: Pool = TESTS) -> list[Mark]:
    """One film, its caption, and the same words with the events swapped: how often the true one wins.

    Joined by "then", "before" and "after" in turn, and by type of film. Beside each stands how often the true
    order would win from the sentences alone, held against the mean of all the films.
    """
    rng = np.random.default_rng([seed, 5])
    films = ordered_films(rng, count, pool)
    wordings = [draw_wording(rng, part=pool.wording) for _ in films]
    draws = [int(draw) for draw in rng.integers(1 << 16, size=len(films))]
    videos = viewer.videos(viewer.watch(films, say, "order"))
    middle = videos.mean(0, keepdims=True)
    kinds = np.asarray([film.kind for film in films])
    found = []
    for how, form in _JOINED.items():
        forms = [joined_by(wording, how, draw) for wording, draw in zip(wordings, draws, strict=True)]
        twins = tell_twins(films, forms)
        right, wrong = viewer.texts(twins.right), viewer.texts(twins.wrong)
        won = wins(_paired(right, videos), _paired(wrong, videos))
        alone = wins((right @ middle.T)[:, 0], (wrong @ middle.T)[:, 0])
        for kind in ("", *TWO_EVENTS):
            rows = np.ones(len(films), bool) if not kind else kinds == kind
            beside = f"sentences alone {alone[rows].mean():.3f}" if rows.any() else ""
            what = f"order, {form}" if not kind else f"order, {form}, {KIND_NAMES[kind]}"
            found.append(share_mark(f"order.{how}.{kind}".rstrip("."), what, won[rows], beside))
    return found


def _paired(texts: FloatArray, videos: FloatArray) -> FloatArray:
    """Score of each caption with the film of its row. Shapes: (N, D), (N, D) -> (N,)."""
    found: FloatArray = (texts * videos).sum(1)
    return found
