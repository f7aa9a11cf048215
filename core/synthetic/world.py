"""The drawn world: videos as plans, from a seed, before anything is painted.

Units: places and radii in world units, 64 to the side of the square the model sees; times in steps
(one step is `STEP_S` seconds of a video). A video of n frames shows the times 0, 1, ... n-1.
"""

import math
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

STEP_S: Final = 0.5
SIDE: Final = 64.0
VIDEO_FRAMES: Final = 12

BACKGROUNDS: Final = ("sky", "grass", "night", "sand", "sea", "brick", "snow", "city", "plain", "stripes")
SHAPES: Final = ("circle", "square", "triangle", "star", "ring", "cross", "car", "house", "tree", "fish")
COLOURS: Final = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black", "white")
SIZES: Final = ("small", "big")
OBJECT_EVENTS: Final = (
    *("left", "right", "up", "down", "grow", "shrink", "spin", "still", "appear", "vanish", "bounce", "shake"),
)
CAMERA_EVENTS: Final = ("pan left", "pan right", "zoom in", "zoom out", "camera shake")
LIGHT_EVENTS: Final = ("fade", "light up")
EVENTS: Final = (*OBJECT_EVENTS, *CAMERA_EVENTS, *LIGHT_EVENTS)

REVERSED: Final = {
    "left": "right", "right": "left", "up": "down", "down": "up", "grow": "shrink", "shrink": "grow",
    "appear": "vanish", "vanish": "appear", "pan left": "pan right", "pan right": "pan left",
    "zoom in": "zoom out", "zoom out": "zoom in", "fade": "light up", "light up": "fade",
}  # fmt: skip
"""What an event becomes when the video runs backwards; the others stay what they are."""

RADII: Final = {"small": (7.5, 9.0), "big": (13.0, 16.0)}
INVISIBLE: Final = frozenset(
    {
        *(("sky", "blue"), ("sea", "blue"), ("grass", "green"), ("night", "black"), ("snow", "white")),
        *(("sand", "yellow"), ("plain", "white")),
    }
)
"""Background and colour pairs too close to tell apart; never drawn."""

HELD_OUT: Final = frozenset((SHAPES[i], COLOURS[(2 * i + 3) % 9]) for i in range(9))
"""Shape and colour pairs drawn in tests only: they show whether shape and colour were learned apart."""
VALIDATION_PAIRS: Final = frozenset((SHAPES[i], COLOURS[(2 * i + 6) % 9]) for i in range(1, 10, 2))
"""The same for validation, by which a recipe is chosen: drawn neither in training nor in tests."""

