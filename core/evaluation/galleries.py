"""The films an exam asks about, and the sentences: fixed by a seed, with backgrounds and wording nobody trained on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from core.synthetic.captions import Caption, Part, Wording, draw_wording, film_facts, tell
from core.synthetic.lexicon import JOINERS
from core.synthetic.world import (
    FILM_FRAMES,
    HELD_OUT,
    OBJECT_EVENTS,
    REVERSED,
    UNSEEN_PICTURES,
    VALIDATION_PAIRS,
    VALIDATION_PICTURES,
    Choice,
    Film,
    plan_film,
    plan_set,
)
from core.values import Phrase, Query

SET: Final = 10
"""Films of one set-up in the hard gallery."""
TWO_EVENTS: Final = ("cut", "same", "two")
_BETRAYERS: Final = frozenset({"appear", "vanish"})
"""Events that betray the order: a thing that has vanished does nothing afterwards."""
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Pool:
    """Where an exam takes its films and words from: `choice` may have short films, `wording` is kept from training."""

    choice: Choice
    wording: Part

    @property
    def whole(self) -> Choice:
        """Films with all their frames."""
        return replace(self.choice, short=0.0)

    @property
    def two_events(self) -> Choice:
        """Films in which two things happen."""
        return replace(self.whole, kinds=TWO_EVENTS, shares=(1.0, 1.0, 1.0))


TESTS: Final = Pool(Choice(held_out=None, pictures=UNSEEN_PICTURES), "test")
VALIDATION: Final = Pool(Choice(held_out=None, pairs=VALIDATION_PAIRS, pictures=VALIDATION_PICTURES), "validation")
"""For choosing a recipe; nothing of it stands in tests."""


def random_gallery(seed: int, count: int, pool: Pool = TESTS, whole: bool = False) -> list[Film]:
    """Films no two of which have the same attributes; held-out pairs among them. `whole`: with all their frames."""
    rng = np.random.default_rng([seed, 1])
    choice = pool.whole if whole else pool.choice
    films: dict[bytes, Film] = {}
    while len(films) < count:
        film = plan_film(rng, replace(choice, held_out=True) if rng.random() < 0.2 else choice)
        films.setdefault(film_facts(film).tobytes(), film)
    return list(films.values())


def hard_gallery(seed: int, setups: int, events: int = SET, pool: Pool = TESTS) -> list[Film]:
    """Set-ups with ten different events each: only what happens tells the films of a set apart."""
    rng = np.random.default_rng([seed, 2])
    films: dict[bytes, Film] = {}
    while len(films) < setups * events:
        batch = {film_facts(film).tobytes(): film for film in plan_set(rng, events, pool.choice)}
        if len(batch) == events and not films.keys() & batch.keys():
            films |= batch
    return list(films.values())


def reversible_films(rng: Rng, count: int, pool: Pool = TESTS) -> list[Film]:
    """Films whose caption does not fit them when they run backwards."""
    choice = replace(pool.whole, kinds=("one", "camera"), shares=(0.7, 0.3))
    return _planned(rng, count, choice, lambda film: film.events[0][1].kind in REVERSED)


def ordered_films(rng: Rng, count: int, pool: Pool = TESTS) -> list[Film]:
    """Films with two events whose pictures do not betray the order."""
    return _planned(rng, count, pool.two_events, lambda film: not _BETRAYERS & {event.kind for _, event in film.events})


def moving_films(rng: Rng, count: int, pool: Pool = TESTS) -> list[Film]:
    """Films with two events in both of which something moves or changes."""
    moving = set(OBJECT_EVENTS) - {"still"}
    return _planned(rng, count, pool.two_events, lambda film: all(event.kind in moving for _, event in film.events))


def has_pair(film: Film, pairs: frozenset[tuple[str, str]] = HELD_OUT) -> bool:
    """True when an object of the film is of a pair left out of training."""
    return any((thing.shape, thing.colour) in pairs for shot in film.shots for thing in shot.things)


def _planned(rng: Rng, count: int, choice: Choice, wanted: Callable[[Film], bool]) -> list[Film]:
    films: list[Film] = []
    while len(films) < count:
        film = plan_film(rng, choice)
        if wanted(film) and film.frames == FILM_FRAMES:
            films.append(film)
    return films


# --------------------------------------------------------------------------- sentences


def full_caption(film: Film, rng: Rng, part: Part = "test") -> Caption:
    """A caption that tells everything, backgrounds included."""
    return tell(film, tuple(range(len(film.events))), draw_wording(rng, backdrop=1.0, part=part))


def joined_by(wording: Wording, how: str, draw: int) -> Wording:
    """The same wording with its two events joined by "then", "before" or "after". `draw` chooses among several."""
    if how == "after":
        return replace(wording, joiner=len(JOINERS), again=False)
    fitting = [number for number, words in enumerate(JOINERS) if how in " ".join(words).split()]
    return replace(wording, joiner=fitting[draw % len(fitting)], again=wording.again and how == "then")


def phrase_query(caption: Caption, event: int) -> Query:
    """The caption as a question in which the words about one event are a phrase."""
    text = caption.text
    said = " ".join(piece for piece, spoken in caption.pieces if spoken == event)
    words = " ".join(said.split()).replace(" ,", ",")
    start = text.index(words)
    return Query(text, (Phrase(words, start, start + len(words)),))


@dataclass(frozen=True, slots=True)
class Twins:
    """Captions of films with the events in their true order, and the same words with the events swapped."""

    right: list[Caption]
    wrong: list[Caption]


def tell_twins(films: Sequence[Film], wordings: Sequence[Wording]) -> Twins:
    """Shapes: n films, n wordings -> n captions each."""
    right, wrong = (
        [tell(film, way, form) for film, form in zip(films, wordings, strict=True)] for way in ((0, 1), (1, 0))
    )
    return Twins(right, wrong)
