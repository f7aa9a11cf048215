"""Whether words for movements that nobody trained are learned from pairs: six ways to move that the drawn world lacks.

Query: a thing and a new word ("the red ball daxes"). Right: of three clips of one set-up, which differ in the movement
alone, the one in which that happens.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from core.encode.teachable import TeachableEncoder
from core.evaluation.viewer import Viewer
from core.finetune.vector_settings import FOR_WORDS
from core.finetune.words import teach_words
from core.synthetic.captions import Part, draw_wording, tell
from core.synthetic.drawing import draw_scene
from core.synthetic.lexicon import verbs_for
from core.synthetic.scene import Pose, scene_at
from core.synthetic.world import (
    SIDE,
    TRAINING,
    UNSEEN_PICTURES,
    VIDEO_FRAMES,
    Choice,
    Event,
    ShotPlan,
    VideoPlan,
    plan_shot,
    plan_video,
    with_events,
)
from core.values import ByteArray, FloatArray

LIBRARY: Final = 400
SETUPS: Final = 40
"""Of tests; each is seen with every movement."""
MOST_PAIRS: Final = 102
PAIRS: Final = (33, MOST_PAIRS)
"""Of three movements together."""
_REACH: Final = 12.0
"""How far a thing goes from its middle, in world units."""
_WHOLE: Final = Choice(short=0.0, kinds=("one",), shares=(1.0,))
_TESTS: Final = replace(_WHOLE, held_out=None, pictures=UNSEEN_PICTURES)
Rng = np.random.Generator
Move = Callable[[Pose, float], Pose]
"""An object at a share (0 to 1) of its movement, from how it stands in its middle."""


def _orbit(pose: Pose, p: float) -> Pose:
    turn = 2 * math.pi * p
    return _shifted(pose, _REACH * math.cos(turn), _REACH * math.sin(turn))


def _zigzag(pose: Pose, p: float) -> Pose:
    return _shifted(pose, _REACH * (2 * p - 1), 0.6 * _REACH * _triangle(2 * p))


def _there_and_back(pose: Pose, p: float) -> Pose:
    return _shifted(pose, -_REACH * _triangle(p + 0.25), 0.0)


def _swing(pose: Pose, p: float) -> Pose:
    angle, length = 0.8 * math.sin(3 * math.pi * p), 1.25 * _REACH
    hung = _shifted(pose, length * math.sin(angle), length * (math.cos(angle) - 1))
    return replace(hung, angle=pose.angle - angle)


def _pulse(pose: Pose, p: float) -> Pose:
    return replace(pose, radius=pose.radius * (1 + 0.4 * math.sin(4 * math.pi * p)))


def _blink(pose: Pose, p: float) -> Pose:
    return replace(pose, alpha=float(int(6 * p) % 2 == 0))


MOVES: Final[dict[str, Move]] = {
    "orbit": _orbit,
    "zigzag": _zigzag,
    "there and back": _there_and_back,
    "swing": _swing,
    "pulse": _pulse,
    "blink": _blink,
}
NEW: Final = dict(zip(MOVES, ("blickets", "daxes", "zupps", "glorps", "fendles", "wobs"), strict=True))
"""What captions call them; no word of the drawn world."""
MOVES_HERE: Final = "MOVES"
"""Stands in a caption where one of these words comes."""


@dataclass(frozen=True, slots=True)
class MovedClip:
    """A thing that stands still in its plan, and how it moves instead."""

    plan: VideoPlan
    move: str
    start: float
    stop: float

    def draw(self, side_px: int) -> ByteArray:
        """Shapes: -> (12, side_px, side_px, 3) uint8 RGB."""
        return np.stack([self._picture(time, side_px) for time in range(self.plan.frames)])

    def pose_at(self, time: float) -> Pose:
        """Where the thing is. Units: steps."""
        (pose,) = scene_at(self.plan, time).poses
        share = min(max((time - self.start) / (self.stop - self.start), 0.0), 1.0)
        return MOVES[self.move](pose, share)

    def _picture(self, time: float, side_px: int) -> ByteArray:
        return draw_scene(replace(scene_at(self.plan, time), poses=(self.pose_at(time),)), side_px, side_px)


@dataclass(frozen=True, slots=True, eq=False)
class MovementMaterial:
    """Clips of each movement as vectors, and what is said of them. `sentences`: of the set-ups of the tests.

    Shapes: by movement taught (34, D) and tests (40, D), row for row the same set-ups; library (400, D).
    """

    taught: dict[str, FloatArray]
    captions: dict[str, tuple[str, ...]]
    tests: dict[str, FloatArray]
    sentences: tuple[str, ...]
    library: FloatArray


@dataclass(frozen=True, slots=True)
class MovementScores:
    """Shares of the queries whose clip came first of three, before and after."""

    moves: tuple[str, ...]
    before: float
    after: float


def draw_movement_material(viewer: Viewer, seed: int) -> MovementMaterial:
    """Everything that all tasks of a seed use."""
    rng = np.random.default_rng([seed, 14])
    side = viewer.encoder.spec.frame_shape.image_px
    taught, captions = {}, {}
    for move, word in NEW.items():
        clips = [moved_clip(rng, move, _WHOLE) for _ in range(MOST_PAIRS // 3)]
        taught[move] = viewer.video_vectors(viewer.show_all([each.draw(side) for each in clips]))
        captions[move] = tuple(describe_clip(each.plan, rng).replace(MOVES_HERE, word) for each in clips)
    setups = [moved_clip(rng, next(iter(MOVES)), _TESTS) for _ in range(SETUPS)]
    tests = {
        move: viewer.video_vectors(viewer.show_all([replace(each, move=move).draw(side) for each in setups]))
        for move in MOVES
    }
    library = viewer.video_vectors(viewer.watch([plan_video(rng, TRAINING) for _ in range(LIBRARY)]))
    return MovementMaterial(
        taught, captions, tests, tuple(describe_clip(each.plan, rng, "test") for each in setups), library
    )


def movement_tasks() -> list[tuple[str, ...]]:
    """All choices of three movements."""
    return list(combinations(MOVES, 3))


def run_movement_task(
    viewer: Viewer, text: TeachableEncoder, moves: Sequence[str], material: MovementMaterial, pairs: int, seed: int
) -> MovementScores:
    """Learn three words from so many pairs, then tell the movements apart."""
    each = pairs // len(moves)
    captions = [caption for move in moves for caption in material.captions[move][:each]]
    clips = np.concatenate([material.taught[move][:each] for move in moves])
    viewer.encoder.set_words([])
    before = _share(viewer, moves, material)
    words = [NEW[move] for move in moves]
    learned = teach_words(text, captions, clips, material.library, words, replace(FOR_WORDS, seed=seed))
    viewer.encoder.set_words(learned)
    after = _share(viewer, moves, material)
    viewer.encoder.set_words([])
    return MovementScores(tuple(moves), before, after)


def moved_clip(rng: Rng, move: str, choice: Choice) -> MovedClip:
    """A set-up with room for every movement, and when it happens."""
    shot = plan_shot(rng, choice)
    start, last = float(rng.uniform(0.0, 2.0)), float(VIDEO_FRAMES - 1)
    event = Event("still", 0, start, last)
    return MovedClip(VideoPlan("one", (_with_room(with_events(shot, [event])),)), move, start, last)


def describe_clip(plan: VideoPlan, rng: Rng, part: Part = "training") -> str:
    """A caption that says `MOVES_HERE` for what its thing does."""
    caption = tell(plan, (0,), draw_wording(rng, part=part)).text
    forms = sorted({form for pair in verbs_for("still", "") for form in pair}, key=len, reverse=True)
    said, count = re.subn(rf"\b(?:{'|'.join(forms)})\b", MOVES_HERE, caption)
    assert count == 1, caption
    return said


def _share(viewer: Viewer, moves: Sequence[str], material: MovementMaterial) -> float:
    hits = []
    for place, move in enumerate(moves):
        asked = viewer.texts([each.replace(MOVES_HERE, NEW[move]) for each in material.sentences])
        scores = np.stack([(asked * material.tests[each]).sum(axis=1) for each in moves])
        hits.append(scores.argmax(axis=0) == place)
    return float(np.mean(hits))


def _with_room(shot: ShotPlan) -> ShotPlan:
    """Its thing so far from the border that no movement leaves the square."""
    (thing,) = shot.things
    radius = min(thing.radius, 12.0)
    least = 1.25 * _REACH + radius
    x, y = (min(max(each, least), SIDE - least) for each in (thing.x, thing.y))
    return replace(shot, things=(replace(thing, x=x, y=y, radius=radius),))


def _shifted(pose: Pose, x: float, y: float) -> Pose:
    return replace(pose, x=pose.x + x, y=pose.y + y)


def _triangle(turns: float) -> float:
    """A wave of straight lines between -1 and 1; 1 at whole turns."""
    return 4 * abs(turns % 1.0 - 0.5) - 1