TRAINING_PICTURES: Final = 24
"""Background pictures 0..23 of each kind are for training; others are for tests and validation."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: what it is and how it stands before anything happens. `rgb` overrides the named colour."""

    shape: str
    colour: str
    size: str
    x: float
    y: float
    radius: float
    angle: float = 0.0
    rgb: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What happens, and when. `thing` is the index in its shot; camera and light events name one too."""

    kind: str
    thing: int
    start: float
    stop: float
    amount: float = 0.0

    @property
    def frames(self) -> tuple[int, int]:
        """First and last frame of the event, both included: outside of them nothing changes."""
        return math.floor(self.start), math.ceil(self.stop)


@dataclass(frozen=True, slots=True)
class ShotPlan:
    """A stretch without a cut, from step `start` on."""

    background: str
    picture: int
    things: tuple[Thing, ...]
    events: tuple[Event, ...]
    start: int = 0
    view_x: float = 0.0
    """Where the camera looks in the background picture."""


@dataclass(frozen=True, slots=True)
class VideoPlan:
    """A plan of n frames: one or two shots with at most two events together, in order of time."""

    kind: str
    shots: tuple[ShotPlan, ...]
    frames: int = VIDEO_FRAMES

    @property
    def events(self) -> tuple[tuple[ShotPlan, Event], ...]:
        """All events in order of time, each with its shot."""
        return tuple((shot, event) for shot in self.shots for event in shot.events)

    def shot_at(self, time: float) -> ShotPlan:
        """The shot on screen."""
        return max((shot for shot in self.shots if shot.start <= time), key=lambda shot: shot.start)


@dataclass(frozen=True, slots=True)
class Choice:
    """What videos may be drawn: which of the pairs, which background pictures, how long."""

    held_out: bool | None = False
    """False: held-out pairs never; True: some object has one; None: whatever comes."""
    pairs: frozenset[tuple[str, str]] = HELD_OUT
    """The held-out pairs meant; those of the other part are never drawn."""
    pictures: range = field(default_factory=lambda: range(TRAINING_PICTURES))
    short: float = 0.3
    """Share of videos with fewer than twelve frames."""
    kinds: tuple[str, ...] = ("one", "same", "two", "cut", "camera")
    shares: tuple[float, ...] = (0.36, 0.20, 0.14, 0.15, 0.15)


TRAINING: Final = Choice()
UNSEEN_PICTURES: Final = range(TRAINING_PICTURES, TRAINING_PICTURES + 12)
VALIDATION_PICTURES: Final = range(UNSEEN_PICTURES.stop, UNSEEN_PICTURES.stop + 12)

WAVE_STEPS: Final = 2.5
"""To and fro in less than this may fall between the frames and be seen in none."""

Rng = np.random.Generator


def plan_video(rng: Rng, choice: Choice = TRAINING) -> VideoPlan:
    """Plan one video."""
    shares = np.asarray(choice.shares) / sum(choice.shares)
    kind = choice.kinds[int(rng.choice(len(shares), p=shares))]
    frames = VIDEO_FRAMES
    if kind in ("one", "camera") and rng.random() < choice.short / 0.5:
        frames = int(rng.integers(3, VIDEO_FRAMES))
    shot = plan_shot(rng, choice, 2 if kind in ("same", "two") and (kind == "two" or rng.random() < 0.3) else 1)
    if kind == "one":
        return VideoPlan(
            kind, (with_events(shot, [_event(rng, shot, 0, _pick(rng, OBJECT_EVENTS), (0.0, frames - 1.0))]),), frames
        )
    if kind == "camera":
        return VideoPlan(kind, (with_events(shot, [_camera_event(rng, frames)]),), frames)
    if kind == "cut":
        return _cut_video(rng, choice, shot)
    return VideoPlan(kind, (with_events(shot, _two_events(rng, shot, same=kind == "same")),), frames)


def plan_shot(rng: Rng, choice: Choice = TRAINING, things: int = 1) -> ShotPlan:
    """A background and its objects, without events."""
    background = _pick(rng, BACKGROUNDS)
    placed: list[Thing] = []
    while len(placed) < things:
        thing = _thing(rng, background, choice, others=placed)
        if thing is not None:
            placed.append(thing)
    picture = int(rng.integers(choice.pictures.start, choice.pictures.stop))
    return ShotPlan(background, picture, tuple(placed), (), view_x=float(rng.uniform(-24, 24)))


def with_events(shot: ShotPlan, events: list[Event]) -> ShotPlan:
    """The shot with these events and its objects moved so that nothing leaves the square."""
    things = list(shot.things)
    for index in range(len(things)):
        things[index] = _with_room(things[index], [event for event in events if event.thing == index])
    return replace(shot, things=tuple(things), events=tuple(events))


def plan_event(rng: Rng, shot: ShotPlan, thing: int, kind: str, frames: int) -> Event:
    """One event of this kind inside a video of so many frames."""
    if kind in OBJECT_EVENTS:
        return _event(rng, shot, thing, kind, (0.0, frames - 1.0))
    return _camera_move(rng, replace(_camera_event(rng, frames), kind=kind, thing=thing))


def _pick(rng: Rng, options: tuple[str, ...]) -> str:
    return options[int(rng.integers(len(options)))]


def _thing(rng: Rng, background: str, choice: Choice, others: list[Thing]) -> Thing | None:
    shape, colour, size = _pick(rng, SHAPES), _pick(rng, COLOURS), _pick(rng, SIZES)
    if choice.held_out is True and not others:
        shape, colour = sorted(choice.pairs)[int(rng.integers(len(choice.pairs)))]
    elif (shape, colour) in _forbidden(choice):
        return None
    if (background, colour) in INVISIBLE or any((o.shape, o.colour) == (shape, colour) for o in others):
        return None
    radius = float(rng.uniform(*RADII[size]))
    x, y = (float(rng.uniform(radius + 1, SIDE - radius - 1)) for _ in range(2))
    if any(math.hypot(o.x - x, o.y - y) < o.radius + radius for o in others):
        return None
    upright = shape in ("car", "house", "tree", "fish")
    angle = float(rng.uniform(-0.15, 0.15)) if upright else float(rng.uniform(0, 2 * math.pi))
    return Thing(shape, colour, size, x, y, radius, angle)


def _forbidden(choice: Choice) -> frozenset[tuple[str, str]]:
    """The pairs that are not drawn by chance."""
    kept_back = HELD_OUT | VALIDATION_PAIRS
    return kept_back if choice.held_out is False else kept_back - choice.pairs


_FULL = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def _event(rng: Rng, shot: ShotPlan, thing: int, kind: str, window: tuple[float, float]) -> Event:
    first, last = window
    duration = float(min(rng.uniform(2.5, 4.5), last - first))
    start = float(rng.uniform(first, last - duration))
    if kind == "spin" and shot.things[thing].shape in ("circle", "ring"):
        kind = "shake"
    if kind in ("bounce", "shake") and duration < WAVE_STEPS:
        kind = "grow"
    amounts = {"grow": (1.6, 1.9), "shrink": (0.42, 0.55), "spin": (1.8, 2.6), "bounce": (7, 10), "shake": (4, 6)}
    low, high = amounts.get(kind, (18.0, 30.0))
    return Event(kind, thing, start, start + duration, float(rng.uniform(low, high)))


def _camera_event(rng: Rng, frames: int) -> Event:
    duration = float(min(rng.uniform(3.5, 7.0), frames - 1.0))
    start = float(rng.uniform(0, frames - 1.0 - duration))
    kind = _pick(rng, (*CAMERA_EVENTS, *LIGHT_EVENTS))
    if kind == "camera shake" and duration < WAVE_STEPS:
        kind = "zoom in"
    return _camera_move(rng, Event(kind, 0, start, start + duration))


def _camera_move(rng: Rng, event: Event) -> Event:
    """The event with how far it goes: a shaking camera goes a little to and fro, the others a long way."""
    low, high = (4.0, 6.0) if event.kind == "camera shake" else (20.0, 30.0)
    return replace(event, amount=float(rng.uniform(low, high)))


def _two_events(rng: Rng, shot: ShotPlan, same: bool) -> list[Event]:
    moving = tuple(kind for kind in OBJECT_EVENTS if kind != "still")
    middle = float(rng.uniform(4.2, 6.2))
    first = _event(rng, shot, 0, _pick(rng, moving), (0.0, middle))
    second = _event(rng, shot, 0 if same else 1, _pick(rng, moving), (math.ceil(middle) + 1.0, 11.0))
    clash = {"appear", "vanish"} & {first.kind, second.kind} if same else False
    if clash and not (first.kind == "appear" or second.kind == "vanish"):
        return _two_events(rng, shot, same)
    if same and (second.kind == first.kind or {first.kind, second.kind} == {"appear", "vanish"}):
        return _two_events(rng, shot, same)
    if same and (first.kind == "vanish" or second.kind == "appear"):
        return _two_events(rng, shot, same)
    return [first, second]


def _cut_video(rng: Rng, choice: Choice, first: ShotPlan) -> VideoPlan:
    at = int(rng.integers(4, 9))
    second = plan_shot(rng, replace(choice, held_out=None if choice.held_out else choice.held_out))
    while second.background == first.background:
        second = plan_shot(rng, replace(choice, held_out=None if choice.held_out else choice.held_out))
    event_a = _event(rng, first, 0, _pick(rng, OBJECT_EVENTS), (0.0, at - 1.0))
    event_b = _event(rng, second, 0, _pick(rng, OBJECT_EVENTS), (float(at), 11.0))
    return VideoPlan("cut", (with_events(first, [event_a]), replace(with_events(second, [event_b]), start=at)))


def _with_room(thing: Thing, events: list[Event]) -> Thing:
    """Shift an object so that all its ways stay inside the square; shorten nothing."""
    reach = thing.radius * max([1.0, *(event.amount for event in events if event.kind == "grow")])
    reach += max([0.0, *(event.amount for event in events if event.kind == "shake")])
    left = right = up = down = dx = dy = 0.0
    for event in events:
        sign_x, sign_y = _FULL.get(event.kind, (0, 0))
        dx, dy = dx + sign_x * event.amount, dy + sign_y * event.amount
        left, right, up, down = min(left, dx), max(right, dx), min(up, dy), max(down, dy)
        if event.kind == "bounce":
            up = min(up, dy - event.amount)
        if event.kind in CAMERA_EVENTS:
            left, right = min(left, -event.amount / 2), max(right, event.amount / 2)
            up, down = (up, down) if event.kind == "camera shake" else (min(up, -10.0), max(down, 10.0))
    return replace(thing, x=_between(thing.x, reach - left, SIDE - reach - right),
                   y=_between(thing.y, reach - up, SIDE - reach - down))  # fmt: skip


def _between(value: float, low: float, high: float) -> float:
    return (low + high) / 2 if low > high else min(max(value, low), high)


def reverse_video(video: VideoPlan) -> VideoPlan:
    """The plan of the same video played backwards."""
    last = video.frames - 1.0
    shots = []
    for shot, stop in zip(video.shots, [*(s.start for s in video.shots[1:]), video.frames], strict=True):
        events = tuple(_reverse_event(event, last) for event in reversed(shot.events))
        things = tuple(_as_left(thing, index, shot.events) for index, thing in enumerate(shot.things))
        shots.append(replace(shot, things=things, events=events, start=video.frames - stop))
    return replace(video, shots=tuple(reversed(shots)))


def _reverse_event(event: Event, last: float) -> Event:
    amount = event.amount
    if event.kind in ("grow", "shrink"):
        amount = 1 / amount
    elif event.kind == "spin":
        amount = -amount
    kind = REVERSED.get(event.kind, event.kind)
    return replace(event, kind=kind, start=last - event.stop, stop=last - event.start, amount=amount)


def _as_left(thing: Thing, index: int, events: tuple[Event, ...]) -> Thing:
    """The object as the last frame leaves it, which is how the reversed video begins."""
    x, y, radius, angle = thing.x, thing.y, thing.radius, thing.angle
    for event in (event for event in events if event.thing == index):
        sign_x, sign_y = _FULL.get(event.kind, (0, 0))
        x, y = x + sign_x * event.amount, y + sign_y * event.amount
        radius *= event.amount if event.kind in ("grow", "shrink") else 1.0
        angle += event.amount if event.kind == "spin" else 0.0
    size = ("small" if radius < 10.5 else "big") if radius != thing.radius else thing.size
    return replace(thing, x=x, y=y, radius=radius, angle=angle, size=size)


def plan_set(rng: Rng, count: int, choice: Choice = TRAINING) -> list[VideoPlan]:
    """Videos of one set-up (background, picture, object, place) in which different things happen."""
    shot = plan_shot(rng, choice)
    round_thing = shot.things[0].shape in ("circle", "ring")
    kinds = [kind for kind in EVENTS if not (round_thing and kind == "spin")]
    chosen = [kinds[int(i)] for i in rng.permutation(len(kinds))[:count]]
    videos = []
    for kind in chosen:
        event = plan_event(rng, shot, 0, kind, VIDEO_FRAMES)
        videos.append(VideoPlan("camera" if kind not in OBJECT_EVENTS else "one", (with_events(shot, [event]),)))
    return videos
