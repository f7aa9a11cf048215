"""Frames come out exact: the right picture at the right time, from every kind of file."""

import itertools
from fractions import Fraction

import cv2
import numpy as np
import pytest

from core.errors import UnreadableError, UnsupportedError, VanishedError
from core.media import cut_watch
from core.media.tiny_picture import tiny_picture
from core.media.video_reader import VideoReader
from core.values import PICTURE_HEIGHT_PX, FrameShape
from tests.clips import VideoSpec, draw, draw_numbers, draw_scenes, draw_sound, read_number

SHAPE = FrameShape(96, "squash")

KINDS = {
    "mpeg4.mp4": VideoSpec("mpeg4"),
    "open_gop.mp4": VideoSpec("libx264", options={"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "open_gop.ts": VideoSpec("libx264", options={"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "one_key.mkv": VideoSpec("libx264", gop=10_000, options={"x264-params": "scenecut=0"}),
    "intra.mov": VideoSpec("mjpeg", pix_fmt="yuvj420p"),
    "intra.avi": VideoSpec("mjpeg", pix_fmt="yuvj420p"),
    "prores.mov": VideoSpec("prores_ks", pix_fmt="yuv422p10le"),
    "broadcast.mxf": VideoSpec("mpeg2video"),
    "programme.mpg": VideoSpec("mpeg2video"),
    "ten_bit.mp4": VideoSpec("libx265", pix_fmt="yuv420p10le", options={"x265-params": "log-level=none"}),
    "vp9.webm": VideoSpec("libvpx-vp9"),
    "ffv1.mkv": VideoSpec("ffv1", gop=1),
    "ntsc.mp4": VideoSpec("libx264", fps=Fraction(30000, 1001)),
    "sixty.mp4": VideoSpec("libx264", fps=Fraction(60)),
}


@pytest.fixture(scope="module")
def videos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    made = {}

    def video(name):
        if name not in made:
            made[name] = draw_numbers(folder / name, 75, KINDS[name])
        return made[name], KINDS[name].fps

    return video


def reader() -> VideoReader:
    return VideoReader(lambda: None)


@pytest.mark.parametrize("name", KINDS)
def test_probe_tells_the_truth(videos, name):
    path, fps = videos(name)
    info = reader().probe(path)
    assert info.frame_count == 75
    assert info.fps == pytest.approx(fps, rel=0.002)
    assert info.duration_s == pytest.approx(75 / fps, abs=0.002)
    assert (info.width_px, info.height_px, info.rotation_deg) == (192, 108, 0)
    assert info.note == ""


@pytest.mark.parametrize("name", KINDS)
def test_scan_gives_the_frame_on_screen_with_its_own_time(videos, name):
    path, fps = videos(name)
    samples = list(reader().scan(path, 0.3, SHAPE))
    numbers = [read_number(sample.pixels) for sample in samples]
    assert [sample.time_s for sample in samples] == pytest.approx([float(n / fps) for n in numbers], abs=1.1e-3)
    grid = {int(k * 0.3 * fps + 1e-6) for k in range(20) if k * 0.3 * fps < 75}
    assert grid <= set(numbers)
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("name", KINDS)
def test_any_frame_by_itself_is_the_same_as_in_sequence(videos, name):
    path, fps = videos(name)
    for number in (74, 40, 0, 41, 13):
        (sample,) = reader().frames(path, [float((number + 0.4) / fps)], SHAPE)
        assert read_number(sample.pixels) == number


@pytest.mark.parametrize("name", KINDS)
def test_a_still_is_the_frame_on_screen_without_a_walk_through_the_file(videos, name):
    path, fps = videos(name)
    for number in (0, 33, 74):
        jpeg = reader().still(path, float((number + 0.4) / fps), 108)
        shown = read_number(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))
        # A programme stream stores few times; after a seek libav's guesses are half a frame off.
        assert abs(shown - number) <= (1 if name.endswith(".mpg") else 0)


def test_frames_come_in_order_and_equal_ones_once(videos):
    path, _ = videos("open_gop.mp4")
    samples = list(reader().frames(path, [2.0, 0.5, 0.51, 0.52, 99.0, -3.0], SHAPE))
    assert [read_number(sample.pixels) for sample in samples] == [0, 12, 13, 50, 74]


def test_variable_frame_rate_is_read_by_its_times(tmp_path):
    times_s = [0.0, 0.04, 0.08, 0.5, 0.52, 1.7, 1.72, 3.0]
    path = draw_numbers(tmp_path / "vfr.mkv", 8, VideoSpec("libx264", times_s=times_s))
    info = reader().probe(path)
    samples = list(reader().scan(path, 0.5, SHAPE))
    assert [(read_number(s.pixels), round(s.time_s, 3)) for s in samples] == [
        (0, 0.0),
        (3, 0.5),
        (4, 0.52),
        (6, 1.72),
        (7, 3.0),
    ]
    assert info.duration_s >= 3.0


def test_a_picture_that_starts_after_the_sound_keeps_its_offset(tmp_path):
    times_s = [2.0 + number / 25 for number in range(25)]
    path = draw_numbers(tmp_path / "late.mkv", 25, VideoSpec("libx264", times_s=times_s, sound_s=3.0))
    samples = list(reader().scan(path, 0.5, SHAPE))
    assert samples[0].time_s == pytest.approx(2.0, abs=0.03)
    assert read_number(samples[0].pixels) == 0
    (middle,) = reader().frames(path, [2.5 + 0.02], SHAPE)
    assert read_number(middle.pixels) in {11, 12, 13}


def test_every_shot_has_a_sample_even_between_the_grid(tmp_path):
    lengths = [20, 6, 7, 30, 5, 25]
    path = draw_scenes(tmp_path / "quick.mp4", lengths, VideoSpec("libx264"))
    samples = list(reader().scan(path, 1.0, FrameShape(32)))
    cuts = [cut for sample in samples for cut in sample.cuts_s]
    assert cuts == pytest.approx(np.cumsum(lengths[:-1]) / 25)
    bounds = [0.0, *cuts, sum(lengths) / 25]
    for begin, end in itertools.pairwise(bounds):
        assert any(begin <= sample.time_s < end for sample in samples), (begin, end)
    for before, sample in zip([None, *samples], samples, strict=False):
        assert all((before is None or cut > before.time_s) and cut <= sample.time_s for cut in sample.cuts_s)


@pytest.mark.parametrize(
    "video",
    [VideoSpec("mjpeg", pix_fmt="yuvj420p"), VideoSpec("libx264", gop=8, options={"x264-params": "scenecut=0"})],
)
def test_cuts_are_exact_where_not_every_frame_is_decoded(tmp_path, video):
    lengths = [33, 41, 14, 52]
    path = draw_scenes(tmp_path / "cuts.mov", lengths, video)
    samples = list(reader().scan(path, 0.5, FrameShape(32)))
    assert [cut for sample in samples for cut in sample.cuts_s] == pytest.approx(np.cumsum(lengths[:-1]) / 25)


def test_a_slow_change_costs_few_frames_where_each_can_be_decoded_alone(tmp_path, monkeypatch):
    """It grows lighter all the time, so frames two seconds apart differ; only the cut is worth a look at each frame."""

    def frame(number: int) -> np.ndarray:
        pixels = np.full((180, 320, 3), 100 + 0.4 * (number % 130), np.uint8)
        pixels[40:140, 60:200] = (200, 30, 30) if number < 130 else (20, 20, 190)
        return pixels

    path = draw(tmp_path / "slow.mov", (frame(number) for number in range(230)), VideoSpec("mjpeg", pix_fmt="yuvj420p"))
    seen = []
    monkeypatch.setattr(cut_watch, "tiny_picture", lambda frame: seen.append(frame.pts) or tiny_picture(frame))
    samples = list(reader().scan(path, 2.0, FrameShape(32)))
    assert [cut for sample in samples for cut in sample.cuts_s] == pytest.approx([130 / 25])
    assert len(seen) <= 80, "of 230"


def test_fast_motion_in_prores_costs_few_frames(tmp_path, monkeypatch):
    """Every frame differs from the one before, so that only the packets tell where the cuts may lie."""
    cuts = [61, 69]

    def frame(number: int) -> np.ndarray:
        shot = sum(number >= cut for cut in cuts)
        across, down = np.arange(480), np.arange(270)[:, None]
        wave = 110 + 90 * np.sin((across + (5 + shot) * 6 * number) / 50 + shot) * np.cos(down / 40)
        return np.stack([wave, np.full_like(wave, 60 + 50 * shot), 220 - wave], axis=2).astype(np.uint8)

    video = VideoSpec("prores_ks", pix_fmt="yuv422p10le", size=(480, 270))
    path = draw(tmp_path / "fast.mov", (frame(number) for number in range(111)), video)
    seen = []
    monkeypatch.setattr(cut_watch, "tiny_picture", lambda frame: seen.append(frame.pts) or tiny_picture(frame))
    monkeypatch.setattr(cut_watch, "LARGE_PX", 0)
    samples = list(reader().scan(path, 2.0, FrameShape(32)))
    assert [cut for sample in samples for cut in sample.cuts_s] == pytest.approx([cut / 25 for cut in cuts])
    assert len(seen) <= 30, "of 111"


@pytest.mark.parametrize("lie", [None, np.full((36, 64, 3), 90, np.uint8)])
def test_packets_that_do_not_tell_are_not_believed(tmp_path, monkeypatch, lie):
    lengths = [33, 41, 14, 52]
    path = draw_scenes(tmp_path / "cuts.mov", lengths, VideoSpec("prores_ks", pix_fmt="yuv422p10le"))
    monkeypatch.setitem(cut_watch.PACKET_PICTURES, "prores", lambda packet: lie)
    monkeypatch.setattr(cut_watch, "LARGE_PX", 0)
    samples = list(reader().scan(path, 0.5, FrameShape(32)))
    assert [cut for sample in samples for cut in sample.cuts_s] == pytest.approx(np.cumsum(lengths[:-1]) / 25)


def test_a_last_short_shot_after_the_last_grid_time_is_found(tmp_path):
    path = draw_scenes(tmp_path / "end.mp4", [57, 5], VideoSpec("libx264"))
    samples = list(reader().scan(path, 1.0, FrameShape(32)))
    assert samples[-1].cuts_s == pytest.approx((57 / 25,))
    assert samples[-1].time_s >= 57 / 25


def test_one_frame_is_one_sample(tmp_path):
    path = draw_numbers(tmp_path / "one.mp4", 1)
    samples = list(reader().scan(path, 0.5, SHAPE))
    assert [sample.time_s for sample in samples] == [0.0]


def test_the_picture_is_the_whole_frame_in_display_shape(videos):
    path, _ = videos("mpeg4.mp4")
    (sample,) = reader().frames(path, [0.0], FrameShape(32))
    picture = cv2.imdecode(np.frombuffer(sample.picture, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape[0] == min(PICTURE_HEIGHT_PX, 108)
    assert picture.shape[1] / picture.shape[0] == pytest.approx(16 / 9, abs=0.02)


def test_damage_in_the_middle_costs_only_what_is_damaged(videos, tmp_path):
    whole, _ = videos("intra.mov")
    data = bytearray(whole.read_bytes())
    third = len(data) // 3
    data[third : third + len(data) // 10] = bytes(len(data) // 10)
    path = tmp_path / "hole.mov"
    path.write_bytes(data)
    numbers = [read_number(sample.pixels) for sample in reader().scan(path, 0.1, SHAPE)]
    assert numbers[-1] >= 72
    assert len(numbers) >= 20


def test_a_video_cut_off_on_its_way_says_so_and_gives_what_it_has(videos, tmp_path):
    whole, _ = videos("one_key.mkv")
    path = tmp_path / "half.mkv"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    info = reader().probe(path)
    assert 1 < info.frame_count < 75
    assert "ends early" in info.note
    assert all(sample.time_s <= info.duration_s for sample in reader().scan(path, 0.2, SHAPE))


def test_plain_reasons(tmp_path):
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("this is no video " * 100)
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "dangling.mp4").symlink_to(tmp_path / "nothing")
    cv2.imwrite(str(tmp_path / "still.png"), np.zeros((20, 30, 3), np.uint8))
    draw_sound(tmp_path / "sound.mp4")
    reasons = {
        "empty.mp4": (UnreadableError, "empty"),
        "text.mp4": (UnreadableError, "not a video"),
        "folder.mp4": (UnsupportedError, "folder"),
        "dangling.mp4": (UnreadableError, "link"),
        "still.png": (UnsupportedError, "still picture"),
        "sound.mp4": (UnsupportedError, "sound"),
        "absent.mp4": (VanishedError, "not found"),
    }
    for name, (kind, word) in reasons.items():
        with pytest.raises(kind, match=word) as caught:
            reader().probe(tmp_path / name)
        assert name in caught.value.title


def test_fingerprint_survives_a_copy_and_notices_another_video(videos, tmp_path):
    path, _ = videos("mpeg4.mp4")
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(path.read_bytes())
    other = draw_numbers(tmp_path / "other.mp4", 74)
    prints = [reader().probe(one).fingerprint for one in (path, copy, other)]
    assert prints[0] == prints[1] != prints[2]


def test_a_file_changed_since_the_last_look_is_looked_at_again(videos, tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(videos("mpeg4.mp4")[0].read_bytes())
    one = reader()
    info = one.probe(path)
    path.unlink()
    draw_numbers(path, 20)
    assert info.frame_count == 75
    assert len(list(one.scan(path, 0.04, SHAPE))) == 20


def test_tick_stops_the_work(videos):
    path, _ = videos("one_key.mkv")
    calls = 0

    class EnoughError(Exception):
        pass

    def tick():
        nonlocal calls
        calls += 1
        if calls > 20:
            raise EnoughError

    with pytest.raises(EnoughError):
        list(VideoReader(tick).scan(path, 0.1, SHAPE))
