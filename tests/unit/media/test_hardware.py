"""Decoding by a graphics card: chosen by a trial, checked, given up without a word lost. The card is a fake."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import UnreadableError
from core.media import hardware, video_reader
from core.media.hardware import DecodingTrial, HardwareDecoders, agrees, psnr_db, tried_run, usable_devices
from core.media.open_video import HardwareGaveUp, OpenVideo
from core.media.probe import probe_video
from core.media.video_reader import VideoReader
from core.values import FrameShape
from tests.clips import VideoSpec, draw_numbers, read_number

SHAPE = FrameShape(96, "squash")
COUNT = 60
PICTURE = np.full((8, 8, 3), 100, np.uint8)


@pytest.fixture
def video_file(tmp_path):
    return draw_numbers(tmp_path / "film.mp4", COUNT, VideoSpec("libx264", gop=20))


@pytest.fixture
def known(video_file, monkeypatch):
    monkeypatch.setattr(hardware, "WORTH_PACKETS", 30)
    return probe_video(video_file, lambda: None)


def trials(**seconds):
    """Trials by device that last so long; each is noted in `asked`."""
    asked = []

    def on_trial(known, run, device):
        asked.append(device)
        took = seconds[device or "processor"]
        if isinstance(took, Exception):
            raise took
        off = 0 if not device.startswith("wrong") else 9
        return DecodingTrial(took, ((0, PICTURE), (5, PICTURE + off)))

    return on_trial, asked


def chooser(devices, on_trial):
    return HardwareDecoders(lambda: None, True, devices, on_trial)


@pytest.mark.parametrize(
    ("seconds", "chosen"),
    [
        ({"processor": 1.0, "cuda": 0.5, "qsv": 0.3}, "qsv"),
        ({"processor": 1.0, "cuda": 0.9, "qsv": 1.5}, ""),
        ({"processor": 1.0, "cuda": 0.5, "wrong": 0.1}, "cuda"),
        ({"processor": 1.0, "cuda": HardwareGaveUp(), "qsv": 0.3}, "qsv"),
        ({"processor": 1.0, "cuda": UnreadableError("x", "y")}, ""),
    ],
)
def test_the_quickest_device_with_the_same_pictures_is_chosen(known, seconds, chosen):
    on_trial, _ = trials(**seconds)
    assert chooser([name for name in seconds if name != "processor"], on_trial).device_for(known) == chosen


def test_a_kind_of_video_is_tried_once(known):
    on_trial, asked = trials(processor=1.0, cuda=0.1)
    choice = chooser(["cuda"], on_trial)
    assert [choice.device_for(known), choice.device_for(known)] == ["cuda", "cuda"]
    assert asked == ["", "cuda"]
    other = replace(known, pixel_format="yuv420p10le")
    assert choice.device_for(other) == "cuda"
    assert len(asked) == 4


def test_without_devices_or_when_turned_off_nothing_is_tried(known):
    on_trial, asked = trials()
    assert chooser([], on_trial).device_for(known) == ""
    assert HardwareDecoders(lambda: None, False, ["cuda"], on_trial).device_for(known) == ""
    assert chooser(["cuda"], on_trial).device_for(replace(known, in_sequence=True)) == ""
    assert not asked


def test_a_short_video_is_not_worth_a_trial(known, monkeypatch):
    monkeypatch.setattr(hardware, "WORTH_PACKETS", COUNT + 1)
    on_trial, asked = trials()
    assert chooser(["cuda"], on_trial).device_for(known) == ""
    assert not asked


def test_pictures_agree_down_to_rounding():
    one = DecodingTrial(1.0, ((0, PICTURE),))
    assert agrees(one, DecodingTrial(9.0, ((0, PICTURE + 1),)))
    assert not agrees(one, DecodingTrial(9.0, ((0, PICTURE + 3),)))
    assert not agrees(one, DecodingTrial(9.0, ((1, PICTURE),)))
    assert not agrees(DecodingTrial(1.0, ()), DecodingTrial(1.0, ()))
    assert psnr_db(PICTURE, PICTURE + 1) == pytest.approx(48.13, abs=0.01)


def test_the_real_trial_decodes_the_beginning(known):
    run = tried_run(known.index)
    trial = hardware.trial_on(lambda: None)(known, run, "")
    assert [ticks for ticks, _ in trial.pictures] == list(run.wanted)
    assert trial.seconds > 0
    assert agrees(trial, trial)


class BrokenCard(OpenVideo):
    """Decodes as the processor does, and fails after so many frames."""

    lasts = 25

    def __init__(self, known, tick, threads=1, device=""):
        super().__init__(known, tick, threads)
        self._fails = bool(device)
        self._count = 0

    def _decode(self, packet):
        self._count += 1
        if self._fails and self._count > self.lasts:
            raise HardwareGaveUp
        return super()._decode(packet)


@pytest.mark.parametrize("lasts", [0, 3, 25])
def test_a_card_that_fails_midway_costs_no_sample_and_no_cut(known, monkeypatch, lasts):
    path = known.info.path
    expected = list(VideoReader(lambda: None).scan(path, 0.2, SHAPE))
    monkeypatch.setattr(video_reader, "OpenVideo", BrokenCard)
    monkeypatch.setattr(BrokenCard, "lasts", lasts)
    on_trial, _ = trials(processor=1.0, cuda=0.1)
    choice = chooser(["cuda"], on_trial)
    reader = VideoReader(lambda: None, 1, choice)
    found = list(reader.scan(path, 0.2, SHAPE))
    assert [(each.time_s, each.cuts_s) for each in found] == [(each.time_s, each.cuts_s) for each in expected]
    assert [read_number(each.pixels) for each in found] == [read_number(each.pixels) for each in expected]
    assert reader.device == ""
    assert choice.device_for(known) == ""  # others of its kind are not tried again


def test_a_device_that_cannot_be_opened_gives_up(known):
    with OpenVideo(known, lambda: None, device="none") as video, pytest.raises(HardwareGaveUp):
        next(video.all_frames())


def test_devices_that_cannot_be_opened_here_are_not_listed():
    assert set(usable_devices()) <= set(hardware.DEVICES)
