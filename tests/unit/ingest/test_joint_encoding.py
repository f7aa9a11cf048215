"""Models that look at the frames of a segment together: what they are shown, and what is stored."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.ingest.joint_encoding import parts_of
from core.values import ByteArray, HalfArray
from tests.fakes.hash_encoder import DIM, HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import StillFrames, draw_video


class ClipHashEncoder(HashEncoder):
    """Fits JointEncoder: the first number of a frame's vector says how many frames were seen with it."""

    def __init__(self) -> None:
        super().__init__("together")
        self.spec = replace(self.spec, sees_clips=True)
        self.shown: list[ByteArray] = []

    def encode_clips(self, pixels: ByteArray, mask: ByteArray) -> HalfArray:
        assert mask.all()
        self.shown += list(pixels)
        frames = super().encode_frames(pixels.reshape(-1, *pixels.shape[2:])).reshape(*pixels.shape[:2], DIM)
        frames[:, :, 0] = pixels.shape[1]
        return frames

    def encode_frames(self, pixels: ByteArray) -> HalfArray:
        raise AssertionError("no frame is encoded alone")


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return FakeHouse(tmp_path, encoder=ClipHashEncoder())


def test_each_segment_is_shown_as_a_whole_and_stored_as_seen(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 3.0), ("blue sky", 8.0), ("white rabbit", 0.04)]))
    (video,) = house.catalogue.videos()
    segments = house.reader.segments_of(video.id)
    assert [len(each) for each in house.encoder.shown] == [len(s.frame_times_s) for s in segments]  # type: ignore[attr-defined]
    for segment in segments:
        (stored,) = house.catalogue.frame_vectors([segment.id])
        assert (stored[:, 0] == len(segment.frame_times_s)).all()
    last = house.encoder.shown[-1]  # type: ignore[attr-defined]
    assert len(last) == 3
    assert (last == last[0]).all()  # one frame, repeated
    assert len(np.unique(house.encoder.shown[0][0].reshape(-1, 3), axis=0)) <= 3  # type: ignore[attr-defined]
    assert house.progress[-1].frames_done >= 20


@pytest.mark.parametrize(
    ("count", "together", "parts"),
    [
        (12, 4, [[0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11]]),
        (5, 4, [[0, 2, 4], [1, 3]]),
        (4, 4, [[0, 1, 2, 3]]),
        (3, 1, [[0, 1, 2]]),
        (12, 0, [list(range(12))]),
    ],
)
def test_a_long_segment_is_seen_in_parts_spread_over_it(count: int, together: int, parts: list[list[int]]) -> None:
    assert [list(part) for part in parts_of(count, together)] == parts


def test_others_come_in_between_the_parts_of_a_segment(tmp_path: Path) -> None:
    """A model of few frames takes its time for each: a question waits for one part, not for a segment."""
    order: list[str] = []

    class SlowJointEncoder(ClipHashEncoder):
        def __init__(self) -> None:
            super().__init__()
            self.spec = replace(self.spec, frames_together=4)

        def encode_clips(self, pixels: ByteArray, mask: ByteArray) -> HalfArray:
            assert pixels.shape[1] <= 4
            order.append("part")
            return super().encode_clips(pixels, mask)

    house = FakeHouse(tmp_path, encoder=SlowJointEncoder())
    video = draw_video(house.home / "a.film", [("red car", 8.0)])
    house.library.watch([video])
    finish(house.library.reconcile())
    for _ in house.library.ingest():
        if order and order[-1] == "part":
            order.append("answer")
            house.ask("red car")
    assert order.count("part") > 3
    assert all(order[at : at + 2] == ["part", "answer"] for at in range(0, len(order), 2))


def test_a_video_that_cannot_be_read_a_second_time_is_failed(tmp_path: Path) -> None:
    class Once(StillFrames):
        def frames(self, *_: object) -> list:
            return []

    house = FakeHouse(tmp_path, encoder=ClipHashEncoder(), frames=Once())
    house.index(draw_video(tmp_path / "a.film", [("red car", 3.0)]))
    (video,) = house.catalogue.videos()
    assert video.state == "failed"
    assert "second time" in video.note
