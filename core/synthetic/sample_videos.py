"""Sample videos of the drawn world: small real video files with known sentences and times.

Each shot lasts as long as a segment of the library (twelve samples half a second apart) or less, so that what the
demo model sees of them is what it was trained on.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from core.synthetic.drawing import draw_scene
from core.synthetic.scene import scene_at
from core.synthetic.video_files import Format, write_pictures
from core.synthetic.world import (
    STEP_S,
    TRAINING_PICTURES,
    VIDEO_FRAMES,
    Event,
    ShotPlan,
    Thing,
    VideoPlan,
    with_events,
)
from core.values import ByteArray

WIDTH_PX: Final = 320
HEIGHT_PX: Final = 180
FPS: Final = 24
"""Even, so that half a second is a whole number of frames."""
FORM: Final = Format(
    "samples", "libx264", ".mp4", WIDTH_PX, HEIGHT_PX, FPS, options={"crf": "16", "preset": "veryfast"}
)
_PLAIN_FORM: Final = Format("samples", "mpeg4", ".mp4", WIDTH_PX, HEIGHT_PX, FPS, bit_rate=3_000_000)
"""Where libav has no libx264."""


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """What happens, when, and the words for it. Units: seconds from the start of the file."""

    phrase: str
    start_s: float
    stop_s: float


@dataclass(frozen=True, slots=True)
class SampleShot:
    """A shot, the sentence that finds it, and its events. Units: seconds from the start of the file."""

    sentence: str
    start_s: float
    end_s: float
    events: tuple[SampleEvent, ...]


@dataclass(frozen=True, slots=True)
class SampleVideo:
    """A video file and its shots in order of time."""

    file: str
    shots: tuple[SampleShot, ...]


@dataclass(frozen=True, slots=True)
class _Take:
    """A shot to draw: who is where, what happens in which steps, and the sentence for the whole."""

    sentence: str
    place: tuple[str, int]
    cast: tuple[tuple[str, float, float], ...]
    """`"big red car"`, x and y, for each object."""
    action: tuple[tuple[str, int, float, float, float, str], ...]
    """Kind, object, start and stop in steps, amount, phrase."""
    frames: int = VIDEO_FRAMES


_VIDEOS: Final[dict[str, tuple[_Take, ...]]] = {
    "red-car.mp4": (
        _Take("a big red car drives up in the city", ("city", 30), (("big red car", 30, 48),),
              (("up", 0, 3.0, 7.0, 28, "a big red car drives up"),)),
        _Take("a big red car drives to the right in the desert", ("sand", 31), (("big red car", 20, 36),),
              (("right", 0, 2.5, 6.5, 26, "a big red car drives to the right"),)),
    ),
    "fish-at-sea.mp4": (
        _Take("a small orange fish swims left at night", ("night", 31), (("small orange fish", 48, 32),),
              (("left", 0, 2.0, 6.0, 28, "a small orange fish swims left"),)),
        _Take("a big yellow fish swims down, then it gets smaller in the water", ("sea", 32),
              (("big yellow fish", 32, 22),),
              (("down", 0, 1.0, 4.5, 22, "a big yellow fish swims down"),
               ("shrink", 0, 7.0, 10.5, 0.46, "it gets smaller"))),
    ),
    "houses.mp4": (
        _Take("the camera zooms in, a small orange house on grass", ("grass", 31), (("small orange house", 34, 34),),
              (("zoom in", 0, 2.0, 8.0, 25, "the camera zooms in"),)),
        _Take("the light fades with a big purple house in the snow", ("snow", 30), (("big purple house", 30, 36),),
              (("fade", 0, 3.0, 9.0, 25, "the light fades"),)),
    ),
    "night-star.mp4": (
        _Take("a small yellow star appears at night", ("night", 30), (("small yellow star", 40, 20),),
              (("appear", 0, 4.0, 8.0, 20, "a small yellow star appears"),)),
        _Take("a big pink star spins at night", ("night", 33), (("big pink star", 26, 34),),
              (("spin", 0, 3.0, 7.0, 2.3, "a big pink star spins"),), 10),
    ),
    "balls.mp4": (
        _Take("a big yellow ball bounces in front of a brick wall", ("brick", 30), (("big yellow circle", 32, 42),),
              (("bounce", 0, 3.0, 7.0, 9, "a big yellow ball bounces"),)),
        _Take("first a small blue ball moves right, then a big white square shrinks on grass", ("grass", 33),
              (("small blue circle", 14, 16), ("big white square", 40, 44)),
              (("right", 0, 1.0, 4.5, 26, "a small blue ball moves right"),
               ("shrink", 1, 7.0, 10.5, 0.46, "a big white square shrinks"))),
    ),
    "trees.mp4": (
        _Take("the camera pans left, a big green tree in the snow", ("snow", 32), (("big green tree", 32, 34),),
              (("pan left", 0, 2.0, 8.0, 26, "the camera pans left"),)),
        _Take("a small pink tree grows in the desert", ("sand", 33), (("small pink tree", 34, 36),),
              (("grow", 0, 3.0, 7.0, 2.0, "a small pink tree grows"),), 9),
        _Take("a big purple tree trembles in town", ("city", 33), (("big purple tree", 30, 34),),
              (("shake", 0, 2.0, 5.5, 5, "a big purple tree trembles"),), 8),
    ),
    "shapes.mp4": (
        _Take("a big white cross vanishes in front of a brick wall", ("brick", 32), (("big white cross", 34, 30),),
              (("vanish", 0, 3.0, 7.0, 20, "a big white cross vanishes"),)),
        _Take("a small purple triangle falls in the sky", ("sky", 31), (("small purple triangle", 28, 18),),
              (("down", 0, 3.0, 7.0, 28, "a small purple triangle falls"),)),
        _Take("a big orange ring stays still in the snow", ("snow", 34), (("big orange ring", 36, 32),),
              (("still", 0, 2.0, 6.0, 20, "a big orange ring stays still"),), 9),
    ),
    "rising.mp4": (
        _Take("a small red circle rises in the sky", ("sky", 33), (("small red circle", 36, 50),),
              (("up", 0, 3.5, 7.5, 30, "a small red circle rises"),)),
    ),
}  # fmt: skip


def draw_samples(folder: Path) -> list[SampleVideo]:
    """Write the sample videos and `samples.json` into a folder, over what is there; the same every time."""
    folder.mkdir(parents=True, exist_ok=True)
    videos = [_write_video(folder / name, takes) for name, takes in _VIDEOS.items()]
    text = json.dumps([asdict(video) for video in videos], indent=2, ensure_ascii=False)
    (folder / "samples.json").write_text(text + "\n", encoding="utf-8")
    return videos


def sample_plans() -> dict[str, list[VideoPlan]]:
    """The plans behind the sample videos, one video of the drawn world for each shot."""
    return {name: [_plan(take) for take in takes] for name, takes in _VIDEOS.items()}


def _plan(take: _Take) -> VideoPlan:
    things = []
    for words, x, y in take.cast:
        size, colour, shape = words.split()
        things.append(Thing(shape, colour, size, x, y, 8.2 if size == "small" else 14.0, 0.0))
    background, picture = take.place
    # Pictures from outside of training: a sample is a new video in every respect but its world.
    assert picture >= TRAINING_PICTURES
    events = [Event(kind, thing, start, stop, amount) for kind, thing, start, stop, amount, _ in take.action]
    shot = with_events(ShotPlan(background, picture, tuple(things), ()), events)
    return VideoPlan("sample", (shot,), take.frames)


def _write_video(path: Path, takes: tuple[_Take, ...]) -> SampleVideo:
    plans = [_plan(take) for take in takes]
    _encode(path, (picture for plan in plans for picture in _pictures(plan)))
    shots, start_s = [], 0.0
    for take, plan in zip(takes, plans, strict=True):
        events = tuple(
            SampleEvent(phrase, start_s + start * STEP_S, start_s + stop * STEP_S)
            for _, _, start, stop, _, phrase in take.action
        )
        end_s = start_s + plan.frames * STEP_S
        shots.append(SampleShot(take.sentence, start_s, end_s, events))
        start_s = end_s
    return SampleVideo(path.name, tuple(shots))


def _pictures(plan: VideoPlan) -> Iterator[ByteArray]:
    count = round(plan.frames * STEP_S * FPS)
    longer = replace(plan, frames=plan.frames + 1)
    for index in range(count):
        yield draw_scene(scene_at(longer, index / (STEP_S * FPS)), WIDTH_PX, HEIGHT_PX)


def _encode(path: Path, pictures: Iterator[ByteArray]) -> None:
    form = FORM if FORM.is_there else _PLAIN_FORM
    draft = path.with_name(path.stem + ".draft" + path.suffix)
    write_pictures(draft, enumerate(pictures), form)
    draft.replace(path)
