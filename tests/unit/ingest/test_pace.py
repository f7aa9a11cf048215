"""How much of the computer is taken when: the choice, and the rests it makes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from core.ingest.pace import LONGEST_REST_S, LOOK_AGAIN_S, SLOW_SHARE, Pacer, Surroundings, choose_pace
from core.ingest.read_ahead import BLINK_S
from core.settings import MachineSettings, Settings
from core.values import Pace
from tests.fakes.house import FakeHouse
from tests.fakes.manual_clock import ManualClock
from tests.fakes.still_frames import StillFrames, draw_video

NIGHTS = MachineSettings(hours="20:00-07:00")


def at(clock: str, **more: bool) -> Surroundings:
    hours, minutes = map(int, clock.split(":"))
    return Surroundings(minute=60 * hours + minutes, **more)


@pytest.mark.parametrize(
    ("machine", "now", "words"),
    [
        (MachineSettings(), at("12:00"), ""),
        (MachineSettings(), at("12:00", is_playing=True), "slowed: playing"),
        (MachineSettings(), at("12:00", on_battery=True), "slowed: on battery"),
        (MachineSettings(while_playing="full"), at("12:00", is_playing=True), ""),
        (MachineSettings(while_playing="held"), at("12:00", is_playing=True), "waiting: playing"),
        (MachineSettings(on_battery="held"), at("12:00", is_playing=True, on_battery=True), "waiting: on battery"),
        (MachineSettings(while_playing="full"), at("12:00", is_playing=True, on_battery=True), "slowed: on battery"),
        (NIGHTS, at("19:59"), "waiting until 20:00"),
        (NIGHTS, at("20:00"), ""),
        (NIGHTS, at("03:00", is_playing=True), "slowed: playing"),
        (NIGHTS, at("06:59"), ""),
        (NIGHTS, at("07:00"), "waiting until 20:00"),
        (MachineSettings(hours="09:30-17:00"), at("09:29"), "waiting until 09:30"),
        (MachineSettings(hours="09:30-17:00"), at("16:59"), ""),
        (MachineSettings(hours="09:30-17:00"), at("17:00"), "waiting until 09:30"),
        (MachineSettings(hours="00:00-00:00"), at("12:00"), ""),
        (MachineSettings(hours="at night"), at("12:00"), ""),
    ],
)
def test_the_strictest_reason_wins(machine: MachineSettings, now: Surroundings, words: str) -> None:
    pace = choose_pace(machine, now)
    assert pace.words == words
    assert pace.mode == ("full" if not words else "slow" if words.startswith("slowed") else "held")


@dataclass
class PaceWorld:
    """What the pacer sees; a step of work takes two fifths of a second."""

    clock: ManualClock
    now: Surroundings = field(default_factory=Surroundings)

    def look(self) -> Surroundings:
        return self.now

    def work(self, steps: int):
        for _ in range(steps):
            self.clock.sleep(0.4)
            yield
        return "done"


@pytest.fixture
def world() -> PaceWorld:
    return PaceWorld(ManualClock())


def pacer_of(world: PaceWorld, machine: MachineSettings, look: Callable[[], Surroundings] | None = None) -> Pacer:
    return Pacer(machine, look or world.look, world.clock)


def test_at_full_pace_nothing_rests(world: PaceWorld) -> None:
    assert list(pacer_of(world, MachineSettings()).through(world.work(3))) == [None, None, None]


def test_slowed_it_rests_three_times_as_long_as_it_works(world: PaceWorld) -> None:
    pacer = pacer_of(world, MachineSettings())
    pacer.is_playing = True
    assert list(pacer.through(world.work(2))) == pytest.approx([3 * (0.4 - BLINK_S)] * 2)


def test_a_rest_is_never_so_long_that_the_end_of_slowness_goes_unnoticed(world: PaceWorld) -> None:
    def long_work():
        world.clock.sleep(60)
        yield

    world.now = at("12:00", on_battery=True)
    assert list(pacer_of(world, MachineSettings()).through(long_work())) == [LONGEST_REST_S]


def test_held_not_one_step_is_taken_until_the_hour_comes(world: PaceWorld) -> None:
    told: list[Pace] = []
    pacer = pacer_of(world, NIGHTS)
    pacer.on_change = lambda: told.append(pacer.pace)
    world.now, began_s = at("19:58"), world.clock()
    steps = pacer.through(world.work(1))
    assert [next(steps) for _ in range(5)] == [LOOK_AGAIN_S] * 5
    assert world.clock() == began_s
    world.now = at("20:00")
    assert next(steps) is None
    assert world.clock() > began_s
    assert [pace.words for pace in told] == ["waiting until 20:00", ""]


def test_new_settings_and_the_player_are_heard_between_two_steps(world: PaceWorld) -> None:
    pacer = pacer_of(world, MachineSettings(while_playing="held"))
    steps = pacer.through(world.work(3))
    assert next(steps) is None
    pacer.is_playing = True
    assert next(steps) == LOOK_AGAIN_S
    pacer.machine = MachineSettings(while_playing="full")
    assert next(steps) is None


def test_the_result_comes_back_and_a_job_that_is_ended_ends_its_work(world: PaceWorld) -> None:
    def finish():
        return (yield from pacer_of(world, MachineSettings()).through(world.work(1)))

    steps = finish()
    next(steps)
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value == "done"
    work = world.work(3)
    held = pacer_of(world, MachineSettings()).through(work)
    next(held)
    held.close()
    assert work.gi_frame is None


def test_the_progress_says_the_pace(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, Settings(machine=replace(MachineSettings(), hours="20:00-07:00")))
    now = [at("12:00")]
    house.library = house.build(surroundings=lambda: now[0])
    house.library.watch([draw_video(tmp_path / "a.film", [("red car", 3.0)])])
    for _ in house.library.reconcile():
        pass
    steps = house.library.ingest()
    next(steps)
    assert [progress.pace.words for progress in house.progress] == ["waiting until 20:00"]
    assert house.frames.share < 1
    assert house.library.status().waiting == 1
    now[0] = at("23:00", on_battery=True)
    for _ in steps:
        pass
    assert house.library.status().ready == 1
    assert {progress.pace.words for progress in house.progress[1:]} == {"slowed: on battery"}


def test_video_readers_go_at_the_pace_too(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, helpers=[StillFrames(), StillFrames()])
    readers = [house.frames, *house.helpers]
    now = [at("12:00", on_battery=True)]
    house.library = house.build(surroundings=lambda: now[0])
    house.index(draw_video(tmp_path / "a.film", [("red car", 3.0)]))
    assert [reader.share for reader in readers] == [SLOW_SHARE] * 3
    now[0] = at("12:00")
    house.index(draw_video(tmp_path / "b.film", [("blue sky", 3.0)]))
    assert [reader.share for reader in readers] == [1.0] * 3


def test_whoever_has_nothing_to_look_at_is_never_slowed(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, Settings(machine=MachineSettings(hours="20:00-20:01", while_playing="held")))
    house.library.throttle(True)
    house.index(draw_video(tmp_path / "a.film", [("red car", 3.0)]))
    assert house.library.status().ready == 1


def test_a_whole_number_of_seconds_is_a_rest_too(world: PaceWorld) -> None:
    def rests():
        yield 5

    pacer = pacer_of(world, MachineSettings())
    pacer.is_playing = True
    assert list(pacer.through(rests())) == [5]
