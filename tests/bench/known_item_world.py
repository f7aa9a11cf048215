"""Footage in which a simulated editor looks for a moment: drawn shoots with several takes, or the shared clips.

Everything a user goes by (what a card shows, which cards look alike, what a moment can be called) is known apart from
any model: from the plan of a drawn video, from the captions of a real one.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from c2v_desktop.compose import make_decoder
from core.evaluation.footage import read_captions
from core.evaluation.galleries import VideoPool
from core.evaluation.viewer import Viewer, clips_of
from core.settings import Settings
from core.synthetic.captions import Wording, describe_subject, draw_wording, tell, video_facts
from core.synthetic.lexicon import BACKDROPS, NOUNS
from core.synthetic.world import (
    BACKGROUNDS,
    COLOURS,
    INVISIBLE,
    SHAPES,
    Event,
    ShotPlan,
    Thing,
    VideoPlan,
    plan_set,
    plan_video,
)
from core.values import FloatArray
from core.values.english_words import FUNCTION
from tests.bench.drawn_library import DrawnLibrary, demo_model

SETUPS = 120
MOST_EVENTS, MOST_TAKES = 5, 4
DAYS = 8
SLIPS = 0.15
"""How often a colour is remembered wrongly."""
VAGUE = 0.5
"""How often only an object, and perhaps where it is, comes to mind at first."""
ONE_STILL = 3
"""A single frame is repeated so often, as stills are when they are indexed."""
_MATTERS = (0, 1, 2, 4)
"""Columns of facts: background, shape, colour, event."""
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Words:
    """What the user types: one sentence, and the same as steps where two things happen."""

    sentence: str
    steps: tuple[str, ...] = ()


class World:
    """A library, and what its moments show."""

    library: DrawnLibrary
    takes: Sequence[int]
    """For each moment the number of what it is a take of."""
    owners: Sequence[int]
    """For each moment its clip."""
    days: Sequence[int]
    """For each clip the day of the shoot, which is its folder."""
    likeness: FloatArray
    """How alike moments look to a person, 0 to 1. Shapes: (N, N)."""

    def words(self, moment: int, rng: Rng, number: int) -> Words:
        """What the user types for a moment: at first (0) what comes to mind, later all of it, in other words."""
        raise NotImplementedError

    def unwanted(self, moment: int, seen: Sequence[int]) -> str:
        """Words for what most of these moments show and the one looked for does not; empty where there is nothing."""
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.owners)

    @cached_property
    def single_frames(self) -> list[FloatArray]:
        """For each moment its frames, each as if it were a picture by itself. Shapes: N of (T, D)."""
        encoder, clips = self.library.encoder, self.library.clips
        made = []
        for row in range(len(clips)):
            frames = np.repeat(clips.real(row)[:, None], ONE_STILL, axis=1)
            made.append(encoder.encode_segments(frames, np.ones(frames.shape[:2], np.uint8)))
        return made

    def by_single_frames(self, sentence: str) -> FloatArray:
        """The best single frame of each moment. Shapes: -> (N,)."""
        text = self.library.encoder.encode_text([sentence])[0].pooled
        return np.asarray([float((frames @ text).max()) for frames in self.single_frames], np.float32)


class DrawnWorld(World):
    """Shoots: in each set-up up to five things happen, one after the other in a clip, in up to four takes."""

    def __init__(self, pool: VideoPool, seed: int, setups: int = SETUPS) -> None:
        rng = np.random.default_rng([seed, 40])
        self._pool = pool
        self.plans: list[VideoPlan] = []
        takes, clips, days = list[int](), list[list[int]](), list[int]()
        for _ in range(setups):
            events, day = _set_up(rng, pool), int(rng.integers(DAYS))
            first = max(takes, default=-1) + 1
            for _ in range(int(rng.integers(1, MOST_TAKES + 1))):
                clips.append(list(range(len(self.plans), len(self.plans) + len(events))))
                self.plans += [another_take(each, rng) for each in events]
                takes += range(first, first + len(events))
                days.append(day)
        self.takes, self.days = takes, days
        self.owners = [number for number, rows in enumerate(clips) for _ in rows]
        self._facts = [video_facts(plan) for plan in self.plans]
        self.likeness = _likeness(np.stack(self._facts))
        self.library = DrawnLibrary(Viewer(demo_model()[0]).watch(self.plans), clips, days=days)

    def words(self, moment: int, rng: Rng, number: int) -> Words:
        """A caption in the wording of this part, in which a colour may be wrong; half the first ones name no event."""
        plan = self.plans[moment]
        if rng.random() < SLIPS:
            plan = _misremembered(plan, rng)
        if number == 0 and rng.random() < VAGUE:
            return Words(describe_subject(plan, rng).text)
        wording = draw_wording(rng, backdrop=0.5, part=self._pool.wording)
        count = len(plan.events)
        whole = tell(plan, tuple(range(count)), wording).text
        if count == 1:
            return Words(whole)
        alone = replace(wording, again=False)
        return Words(whole, tuple(_told(plan, event, alone) for event in range(count)))

    def unwanted(self, moment: int, seen: Sequence[int]) -> str:
        """The colour, shape or background that most of what was seen has."""
        own = self._facts[moment]
        best, share = "", 0.4
        for column, names in ((0, BACKGROUNDS), (1, SHAPES), (2, COLOURS)):
            shown = np.stack([self._facts[each][:, column] for each in seen])
            for value in range(len(names)):
                having = float((shown == value).any(1).mean())
                if having > share and value not in own[:, column]:
                    word = names[value]
                    best = BACKDROPS[word][0] if column == 0 else f"a {NOUNS[word][0]}" if column == 1 else word
                    share = having
        return best


def _told(plan: VideoPlan, event: int, wording: Wording) -> str:
    return tell(plan, (event,), wording).text


def _set_up(rng: Rng, pool: VideoPool) -> list[VideoPlan]:
    """Different things that happen in one place; or one longer course of events."""
    count = int(rng.integers(1, MOST_EVENTS + 1))
    if count == 1:
        return [plan_video(rng, pool.two_events if rng.random() < 0.5 else pool.whole)]
    return plan_set(rng, count, pool.whole)


def another_take(plan: VideoPlan, rng: Rng) -> VideoPlan:
    """The same done once more: a little beside, a little earlier or later, a little more or less."""
    return replace(plan, shots=tuple(_shot_again(shot, plan.frames, rng) for shot in plan.shots))


def _shot_again(shot: ShotPlan, frames: int, rng: Rng) -> ShotPlan:
    things = tuple(_moved(thing, rng) for thing in shot.things)
    events = tuple(_event_again(event, frames, rng) for event in shot.events)
    return replace(shot, things=things, events=events, view_x=shot.view_x + float(rng.uniform(-1.5, 1.5)))


def _moved(thing: Thing, rng: Rng) -> Thing:
    dx, dy, angle = rng.uniform(-1.2, 1.2), rng.uniform(-1.2, 1.2), rng.uniform(-0.05, 0.05)
    return replace(thing, x=thing.x + float(dx), y=thing.y + float(dy), angle=thing.angle + float(angle))


def _event_again(event: Event, frames: int, rng: Rng) -> Event:
    room = max(0.0, min(0.4, event.start, frames - 1 - event.stop))
    later = float(rng.uniform(-room, room))
    more = float(rng.uniform(0.93, 1.07))
    return replace(event, start=event.start + later, stop=event.stop + later, amount=event.amount * more)


def _misremembered(plan: VideoPlan, rng: Rng) -> VideoPlan:
    """As the user has it in mind: the first object of another colour."""
    shot = plan.shots[0]
    thing = shot.things[0]
    others = [each for each in COLOURS if each != thing.colour and (shot.background, each) not in INVISIBLE]
    wrong = replace(thing, colour=others[int(rng.integers(len(others)))])
    return replace(plan, shots=(replace(shot, things=(wrong, *shot.things[1:])), *plan.shots[1:]))


def _likeness(facts: np.ndarray) -> FloatArray:
    """For each event of the one its best counterpart in the other: the share of facts they have in common."""
    told = facts[:, :, list(_MATTERS)]
    present = told[:, :, 0] >= 0
    same = (told[:, None, :, None] == told[None, :, None]).mean(-1)  # (N, N, 2, 2)
    same = np.where(present[None, :, None], same, 0.0)
    best = same.max(-1)
    count = present.sum(1)[:, None]
    return np.asarray((best * present[:, None]).sum(-1) / count, np.float32)


class FootageWorld(World):
    """The shared clips, each one moment; what is typed are the captions written for them.

    What looks alike to a person stands in the captions: the share of words that two clips have in common.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        rng, clips = np.random.default_rng([seed, 41]), read_captions(folder)
        encoder = demo_model()[0]
        spec, viewer, rows = encoder.spec, Viewer(encoder), []
        with closing(make_decoder(Settings())) as reader:
            for clip in clips:
                info = reader.probe(folder / clip.file)
                last_s = max(0.0, info.duration_s - 1 / max(1.0, float(info.fps)))
                times_s = np.linspace(0.0, last_s, spec.frames_per_clip).tolist()
                frames = reader.frames(info, times_s, spec.frame_shape)
                rows.append(viewer.show(np.stack([each.pixels for each in frames])))
        count = len(clips)
        self._captions = [clip.sentences for clip in clips]
        self.takes, self.owners = list(range(count)), list(range(count))
        self.days = rng.integers(DAYS, size=count).tolist()
        said = [{word for each in clip.sentences for word in _words(each)} for clip in clips]
        self.likeness = np.asarray(
            [[min(0.9, 2 * len(one & other) / len(one | other)) for other in said] for one in said], np.float32
        )
        np.fill_diagonal(self.likeness, 1.0)
        videos = [[row] for row in range(count)]
        self.library = DrawnLibrary(clips_of(rows, spec.frames_per_clip), videos, days=self.days)

    def words(self, moment: int, rng: Rng, number: int) -> Words:
        """One of the captions, each time another."""
        said = self._captions[moment]
        return Words(said[number % len(said)])

    def unwanted(self, moment: int, seen: Sequence[int]) -> str:
        """Nobody has said what clips do not show."""
        return ""


def _words(sentence: str) -> list[str]:
    words = (word.strip(".,;:!?\"'()").lower() for word in sentence.split())
    return [word for word in words if word and word not in FUNCTION]


@lru_cache(maxsize=2)
def drawn_world(pool: VideoPool, seed: int, setups: int = SETUPS) -> DrawnWorld:
    """The same world for all rows of a bench."""
    return DrawnWorld(pool, seed, setups)
