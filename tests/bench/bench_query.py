"""Marked queries on the demo model, asked through the program's own search: exclusion (N1), order (O1).

Videos, background pictures and wording are of the tests; what is fixed in `core/search/scoring.py` was chosen on the
validation part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.evaluation.galleries import TESTS, ordered_videos, random_gallery
from core.evaluation.metrics import wilson
from core.evaluation.ranking import captions_of
from core.evaluation.viewer import Clips, Viewer
from core.search.phrases import cut_query
from core.search.query_rules import add_phrase
from core.synthetic.captions import draw_wording, tell
from core.synthetic.lexicon import BACKDROPS, CAMERA_WORDS, NOUNS, verbs_for
from core.synthetic.world import BACKGROUNDS, COLOURS, EVENTS, SHAPES, VideoPlan
from core.values import Answer, Query, Step
from tests.bench.drawn_library import DrawnLibrary, demo_model, video_number
from tests.bench.harness import BenchRow, bench

VIDEOS, SEED = 600, 4711
QUESTIONS, TOP = 240, 20
PAIRS, ORDERED = 150, 150
Rng = np.random.Generator
Shown = NDArray[np.bool_]
"""Which videos show something. Shapes: (N,)."""


@bench("N1")
def exclusion() -> Iterator[BenchRow]:
    """Of the first 20 moments, how many show what was excluded; and how many show what was asked for."""
    videos, clips = _gallery()
    library = DrawnLibrary(clips, [[row] for row in range(len(videos))])
    rng, rows = np.random.default_rng([SEED, 1]), {"not": [], "word": [], "plain": []}
    fits: dict[str, list[float]] = {"not": [], "plain": []}
    facts = _WhatIsShown(videos)
    while len(rows["not"]) < QUESTIONS:
        wanted, excluded = facts.draw(rng), facts.draw(rng)
        if wanted[0] == excluded[0] or (wanted[2] & ~excluded[2]).sum() < TOP:
            continue
        plain = cut_query(wanted[1])
        asked = {
            "plain": plain,
            "word": cut_query(f"{wanted[1]} without {excluded[1]}"),
            "not": add_phrase(plain, excluded[1], "not"),
        }
        for way, query in asked.items():
            found = [video_number(hit.video.path) for hit in library.ask(query, TOP).hits]
            rows[way].append(float(excluded[2][found].mean()))
            if way in fits:
                fits[way].append(float(wanted[2][found].mean()))
    detail = f"{QUESTIONS} questions, {VIDEOS} moments"
    yield BenchRow("N1", "first 20 that show what --not excludes", _mean(rows["not"]), 0.05, "<=", "share", detail)
    yield BenchRow("N1", "  without --not", _mean(rows["plain"]), unit="share")
    yield BenchRow("N1", "  with the word “without”", _mean(rows["word"]), unit="share")
    yield BenchRow("N1", "first 20 that show what was asked for, with --not", _mean(fits["not"]), 0.9, ">=", "share")
    yield BenchRow("N1", "  without --not", _mean(fits["plain"]), unit="share")


@bench("O1")
def order() -> Iterator[BenchRow]:
    """A then B against B then A: in two moments of a video, and in one moment."""
    yield from _two_moments()
    yield from _one_moment()


def _two_moments() -> Iterator[BenchRow]:
    videos, clips = _gallery()
    captions = [caption.text for caption in captions_of(videos, SEED, TESTS.wording)]
    pairs = [(2 * number, 2 * number + 1) for number in range(PAIRS)]
    both = [rows for first, second in pairs for rows in ((first, second), (second, first))]
    library = DrawnLibrary(clips, both)
    right = []
    for number, (first, second) in enumerate(pairs):
        answer = library.ask(then(captions[first], captions[second]), 2 * PAIRS)
        ranks = {video_number(hit.video.path): hit.rank for hit in reversed(answer.hits)}
        right.append(ranks.get(2 * number, len(both)) < ranks.get(2 * number + 1, len(both)))
    yield _share("O1", "A then B stands above B then A, in two moments", right, 0.95)


def _one_moment() -> Iterator[BenchRow]:
    rng = np.random.default_rng([SEED, 2])
    videos = ordered_videos(rng, ORDERED, TESTS)
    wordings = [draw_wording(rng, backdrop=0.0, part=TESTS.wording) for _ in videos]
    told = [
        [tell(video, (event,), form).text for event in (0, 1)] for video, form in zip(videos, wordings, strict=True)
    ]
    library = DrawnLibrary(Viewer(demo_model()[0]).watch(videos), [[row] for row in range(len(videos))])
    right = []
    for number, (first, second) in enumerate(told):
        scores = [_score_of(library.ask(then(*way), len(videos)), number) for way in ((first, second), (second, first))]
        right.append(scores[0] > scores[1])
    yield _share("O1", "A then B scores higher than B then A, in one moment", right, 0.95)


def then(first: str, second: str) -> Query:
    """A query of two steps."""
    return replace(cut_query(first), then=(Step(second),))


def _score_of(answer: Answer, number: int) -> float:
    return next((hit.score for hit in answer.hits if video_number(hit.video.path) == number), -np.inf)


@lru_cache(maxsize=1)
def _gallery() -> tuple[list[VideoPlan], Clips]:
    videos = random_gallery(SEED, VIDEOS, TESTS)
    return videos, Viewer(demo_model()[0]).watch(videos)


class _WhatIsShown:
    """Words about drawn videos, and which videos they are true of."""

    def __init__(self, videos: Sequence[VideoPlan]) -> None:
        self._videos = videos

    def draw(self, rng: Rng) -> tuple[str, str, Shown]:
        """A kind of fact, words for one, and which videos show it."""
        kind = ("shape", "colour", "object", "background", "event")[int(rng.integers(5))]
        shape, colour = (names[int(rng.integers(len(names)))] for names in (SHAPES, COLOURS))
        noun = _one(rng, NOUNS[shape])
        if kind == "background":
            place = _one(rng, BACKGROUNDS)
            return kind, _one(rng, BACKDROPS[place]), self._which(lambda shot: shot.background == place)
        if kind == "event":
            event = _one(rng, EVENTS)
            words = CAMERA_WORDS.get(event) or tuple(form for form, _ in verbs_for(event, "star"))
            return kind, _one(rng, words), self._which(lambda shot: any(each.kind == event for each in shot.events))
        said = {"shape": noun, "colour": colour, "object": f"{colour} {noun}"}[kind]
        shown = self._which(
            lambda shot: any(
                (kind == "colour" or thing.shape == shape) and (kind == "shape" or thing.colour == colour)
                for thing in shot.things
            )
        )
        return kind, said if kind == "colour" else f"a {said}", shown

    def _which(self, test: object) -> Shown:
        return np.asarray([any(test(shot) for shot in video.shots) for video in self._videos])  # type: ignore[operator]


def _one(rng: Rng, options: Sequence[str]) -> str:
    return options[int(rng.integers(len(options)))]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _share(id_: str, what: str, values: Sequence[bool], target: float) -> BenchRow:
    share, count = float(np.mean(values)), len(values)
    low, high = wilson(share, count)
    return BenchRow(id_, what, share, target, ">=", "share", f"95 %: {low:.3f} to {high:.3f}, {count} pairs")
