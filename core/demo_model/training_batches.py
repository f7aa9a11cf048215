"""What the temporal stage is taught in one batch: films, true captions, and false ones that differ in one respect.

False captions ("twins") tell the events in the other order, or give two objects each other's colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch
from torch import Tensor

from core.demo_model.video_store import FilmStore, Reel, draw_reel
from core.synthetic.captions import Caption, describe_subject, draw_wording, film_facts, holds, tell
from core.synthetic.token_table import Words, tokenise
from core.synthetic.world import FILM_FRAMES, Film, Thing

Rng = np.random.Generator
COLOURS_SWAPPED: Final = 0.5
"""How often a film of two objects gets a twin with their colours swapped."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Weights of the lessons beyond contrast, and what is told how often.

    `single`: only one of two events; `subject`: the object alone. `sharpness` turns ledger cells into logits.
    """

    twins: float = 1.0
    pointing: float = 2.0
    deletion: float = 1.5
    single: float = 0.35
    subject: float = 0.06
    sharpness: float = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Events told by captions: N of them, each with its film, its words and its time.

    Shapes: films (N,), rows of the batch; spoken (N, L), the words that tell it; spans (N, F), its frames.
    """

    films: Tensor
    spoken: Tensor
    spans: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A batch: B films with their captions, S twins behind them.

    Shapes: matches (B + S, B), true where a caption is true of a film; twins (S,), rows of the films concerned;
    chance (B, F), numbers drawn by which frames are chosen.
    """

    reel: Reel
    captions: list[Caption]
    words: Words
    matches: Tensor
    twins: Tensor
    told: Told
    chance: Tensor


def draw_lesson(store: FilmStore, rng: Rng, count: int, emphasis: Emphasis) -> Lesson:
    """Draw films and tell them anew."""
    reel = draw_reel(store, rng, count)
    captions, twins, rows = tell_films(reel.films, rng, emphasis)
    everything = captions + twins
    words = tokenise(everything)
    matches = torch.from_numpy(holds(everything, [film_facts(film) for film in reel.films]))
    told = told_events(reel, captions, words)
    chance = torch.from_numpy(rng.random((count, FILM_FRAMES), np.float32))
    return Lesson(reel, captions, words, matches, torch.tensor(rows, dtype=torch.long), told, chance)


def tell_films(films: Sequence[Film], rng: Rng, emphasis: Emphasis) -> tuple[list[Caption], list[Caption], list[int]]:
    """A true caption of each film, then twins and the films they belong to. Shapes: n, m, m."""
    captions: list[Caption] = []
    twins: list[Caption] = []
    rows: list[int] = []
    for row, film in enumerate(films):
        if rng.random() < emphasis.subject:
            captions.append(describe_subject(film, rng))
            continue
        both = len(film.events) == 2 and rng.random() > emphasis.single
        events = (0, 1) if both else (int(rng.integers(len(film.events))),)
        wording = draw_wording(rng)
        captions.append(tell(film, events, wording))
        if both:
            twins.append(tell(film, (1, 0), wording))
            rows.append(row)
            other = swap_colours(film) if rng.random() < COLOURS_SWAPPED else None
            if other is not None:
                twins.append(tell(other, events, wording))
                rows.append(row)
    return captions, twins, rows


def swap_colours(film: Film) -> Film | None:
    """The plan with the colours of its two objects exchanged; None where there are no two of different colours."""
    (first, event_a), (second, event_b) = film.events
    one, two = first.things[event_a.thing], second.things[event_b.thing]
    if one.colour == two.colour or (first is second and event_a.thing == event_b.thing):
        return None

    def recoloured(thing: Thing) -> Thing:
        if thing is one:
            return replace(thing, colour=two.colour)
        return replace(thing, colour=one.colour) if thing is two else thing

    shots = tuple(replace(shot, things=tuple(map(recoloured, shot.things))) for shot in film.shots)
    return replace(film, shots=shots)


def told_events(reel: Reel, captions: list[Caption], words: Words) -> Told:
    """The told events that happen in sight, with the frames they take; what stays still has no time of its own."""
    films, spoken, spans = [], [], []
    for row, (film, caption) in enumerate(zip(reel.films, captions, strict=True)):
        for event in sorted({event for _, event in caption.pieces if event >= 0}):
            span = event_span(film, event, reel.steps[row])
            if film.events[event][1].kind != "still" and span.any():
                films.append(row)
                spoken.append(torch.from_numpy(words.events[row] == event))
                spans.append(span)
    if not films:
        length = words.ids.shape[1]
        return Told(torch.zeros(0, dtype=torch.long), torch.zeros(0, length), torch.zeros(0, FILM_FRAMES))
    return Told(torch.tensor(films), torch.stack(spoken).float(), torch.stack(spans))


def event_span(film: Film, index: int, steps: Tensor | None = None) -> Tensor:
    """The frames of an event. Shapes: steps (12,), the film's own when None -> (12,) 0/1."""
    shot, event = film.events[index]
    first, last = event.frames
    shown = torch.arange(FILM_FRAMES) if steps is None else steps
    return ((shown >= max(first, shot.start)) & (shown <= last)).float()
