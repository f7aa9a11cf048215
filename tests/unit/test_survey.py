"""A survey before anything is added: counts, lengths, and a rate that was measured or is not told."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import EncoderError
from core.library import survey
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video


class Clock:
    """Seconds that pass each time somebody asks, so that nothing waits."""

    def __init__(self, step_s=0.05):
        self.now_s, self.step_s = 0.0, step_s

    def __call__(self):
        self.now_s += self.step_s
        return self.now_s


@pytest.fixture
def footage(tmp_path):
    folder = tmp_path / "Day 4"
    for number in range(20):
        draw_video(folder / f"{number}.mov", [("red car", 60.0 + number)])
    return folder


def made(tmp_path, clock=None):
    house = FakeHouse(tmp_path / "home")
    (tmp_path / "home").mkdir(exist_ok=True)
    house.library = house.build(now_s=clock or Clock())
    return house


def run(house, *paths):
    told = []
    found = finish(house.library.survey(list(paths), told.append))
    return found, told


def test_clips_are_counted_their_lengths_read_and_the_rate_measured(tmp_path, footage):
    house = made(tmp_path)
    found, told = run(house, footage)
    assert found.clips == 20
    assert found.is_exact
    assert found.footage_s == sum(60.0 + number for number in range(20))
    assert found.frames_per_s > 0
    frames = sum(2 * (60 + number) + 1 for number in range(20))
    assert found.eta_s * found.frames_per_s == pytest.approx(frames, rel=0.1)
    assert found.model == house.encoder.spec.name
    assert found.gap == ""
    assert found.cost.every_s == 0.5
    assert {each.stage for each in told} == {"counting", "reading", "measuring", "done"}
    assert told[-1] == found


def test_nothing_is_told_before_it_is_known(tmp_path, footage):
    _, told = run(made(tmp_path), footage)
    assert all(each.eta_s is None and each.frames_per_s is None for each in told[:-2])
    counting = [each for each in told if each.stage == "counting"]
    assert all(each.footage_s is None for each in counting)


def test_the_library_and_its_decoders_are_not_touched(tmp_path, footage):
    house = made(tmp_path)
    run(house, footage)
    assert house.catalogue.folders() == []
    assert house.catalogue.videos() == []
    assert house.changes == []
    assert house.progress == []
    assert house.frames.scanned == []
    assert house.frames.is_closed is False
    assert house.scratches == 0
    assert house.scratch_frames.is_closed
    house.index(footage)
    assert len(house.catalogue.videos()) == 20


def test_a_survey_that_is_stopped_leaves_nothing(tmp_path, footage):
    house = made(tmp_path)
    steps = house.library.survey([footage], lambda _: None)
    for _ in range(8):
        next(steps)
    steps.close()
    assert house.scratches == 0


def test_an_empty_folder_and_one_that_is_not_there_say_so(tmp_path):
    house = made(tmp_path)
    (tmp_path / "empty").mkdir()
    assert run(house, tmp_path / "empty")[0].gap == "empty"
    found = run(house, tmp_path / "gone")[0]
    assert (found.clips, found.gap, found.eta_s) == (0, "gone", None)


def test_what_the_library_has_already_is_not_counted_again(tmp_path, footage):
    house = made(tmp_path)
    house.index(footage)
    draw_video(footage / "new.mov", [("blue sea", 5.0)])
    found, _ = run(house, footage)
    assert (found.clips, found.known) == (1, 20)
    assert found.footage_s == 5.0


def test_files_and_folders_given_together_are_counted_together(tmp_path, footage):
    single = draw_video(tmp_path / "one.mov", [("sky", 3.0)])
    assert run(made(tmp_path), footage, single)[0].clips == 21


def test_lengths_not_read_in_time_follow_from_the_size_and_are_not_called_exact(tmp_path, footage):
    found, _ = run(made(tmp_path, Clock(survey.READ_S / 4)), footage)
    assert 0 < found.lengths < 20
    assert not found.is_exact
    assert found.footage_s == pytest.approx(sum(60.0 + number for number in range(20)), rel=0.2)


def test_broken_clips_do_not_stop_it(tmp_path, footage):
    (footage / "broken.mp4").write_text("no video")
    found, _ = run(made(tmp_path), footage)
    assert found.clips == 21
    assert found.eta_s is not None


def test_no_time_is_told_when_nothing_was_indexed(tmp_path):
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "broken.mp4").write_text("no video")
    found, _ = run(made(tmp_path), folder)
    assert (found.clips, found.gap, found.eta_s, found.frames_per_s) == (1, "slow", None, None)


def test_a_model_that_cannot_be_loaded_is_said(tmp_path, footage, monkeypatch):
    house = made(tmp_path)

    class Broken:
        @property
        def spec(self):
            raise EncoderError("The model is gone.")

    house.library._parts = replace(house.library._parts, encoder=Broken())
    found, _ = run(house, footage)
    assert (found.clips, found.gap, found.eta_s) == (20, "model", None)


def test_measuring_ends_in_time_on_a_long_folder(tmp_path):
    folder = tmp_path / "long"
    for number in range(4):
        draw_video(folder / f"{number}.mov", [("red car", 4000.0)])
    clock = Clock(0.01)
    house = made(tmp_path, clock)
    found, _ = run(house, folder)
    assert found.gap == ""
    assert clock.now_s < survey.READ_S + survey.PATIENCE_S + survey.MEASURE_S
    assert found.eta_s > survey.MEASURE_S


def test_a_folder_is_read_once_however_its_path_is_written(tmp_path, footage):
    assert run(made(tmp_path), Path(f"{footage}/../{footage.name}"))[0].clips == 20
