"""Videos sampled at keyframes only: what is stored and shown, and how they become exact."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from core.errors import Cancelled
from core.ingest.segment_plan import may_be_fast
from core.settings import SamplingSettings, Settings
from core.values import MediaInfo, Video
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import StillFrames, draw_video

FAST = Settings(sampling=SamplingSettings(mode="fast"))


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    return FakeHouse(tmp_path, FAST)


def video(house: FakeHouse, name: str = "a.film") -> Video:
    return next(v for v in house.reader.videos() if v.path.name == name)


def looked(house: FakeHouse, name: str = "a.film") -> str:
    info = video(house, name).info
    assert info is not None
    return info.looked


def test_fast_mode_looks_at_keyframes_and_the_video_says_so(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 40.0), ("blue sky", 0.2), ("white rabbit", 20.0)]))
    assert house.frames.fast == [True]
    assert (video(house).state, video(house).note, looked(house)) == ("ready", "", "fast")
    assert house.encoder.calls == 32  # every two seconds, and at both cuts; no short shot was sampled more densely
    assert house.ask("blue sky").hits[0].score > 0.9


def test_no_segment_of_rare_frames_lasts_for_minutes(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 120.0)]))
    segments = house.reader.segments_of(video(house).id)
    assert segments[-1].end_s == 120.0
    assert max(s.end_s - s.start_s for s in segments) <= 14.0
    assert all(one.end_s == other.start_s for one, other in pairwise(segments))


def test_exact_mode_says_exact(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.index(draw_video(house.home / "a.film", [("red car", 40.0)]))
    assert house.frames.fast == [False]
    assert looked(house) == "exact"


class Sparse(StillFrames):
    """Videos with a keyframe at the beginning and none after it; or with nothing but keyframes."""

    keys, gap_s = 1, 400.0

    def probe(self, path: Path) -> MediaInfo:
        info = super().probe(path)
        return replace(info, key_count=self.keys or info.frame_count, key_gap_s=self.gap_s)


@pytest.mark.parametrize(("keys", "gap_s"), [(1, 400.0), (0, 0.04)])
def test_where_keyframes_do_not_help_videos_are_looked_at_exactly(tmp_path: Path, keys: int, gap_s: float) -> None:
    frames = Sparse()
    frames.keys, frames.gap_s = keys, gap_s
    house = FakeHouse(tmp_path, FAST, frames=frames)
    house.index(draw_video(house.home / "a.film", [("red car", 400.0)]))
    assert (house.frames.fast, looked(house)) == ([False], "exact")


def test_records_of_before_are_not_taken_for_fast_ones(tmp_path: Path) -> None:
    path = draw_video(tmp_path / "a.film", [("red car", 4.0)])
    info = StillFrames().probe(path)
    assert may_be_fast(info)
    assert not may_be_fast(replace(info, key_count=0))


def test_a_fast_video_is_looked_at_exactly_on_demand(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 40.0)]))
    before = house.reader.segments_of(video(house).id)
    house.library.reindex_exact([video(house).id])
    assert (video(house).state, looked(house)) == ("waiting", "refine")
    assert house.ask("red car").hits, "it is found while it waits"
    last = finish(house.library.ingest())
    assert house.frames.fast == [True, False]
    assert (video(house).state, looked(house)) == ("ready", "exact")
    after = house.reader.segments_of(video(house).id)
    assert after[0].frame_times_s[:3] == (0.0, 0.5, 1.0)
    assert not {s.id for s in before} & {s.id for s in after}
    assert last.frames_done == last.frames_total == 80


def test_the_wish_outlives_the_program(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 400.0)]))
    house.library.reindex_exact([video(house).id])
    job = house.library.ingest()
    for _ in range(20):
        next(job)
    with pytest.raises(Cancelled):
        job.throw(Cancelled())
    house.library = house.build()
    house.index()
    assert (video(house).state, looked(house)) == ("ready", "exact")


def test_the_wish_outlives_an_unplugged_drive(house: FakeHouse) -> None:
    folder = draw_video(house.home / "films/a.film", [("red car", 40.0)]).parent
    house.index(folder)
    house.library.reindex_exact([video(house).id])
    folder.rename(house.home / "away")
    house.index()
    (house.home / "away").rename(folder)
    house.index()
    assert (video(house).state, looked(house)) == ("ready", "exact")


def test_only_fast_videos_are_looked_at_again(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.index(draw_video(house.home / "a.film", [("red car", 4.0)]))
    house.library.reindex_exact([video(house).id, 99])
    assert video(house).state == "ready"


def test_a_copy_of_a_fast_video_is_read_when_exactness_is_wanted(house: FakeHouse) -> None:
    scenes = [("red car", 40.0)]
    house.index(draw_video(house.home / "a.film", scenes))
    house.index(draw_video(house.home / "b.film", scenes))
    assert (house.frames.fast, looked(house, "b.film")) == ([True], "fast")
    house.settings = Settings()
    house.library = house.build()
    house.index(draw_video(house.home / "c.film", scenes))
    assert (house.frames.fast, looked(house, "c.film")) == ([True, False], "exact")
    house.library.reindex_exact([video(house).id])
    finish(house.library.ingest())
    assert len(house.frames.fast) == 2
    assert looked(house) == "exact"


def test_a_drive_that_comes_back_brings_fast_videos_back(house: FakeHouse) -> None:
    folder = draw_video(house.home / "films/a.film", [("red car", 40.0)]).parent
    house.index(folder)
    (folder / "a.film").touch()
    house.index()
    assert (house.frames.fast, looked(house)) == ([True], "fast")


def test_the_sum_of_frames_is_that_of_fast_mode(house: FakeHouse) -> None:
    house.index(draw_video(house.home / "a.film", [("red car", 400.0)]))
    assert {p.frames_total for p in house.progress if p.frames_done > 0} == {200}
