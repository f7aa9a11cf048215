"""Models that look at the frames of a segment together: what they are shown, and what is stored."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.values import ByteArray, HalfArray
from tests.fakes.hash_encoder import DIM, HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import StillFrames, draw_film


class ClipHashEncoder(HashEncoder):
    """Fits ClipEncoder: the first number of a frame's vector says how many frames were seen with it."""

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
    house.index(draw_film(house.home / "a.film", [("red car", 3.0), ("blue sky", 8.0), ("white rabbit", 0.04)]))
    (video,) = house.catalogue.videos()
    segments = house.gallery.segments_of(video.id)
    assert [len(each) for each in house.encoder.shown] == [len(s.frame_times_s) for s in segments]
    for segment in segments:
        (stored,) = house.catalogue.frame_vectors([segment.id])
        assert (stored[:, 0] == len(segment.frame_times_s)).all()
    last = house.encoder.shown[-1]
    assert len(last) == 3
    assert (last == last[0]).all()  # one frame, repeated
    assert len(np.unique(house.encoder.shown[0][0].reshape(-1, 3), axis=0)) <= 3
    assert house.progress[-1].frames_done >= 20


def test_a_film_that_cannot_be_read_a_second_time_is_failed(tmp_path: Path) -> None:
    class Once(StillFrames):
        def frames(self, *_: object) -> list:
            return []

    house = FakeHouse(tmp_path, encoder=ClipHashEncoder(), frames=Once())
    house.index(draw_film(tmp_path / "a.film", [("red car", 3.0)]))
    (video,) = house.catalogue.videos()
    assert video.state == "failed"
    assert "second time" in video.note
