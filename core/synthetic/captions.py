"""Sentences about drawn videos: what is said, which words speak of which event, and of which videos it is true.

A caption is a row of pieces; a piece that tells an event carries the event's number, so that a phrase of the
sentence can be held against the frames in which it happens. Training, validation and tests differ in wording: some
words never stand side by side in training, though each is known.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.synthetic.lexicon import BACKDROPS, CAMERA_WORDS, JOINERS, NOUNS, PLACES, SIZE_WORDS, verbs_for
from core.synthetic.scene import Pose, Scene
from core.synthetic.world import (
    BACKGROUNDS,
    COLOURS,
    EVENTS,
    REVERSED,
    SHAPES,
    SIDE,
    SIZES,
    Event,
    ShotPlan,
    Thing,
    VideoPlan,
)

Facts = NDArray[np.int8]
"""Shapes: (2, 7), one row for each event or visible object: background, shape, colour, size, event, x, y.

-1: not said (in a claim) or not known; -2: there is no such row.
"""
UNSAID: Final = -1
ABSENT: Final = -2
COLUMNS: Final = 7
X_PLACES: Final = ("left", "right")
Y_PLACES: Final = ("top", "bottom")
_DARK: Final = np.asarray([ABSENT] * (COLUMNS - 1) + [9], np.int8)
"""The row of a picture too dark to tell anything else."""
Rng = np.random.Generator
Part = Literal["training", "validation", "test"]


@dataclass(frozen=True, slots=True, eq=False)
class Caption:
    """A sentence in pieces `(text, event)`, event -1 for words about no event, and what it claims."""

    pieces: tuple[tuple[str, int], ...]
    claim: Facts
    ordered: bool = True

    @property
    def text(self) -> str:
        """The sentence as one would type it."""
        joined = " ".join(" ".join(piece for piece, _ in self.pieces).split())
        return joined.replace(" ,", ",")


@dataclass(frozen=True, slots=True)
class Wording:
    """Decisions that a caption and its swapped twin share: which words, not which events."""

    joiner: int
    backdrop_first: bool
    backdrop: bool
    again: bool
    seed: int
    part: Part = "training"


def draw_wording(rng: Rng, backdrop: float = 0.7, part: Part = "training") -> Wording:
    """Decide on the form of a caption. `part`: neighbours that only validation or only tests have, where there are."""
    joiner = int(rng.integers(len(JOINERS) + 1))
    return Wording(joiner, bool(rng.random() < 0.25), bool(rng.random() < backdrop), bool(rng.random() < 0.5),
                   int(rng.integers(2**31)), part)  # fmt: skip


def part_of(word: str, neighbour: str) -> Part:
    """Where two words may stand side by side: ten pairs in twelve in training, one each in validation and tests."""
    number = zlib.crc32(f"{word}|{neighbour}".encode()) % 12
    return "test" if number == 0 else "validation" if number == 1 else "training"


def describe_video(video: VideoPlan, rng: Rng, single: float = 0.0) -> Caption:
    """A true caption. `single`: how often only one of two events is described."""
    events = video.events
    wording = draw_wording(rng)
    shown_events = tuple(range(len(events)))
    if len(shown_events) == 2 and rng.random() < single:
        shown_events = (int(rng.integers(2)),)
    return tell(video, shown_events, wording)


def tell(video: VideoPlan, shown_events: tuple[int, ...], wording: Wording) -> Caption:
    """The caption that tells these events, in the order given, in this wording."""
    rng = np.random.default_rng(wording.seed)
    claim = np.full((2, COLUMNS), ABSENT, np.int8)
    parts: list[list[tuple[str, int]]] = []
    shots = [video.events[index][0] for index in shown_events]
    own_backdrops = len(shown_events) == 2 and shots[0] is not shots[1]
    first_subject: tuple[ShotPlan, int] | None = None
    for row, index in enumerate(shown_events):
        shot, event = video.events[index]
        again = first_subject == (shot, event.thing) and wording.again
        with_backdrop = wording.backdrop and (own_backdrops or row == len(shown_events) - 1)
        text, noun, claim[row] = _mention(rng, shot, event, again, wording.part)
        backdrop = _beside(rng, noun, BACKDROPS[shot.background], wording.part)
        tail = f" {backdrop}" if with_backdrop else ""
        if wording.backdrop:
            claim[row, 0] = BACKGROUNDS.index(shot.background)
        lead = bool(tail) and wording.backdrop_first and len(shown_events) == 1
        parts.append([(f"{tail} ,", -1), (text, index)] if lead else [(text + tail, index)])
        first_subject = (shot, event.thing)
    if len(parts) == 1:
        return Caption(tuple(parts[0]), claim)
    if wording.joiner == len(JOINERS):
        return (
            Caption((*parts[1], (" after ", -1), *parts[0]), claim)
            if not wording.again
            else Caption((*parts[0], (" and then ", -1), *parts[1]), claim)
        )
    lead_in, between, _ = JOINERS[wording.joiner]
    return Caption(((lead_in, -1), *parts[0], (between, -1), *parts[1]), claim)


def describe_subject(video: VideoPlan, rng: Rng) -> Caption:
    """A caption that names an object and perhaps its background, but nothing that happens."""
    shot, event = video.events[int(rng.integers(len(video.events)))]
    claim = np.full((2, COLUMNS), ABSENT, np.int8)
    text, noun, claim[0] = _noun_phrase(rng, shot.things[event.thing])
    if rng.random() < 0.5:
        text += f" {_beside(rng, noun, BACKDROPS[shot.background])}"
        claim[0, 0] = BACKGROUNDS.index(shot.background)
    return Caption(((text, -1),), claim)


def describe_scene(scene: Scene, rng: Rng) -> Caption:
    """A true caption of one picture: visible objects, where they are, and the background."""
    poses = visible(scene)
    claim = np.full((2, COLUMNS), ABSENT, np.int8)
    if scene.light < 0.2:
        claim[0] = _DARK
        return Caption((("it is dark", -1),), claim, ordered=False)
    texts, noun = [], "nothing"
    for row, pose in enumerate(poses):
        text, noun, claim[row] = _noun_phrase(rng, pose.thing, pose.radius)
        text += _place(rng, pose, claim[row])
        texts.append(text)
    backdrop = rng.random() < 0.8 or not texts
    if backdrop:
        claim[: max(1, len(poses)), 0] = BACKGROUNDS.index(scene.background)
    text = " and ".join(texts) or "nothing"
    tail = _beside(rng, noun, BACKDROPS[scene.background]) if backdrop else ""
    return Caption(((f"{text} {tail}", -1),), claim, False)


def visible(scene: Scene) -> list[Pose]:
    """The objects one can see, left one first."""
    half = SIDE / 2
    seen = [
        pose
        for pose in scene.poses
        if pose.alpha > 0.35 and abs(pose.x - half) < half + pose.radius / 2 and abs(pose.y - half) < half + 3
    ]
    return sorted(seen, key=lambda pose: pose.x)


def video_facts(video: VideoPlan, backwards: bool = False) -> Facts:
    """What a video shows, event by event; `backwards` of the video played in reverse."""
    rows = np.full((2, COLUMNS), ABSENT, np.int8)
    events = video.events[::-1] if backwards else video.events
    for row, (shot, event) in enumerate(events):
        rows[row] = _thing_row(shot.things[event.thing])
        kind = REVERSED.get(event.kind, event.kind) if backwards else event.kind
        rows[row, 0], rows[row, 4] = BACKGROUNDS.index(shot.background), EVENTS.index(kind)
    return rows


def scene_facts(scene: Scene) -> Facts:
    """What a picture shows, visible object by visible object."""
    rows = np.full((2, COLUMNS), ABSENT, np.int8)
    if scene.light < 0.2:
        rows[0] = _DARK
        return rows
    poses = visible(scene)
    rows[: max(1, len(poses)), 0] = BACKGROUNDS.index(scene.background)
    for row, pose in enumerate(poses):
        rows[row, 1:] = _thing_row(pose.thing, pose.radius)[1:]
        rows[row, 5], rows[row, 6] = _thirds(pose)
    return rows


def holds(claims: Sequence[Caption], facts: Sequence[Facts]) -> NDArray[np.bool_]:
    """Which caption is true of which video. Shapes: n captions, m videos -> (n, m)."""
    said = np.stack([caption.claim for caption in claims])[:, None, :, None]  # (n, 1, 2, 1, 7)
    seen = np.stack(facts)[None, :, None]  # (1, m, 1, 2, 7)
    fits = ((said == seen) | (said == UNSAID)).all(-1)  # (n, m, 2 claims, 2 facts)
    one = said[:, :, 1, 0, 0] == ABSENT
    in_order = fits[:, :, 0, 0] & fits[:, :, 1, 1]
    any_order = in_order | (fits[:, :, 0, 1] & fits[:, :, 1, 0])
    ordered = np.asarray([caption.ordered for caption in claims])[:, None]
    both = np.where(ordered, in_order, any_order)
    result: NDArray[np.bool_] = np.where(one, fits[:, :, 0].any(-1), both)
    return result


# --------------------------------------------------------------------------- pieces


def _word(rng: Rng, words: Sequence[str]) -> str:
    return words[int(rng.integers(len(words)))]


def _beside(rng: Rng, word: str, options: Sequence[str], part: Part = "training") -> str:
    """A word of this part of the wording, or of training where the part has none. The first option is everyone's."""
    own = [each for each in options[1:] if part_of(word, each) == part]
    trained = [each for each in options[1:] if part_of(word, each) == "training"]
    return _word(rng, own or trained or options[:1]) if part != "training" else _word(rng, [options[0], *own])


