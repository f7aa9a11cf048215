"""Videos of hours: read in pieces that survive the end of the program, at several places at once if there are any."""

import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.errors import Cancelled
from core.ingest.segment_plan import LONG_S, PIECE_S, spans_of
from core.settings import SamplingSettings, Settings
from core.values import WHOLE
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import StillFrames, draw_video

SCENES = [("red car", 700.0), ("short one", 0.3), ("blue sky", 1.2), *((f"word{i} bird", 61.3) for i in range(12))]
"""About 24 minutes; some shots too short for the grid, shots across the borders of pieces."""
WAY = Settings(sampling=SamplingSettings(every_s=2.0))


def house_of(home: Path, readers: int = 1) -> FakeHouse:
    settings = Settings(sampling=SamplingSettings(every_s=2.0, decoders=readers))
    return FakeHouse(home, settings, helpers=[StillFrames() for _ in range(readers - 1)])


def said(house: FakeHouse) -> list[tuple[object, ...]]:
    """All that the catalogue says of the video but ids."""
    (video,) = house.reader.videos()
    segments = house.reader.segments_of(video.id)
    ids = [s.id for s in segments]
    assert video.state == "ready"
    return [
        (s.start_s, s.end_s, s.frame_times_s, frames.tobytes(), pooled.tobytes())
        for s, frames, pooled in zip(
            segments, house.catalogue.frame_vectors(ids), house.catalogue.segment_vectors(ids), strict=True
        )
    ]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[object, ...]], int]:
    house = house_of(tmp_path_factory.mktemp("unbroken"))
    house.index(draw_video(house.home / "a.film", SCENES))
    return said(house), house.encoder.calls


def test_short_videos_are_read_as_a_whole_and_long_ones_in_equal_spans() -> None:
    assert spans_of(LONG_S) == [WHOLE]
    spans = spans_of(LONG_S + 1)
    assert spans[0] == (0.0, PIECE_S)
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert spans[-1][1] == float("inf")


def test_no_span_begins_behind_the_end() -> None:
    assert spans_of(PIECE_S * 6)[-1][0] == PIECE_S * 5


def interrupted(house: FakeHouse, steps: int) -> bool:
    """An ingest that is ended after some steps; True when it was done before."""
    job = house.library.ingest()
    try:
        for _ in range(steps):
            next(job)
        job.throw(Cancelled())
    except StopIteration:
        return True
    except Cancelled:
        return False
    return False


@pytest.mark.parametrize("seed", range(6))
def test_ended_anywhere_it_becomes_what_it_would_have_been(
    tmp_path: Path, unbroken: tuple[list[tuple[object, ...]], int], seed: int
) -> None:
    expected, frames = unbroken
    chance = random.Random(seed)
    house = house_of(tmp_path, readers=1 + seed % 3)
    house.library.watch([draw_video(tmp_path / "a.film", SCENES)])
    finish(house.library.reconcile())
    ends = 0
    while not interrupted(house, chance.randint(100, 700)):
        ends += 1
        house.library = house.build()
        assert ends < 100, "it makes no headway"
    assert ends >= 1
    assert said(house) == expected
    assert house.catalogue._chunks == {}
    assert house.encoder.calls < frames + (ends + 1) * (1 + seed % 3) * PIECE_S / 2.0


def test_only_the_piece_that_was_being_read_is_read_again(
    tmp_path: Path, unbroken: tuple[list[tuple[object, ...]], int]
) -> None:
    house = house_of(tmp_path)
    house.library.watch([draw_video(tmp_path / "a.film", SCENES)])
    finish(house.library.reconcile())
    job = house.library.ingest()
    while len(house.catalogue._chunks) < 3:
        next(job)
    job.close()
    done = sum(len(chunk.times_s) for chunk, _ in house.catalogue._chunks.values())
    before = house.encoder.calls
    house.library = house.build()
    house.index()
    assert house.encoder.calls - before == unbroken[1] - done
    assert said(house) == unbroken[0]


