"""What each clip of an ingest cost, step by step."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from core.ports import Clock
from core.values import IndexTimings

OwnStep = Literal["encode_s", "store_s"]
"""Done on the engine lane; decoders tell of theirs themselves."""


class TimeSpent:
    """Adds up seconds by video. Thread: the engine lane."""

    def __init__(self, now_s: Clock) -> None:
        self._now_s = now_s
        self._by_video: dict[int, IndexTimings] = defaultdict(IndexTimings)

    def of(self, video_id: int) -> IndexTimings:
        """What a video cost so far."""
        return self._by_video.get(video_id, IndexTimings())

    def add(self, video_id: int, more: IndexTimings) -> None:
        """Some more for a video."""
        self._by_video[video_id] += more

    @contextmanager
    def measured(self, video_id: int, step: OwnStep) -> Iterator[None]:
        """All that happens inside is this step of this video."""
        began_s = self._now_s()
        yield
        self.add(video_id, IndexTimings(**{step: self._now_s() - began_s}))