class _Mention(NamedTuple):
    """A piece of text, the noun in it, and what it claims."""

    text: str
    noun: str
    row: Facts


def _noun_phrase(rng: Rng, thing: Thing, radius: float | None = None, part: Part = "training") -> _Mention:
    row = _thing_row(thing, radius)
    noun = _word(rng, NOUNS[thing.shape])
    words = []
    if rng.random() < 0.6 and row[3] >= 0:
        words.append(_beside(rng, noun, SIZE_WORDS[SIZES[row[3]]], part))
    else:
        row[3] = UNSAID
    if thing.rgb is None:
        words.append(thing.colour)
    words.append(noun)
    row[0] = UNSAID
    article = rng.random()
    if article < 0.65:
        words.insert(0, "an" if words[0][0] in "aeiou" else "a")
    elif article < 0.85:
        words.insert(0, "the")
    return _Mention(" ".join(words), noun, row)


def _mention(rng: Rng, shot: ShotPlan, event: Event, again: bool, part: Part) -> _Mention:
    thing = shot.things[event.thing]
    subject, noun, row = _noun_phrase(rng, thing, part=part)
    row[4] = EVENTS.index(event.kind)
    if event.kind not in CAMERA_WORDS:
        forms = dict(verbs_for(event.kind, thing.shape))
        finite = _beside(rng, noun, tuple(forms), part)
        if again:
            return _Mention(("it " if rng.random() < 0.7 else "") + finite, noun, row)
        return _Mention(f"{subject} {forms[finite] if rng.random() < 0.25 else finite}", noun, row)
    words = _beside(rng, noun, CAMERA_WORDS[event.kind], part)
    style = rng.random()
    if style < 0.15:
        row[1:4] = UNSAID
        return _Mention(words, noun, row)
    if style < 0.6:
        link = "with" if event.kind in ("fade", "light up") else "and"
        return _Mention(f"{words} {link} {subject}" if style < 0.4 else f"{words} , {subject}", noun, row)
    return _Mention(f"{subject} , {words}", noun, row)


def _thing_row(thing: Thing, radius: float | None = None) -> Facts:
    size = SIZES.index(thing.size) if radius is None else 0 if radius < 10 else 1 if radius > 12 else UNSAID
    colour = UNSAID if thing.rgb is not None else COLOURS.index(thing.colour)
    return np.asarray([UNSAID, SHAPES.index(thing.shape), colour, size, UNSAID, UNSAID, UNSAID], np.int8)


def _thirds(pose: Pose) -> tuple[int, int]:
    x = 0 if pose.x < 22 else 1 if pose.x > 42 else 2
    y = 0 if pose.y < 22 else 1 if pose.y > 42 else 2
    return x, y


def _place(rng: Rng, pose: Pose, row: Facts) -> str:
    x, y = _thirds(pose)
    if rng.random() < 0.3:
        return ""
    if x == 2 and y == 2:
        row[5], row[6] = x, y
        return " " + _word(rng, PLACES["middle"])
    by_x = y == 2 or (x != 2 and rng.random() < 0.5)
    if by_x:
        row[5] = x
        return " " + _word(rng, PLACES[X_PLACES[x]])
    row[6] = y
    return " " + _word(rng, PLACES[Y_PLACES[y]])
