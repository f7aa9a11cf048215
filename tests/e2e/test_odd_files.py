"""Videos that lie about time, keyframes, tracks and shape, made after public reports: numbers are read off pictures."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import UnsupportedError
from core.media.decoder_process import DecoderProcess
from core.values import FrameShape

pytestmark = pytest.mark.footage
WHOLE = FrameShape(256, "squash")
COLOURS = {"left": (200, 40, 40), "right": (40, 180, 40), "lower left": (40, 60, 200), "lower right": (210, 200, 50)}
PLACES = {"left": (0.15, 0.25), "right": (0.15, 0.75), "lower left": (0.5, 0.25), "lower right": (0.5, 0.75)}


@pytest.fixture(scope="module")
def source():
    one = DecoderProcess()
    yield one
    one.close()


@pytest.fixture(scope="module")
def stranger(footage):
    """A second process, which knows only the video it opened last."""
    one = DecoderProcess()

    def forgetting():
        one.probe(footage / "odd" / "names" / "movie.m1v")
        one.probe(footage / "odd" / "hflip.mp4")
        return one

    yield forgetting
    one.close()


def read_squares(pixels: np.ndarray) -> int:
    """The number in the 16 squares of the lower third."""
    height, width = pixels.shape[:2]
    band = pixels[int(height * 0.76) : int(height * 0.92)].mean(axis=(0, 2))
    centres = ((np.arange(16) + 0.5) * width / 16).astype(int)
    return int("".join("1" if band[at] > 128 else "0" for at in centres), 2)


def colour_at(pixels: np.ndarray, name: str) -> np.ndarray:
    height, width = pixels.shape[:2]
    down, right = PLACES[name]
    return pixels[int(height * down), int(width * right)].astype(int)


def has_colours(pixels: np.ndarray, near: int = 14) -> bool:
    return all(np.abs(colour_at(pixels, name) - colour).max() <= near for name, colour in COLOURS.items())


def read(source, path: Path, every_s: float = 0.5):
    info = source.probe(path)
    with source.scan(info, every_s, WHOLE) as samples:
        return info, list(samples)


def plain(second: float) -> float:
    return 25 * second


def second_take(second: float) -> float:
    return 25 * second if second < 4 - 1e-6 else 1000 + 25 * (second - 4)


NUMBERED = {
    "all_times_zero.mp4": (100, 4.0, plain, []),
    "h264_b.avi": (200, 8.0, plain, []),
    "joined_equal.ts": (200, 8.0, second_take, [4.0]),
    "joined_far.ts": (200, 8.0, second_take, [4.0]),
    "new_pid.ts": (200, 8.0, second_take, [4.0]),
    "no_stss_hevc.mp4": (200, 8.0, plain, []),
    "no_stss_mp4v.mp4": (200, 8.0, plain, []),
    "plus30h.mkv": (100, 4.0, plain, []),
    "poster_first.mkv": (200, 8.0, plain, []),
    "preview_first.mov": (200, 8.0, plain, []),
    "raw.h264": (200, 8.0, plain, []),
    "refresh.mp4": (250, 10.0, plain, []),
    "size_change.ts": (200, 8.0, plain, []),
    "xvid_b1_g250.avi": (199, 8.0, plain, []),
    "names/AVSEQ01.DAT": (75, 3.0, plain, []),
    "names/VID_20240101_00_001.insv": (75, 3.0, plain, []),
    "names/es.264": (75, 3.0, plain, []),
    "names/joined_mid_packet.ts": (75, 3.0, plain, []),
    "names/movie.m1v": (75, 3.0, plain, []),
    "names/recorder_192.ts": (75, 3.0, plain, []),
}
OTHERS = {"hflip.mp4", "cenc.mp4", "qtrle32.mov", "scope_untagged.mp4", "names/"}


def test_the_table_of_odd_videos_is_covered(footage):
    with (footage / "odd" / "odd.csv").open(newline="", encoding="utf-8") as file:
        listed = {row["file"] for row in csv.DictReader(file)}
    assert listed <= set(NUMBERED) | OTHERS


@pytest.mark.parametrize("name", NUMBERED)
def test_each_moment_shows_its_number(source, footage, name):
    frames, ends_s, number_at, cuts_s = NUMBERED[name]
    info, samples = read(source, footage / "odd" / name)
    begin_s = samples[0].time_s
    assert info.frame_count == pytest.approx(frames, abs=1)
    assert info.duration_s - begin_s == pytest.approx(ends_s, abs=0.05)
    assert float(info.fps) == pytest.approx(25, abs=0.2)
    assert info.note == ""
    assert len(samples) >= 2 * ends_s
    for sample in samples:
        assert read_squares(sample.pixels) == pytest.approx(number_at(sample.time_s - begin_s), abs=1.01), sample.time_s
    assert [cut - begin_s for sample in samples for cut in sample.cuts_s] == pytest.approx(cuts_s, abs=0.05)
    assert all(has_colours(s.pixels) for s in samples if number_at(s.time_s - begin_s) < 1000)


@pytest.mark.parametrize("name", NUMBERED)
def test_any_moment_by_itself_shows_the_same(source, stranger, footage, name):
    _, ends_s, number_at, _ = NUMBERED[name]
    path = footage / "odd" / name
    info = source.probe(path)
    begin_s = source.frames(info, [0.0], WHOLE)[0].time_s
    for share in (0.8, 0.3, 0.65):
        wanted_s = begin_s + round(share * ends_s * 25) / 25 + 0.01
        (sample,) = source.frames(info, [wanted_s], WHOLE)
        assert read_squares(sample.pixels) == pytest.approx(number_at(sample.time_s - begin_s), abs=1.01)
        jpeg = stranger().still(path, wanted_s, 180, info)
        assert read_squares(decoded(jpeg)) == read_squares(sample.pixels)


def decoded(jpeg: bytes) -> np.ndarray:
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def test_a_video_says_where_its_own_clock_restarts(source, footage):
    joined = source.probe(footage / "odd" / "joined_equal.ts")
    far = source.probe(footage / "odd" / "joined_far.ts")
    ((here_s, there_s),) = joined.restarts_s
    assert (here_s, there_s) == pytest.approx((4.0, 1.48))
    assert far.restarts_s[0][0] == pytest.approx(4.0)
    assert far.restarts_s[0][1] > 36_000
    assert source.probe(footage / "odd" / "raw.h264").restarts_s == ()


def test_a_mirror_is_a_mirror(source, footage):
    info, samples = read(source, footage / "odd" / "hflip.mp4")
    assert (info.rotation_deg, info.is_mirrored) == (0, True)
    for sample in samples:
        shown = colour_at(sample.pixels, "left"), colour_at(sample.pixels, "right")
        assert np.abs(shown[0] - COLOURS["right"]).max() <= 14
        assert np.abs(shown[1] - COLOURS["left"]).max() <= 14
        assert read_squares(sample.pixels[:, ::-1]) == round(sample.time_s * 25)


def test_what_changes_its_shape_midway_is_not_stretched(source, footage):
    _, samples = read(source, footage / "odd" / "size_change.ts")
    for sample in samples:
        shown = decoded(sample.picture)
        assert shown.shape[1] / shown.shape[0] == pytest.approx(16 / 9, abs=0.02), sample.time_s


def test_an_encrypted_video_is_refused_by_name(source, footage):
    with pytest.raises(UnsupportedError, match="encrypted"):
        source.probe(footage / "odd" / "cenc.mp4")


@pytest.mark.parametrize("name", ["qtrle32.mov", "scope_untagged.mp4"])
def test_colours_are_those_that_were_filmed(source, footage, name):
    _, samples = read(source, footage / "odd" / name)
    for sample in samples:
        assert all(np.abs(colour_at(sample.pixels, each) - COLOURS[each]).max() <= 6 for each in COLOURS), name
