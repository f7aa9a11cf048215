"""Whose turn it is, and who has to wait for its own end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.ingest.index_queue import SETTLE_S, IndexQueue, in_order
from core.ingest.progress_meter import Meter
from core.ingest.read_ahead import BLINK_S
from core.values import Video
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.manual_clock import ManualClock
from tests.fakes.still_frames import draw_video


def waiting(id_: int, path: str, added_s: float = 0.0, size: int = 1) -> Video:
    return Video(id_, 1, Path(path), size, 1, added_s, "waiting")


def test_dropped_by_hand_goes_before_newer_before_smaller() -> None:
    videos = [
        waiting(1, "/old/big", 1.0, 9),
        waiting(2, "/old/small", 1.0, 2),
        waiting(3, "/new/big", 5.0, 9),
        waiting(4, "/drop/x", 0.0, 99),
        waiting(5, "/late/x", 0.0, 99),
    ]
    order = in_order(videos, [Path("/late"), Path("/drop")])
    assert [v.id for v in order] == [5, 4, 3, 2, 1]


def test_still_pictures_wait_for_all_videos_unless_dropped_singly() -> None:
    waits = [
        waiting(1, "/drop/photo1.jpg", 9.0),
        waiting(2, "/drop/photo2.CR3", 9.0),
        waiting(3, "/old/film.mov", 0.0, 99),
        waiting(4, "/drop/film.mov", 9.0, 99),
        waiting(5, "/one/poster.png", 1.0),
    ]
    order = in_order(waits, [Path("/one/poster.png"), Path("/drop")])
    assert [v.id for v in order] == [5, 4, 3, 1, 2]


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    house = FakeHouse(tmp_path)
    for name in ("a", "b", "c"):
        draw_video(tmp_path / f"films/{name}.film", [("x", 1.0)], salt=name)
    house.library.watch([tmp_path / "films"])
    finish(house.library.reconcile())
    return house


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def line(house: FakeHouse, clock: ManualClock) -> IndexQueue:
    return IndexQueue(house.catalogue, house.disk, clock)


def names(
    line: IndexQueue, house: FakeHouse, clock: ManualClock, sleep: Callable[[float], None] | None = None
) -> list[str]:
    """Take videos, marking each as done, until none is given any more."""
    meter = Meter(clock, 0.5, lambda _: None)
    taken = []
    while True:
        video = line.take(meter)
        if video is not None:
            house.catalogue.set_states([video.id], "ready")
            taken.append(video.path.stem)
        elif line.gives_up(meter):
            return taken
        else:
            (sleep or clock.sleep)(BLINK_S)


def test_every_video_has_its_turn_once(line: IndexQueue, house: FakeHouse, clock: ManualClock) -> None:
    assert names(line, house, clock) == ["a", "b", "c"]
    assert names(line, house, clock) == []


def test_a_video_that_came_meanwhile_is_taken_when_the_line_is_stirred(
    line: IndexQueue, house: FakeHouse, clock: ManualClock
) -> None:
    first = line.take(Meter(clock, 0.5, lambda _: None))
    house.catalogue.set_states([first.id], "ready")
    draw_video(house.home / "films/d.film", [("x", 1.0)])
    finish(house.library.reconcile())
    line.invalidate()
    line.prefer([house.home / "films/d.film"])
    assert names(line, house, clock)[0] == "d"


def test_a_video_in_hand_is_not_given_again(line: IndexQueue, house: FakeHouse, clock: ManualClock) -> None:
    meter = Meter(clock, 0.5, lambda _: None)
    first = line.take(meter)
    assert first is not None
    line.invalidate()
    second = line.take(meter, {first.id})
    assert second is not None
    assert [v.path.stem for v in (first, second)] == ["a", "b"]


def test_a_video_that_left_the_library_is_passed_over(line: IndexQueue, house: FakeHouse, clock: ManualClock) -> None:
    first = line.take(Meter(clock, 0.5, lambda _: None))
    house.catalogue.forget([v.id for v in house.catalogue.videos() if v.id != first.id])
    house.catalogue.set_states([first.id], "ready")
    assert names(line, house, clock) == []


def test_a_file_being_written_comes_last(line: IndexQueue, house: FakeHouse, clock: ManualClock) -> None:
    path = house.home / "films/a.film"
    house.disk.noisy.add(path)
    began_s = clock.now_s

    def settle(seconds: float) -> None:
        clock.now_s += seconds
        if clock.now_s > began_s + 1:
            house.disk.noisy.clear()

    assert names(line, house, clock, settle) == ["b", "c", "a"]


def test_a_file_that_grows_on_and_on_is_left_waiting(line: IndexQueue, house: FakeHouse, clock: ManualClock) -> None:
    house.disk.noisy.add(house.home / "films/a.film")
    began_s = clock.now_s
    assert names(line, house, clock) == ["b", "c"]
    assert clock.now_s - began_s == pytest.approx(SETTLE_S, abs=0.2)
    assert [v.state for v in house.catalogue.videos()] == ["waiting", "ready", "ready"]
    house.disk.noisy.clear()
    assert names(line, house, clock) == ["a"]


def test_a_file_that_grew_is_noted_with_its_new_size(line: IndexQueue, house: FakeHouse, clock: ManualClock) -> None:
    path = draw_video(house.home / "films/a.film", [("x", 1.0), ("longer now", 2.0)])
    assert "a" in names(line, house, clock)
    assert next(v for v in house.catalogue.videos() if v.path == path).size_bytes == path.stat().st_size


def test_a_file_gone_meanwhile_is_given_on_to_be_written_off(
    line: IndexQueue, house: FakeHouse, clock: ManualClock
) -> None:
    (house.home / "films/a.film").unlink()
    assert names(line, house, clock) == ["a", "b", "c"]
