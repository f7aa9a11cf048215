"""The videos an exam asks about, and the sentences: fixed by a seed, with backgrounds and wording nobody trained on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from core.synthetic.captions import Caption, Part, Wording, draw_wording, tell, video_facts
from core.synthetic.lexicon import JOINERS
from core.synthetic.world import (
    HELD_OUT,
    OBJECT_EVENTS,
    REVERSED,
    UNSEEN_PICTURES,
    VALIDATION_PAIRS,
    VALIDATION_PICTURES,
    VIDEO_FRAMES,
    Choice,
    VideoPlan,
    plan_set,
    plan_video,
)
from core.values import Phrase, Query

SET: Final = 10
"""Videos of one set-up in the hard gallery."""
TWO_EVENTS: Final = ("cut", "same", "two")
_BETRAYERS: Final = frozenset({"appear", "vanish"})
"""Events that betray the order: a thing that has vanished does nothing afterwards."""
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class VideoPool:
    """Where an exam gets its videos and words: `choice` may have short videos, `wording` is kept from training."""

    choice: Choice
    wording: Part

    @property
    def whole(self) -> Choice:
        """Videos with all their frames."""
        return replace(self.choice, short=0.0)

    @property
    def two_events(self) -> Choice:
        """Videos in which two things happen."""
        return replace(self.whole, kinds=TWO_EVENTS, shares=(1.0, 1.0, 1.0))


TESTS: Final = VideoPool(Choice(held_out=None, pictures=UNSEEN_PICTURES), "test")
VALIDATION: Final = VideoPool(Choice(held_out=None, pairs=VALIDATION_PAIRS, pictures=VALIDATION_PICTURES), "validation")
"""For choosing a recipe; nothing of it stands in tests."""


def random_gallery(seed: int, count: int, pool: VideoPool = TESTS, whole: bool = False) -> list[VideoPlan]:
    """Videos no two of which have the same attributes; held-out pairs among them. `whole`: with all their frames."""
    rng = np.random.default_rng([seed, 1])
    choice = pool.whole if whole else pool.choice
    videos: dict[bytes, VideoPlan] = {}
    while len(videos) < count:
        video = plan_video(rng, replace(choice, held_out=True) if rng.random() < 0.2 else choice)
        videos.setdefault(video_facts(video).tobytes(), video)
    return list(videos.values())


def hard_gallery(seed: int, setups: int, events: int = SET, pool: VideoPool = TESTS) -> list[VideoPlan]:
    """Set-ups with ten different events each: only what happens tells the videos of a set apart."""
    rng = np.random.default_rng([seed, 2])
    videos: dict[bytes, VideoPlan] = {}
    while len(videos) < setups * events:
        batch = {video_facts(video).tobytes(): video for video in plan_set(rng, events, pool.choice)}
        if len(batch) == events and not videos.keys() & batch.keys():
            videos |= batch
    return list(videos.values())


def reversible_videos(rng: Rng, count: int, pool: VideoPool = TESTS) -> list[VideoPlan]:
    """Videos whose caption does not fit them when they run backwards."""
    choice = replace(pool.whole, kinds=("one", "camera"), shares=(0.7, 0.3))
    return _planned(rng, count, choice, lambda video: video.events[0][1].kind in REVERSED)


def ordered_videos(rng: Rng, count: int, pool: VideoPool = TESTS) -> list[VideoPlan]:
    """Videos with two events whose pictures do not betray the order."""
    return _planned(
        rng, count, pool.two_events, lambda video: not _BETRAYERS & {event.kind for _, event in video.events}
    )


def moving_videos(rng: Rng, count: int, pool: VideoPool = TESTS) -> list[VideoPlan]:
    """Videos with two events in both of which something moves or changes."""
    moving = set(OBJECT_EVENTS) - {"still"}
    return _planned(rng, count, pool.two_events, lambda video: all(event.kind in moving for _, event in video.events))


def has_pair(video: VideoPlan, pairs: frozenset[tuple[str, str]] = HELD_OUT) -> bool:
    """True when an object of the video is of a pair left out of training."""
    return any((thing.shape, thing.colour) in pairs for shot in video.shots for thing in shot.things)


def _planned(rng: Rng, count: int, choice: Choice, wanted: Callable[[VideoPlan], bool]) -> list[VideoPlan]:
    videos: list[VideoPlan] = []
    while len(videos) < count:
        video = plan_video(rng, choice)
        if wanted(video) and video.frames == VIDEO_FRAMES:
            videos.append(video)
    return videos


# --------------------------------------------------------------------------- sentences


def full_caption(video: VideoPlan, rng: Rng, part: Part = "test") -> Caption:
    """A caption that tells everything, backgrounds included."""
    return tell(video, tuple(range(len(video.events))), draw_wording(rng, backdrop=1.0, part=part))


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
class TwinGallery:
    """Captions of videos with the events in their true order, and the same words with the events swapped."""

    right: list[Caption]
    wrong: list[Caption]


def tell_twins(videos: Sequence[VideoPlan], wordings: Sequence[Wording]) -> TwinGallery:
    """Shapes: n videos, n wordings -> n captions each."""
    right, wrong = (
        [tell(video, way, form) for video, form in zip(videos, wordings, strict=True)] for way in ((0, 1), (1, 0))
    )
    return TwinGallery(right, wrong)