def test_frames_done_before_count_as_done(tmp_path: Path, unbroken: tuple[list[tuple[object, ...]], int]) -> None:
    house = house_of(tmp_path)
    house.library.watch([draw_video(tmp_path / "a.film", SCENES)])
    finish(house.library.reconcile())
    job = house.library.ingest()
    while len(house.catalogue._chunks) < 3:
        next(job)
    job.close()
    house.progress.clear()
    house.library = house.build()
    house.index()
    assert house.progress[-1].frames_done == unbroken[1]


def test_other_settings_begin_anew(tmp_path: Path) -> None:
    house = house_of(tmp_path)
    house.library.watch([draw_video(tmp_path / "a.film", SCENES)])
    finish(house.library.reconcile())
    job = house.library.ingest()
    while len(house.catalogue._chunks) < 2:
        next(job)
    job.close()
    house.settings = Settings(sampling=SamplingSettings(every_s=3.0))
    house.library = house.build()
    house.index()
    (video,) = house.reader.videos()
    assert house.reader.segments_of(video.id)[0].frame_times_s[:3] == (0.0, 3.0, 6.0)


class Spied(StillFrames):
    """Notes how many scans of one video are open at the same time."""

    open_now, most = 0, 0

    def _samples(self, *how: Any) -> Iterator[Any]:
        Spied.open_now += 1
        Spied.most = max(Spied.most, Spied.open_now)
        try:
            yield from super()._samples(*how)
        finally:
            Spied.open_now -= 1


def test_a_lone_long_video_is_read_at_several_places(
    tmp_path: Path, unbroken: tuple[list[tuple[object, ...]], int]
) -> None:
    Spied.open_now = Spied.most = 0
    settings = Settings(sampling=SamplingSettings(every_s=2.0, decoders=3))
    house = FakeHouse(tmp_path, settings, frames=Spied(), helpers=[Spied(), Spied()])
    house.index(draw_video(tmp_path / "a.film", SCENES))
    assert Spied.most == 3
    assert said(house) == unbroken[0]


@pytest.mark.parametrize("readers", [1, 2])
def test_a_video_given_by_hand_goes_between_two_pieces(
    tmp_path: Path, unbroken: tuple[list[tuple[object, ...]], int], readers: int
) -> None:
    house = house_of(tmp_path, readers)
    house.library.watch([draw_video(tmp_path / "a.film", SCENES)])
    finish(house.library.reconcile())
    job = house.library.ingest()
    while not house.catalogue._chunks:
        next(job)
    house.library.watch([draw_video(tmp_path / "urgent.film", [("green frog", 4.0)])])
    finish(house.library.reconcile())
    states = {}
    while states.get("urgent.film") != "ready":
        next(job)
        states = {v.path.name: v.state for v in house.reader.videos()}
    assert states["a.film"] == "waiting"
    finish(job)
    finish(house.library.remove_folder(next(f.id for f in house.reader.folders() if f.path.name == "urgent.film")))
    assert said(house) == unbroken[0]


def test_a_video_that_merely_came_waits_for_the_long_one(tmp_path: Path) -> None:
    house = house_of(tmp_path)
    draw_video(tmp_path / "films/a.film", SCENES)
    house.library.watch([tmp_path / "films"])
    finish(house.library.reconcile())
    job = house.library.ingest()
    while not house.catalogue._chunks:
        next(job)
    draw_video(tmp_path / "films/late.film", [("green frog", 4.0)])
    finish(house.library.reconcile())
    finish(job)
    assert [path.name for path in house.frames.scanned if path.name == "late.film"]
    assert house.frames.scanned[-1].name == "late.film"


def test_a_long_video_leaves_places_to_those_who_wait(tmp_path: Path) -> None:
    house = house_of(tmp_path, readers=2)
    draw_video(tmp_path / "films/a.film", SCENES)
    for number in range(3):
        draw_video(tmp_path / f"films/{number}.film", [("red car", 1000.0)], salt=str(number))
    house.index(tmp_path / "films")
    assert {v.state for v in house.reader.videos()} == {"ready"}
    (helper,) = house.helpers
    assert {path.name for path in helper.scanned} & {"0.film", "1.film", "2.film"}
